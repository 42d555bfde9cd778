"""Ten journeys in a real browser, with axe on every page. About a minute; needs Chromium."""

from __future__ import annotations

import time
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser
from tests.surfaces.chromium import launched
from tests.surfaces.web.browser import Person, opened
from tests.surfaces.web.walker import CALF, CALM, STROKE

pytestmark = pytest.mark.slow


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with launched() as found:
        yield found


@pytest.fixture(scope="module")
def house() -> Iterator[tuple[str, Any]]:
    with opened() as found:
        yield found


@pytest.fixture
def address(house: tuple[str, Any]) -> str:
    return house[0]


def to_the_result(person: Person, most: int = 6) -> None:
    for number in range(most):
        if person.path != "/questions":
            break
        if number < 2:
            person.look()
        person.answer()
    if person.path == "/questions":
        person.press("Stop here and show the result")
    person.look()
    assert person.path == "/result"


def test_text_only(browser: Browser, address: str) -> None:
    person = Person(browser, address, "text-only")
    person.begin(CALF)
    person.to_questions()
    to_the_result(person)
    person.page.locator("details.cause summary").first.click()
    person.look()
    person.page.get_by_role("link", name="Picture, and what would change it").first.click()
    person.look()
    person.end()


def test_no_javascript(browser: Browser, address: str) -> None:
    person = Person(browser, address, "no-script", java_script_enabled=False)
    person.begin(CALM)
    person.to_questions("52")
    to_the_result(person)
    person.end()


def tab_to(person: Person, name: str, most: int = 90) -> None:
    """Press Tab until what has the focus is called so; the focus must be seen at every stop."""
    for _ in range(most):
        person.page.keyboard.press("Tab")
        label, outline = person.page.evaluate(
            """() => { const e = document.activeElement, box = e.closest('.choice') || e;
            const labels = e.labels ? [...e.labels] : [];
            const text = e === document.body ? '' : labels.length ? labels[labels.length - 1].innerText : e.innerText;
            const seen = e === document.body ? 'none to see' : getComputedStyle(box).outlineStyle;
            return [(text || '').trim(), seen] }"""
        )
        assert outline != "none", f"no visible focus on {label!r} of {person.path}"
        if label.splitlines()[:1] == [name]:
            return
    raise AssertionError(f"{name!r} is not reached by Tab on {person.path}")


def key(person: Person, name: str, press: str = "Enter") -> None:
    tab_to(person, name)
    person.page.keyboard.press(press)
    person.page.wait_for_load_state()


def test_keyboard_only(browser: Browser, address: str) -> None:
    person = Person(browser, address, "keyboard")
    person.open("/")
    person.page.keyboard.press("Tab")
    assert person.page.evaluate("document.activeElement.className") == "skip"
    key(person, "Begin")
    person.page.wait_for_url("**/words")
    key(person, "I would rather choose from a list")
    person.page.wait_for_url("**/feelings")
    key(person, "Pain or aching in your leg", "Space")
    key(person, "Continue")
    person.page.wait_for_url("**/where")
    key(person, "Calf", "Space")
    person.look()
    assert person.page.locator("#left-calf").is_checked()
    key(person, "Continue")
    person.page.wait_for_url("**/you")
    tab_to(person, "Age in years")
    person.page.keyboard.type("67")
    key(person, "Continue")
    person.page.wait_for_url("**/more")
    key(person, "Continue")
    person.page.wait_for_url("**/medicines")
    key(person, "I take none")
    person.page.wait_for_url("**/questions")
    person.look()
    key(person, "Stop here and show the result")
    person.page.wait_for_url("**/result")
    person.look()
    person.end()


def test_phone(browser: Browser, address: str) -> None:
    person = Person(
        browser,
        address,
        "phone",
        viewport={"width": 320, "height": 640},  # also what 400 % zoom leaves of 1280 pixels
        has_touch=True,
        color_scheme="dark",
    )
    person.begin("")
    person.page.get_by_label("Pain or aching in your leg").check()
    person.press("Continue")
    person.page.locator("label.part-left-calf path").first.tap()
    assert person.page.locator("#left-calf").is_checked()
    person.look()
    person.press("Continue")
    for path in ("/medicines", "/answers", "/result", "/emergency", "/handbook", "/about", "/styleguide"):
        person.open(path)
        person.look()
    person.open("/handbook/conditions/deep-vein-thrombosis")
    person.look()
    person.open("/handbook/sources/goodacre-2005")
    person.look()
    person.end()


