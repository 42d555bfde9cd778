"""Entries of the knowledge base by id or by words, for interfaces that hand them on."""

from __future__ import annotations

import difflib

from pydantic import BaseModel

from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge.load import SECTIONS

NAMES = ("lay_name", "name", "label", "title", "said", "text", "about")
"""Fields that may name an entry, best first."""


class Listed(BaseModel):
    """One entry in a list: where it stands, its id, and how it is called."""

    section: str
    id: str
    name: str


def name_of(item: object) -> str:
    """How an entry is called in plain words."""
    return next((str(getattr(item, field)) for field in NAMES if getattr(item, field, None)), "")


def _words(item: object) -> str:
    return " ".join(str(getattr(item, field, "") or "") for field in ("id", *NAMES)).lower()


def listed(base: KnowledgeBase, section: str, words: str = "") -> list[Listed]:
    """The entries of a section whose id or names hold all the words, by id.

    >>> from crural.knowledge import load
    >>> [item.id for item in listed(load(), "conditions", "shin splints")]
    ['medial-tibial-stress-syndrome']
    """
    wanted = words.lower().split()
    return [
        Listed(section=section, id=name, name=name_of(item))
        for name, item in sorted(getattr(base, section).items())
        if all(word in _words(item) for word in wanted)
    ]


def found(base: KnowledgeBase, words: str, most: int = 20) -> list[Listed]:
    """Entries of any section that the words mean: that very id, else the words in a name, else near ids."""
    exact = [
        Listed(section=section, id=words, name=name_of(getattr(base, section)[words]))
        for section in SECTIONS
        if words in getattr(base, section)
    ]
    if exact:
        return exact
    by_words = [item for section in SECTIONS for item in listed(base, section, words)]
    if by_words:
        return by_words[:most]
    near = {name: section for section in SECTIONS for name in getattr(base, section)}
    ids = difflib.get_close_matches(words.lower().replace(" ", "-"), near, 5)
    return [Listed(section=near[i], id=i, name=name_of(getattr(base, near[i])[i])) for i in ids]
