"""From a case to facts: ids routed by kind, measurements turned into findings, medicines into their classes."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

from crural.concepts.base import Sex
from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase, Measure
from crural.errors import InputError, shown
from crural.inference.entries import can_be, check_measured, check_qualities, in_first_unit
from crural.inference.facts import (
    STRENGTH,
    Fact,
    Facts,
    Taken,
    Told,
    band_of,
    class_closure,
    days_of,
)
from crural.inference.folding import fold, merge, settle
from crural.inference.index import index_of
from crural.knowledge.kinship import canonical, generics

ABOUT_THE_PERSON = ("age", "sex", "medicines_complete", "main")
"""Ids of the questions that are about no finding, factor, condition or medicine."""
ANY_OF = "any-of."
"""How the id of a question about a list of things begins; the ids of what is listed follow, with + between them."""
OVER = ("past", "resolved", "stopped")
"""Statuses that say of a habit, an event or a medicine that it is over."""


def results_of(measure: Measure, value: float, sex: Sex | None) -> set[tuple[str, str | None]]:
    """(finding, band) of a value in the measure's first unit, one for each sex that fits; empty when normal."""
    found: set[tuple[str, str | None]] = set()
    for result in measure.results:
        if sex is not None and result.sex not in (None, sex):
            continue
        if (result.at_least is None or value >= result.at_least) and (
            result.below is None or value < result.below
        ):
            found.add((result.finding, result.band))
    return found


def _always(measure: Measure, value: float, finding: str) -> bool:
    """Whether a value means a finding in women and in men alike."""
    sexes: tuple[Sex, Sex] = ("female", "male")
    return all(finding in {name for name, _ in results_of(measure, value, sex)} for sex in sexes)


def _followers(base: KnowledgeBase) -> tuple[dict[str, tuple[str, ...]], dict[str, frozenset[str]]]:
    """Factors that follow from earlier conditions, and conditions that findings define."""
    before = {name: factor.from_past for name, factor in base.factors.items() if factor.from_past}
    defining = {
        name: frozenset(canonical(base, finding) for finding in condition.defined_by)
        for name, condition in base.conditions.items()
        if condition.defined_by
    }
    return before, defining


def _members(base: KnowledgeBase) -> frozenset[str]:
    """The ids of all medicines that belong to a class."""
    return frozenset(member for medicine in base.medicines.values() for member in medicine.members)


