"""A person at a real browser. Every page looked at is checked: axe, width, headings, console, outside requests."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page
from tests.docs.test_pages import ROOT
from tests.surfaces.serving import served

from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.web.app import app_for

TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
KEPT = ROOT / "build" / "web"
"""Pictures of the pages looked at, for a person to look at too."""
CHECKED: set[tuple[str, str, str]] = set()
"""Pages that axe has seen: content, size and colours. The very same page is not checked twice."""


@contextmanager
def opened(**settings: Any) -> Iterator[tuple[str, Any]]:
    """The web app on a free port of this machine: its address, and what its pages share."""
    app = app_for(load(), Settings(**settings))
    with served(app) as address:
        yield address, app.state.house


class Person:
    """One person at one tab. name: of the journey, for the pictures."""

    def __init__(self, browser: Browser, address: str, name: str, **context: Any) -> None:
        self.address, self.name, self.looked = address, name, 0
        self.problems: list[str] = []
        self.looks = str([context.get(part) for part in ("color_scheme", "forced_colors")])
        self.scripted = context.get("java_script_enabled", True)
        self.context: BrowserContext = browser.new_context(
            **{"viewport": {"width": 1024, "height": 800}, "service_workers": "block", **context}
        )
        self.context.on("request", self._request)
        self.page = self.tab()

    def tab(self) -> Page:
        page = self.context.new_page()
        page.set_default_timeout(20_000)
        page.on("console", self._console)
        page.on("pageerror", lambda error: self.problems.append(f"script: {error}"))
        return page

    def _request(self, request: Any) -> None:
        if not request.url.startswith(self.address):
            self.problems.append(f"outside request: {request.url}")

    def _console(self, message: Any) -> None:
        expected = "status of 422" in message.text or "blocked by Playwright" in message.text
        if message.type in ("error", "warning") and not expected:
            self.problems.append(f"console: {message.text}")

    def open(self, path: str) -> None:
        self.page.goto(self.address + path)

    @property
    def path(self) -> str:
        return self.page.url.removeprefix(self.address).partition("#")[0]

    def press(self, name: str) -> None:
        """Press the button or link of that name in the main part."""
        main = self.page.locator("main")
        named = main.get_by_role("button", name=name, exact=True).or_(
            main.get_by_role("link", name=name, exact=True)
        )
        named.first.click()
        self.page.wait_for_load_state()

    def look(self) -> None:
        """Check the page as it stands, and keep a picture of it."""
        self.looked += 1
        KEPT.mkdir(parents=True, exist_ok=True)
        where = self.path.strip("/").replace("/", "-") or "start"
        self.page.screenshot(path=KEPT / f"{self.name}-{self.looked:02d}-{where}.png", full_page=True)
        assert self.page.locator("h1").count() == 1, self.path
        wide, seen = self.page.evaluate(
            "[document.documentElement.scrollWidth, document.documentElement.clientWidth]"
        )
        assert wide <= seen, f"{self.path} scrolls sideways: {wide} > {seen}"
        page = re.sub(r'name="token" value="[^"]+"', "", self.page.content())
        state = (page, str(self.page.viewport_size), self.looks)
        if self.scripted and state not in CHECKED:
            CHECKED.add(state)
            found = Axe().run(self.page, options={"runOnly": {"type": "tag", "values": TAGS}})
            assert found.violations_count == 0, f"{self.path}\n{found.generate_report()}"

    def begin(self, text: str | None = None) -> None:
        """From the start to one's own words and on."""
        self.open("/")
        self.look()
        self.page.get_by_label("Where are you?").select_option("gb")
        self.press("Begin")
        self.look()
        if text is not None:
            self.page.get_by_role("textbox").fill(text)
            self.press("Continue")
            self.look()

    def to_questions(self, age: str = "67", sex: str = "Woman") -> None:
        """From what was understood, past place, person and medicines, to the first question."""
        self.press("Go on")
        if self.path == "/where":
            self.look()
            self.press("I am not sure")
        self.look()
        self.page.get_by_label("Age in years").fill(age)
        self.page.get_by_label(sex, exact=True).check()
        self.press("Continue")
        self.look()
        self.press("Continue")
        self.look()
        self.press("I take none")

    def answer(self, value: str = "No") -> None:
        """Answer the page: yes or no; where that is no choice, not sure."""
        main = self.page.locator("main")
        button = main.locator(".answers").get_by_role("button", name=value, exact=True)
        if button.count():
            button.click()
        elif main.get_by_role("button", name="I am not sure", exact=True).count():
            self.press("I am not sure")
        else:
            for group in main.locator("fieldset").all():
                fits = group.get_by_label(value, exact=True)
                (fits if fits.count() else group.get_by_label("Not sure", exact=True)).first.check()
            self.press("Continue")
        self.page.wait_for_load_state()

    def end(self) -> None:
        """Nothing may have gone wrong unseen."""
        self.context.close()
        assert not self.problems, self.problems
