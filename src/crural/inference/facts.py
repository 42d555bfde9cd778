"""Facts: what is known of one person, in the one form that every later room reads.

`gather.py` makes them from a case, `folding.py` folds what implies what. Nothing here is a probability.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from functools import cached_property
from typing import Literal

from crural.concepts.base import Setting, Sex
from crural.concepts.knowledge import KnowledgeBase

DAYS = {
    "second": 1 / 86400,
    "minute": 1 / 1440,
    "min": 1 / 1440,
    "hour": 1 / 24,
    "day": 1.0,
    "week": 7.0,
    "fortnight": 14.0,
    "month": 30.4,
    "year": 365.25,
}
BANDS = (("hours", 1.0), ("days", 14.0), ("weeks", 92.0), ("months", 365.0), ("years", float("inf")))
"""Duration bands and the day below which each ends."""

Qualities = dict[str, tuple[str, ...]]
Told = Literal["family", "not-known", "denied", "past", "known", "new"]
"""What was told of a condition. not-known: the person does not know of having it; denied: it is ruled out."""

STRENGTH: tuple[Told, ...] = ("family", "not-known", "denied", "past", "known", "new")
"""Of several tellings of one condition the last of this order stands."""


@dataclass(frozen=True)
class Fact:
    """A finding with all that was told of it.

    qualities: qualifier id to values; `band` for graded results. Two values of an exclusive quality mean one
    or the other. days: how long it has lasted.
    """

    id: str
    qualities: Qualities = field(default_factory=dict)
    without: Qualities = field(default_factory=dict)
    side: str | None = None
    days: float | None = None


@dataclass(frozen=True)
class Taken:
    """A medicine (class or generic) told of. status: denied, stopped or current.

    by: the id that was told. days: since it was started (current) or stopped, if known.
    """

    id: str
    by: str
    status: Literal["denied", "stopped", "current"] = "current"
    days: float | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of the person, by kind.

    told: findings as told to be present now; present: the same with generic ones folded into special ones.
    resolved: gone again within 14 days. evidence: present and resolved ones, folded: all that happened within
    the four weeks that a finding is about. absent: denied, and not said otherwise.
    asked: findings that were told as the answer to a question.
    factors: id to told present or absent. medicines: classes, those above included, and generics.
    values: measured values in each measure's first unit; of several the last told.
    """

    age: float | None = None
    sex: Sex | None = None
    setting: Setting = "community"
    told: dict[str, Fact] = field(default_factory=dict)
    present: dict[str, Fact] = field(default_factory=dict)
    resolved: dict[str, Fact] = field(default_factory=dict)
    evidence: dict[str, Fact] = field(default_factory=dict)
    absent: dict[str, Fact] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    asked: frozenset[str] = frozenset()
    factors: dict[str, bool] = field(default_factory=dict)
    conditions: dict[str, Told] = field(default_factory=dict)
    medicines: dict[str, Taken] = field(default_factory=dict)
    medicines_complete: bool = False
    main: tuple[str, ...] = ()
    values: dict[str, float] = field(default_factory=dict)

    @cached_property
    def spoken_of(self) -> frozenset[str]:
        """The factors, conditions and medicines that something was told of."""
        return frozenset({*self.factors, *self.conditions, *self.medicines})

    def holds(self, base: KnowledgeBase, name: str) -> bool | None:
        """Whether a factor, medicine class or condition holds; None where it was not told, or not clearly."""
        if name in base.factors:
            return self.factors.get(name)
        if name in base.medicines:
            taken = self.medicines.get(name)
            if taken is None:
                return False if self.medicines_complete else None
            return {"current": True, "denied": False}.get(taken.status)
        return {"new": True, "known": True, "denied": False, "not-known": False}.get(
            self.conditions.get(name, "")
        )


def days_of(text: str) -> float | None:
    """Days of a duration such as "3 weeks"; None when it is not of that form.

    >>> days_of("3 weeks"), days_of("a day")
    (21.0, 1.0)
    """
    match = re.fullmatch(r"\s*(?:about |for )?(an?|\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*", text.lower())
    if match is None or match.group(2) not in DAYS:
        return None
    return float(match.group(1) if match.group(1)[0] != "a" else 1) * DAYS[match.group(2)]


def band_of(days: float) -> str:
    """The duration band of a number of days.

    >>> band_of(21)
    'weeks'
    """
    return next(name for name, end in BANDS if days < end)


def class_closure(base: KnowledgeBase, name: str) -> list[str]:
    """The classes of a medicine (generic or class id) and all classes above them."""
    todo = [name] if name in base.medicines else [c for c, m in base.medicines.items() if name in m.members]
    found: list[str] = []
    while todo:
        current = todo.pop()
        if current not in found:
            found.append(current)
            todo.extend(base.medicines[current].within)
    return found
