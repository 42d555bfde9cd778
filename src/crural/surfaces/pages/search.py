"""Search over the handbook: every word typed must be found, as it is, as a beginning, or almost as it is."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.pages.kept import once
from crural.surfaces.pages.links import KINDS, Page, plain_of, title_of

ALMOST = 84
"""How alike a misspelt word must be (0 to 100)."""
WEIGHT = {
    "conditions": 5,
    "findings": 4,
    "rules": 4,
    "answers": 3,
    "myths": 3,
    "medicines": 3,
    "tests": 2,
    "instruments": 2,
    "specialists": 2,
    "sources": 1,
}
"""Which of two equal pages comes first."""


@dataclass(frozen=True)
class Entry:
    """A page as the search sees it. title: words of its title and id; more: other words that lead to it."""

    kind: str
    id: str
    title: frozenset[str]
    more: frozenset[str]


def words_of(text: str) -> list[str]:
    """Words in small letters.

    >>> words_of("Parkinson's disease")
    ['parkinson', 's', 'disease']
    """
    return re.findall(r"[a-z0-9]+", text.lower())


def _more(base: KnowledgeBase, kind: str, name: str) -> str:
    item = getattr(base, kind)[name]
    if kind == "conditions":
        return f"{item.name} {item.plain} {' '.join(item.wordings)}"
    if kind == "findings":
        return f"{item.label} {' '.join(item.wordings)}"
    if kind == "medicines":
        return (
            f"{item.plain} {' '.join(item.members)} {' '.join(b for m in item.members.values() for b in m)}"
        )
    if kind == "answers":
        return " ".join(item.wordings)
    if kind == "sources":
        return f"{item.authors or ''} {item.journal or ''} {item.year or ''} {item.pmid or ''}"
    return plain_of(base, kind, name)


def entries(base: KnowledgeBase) -> list[Entry]:
    """Every page with its words, by kind and id."""
    return [
        Entry(
            kind,
            name,
            frozenset(words_of(f"{title_of(base, kind, name)} {name}")),
            frozenset(words_of(_more(base, kind, name))),
        )
        for kind in KINDS
        for name in getattr(base, kind)
    ]


def _vocabulary(index: list[Entry]) -> tuple[str, ...]:
    """Every word that a misspelt one may mean; names of authors are none."""
    found = {word for entry in index if entry.kind != "sources" for word in (*entry.title, *entry.more)}
    return tuple(sorted(found))


def _score(word: str, entry: Entry) -> float:
    if word in entry.title:
        return 3.0
    if len(word) > 2 and any(other.startswith(word) for other in entry.title):
        return 2.0
    if word in entry.more:
        return 1.0
    return 0.5 if len(word) > 2 and any(other.startswith(word) for other in entry.more) else 0.0


def _spelt(word: str, known: tuple[str, ...]) -> str:
    """The known word nearest to one that is not known."""
    if len(word) < 4 or any(other.startswith(word) for other in known):
        return word
    near = process.extractOne(word, known, scorer=fuzz.ratio, score_cutoff=ALMOST)
    return near[0] if near else word


def search(base: KnowledgeBase, query: str, most: int = 30) -> list[Page]:
    """Pages that have every word of the query, best first; none for an empty query."""
    index = once(base, "search", lambda: entries(base))
    known = once(base, "vocabulary", lambda: _vocabulary(index))
    words = [_spelt(word, known) for word in words_of(query[:100])[:8]]
    if not words:
        return []
    hits: list[tuple[float, str, str, str]] = []
    for entry in index:
        scores = [_score(word, entry) for word in words]
        if all(scores):
            total = sum(scores) * 10 + WEIGHT[entry.kind] - len(entry.title) / 10
            hits.append((-total, entry.id, entry.kind, title_of(base, entry.kind, entry.id)))
    return [
        {"kind": kind, "id": name, "title": title, "plain": plain_of(base, kind, name), "sort": KINDS[kind]}
        for _, name, kind, title in sorted(hits)[:most]
    ]
