"""One page of the handbook for each condition, finding, medicine class, rule, test, score, specialist and so on."""

from __future__ import annotations

from collections.abc import Callable

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.pages.care import (
    answer_page,
    instrument_page,
    myth_page,
    source_page,
    specialist_page,
    test_page,
)
from crural.surfaces.pages.conditions import condition_page
from crural.surfaces.pages.links import KINDS, Page, link, plain_of
from crural.surfaces.pages.signs import finding_page, medicine_page, rule_page

_MAKERS: dict[str, Callable[[KnowledgeBase, str], Page]] = {
    "conditions": lambda base, name: condition_page(base, base.conditions[name]),
    "findings": finding_page,
    "medicines": medicine_page,
    "rules": rule_page,
    "tests": test_page,
    "instruments": instrument_page,
    "specialists": specialist_page,
    "answers": answer_page,
    "myths": myth_page,
    "sources": source_page,
}


def page_of(base: KnowledgeBase, kind: str, name: str) -> Page | None:
    """All that a page shows, or None when there is no such page."""
    if kind not in KINDS or name not in getattr(base, kind):
        return None
    return {**link(base, kind, name), "plain": plain_of(base, kind, name), **_MAKERS[kind](base, name)}


def pages_of(base: KnowledgeBase, kind: str) -> list[Page]:
    """The contents of one kind: id, title and one line of each page, by title."""
    if kind not in KINDS:
        return []
    found = [{**link(base, kind, name), "plain": plain_of(base, kind, name)} for name in getattr(base, kind)]
    return sorted(found, key=lambda page: str(page["title"]).lower())
