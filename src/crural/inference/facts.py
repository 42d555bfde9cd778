"""Facts: a case put in order against the knowledge base, the one form that every later room reads.

Ids are routed by kind, measurements become findings, medicines their classes, durations their bands; what
a special finding implies is folded into it. Nothing here is a probability.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from crural.concepts.base import Setting, Sex
from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import Finding, KnowledgeBase, Measure
from crural.errors import InputError

DAYS = {
    "minute": 1 / 1440,
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


@dataclass(frozen=True)
class Fact:
    """A finding with all that was told of it.

    qualities: qualifier id to values; `band` for graded results. days: how long it has lasted.
    """

    id: str
    qualities: Qualities = field(default_factory=dict)
    without: Qualities = field(default_factory=dict)
    side: str | None = None
    days: float | None = None


@dataclass(frozen=True)
class Taken:
    """A medicine class that is taken (or was), by which medicine, and for how many days if known."""

    id: str
    by: str
    current: bool = True
    days: float | None = None


@dataclass(frozen=True)
class Facts:
    """What is known of the person, by kind.

    present, absent, resolved (gone again within 14 days): findings by id. factors: id to told present or
    absent. conditions: id to new, known, past, family or denied. medicines: classes, those above included.
    """

    age: float | None = None
    sex: Sex | None = None
    setting: Setting = "community"
    present: dict[str, Fact] = field(default_factory=dict)
    absent: dict[str, Fact] = field(default_factory=dict)
    resolved: dict[str, Fact] = field(default_factory=dict)
    unknown: frozenset[str] = frozenset()
    factors: dict[str, bool] = field(default_factory=dict)
    conditions: dict[str, str] = field(default_factory=dict)
    medicines: dict[str, Taken] = field(default_factory=dict)
    medicines_complete: bool = False
    main: tuple[str, ...] = ()

    def holds(self, base: KnowledgeBase, name: str) -> bool | None:
        """Whether a factor, medicine class or condition holds; None where it was not told."""
        if name in base.factors:
            return self.factors.get(name)
        if name in base.medicines:
            taken = self.medicines.get(name)
            if taken is not None:
                return taken.current
            return False if self.medicines_complete else None
        status = self.conditions.get(name)
        return None if status is None else {"new": True, "known": True, "denied": False}.get(status)


def days_of(text: str) -> float | None:
    """Days of a duration such as "3 weeks"; None when it is not of that form.

    >>> days_of("3 weeks")
    21.0
    """
    match = re.fullmatch(r"\s*(?:about |for )?(\d+(?:\.\d+)?)\s*([a-z]+?)s?\s*", text.lower())
    if match is None or match.group(2) not in DAYS:
        return None
    return float(match.group(1)) * DAYS[match.group(2)]


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


def _fact(entry: Entry, finding: Finding, case: Case) -> Fact:
    days = days_of(entry.duration) if entry.duration else None
    if days is None and entry.on is not None and case.as_of is not None:
        days = float((case.as_of - entry.on).days)
    told: dict[str, Iterable[str]] = dict(entry.qualities)
    if entry.side:
        told["side"] = ("both",) if entry.side == "both" else ("one",)
    if entry.site:
        told["site"] = tuple(dict.fromkeys((*entry.site, *told.get("site", ()))))
    if entry.onset:
        told["onset"] = (entry.onset,)
    if entry.severity:
        told["severity"] = (entry.severity,)
    if days is not None:
        told["duration"] = (band_of(days),)
    return Fact(finding.id, {k: tuple(v) for k, v in told.items()}, dict(entry.without), entry.side, days)


def _union(a: Qualities, b: Qualities) -> Qualities:
    return {k: tuple(dict.fromkeys((*a.get(k, ()), *b.get(k, ())))) for k in dict.fromkeys((*a, *b))}


def merge(base: KnowledgeBase, a: Fact, b: Fact) -> Fact:
    """One fact from two about the same finding; for exclusive qualities the first told stands."""
    qualities = _union(a.qualities, b.qualities)
    for name, values in qualities.items():
        if name == "band" or (name in base.qualifiers and base.qualifiers[name].exclusive):
            qualities[name] = values[:1]
    if {a.side, b.side} == {"left", "right"}:
        qualities["side"] = ("both",)
    sides = {a.side, b.side} - {None}
    side = sides.pop() if len(sides) == 1 else ("both" if sides else None)
    return Fact(a.id, qualities, _union(a.without, b.without), side, a.days if a.days is not None else b.days)


def result_of(measure: Measure, value: float, sex: Sex | None) -> tuple[str, str | None] | None:
    """The finding (and band) that a value in the measure's first unit means; None when it is normal."""
    for result in measure.results:
        if result.sex is not None and result.sex != sex:
            continue
        if (result.at_least is None or value >= result.at_least) and (
            result.below is None or value < result.below
        ):
            return result.finding, result.band
    return None


