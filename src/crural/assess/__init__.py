"""The one pipeline: a case in, an assessment out. Every surface calls this and nothing beside it."""

from __future__ import annotations

from typing import Any

from crural import __version__
from crural.advice import plan_for_person
from crural.advice.instruments import scores
from crural.assess.cases import read_case
from crural.assess.causes import causes_of, joint_of, set_of
from crural.assess.echo import echo_of
from crural.assess.judge import case_of, judged, understood
from crural.assess.work import Work, ask
from crural.concepts.assessment import Assessment, CannotTell, OutOfScope, Versions
from crural.concepts.base import highest
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Reading
from crural.inference.facts import Facts
from crural.knowledge import load
from crural.triage import fired_rules, not_asked, urgency_of

__all__ = ["assess", "read_case"]

SCHEMA = "1"
DRAWS = 64


def _child(base: KnowledgeBase, case: Case, reading: Reading, facts: Facts, scope: OutOfScope) -> Assessment:
    """The answer for a child: no causes, an act no less urgent than the rules give, and at least soon."""
    fired = fired_rules(base, facts)
    signs = [name for name, _ in not_asked(base, facts, fired)]
    urgency = urgency_of(base, facts, fired, [], unclear=True, open_signs=signs, alarming=reading.alarming)
    level = highest(urgency.level, "soon")
    act = urgency.act if level in ("emergency", "same-day") else base.words["child-act"]
    return Assessment(
        id=case.id,
        urgency=urgency.model_copy(update={"level": level, "act": act}),
        cannot_tell=CannotTell(probability=1.0, said=True, text=scope.text),
        **echo_of(base, case, reading, facts),
        age=facts.age,
        sex=facts.sex,
        follow_up=(base.words[f"follow-up-{level}"],),
        out_of_scope=scope,
        versions=_versions(base),
    )


def _versions(base: KnowledgeBase) -> Versions:
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
    known = understood(case_of(case), base)
    case, facts, reading, scope = known.case, known.facts, known.reading, known.scope
    if scope is not None and known.child:
        return _child(base, case, reading, facts, scope)
    half = judged(base, known)
    work, fired, open_signs, order = half.work, half.fired, half.open_signs, half.order
    suspects = [name for item in fired for name in item.rule.suspects]
    plan = plan_for_person(base, facts, order, half.urgency.level, suspects)
    asked = ask(work, fired, open_signs, draws)
    return Assessment(
        id=case.id,
        urgency=half.urgency,
        causes=causes_of(work, asked) if work.mains else (),
        joint=joint_of(work, asked.pairs) if work.mains else (),
        set=() if half.unsure else set_of(work, asked),
        cannot_tell=CannotTell(
            probability=round(work.silent, 4),
            said=half.unsure,
            text=base.words["cannot-tell"] if half.unsure else None,
        ),
        **echo_of(base, case, reading, facts),
        age=facts.age,
        sex=facts.sex,
        questions=tuple(asked.questions),
        tests=plan.tests,
        specialists=plan.specialists,
        advice=plan.advice,
        myths=plan.myths,
        scores=scores(base, facts, (c.id for c, p in order if p >= base.settings.plan_from.value)),
        follow_up=plan.follow_up,
        out_of_scope=scope,
        notes=_notes(work),
        versions=_versions(base),
    )
