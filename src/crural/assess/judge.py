"""The first half of the pipeline: a case understood, computed and judged. `assess` and `explain` build on it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

from crural.assess.cases import heard, read_case, with_reading
from crural.assess.causes import ranked
from crural.assess.echo import scope_of
from crural.assess.work import Work, work_of
from crural.concepts.assessment import OutOfScope, Urgency
from crural.concepts.case import Case
from crural.concepts.knowledge import Condition, KnowledgeBase, Rule
from crural.concepts.reading import Reading
from crural.inference.facts import Facts
from crural.inference.gather import facts_of
from crural.language import read as read_text
from crural.triage import Fired, fired_rules, not_asked, urgency_of
from crural.triage.urgency import Likely


@dataclass(frozen=True)
class Understood:
    """A case with its text read and its facts gathered. scope: what we cannot judge here."""

    case: Case
    reading: Reading
    facts: Facts
    scope: OutOfScope | None

    @property
    def child(self) -> bool:
        """Whether this is about a child, whom Crural does not judge."""
        return self.scope is not None and self.scope.reason == "child"


@dataclass(frozen=True)
class Judged:
    """How soon, and what it could be.

    open_signs: relevant danger signs that were not told. order: causes by contribution, best first.
    unsure: nobody can say what it is.
    """

    work: Work
    fired: list[Fired]
    open_signs: list[tuple[str, Rule]]
    order: list[tuple[Condition, float]]
    unsure: bool
    urgency: Urgency


def case_of(case: Case | dict[str, Any] | str) -> Case:
    """A Case from what a caller hands in. Raises InputError."""
    if isinstance(case, Case):
        return case
    return read_case({"text": case} if isinstance(case, str) else case)


def understood(case: Case, base: KnowledgeBase) -> Understood:
    """The case with its text read; raises InputError when it cannot be used."""
    reading = heard(case, read_text(case.text, base, case.as_of)) if case.text else Reading()
    case = with_reading(case, reading, base)
    facts = facts_of(case, base)
    return Understood(case, reading, facts, scope_of(base, facts, reading, case))


def judged(base: KnowledgeBase, known: Understood) -> Judged:
    """The chances of all causes, the rules that fired, and the urgency of an adult's case.

    A relevant danger sign that the person is unsure of is not asked again, and still keeps self-care from being said.
    """
    facts = known.facts
    fired = fired_rules(base, facts)
    open_signs = not_asked(base, facts, fired)
    unsettled = not_asked(base, replace(facts, unknown=frozenset()), fired) if facts.unknown else open_signs
    work = work_of(base, known.case, known.reading, facts)
    order = [(condition, chance) for condition, _, chance in ranked(work)]
    unsure = (
        not work.mains
        or work.silent >= base.settings.cannot_tell_above.value
        or not bool(work.answer.trusted[0])
    )
    urgency = urgency_of(
        base,
        facts,
        fired,
        [Likely(condition, p, facts.conditions.get(condition.id) == "known") for condition, p in order],
        unclear=unsure or known.scope is not None or bool(unsettled),
        open_signs=[name for name, _ in open_signs],
        alarming=known.reading.alarming,
    )
    return Judged(work, fired, open_signs, order, unsure, urgency)