class _Builder:
    """Routes entries by the kind of their id."""

    def __init__(self, base: KnowledgeBase, case: Case) -> None:
        self.base, self.case = base, case
        self.facts = Facts(
            age=case.age,
            sex=case.sex,
            setting=case.setting or "community",
            medicines_complete=case.medicines_complete,
            main=case.main,
        )
        self.members = {member for medicine in base.medicines.values() for member in medicine.members}

    def add(self, where: dict[str, Fact], fact: Fact) -> None:
        where[fact.id] = merge(self.base, where[fact.id], fact) if fact.id in where else fact

    def measured(self, entry: Entry) -> None:
        measure = self.base.measures[entry.id]
        if entry.value is None:
            raise InputError(f"{entry.id} needs a value", code="IN-006")
        unit = entry.unit or next(iter(measure.units))
        if unit not in measure.units:
            raise InputError(f"{entry.id}: the unit is not one of {', '.join(measure.units)}", code="IN-006")
        value = entry.value * measure.units[unit] + measure.unit_offset.get(unit, 0.0)
        low, high = measure.plausible
        if not low <= value <= high:
            raise InputError(
                f"{entry.id}: the value is outside what can be measured in a living person", code="IN-006"
            )
        meant = result_of(measure, value, self.case.sex)
        if meant is not None:
            self.add(self.facts.present, Fact(meant[0], {"band": (meant[1],)} if meant[1] else {}))
        for other in {result.finding for result in measure.results} - {meant[0] if meant else None}:
            if other is not None:
                self.facts.absent.setdefault(other, Fact(other))

    def medicine(self, entry: Entry) -> None:
        days = days_of(entry.duration) if entry.duration else None
        if days is None and entry.on and self.case.as_of:
            days = float((self.case.as_of - entry.on).days)
        for name in class_closure(self.base, entry.id):
            if entry.status == "stopped" and name in self.facts.medicines:
                continue
            self.facts.medicines[name] = Taken(name, entry.id, entry.status != "stopped", days)

    def entry(self, entry: Entry, present: bool) -> None:
        base, facts = self.base, self.facts
        if entry.id in base.findings:
            finding = base.findings[base.findings[entry.id].same_as or entry.id]
            fact = _fact(entry, finding, self.case)
            if entry.status == "resolved" and present:
                self.add(facts.resolved, fact)
            elif entry.status not in ("past", "family"):
                self.add(facts.present if present else facts.absent, fact)
        elif entry.id in base.measures and present:
            self.measured(entry)
        elif entry.id in base.factors:
            factor = base.factors[entry.id]
            own = entry.status not in ("family", "past") or (entry.status == "past" and factor.event)
            if own or (factor.family and entry.status == "family"):
                facts.factors[entry.id] = present and entry.status != "denied"
        elif entry.id in base.conditions:
            facts.conditions[entry.id] = (entry.status or "known") if present else "denied"
        elif entry.id in base.medicines or entry.id in self.members:
            if present:
                self.medicine(entry)
            else:
                for name in [entry.id] if entry.id in base.medicines else []:
                    facts.medicines[name] = Taken(name, entry.id, current=False)
        else:
            raise InputError(
                f"There is no finding, factor, condition or medicine called {entry.id}", code="IN-004"
            )

    def build(self) -> Facts:
        for entry in self.case.present:
            self.entry(entry, True)
        for entry in self.case.medicines:
            self.entry(entry, True)
        for entry in self.case.absent:
            self.entry(entry, False)
        for name, factor in self.base.factors.items():
            if any(self.facts.conditions.get(c) in ("past", "known") for c in factor.from_past):
                self.facts.factors.setdefault(name, True)
        facts = replace(self.facts, unknown=frozenset(entry.id for entry in self.case.unknown))
        for name in list(facts.absent):
            if name in facts.present and not facts.absent[name].qualities:
                del facts.absent[name]
        return fold(self.base, facts)


def fold(base: KnowledgeBase, facts: Facts) -> Facts:
    """Fold generic findings into the special ones that imply them, and drop what a denial already says."""
    for name in list(facts.present):
        generic = base.findings[name].implies
        while generic is not None:
            if generic in facts.present:
                facts.present[name] = merge(
                    base, facts.present[name], replace(facts.present[generic], id=name)
                )
            facts.absent.pop(generic, None)
            generic = base.findings[generic].implies
    for name in list(facts.present):
        generic = base.findings[name].implies
        if generic in facts.present:
            del facts.present[generic]
    for name in list(facts.absent):
        generic = base.findings[name].implies
        if generic in facts.absent and not facts.absent[generic].qualities:
            del facts.absent[name]
    whole = ("whole-leg",)
    for name, fact in list(facts.present.items()):
        sites = fact.qualities.get("site", ())
        if len(sites) > 1 and "whole-leg" in sites:
            rest = tuple(site for site in sites if site not in whole)
            facts.present[name] = replace(fact, qualities={**fact.qualities, "site": rest})
    return facts


def facts_of(case: Case, base: KnowledgeBase) -> Facts:
    """The case's entries as facts (its text is read elsewhere).

    Raises InputError for an unknown id, a missing or impossible measurement, or a wrong unit; the
    message names the field, never the value.
    """
    return _Builder(base, case).build()
