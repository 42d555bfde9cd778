"""Publications, and what they print."""

from __future__ import annotations

from pydantic import Field

from crural.concepts.base import Concept, Slug


class Source(Concept):
    """A publication or page."""

    id: Slug
    title: str
    authors: str | None = None
    journal: str | None = None
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    weak: bool = False


class Record(Concept):
    """What one publication prints: one number or statement, nothing else."""

    id: str
    about: str
    subject: str | None = None
    variant: str | None = None
    measure: str
    of: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    n: int | None = None
    population: str | None = None
    source: Slug | None = None
    seen: str | None = None
    quality: str | None = None
    note: str | None = None
    collected_as: str | None = None
    checked: str | None = None
    disputed: str | None = None


class SetAside(Concept):
    """The file `set-aside.yaml`: records on which nothing rests, each with the reason.

    reasons: {short name: what it means}. records: {record id: a short name, or a reason of its own}.
    """

    reasons: dict[Slug, str] = Field(default_factory=dict)
    records: dict[str, str] = Field(default_factory=dict)
