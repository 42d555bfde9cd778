"""What every page is called, its one line, and the links between pages."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from crural.concepts.knowledge import KnowledgeBase, Record, Source

Page = dict[str, Any]

KINDS: dict[str, str] = {
    "conditions": "Causes",
    "findings": "Complaints and signs",
    "medicines": "Medicines",
    "rules": "Danger signs",
    "tests": "Tests",
    "instruments": "Scores and checks",
    "specialists": "Who to see",
    "answers": "Questions and answers",
    "myths": "What people read",
    "sources": "Sources",
}
"""Kinds of page, in the order of the contents, and their headings."""

_TITLES = {
    "conditions": "lay_name",
    "findings": "plain",
    "myths": "said",
    "sources": "title",
    "answers": "question",
}
_LINES = {"findings": "label", "rules": "message", "myths": "in_fact", "sources": "journal"}


def title_of(base: KnowledgeBase, kind: str, name: str) -> str:
    """The title of a page."""
    title = getattr(getattr(base, kind)[name], _TITLES.get(kind, "name"))
    return str(title[:1].upper() + title[1:])


def plain_of(base: KnowledgeBase, kind: str, name: str) -> str:
    """One line under the title."""
    item = getattr(base, kind)[name]
    if kind == "answers":
        return str(item.text[0])
    return str(getattr(item, _LINES.get(kind, "plain")) or "")


def link(base: KnowledgeBase, kind: str, name: str) -> Page:
    """A link to a page: kind, id and title."""
    return {"kind": kind, "id": name, "title": title_of(base, kind, name)}


def links(base: KnowledgeBase, kind: str, names: Iterable[str]) -> list[Page]:
    """Links to those pages of a kind that there are, each once."""
    return [link(base, kind, name) for name in dict.fromkeys(names) if name in getattr(base, kind)]


def anywhere(base: KnowledgeBase, name: str) -> Page:
    """A link to what an id names (cause, medicine, finding); a factor has no page, so only its label."""
    for kind in ("conditions", "medicines", "findings"):
        if name in getattr(base, kind):
            return link(base, kind, name)
    label = base.factors[name].label if name in base.factors else name.replace("-", " ")
    return {"kind": None, "id": name, "title": label[:1].upper() + label[1:]}


def sources_of(base: KnowledgeBase, names: Iterable[str]) -> list[Page]:
    """The publications behind ids of sources and records, each once."""
    found: dict[str, Page] = {}
    for name in names:
        record = base.records.get(name)
        source = base.sources.get((record.source or "") if record else name)
        if source is not None:
            found.setdefault(
                source.id,
                {"kind": "sources", "id": source.id, "title": source.title, "line": source_line(source)},
            )
    return list(found.values())


def source_line(source: Source) -> str:
    """Authors, journal, year and number of a publication, as far as known."""
    number = f"doi:{source.doi}" if source.doi else f"PMID {source.pmid}" if source.pmid else ""
    parts = (source.authors, source.journal, str(source.year) if source.year else "", number)
    return ". ".join(part.rstrip(".") for part in parts if part)


def cited(base: KnowledgeBase, record: Record) -> Page | None:
    """How a record is cited beside a number: first author and year, with the place on the page of its source."""
    source = base.sources.get(record.source or "")
    if source is None:
        return None
    author = (source.authors or source.journal or source.title).replace(" et al.", "").split(",")[0]
    short = author if len(author) <= 32 else author[:30].rsplit(" ", 1)[0] + " …"
    year = f" {source.year}" if source.year else ""
    return {"kind": "sources", "id": source.id, "record": record.id, "short": f"{short}{year}"}
