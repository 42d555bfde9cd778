"""The handbook in a real browser, opened from the disk: axe, width, console, search. About half a minute."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page
from tests.surfaces.chromium import launched
from tests.surfaces.web.browser import TAGS

from crural.knowledge import load
from crural.surfaces.pages import KINDS, search

pytestmark = pytest.mark.slow

SAMPLE = (
    "index.html",
    "areas.html",
    "about.html",
    "medicines/index.html",
    "conditions/deep-vein-thrombosis.html",
    "findings/calf-circumference-difference.html",
    "medicines/statin.html",
    "rules/suspected-dvt.html",
    "tests/d-dimer.html",
    "instruments/ankle-brachial-index-bands.html",
    "specialists/vascular-surgeon.html",
    "answers/prevent-clots.html",
    "myths/artery-disease-is-vein-disease.html",
    "sources/goodacre-2005.html",
)

DARK = ("conditions/deep-vein-thrombosis.html", "rules/suspected-dvt.html", "sources/goodacre-2005.html")
"""Where axe looks at the dark colours too: every colour stands on one of these."""


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


def opened(
    browser: Browser, file: Path, problems: list[str], width: int, theme: str, script: bool = True
) -> Page:
    context = browser.new_context(
        viewport={"width": width, "height": 800},
        color_scheme="dark" if theme == "dark" else "light",
        java_script_enabled=script,
    )
    page = context.new_page()
    page.on("console", lambda message: problems.append(f"{file.name}: {message.text}"))
    page.on("pageerror", lambda error: problems.append(f"{file.name}: {error}"))
    page.on(
        "request", lambda r: None if r.url.startswith("file:") else problems.append(f"{file.name}: {r.url}")
    )
    page.goto(file.as_uri())
    return page


def test_the_sample_has_every_kind() -> None:
    assert {path.partition("/")[0] for path in SAMPLE if "/" in path} == set(KINDS)


@pytest.mark.parametrize("path", SAMPLE)
def test_pages_fit_a_phone_and_everybody(browser: Browser, site: Path, path: str) -> None:
    problems: list[str] = []
    for width, theme in ((320, "light"), (1280, "dark")):
        page = opened(browser, site / path, problems, width, theme)
        assert page.locator("h1").count() == 1
        wide, seen = page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= seen, f"{path} scrolls sideways: {wide} > {seen}"
        if theme == "dark" and path not in DARK:
            page.context.close()
            continue
        options = {
            "runOnly": {"type": "tag", "values": TAGS},
            "preload": False,
        }  # a page from a disk may read no file
        found = Axe().run(page, options=options)
        assert found.violations_count == 0, f"{path} at {width}\n{found.generate_report()}"
        page.context.close()
    assert not problems


@pytest.mark.parametrize("words", ["deep vein", "restles legs", "atorvastatin", "d-dimer", "goodacre 2005"])
def test_search_finds_what_the_web_app_finds(browser: Browser, site: Path, words: str) -> None:
    problems: list[str] = []
    page = opened(browser, site / "sources" / "goodacre-2005.html", problems, 1024, "light")
    page.get_by_label("Search the handbook").fill(words)
    first = page.locator("#found li a").first
    first.wait_for()
    wanted = search(load(), words)
    links = page.locator("#found li a").evaluate_all("all => all.map(a => a.getAttribute('href'))")
    assert links[0] == f"../{wanted[0]['kind']}/{wanted[0]['id']}.html"
    first.click()
    page.wait_for_load_state()
    assert page.url.endswith(f"/{wanted[0]['kind']}/{wanted[0]['id']}.html")
    page.context.close()
    assert not problems


def test_without_script_the_lists_lead_everywhere(browser: Browser, site: Path) -> None:
    page = opened(browser, site / "index.html", [], 360, "light", script=False)
    assert page.get_by_role("search").is_hidden()
    page.get_by_role("link", name="By area").click()
    page.get_by_role("link", name="Blood clot in a deep leg vein").click()
    assert page.locator("h1").inner_text() == "Blood clot in a deep leg vein"
    page.context.close()
