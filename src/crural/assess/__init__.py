"""The one pipeline: a case in, an assessment out. Every surface calls this and nothing beside it."""

from __future__ import annotations

from typing import Any

from crural.advice import plan_for_person
from crural.assess.cases import read_case, with_reading
from crural.assess.causes import causes_of, joint_of, ranked
from crural.assess.echo import echo_of, scope_of
from crural.assess.work import Work, affordable, main_complaints
from crural.concepts.assessment import Assessment, CannotTell, OutOfScope, Versions
from crural.concepts.base import highest
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Reading
from crural.inference.facts import Facts, facts_of
from crural.inference.network import focus, network_of
from crural.inference.posterior import posterior
from crural.inference.queries import unexplained
from crural.interview import next_questions
from crural.knowledge import load
from crural.language import read as read_text
from crural.triage import fired_rules, not_asked, urgency_of
from crural.triage.rules import Fired
from crural.triage.urgency import Likely

__all__ = ["assess", "read_case", "with_reading"]

SCHEMA = "1"
DRAWS = 64


def _child(
    work_base: KnowledgeBase, case: Case, facts: Facts, fired: list[Fired], scope: OutOfScope
) -> Assessment:
    """The answer for a child: no causes, an act no less urgent than the rules give, and at least soon."""
    urgency = urgency_of(work_base, facts, fired, [], cannot_tell=True)
    level = highest(urgency.level, "soon")
    act = (
        urgency.act
        if fired and level == urgency.level and level in ("emergency", "same-day")
        else work_base.words["child-act"]
    )
    return Assessment(
        id=case.id,
        urgency=urgency.model_copy(update={"level": level, "act": act}),
        cannot_tell=CannotTell(probability=1.0, said=True, text=scope.text),
        age=facts.age,
        sex=facts.sex,
        out_of_scope=scope,
        versions=_versions(work_base),
    )


def _versions(base: KnowledgeBase) -> Versions:
    from crural import __version__

    return Versions(crural=__version__, knowledge=base.version, schema_=SCHEMA)


def _notes(work: Work) -> tuple[str, ...]:
    base = work.base
    both = {e.id for e in work.case.present} & {e.id for e in work.case.absent} & set(base.findings)
    notes = [
        base.words["told-contradiction"].format(label=base.findings[name].plain) for name in sorted(both)
    ]
    if not bool(work.answer.trusted[0]):
        notes.append(base.words["untrusted"])
    if not work.answer.exact:
        notes.append(base.words["not-exact"])
    return tuple(notes)


def assess(
    case: Case | dict[str, Any] | str, *, base: KnowledgeBase | None = None, draws: int = DRAWS
) -> Assessment:
    """Assess one case: a Case, a dict of its fields, or a text.

    draws: lanes for the 90 % intervals (0 gives intervals of no width). The same case and base give the
    same answer, byte for byte. Raises InputError when the case cannot be used.
    """
    base = base or load()
    case = (
        read_case({"text": case} if isinstance(case, str) else case) if not isinstance(case, Case) else case
    )
    reading = read_text(case.text, base) if case.text else Reading()
    case = with_reading(case, reading, base)
    facts = facts_of(case, base)
    fired = fired_rules(base, facts)
    scope = scope_of(base, facts, reading, case)
    if scope is not None and scope.reason == "child":
        return _child(base, case, facts, fired, scope)
    network = network_of(base, facts)
    answer = posterior(network.pattern, network.numbers)
    near = focus(network, answer)
    drawn = near
    if draws:
        kept = frozenset(range(near.pattern.n)) - {i for i, active in near.pattern.known if not active}
        drawn = focus(network_of(base, facts, draws=affordable(near, draws), only=kept), answer)
    mains = main_complaints(network)
    silent = float(unexplained(network.pattern, network.numbers, mains, answer)[0]) if mains else 1.0
    work = Work(base, case, reading, facts, network, near, drawn, answer, silent)
    order = ranked(work)
    unsure = not mains or silent >= base.settings.cannot_tell_above.value or not bool(answer.trusted[0])
    known = {name for name, status in facts.conditions.items() if status == "known"}
    likely = [Likely(condition, p, condition.id in known) for condition, _, p in order]
    open_signs = not_asked(base, facts, fired)
    signs = [name for name, _ in open_signs]
    urgency = urgency_of(
        base, facts, fired, likely, cannot_tell=unsure, open_signs=signs, alarming=reading.alarming
    )
    plan = plan_for_person(base, facts, [(condition, p) for condition, _, p in order], urgency.level)
    return Assessment(
        id=case.id,
        urgency=urgency,
        causes=causes_of(work) if mains else (),
        joint=joint_of(work) if mains else (),
        cannot_tell=CannotTell(
            probability=round(silent, 4), said=unsure, text=base.words["cannot-tell"] if unsure else None
        ),
        **echo_of(work),
        age=facts.age,
        sex=facts.sex,
        questions=tuple(next_questions(near, open_signs)),
        tests=plan.tests,
        specialists=plan.specialists,
        advice=plan.advice,
        myths=plan.myths,
        follow_up=plan.follow_up,
        out_of_scope=scope,
        notes=_notes(work),
        versions=_versions(base),
    )
