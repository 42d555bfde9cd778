"""What is gathered from a record on the way to a case: entries, what no code was known for, notes, issues."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from crural.concepts.case import Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.fhir.meaning import Coder
from crural.surfaces.fhir.outcome import Issue
from crural.surfaces.fhir.plain import codings, element_of, texts
from crural.surfaces.fhir.records import Placed, Records


@dataclass(frozen=True, order=True)
class Unmapped:
    """A code of the record that means nothing to us, and how often it stood there."""

    kind: str
    system: str
    code: str
    text: str
    count: int = 1


@dataclass
class Told:
    """The gathered parts of one person's record."""

    coder: Coder
    records: Records
    as_of: date
    present: list[Entry] = field(default_factory=list)
    absent: list[Entry] = field(default_factory=list)
    medicines: list[Entry] = field(default_factory=list)
    allergies: list[str] = field(default_factory=list)
    unknown_codes: Counter[tuple[str, str, str, str]] = field(default_factory=Counter)
    remarks: Counter[str] = field(default_factory=Counter)

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge base."""
        return self.coder.base

    def days_since(self, day: date) -> int:
        """Whole days from a day to the day of the assessment; negative for the future."""
        return (self.as_of - day).days

    def say(self, text: str) -> None:
        """Note something that was left out or taken so; equal notes are counted."""
        self.remarks[text] += 1

    def wrong(self, code: str, text: str, place: str) -> None:
        """Note that one element cannot be used as it is."""
        self.records.issues.append(Issue("warning", code, text, place))

    def unmapped(self, placed: Placed, concept: Any) -> None:
        """Count a thing whose codes and name mean nothing to us."""
        said = texts(concept)
        system, code, _ = next(iter(codings(concept)), ("", "", ""))
        self.unknown_codes[placed.kind, system, code, said[0] if said else ""] += 1

    def in_future(self, day: date | None, placed: Placed, *names: str) -> bool:
        """Whether a day is after the assessment; then an issue names the element, one of `names`."""
        if day is None or day <= self.as_of:
            return False
        text = "The day is after the day of the assessment, so this was left out; mend the date."
        self.wrong("invalid", text, f"{placed.place}.{element_of(placed.resource, day, *names)}")
        return True

    def add(self, entry: Entry, holds: bool) -> None:
        """Put an entry where it belongs, once."""
        where = self.present if holds else self.absent
        if entry not in where:
            where.append(entry)