def test_emergency_in_the_first_sentence(browser: Browser, address: str) -> None:
    person = Person(browser, address, "emergency")
    person.begin(STROKE)
    assert person.path == "/urgent"
    assert person.page.get_by_role("link", name="Call 999").get_attribute("href") == "tel:999"
    person.press("Go on anyway")
    person.look()
    person.open("/result")
    person.look()
    assert person.page.get_by_role("region", name="Danger sign").is_visible()
    person.end()


def test_emergency_at_question_five(browser: Browser, address: str) -> None:
    """Four answers, then back to the question about breath: the fifth answer is the danger."""
    person = Person(browser, address, "emergency-later")
    person.begin(CALF)
    person.to_questions()
    for _ in range(4):
        person.answer("I am not sure")
        assert person.path == "/questions"
    for _ in range(6):
        person.press("Back")
        if "breath" in person.page.locator("main form").first.inner_text():
            break
    person.page.locator("main form").first.get_by_text("breath", exact=False).first.click()
    person.press("Continue")
    assert person.path == "/urgent"
    person.look()
    person.end()


def test_corrections(browser: Browser, address: str) -> None:
    person = Person(browser, address, "corrections")
    person.begin(STROKE)
    person.press("Check what was understood")
    person.look()
    for label in ("face", "weak"):
        row = person.page.locator(".heard > li").filter(has_text=label).first
        row.get_by_role("button", name="No (").click()
        person.page.wait_for_load_state()
        if person.path == "/urgent":
            person.press("Check what was understood")
    assert person.page.get_by_role("region", name="Danger sign").count() == 0
    pressed = person.page.locator('.taps [aria-pressed="true"]').all_inner_texts()
    assert all(text.startswith("No") for text in pressed[:2])
    person.look()
    person.end()


def test_back_and_change(browser: Browser, address: str) -> None:
    person = Person(browser, address, "back")
    person.begin(CALM)
    person.to_questions("52")
    first = person.page.locator("main form").first.inner_text()
    person.answer()
    assert person.page.locator("main form").first.inner_text() != first  # two lists have one heading
    person.press("Back")
    person.look()
    person.answer("Yes")
    person.open("/answers")
    person.look()
    person.page.get_by_role("button", name="Change").first.click()
    person.page.wait_for_load_state()
    person.look()
    assert person.path == "/questions"
    person.end()


def test_text_twice_as_large_on_a_phone(browser: Browser, address: str) -> None:
    person = Person(browser, address, "large", viewport={"width": 360, "height": 740})
    person.page.add_init_script(
        "addEventListener('DOMContentLoaded', () => { document.documentElement.style.fontSize = '212.5%'; })"
    )
    person.begin(CALF)
    person.open("/questions")
    person.look()
    for path in ("/result", "/answers", "/emergency", "/clinician"):
        person.open(path)
        person.look()
    person.end()


def test_two_tabs(browser: Browser, address: str) -> None:
    person = Person(browser, address, "tabs")
    person.begin(CALM)
    person.to_questions("52")
    first, other = person.page, person.tab()
    other.goto(address + "/questions")
    person.answer()
    person.page = other
    person.answer()
    person.page = first
    person.open("/answers")
    person.look()
    assert person.page.get_by_role("button", name="Change").count() >= 1
    person.end()


def test_expired_session(browser: Browser, house: tuple[str, Any]) -> None:
    address, shared = house
    person = Person(browser, address, "expired")
    person.begin(CALM)
    clock = shared.sessions.clock
    shared.sessions.clock = lambda: time.time() + 10 * 3600
    try:
        person.press("Go on")
    finally:
        shared.sessions.clock = clock
    assert person.path == "/expired"
    person.look()
    person.end()


