"""What was understood, as HTML: whole, escaped, and with the id of every reading."""

from __future__ import annotations

import re
from html import unescape
from html.parser import HTMLParser

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge import load
from crural.language import read
from crural.surfaces.understanding import pieces, readings_as_html, readings_as_text

TEXT = (
    'My left calf aches <b>"badly"</b> & is swollen,\nno fever. My mam had clots. ABI 0.8. Incontinent zebra.'
)


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


class _Marks(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))


def shown(html: str) -> str:
    """The text of the first paragraph, as a person sees it."""
    inside = re.search(r'<p class="reading-text">(.*?)</p>', html, re.DOTALL)
    assert inside
    return unescape(re.sub(r"<[^>]*>", "", inside[1].replace("<br>", "\n")))


def test_the_page_has_every_reading_marked(base: KnowledgeBase) -> None:
    reading = read(TEXT, base)
    html = readings_as_html(TEXT, reading, base)
    parser = _Marks()
    parser.feed(html)
    ids = {name for tag, told in parser.tags if tag == "mark" for name in (told["data-id"] or "").split()}
    assert {m.id for m in reading.mentions} | {v.id for v in reading.values} <= ids
    assert {tag for tag, _ in parser.tags} == {"div", "p", "br", "mark", "ul", "li", "q"}
    assert all(f"said-{state}" in html for state in ("present", "absent", "family", "value"))


def test_the_words_of_the_person_are_escaped_and_whole(base: KnowledgeBase) -> None:
    html = readings_as_html(TEXT, read(TEXT, base), base)
    assert "<b>" not in html
    assert shown(html) == TEXT


@given(st.text(alphabet="legpain sw<>&\"'\n no😀", max_size=80))
@settings(max_examples=60, deadline=None)
def test_any_text_comes_back_whole(text: str) -> None:
    base = load()
    reading = read(text, base)
    assert "".join(piece.text for piece in pieces(text, reading)) == text
    assert shown(readings_as_html(text, reading, base)) == text


def test_the_terminal_marks_what_was_read_and_what_was_not(base: KnowledgeBase) -> None:
    reading = read("no swelling, wet myself zebra", base).model_copy(update={"unread": ("zebra",)})
    said = readings_as_text("no swelling, wet myself zebra", reading, why=True)
    assert "no [swelling], " in said
    assert "[zebra]" in said
    assert "<- denied (no)" in said