class _Gatherer:
    """Routes the entries of one case by the kind of their id."""

    def __init__(self, base: KnowledgeBase, case: Case) -> None:
        self.base, self.case = base, case
        self.facts = Facts(
            age=case.age,
            sex=case.sex,
            setting=case.setting or "community",
            medicines_complete=case.medicines_complete,
        )
        self.generics = index_of(base).once("members", lambda: _members(base))

    def days(self, entry: Entry) -> float | None:
        """Days since it began, or happened; None where it was not told."""
        if entry.duration is not None:
            days = days_of(entry.duration)
            if days is None:
                raise InputError(
                    f'{shown(entry.id)}: the duration is not understood; say it as in "3 weeks"',
                    code="IN-008",
                )
            return days
        if entry.on is None or self.case.as_of is None:
            return None
        days = float((self.case.as_of - entry.on).days)
        if days < 0:
            raise InputError(f"{shown(entry.id)}: the day is after `as_of`; check both dates", code="IN-008")
        return days

    def finding(self, entry: Entry, present: bool) -> None:
        days, status = self.days(entry), entry.status
        if status == "past" and days is not None and days <= self.base.settings.transient_days:
            status = "resolved"
        if status in ("past", "stopped", "family"):
            return
        told = dict(entry.qualities)
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
        fact = Fact(canonical(self.base, entry.id), told, dict(entry.without), entry.side, days)
        if status == "resolved":
            self.add(self.facts.resolved, fact)
        else:
            self.add(self.facts.told if present and status != "denied" else self.facts.absent, fact)

    @staticmethod
    def add(where: dict[str, Fact], fact: Fact) -> None:
        where[fact.id] = merge(where[fact.id], fact) if fact.id in where else fact

    def measured(self, entry: Entry) -> None:
        measure, name = self.base.measures[entry.id], shown(entry.id)
        if entry.value is None:
            raise InputError(f"{name} needs a value", code="IN-006")
        check_measured(measure, entry)
        unit = entry.unit or next(iter(measure.units))
        if unit not in measure.units:
            raise InputError(f"{name}: the unit is not one of {', '.join(measure.units)}", code="IN-006")
        value = in_first_unit(measure, entry.value, unit)
        if not can_be(measure, value):
            raise InputError(
                f"{name}: the value is outside what can be measured in a living person", code="IN-006"
            )
        self.facts.values[entry.id] = value
        results = results_of(measure, value, self.case.sex)
        for finding in dict.fromkeys(result.finding for result in measure.results):
            bands = sorted({band for name, band in results if name == finding and band})
            fact = Fact(canonical(self.base, finding), side=entry.side)
            if not any(name == finding for name, _ in results):
                self.facts.absent.setdefault(fact.id, Fact(fact.id))
            elif self.case.sex is not None or _always(measure, value, finding):
                self.add(self.facts.told, replace(fact, qualities={"band": tuple(bands)} if bands else {}))

    def factor(self, entry: Entry, present: bool) -> None:
        factor, status, days = self.base.factors[entry.id], entry.status, self.days(entry)
        if status == "family" and not factor.family:
            return
        if not present or status == "denied":
            self.facts.factors.setdefault(entry.id, False)
            return
        if factor.event and days is not None and days > self.base.settings.event_days:
            status = "past"
        lasting = factor.lasting or factor.from_past or (factor.event and status == "resolved")
        if status not in OVER or lasting:
            self.facts.factors[entry.id] = True

    def condition(self, entry: Entry, present: bool) -> None:
        told: Told
        self.days(entry)  # only to refuse what cannot be
        if entry.status in ("past", "stopped"):
            told = "past"
        elif entry.status in ("family", "denied", "new"):
            told = entry.status
        else:
            told = "new" if entry.status == "resolved" else "known"
        if not present:
            if told in ("past", "family"):
                return
            told = "not-known" if told == "known" and entry.status else "denied"
        old = self.facts.conditions.get(entry.id, told)
        self.facts.conditions[entry.id] = max(old, told, key=STRENGTH.index)

    def medicine(self, entry: Entry, present: bool) -> None:
        if entry.status == "family" or (not present and entry.status in OVER):
            return
        denied = not present or entry.status == "denied"
        if not denied:
            names = class_closure(self.base, entry.id)
        elif entry.id in self.base.medicines:
            names = [name for name in self.base.medicines if entry.id in class_closure(self.base, name)]
        else:
            names = []
        status = "denied" if denied else "stopped" if entry.status in OVER else "current"
        days, ranks = self.days(entry), ("denied", "stopped", "current")
        for name in dict.fromkeys((*names, entry.id)):
            old = self.facts.medicines.get(name)
            if old is None or ranks.index(status) > ranks.index(old.status):
                self.facts.medicines[name] = Taken(name, entry.id, status, days)  # type: ignore[arg-type]
            elif old.status == status:
                latest = min((d for d in (old.days, days) if d is not None), default=None)
                self.facts.medicines[name] = Taken(name, min(old.by, entry.id), old.status, latest)

    def entry(self, entry: Entry, present: bool) -> None:
        base = self.base
        if entry.id not in base.measures:
            check_qualities(base, entry)
        if entry.id in base.findings:
            self.finding(entry, present)
        elif entry.id in base.measures:
            if present:
                self.measured(entry)
        elif entry.id in base.factors:
            self.factor(entry, present)
        elif entry.id in base.conditions:
            self.condition(entry, present)
        elif entry.id in base.medicines or entry.id in self.generics:
            self.medicine(entry, present)
        else:
            raise self.unknown_id(entry.id)

    @staticmethod
    def unknown_id(name: str) -> InputError:
        return InputError(
            f"There is no finding, factor, condition or medicine called {shown(name)}", code="IN-004"
        )

    def known_ids(self, names: Iterable[str]) -> tuple[str, ...]:
        """The ids, synonyms resolved; raises InputError for one that is not known.

        A question about a quality has the id `finding.quality`; it may be called unknown like any other, and so may
        the questions about the person.
        """
        base = self.base
        pools = (base.findings, base.measures, base.factors, base.conditions, base.medicines, self.generics)
        found = []
        for name in names:
            finding, dot, quality = name.partition(".")
            if name in ABOUT_THE_PERSON:
                found.append(name)
                continue
            if not any(finding in pool for pool in pools) or (dot and quality not in base.qualifiers):
                raise self.unknown_id(name)
            found.append(canonical(base, finding) + dot + quality)
        return tuple(found)

    def asked(self) -> frozenset[str]:
        """The findings that a question was about, alone or in a list."""
        names = {item for name in self.case.asked for item in name.removeprefix(ANY_OF).split("+")}
        return frozenset(canonical(self.base, name) for name in names if name in self.base.findings)

    def follow(self) -> None:
        """What follows from what was told: excluded findings, past events as factors, defining results."""
        base, facts = self.base, self.facts
        said = {name for told in facts.told for name in (told, *generics(base, told))}
        for name in list(facts.told):
            for other in base.findings[name].excludes:
                if canonical(base, other) not in said:
                    facts.absent.setdefault(canonical(base, other), Fact(canonical(base, other)))
        before, defining = index_of(base).once("follows", lambda: _followers(base))
        for name, conditions in before.items():
            if any(facts.conditions.get(c) in ("past", "known") for c in conditions):
                facts.factors[name] = True
        for name, findings in defining.items():
            if not findings.isdisjoint(said) and facts.conditions.get(name) not in ("new", "known"):
                facts.conditions[name] = "new"

    def gather(self) -> Facts:
        case = self.case
        for entry in (*case.present, *case.medicines):
            self.entry(entry, True)
        for entry in case.absent:
            self.entry(entry, False)
        self.follow()
        facts, lately = self.facts, dict(self.facts.told)
        for fact in facts.resolved.values():
            self.add(lately, fact)
        evidence, absent = settle(self.base, fold(self.base, lately), facts.absent)
        return replace(
            facts,
            present=fold(self.base, facts.told),
            evidence=evidence,
            absent=absent,
            unknown=frozenset(self.known_ids(entry.id for entry in case.unknown)),
            main=self.known_ids(case.main),
            asked=self.asked(),
        )


def facts_of(case: Case, base: KnowledgeBase) -> Facts:
    """The case's entries as facts (its text is read elsewhere).

    Raises InputError for an unknown id, a missing or impossible measurement, a wrong unit, a duration that
    is not understood, or a day after `as_of`; the message names the field, never the value.
    """
    return _Gatherer(base, case).gather()