def test_the_desk_by_keyboard(browser: Browser, address: str) -> None:
    person = Person(browser, address, "desk", viewport={"width": 1280, "height": 900})
    person.open("/clinician")
    person.look()
    person.press("Open the desk")
    field = person.page.get_by_label("Finding, sign, medicine, result or sentence")
    field.press_sequentially("left calf swelling 2 days; -fever")
    field.press("Enter")
    person.page.get_by_role("heading", name="Ranking").wait_for()
    assert field.input_value() == ""
    told = person.page.get_by_role(
        "status"
    ).first  # it stays while the desk below it is changed, so that it is read out
    assert told.inner_text().startswith("Today: within 24 hours.")
    heard = person.page.locator("#desk").aria_snapshot()
    assert heard.index("Today: within 24 hours") < heard.index("Entered") < heard.index("Ranking")
    assert person.page.locator("#matches").inner_text() == ""
    field.press_sequentially("-chest pa")
    person.page.get_by_role("button", name="- chest pain").first.wait_for()
    person.look()
    person.end()


def test_medicines_are_offered_while_typing(browser: Browser, address: str) -> None:
    person = Person(browser, address, "medicines", reduced_motion="reduce", forced_colors="active")
    person.begin(CALM)
    person.open("/medicines")
    person.page.get_by_label("Name on the pack").press_sequentially("amlo")
    person.page.get_by_role("button", name="amlodipine").click()
    person.page.wait_for_load_state()
    person.look()
    assert person.page.get_by_role("heading", name="Your list").is_visible()
    person.end()


def test_what_a_screen_reader_hears(browser: Browser, address: str) -> None:
    person = Person(browser, address, "heard")
    person.begin(STROKE)
    heard = person.page.locator("body").aria_snapshot()
    order = [
        "Go to the text",
        "- banner",
        "- navigation",
        "- main",
        "Get help now",
        "- alert",
        "Call 999",
        "- contentinfo",
    ]
    places = [heard.find(part) for part in order]
    assert -1 not in places
    assert places == sorted(places)
    person.press("Go on anyway")
    heard = person.page.locator("body").aria_snapshot()
    assert heard.index('region "Danger sign"') < heard.index("- main")
    person.open("/where")
    person.open("/medicines")
    assert person.page.locator("#offered").get_attribute("aria-live") == "polite"
    person.page.get_by_role("button", name="Add", exact=True).click()
    person.page.wait_for_load_state()
    assert person.page.get_by_role("alert").filter(has_text="Type the name").is_visible()
    person.page.wait_for_function("document.activeElement.className === 'problem'")
    person.end()


def test_none_of_these_and_a_tick_do_not_stand_together(browser: Browser, address: str) -> None:
    """ "None of these" takes the ticks away, and a tick takes it away; "not sure" leaves the ticks."""
    person = Person(browser, address, "ticks")
    person.begin(CALF)
    person.to_questions()
    first = person.page.locator("main fieldset").first
    tick, none = first.get_by_role("checkbox").first, first.get_by_label("None of these", exact=True)
    tick.check()
    none.check()
    assert (tick.is_checked(), none.is_checked()) == (False, True)
    tick.check()
    assert (tick.is_checked(), none.is_checked()) == (True, False)
    unsure = first.get_by_label("Not sure", exact=True)
    if unsure.count():
        unsure.check()
        assert tick.is_checked()
    person.look()
    person.end()


def test_without_a_connection_the_emergency_numbers_are_there_and_nothing_else(
    browser: Browser, address: str
) -> None:
    person = Person(browser, address, "offline", service_workers="allow")
    person.begin(STROKE)
    late = "new Promise((after) => setTimeout(() => after(false), 15000))"
    assert person.page.evaluate(f"Promise.race([navigator.serviceWorker.ready.then(() => true), {late}])")
    kept = person.page.evaluate(
        """async () => { const kept = []; for (const name of await caches.keys())
        for (const one of await (await caches.open(name)).keys()) kept.push(new URL(one.url).pathname); return kept }"""
    )
    assert "/emergency" in kept
    assert all(path == "/emergency" or path.startswith("/static/") for path in kept)
    person.context.set_offline(True)
    person.open("/result")
    assert "Emergency numbers" in person.page.locator("h1").inner_text()
    assert "face" not in person.page.locator("main").inner_text()
    person.context.close()
