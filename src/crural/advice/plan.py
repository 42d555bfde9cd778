"""The plan for one person: drawn from the likely causes, with each exception checked against the facts."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from crural.concepts.assessment import AdviceItem, MythItem, Suggestion
from crural.concepts.base import Level
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.inference.facts import Facts
from crural.inference.match import Matcher

MOST_CORRECTED = 6
"""So many corrections at most, those first whose belief can hurt; in an emergency only those, and fewer."""
MOST_CORRECTED_IN_EMERGENCY = 2


@dataclass(frozen=True)
class Plan:
    """Tests, specialists, advice, corrections and when to come back."""

    tests: tuple[Suggestion, ...]
    specialists: tuple[Suggestion, ...]
    advice: tuple[AdviceItem, ...]
    myths: tuple[MythItem, ...]
    follow_up: tuple[str, ...]


def _tests(base: KnowledgeBase, causes: list[Condition]) -> tuple[Suggestion, ...]:
    found: dict[str, Suggestion] = {}
    for stage in ("first", "next"):
        for cause in causes:
            for use in cause.tests:
                if use.stage != stage:
                    continue
                old = found.get(use.test)
                names = (*(old.causes if old else ()), cause.id)
                purpose = old.purpose if old else use.purpose
                found[use.test] = Suggestion(
                    id=use.test, name=base.tests[use.test].name, purpose=purpose, causes=names
                )
    return tuple(found.values())[:8]


def _specialists(base: KnowledgeBase, causes: list[Condition], level: Level) -> tuple[Suggestion, ...]:
    """Who to see: first who takes everybody at this urgency, so that nobody waits for a visit to somebody else."""
    first = [who.id for who in base.specialists.values() if level in who.first_when]
    wanted = dict.fromkeys([*first, *(cause.specialist for cause in causes if cause.specialist)])
    found = []
    for name in wanted:
        who = base.specialists[name]
        names = tuple(cause.id for cause in causes if name in first or cause.specialist == name)
        found.append(Suggestion(id=name, name=who.name, purpose=who.plain, causes=names))
    return tuple(found)[:4]


def advice_items(base: KnowledgeBase, names: list[str], facts: Facts) -> tuple[AdviceItem, ...]:
    """Advice by id; struck out where one of its exceptions holds for these facts, or lately held."""
    matcher = Matcher(base, facts, transient=True)
    items: list[AdviceItem] = []
    for name in dict.fromkeys(names):
        advice = base.advice[name]
        holding = tuple(item.text for item in advice.unless if matcher.holds(item.when))
        exceptions = holding or tuple(item.text for item in advice.unless)
        items.append(
            AdviceItem(
                id=name,
                text=advice.text,
                because=advice.because,
                unless=exceptions,
                struck=bool(holding),
                source=advice.sources,
            )
        )
    return tuple(items)


def _corrections(base: KnowledgeBase, facts: Facts, level: Level) -> tuple[MythItem, ...]:
    matcher = Matcher(base, facts)
    found = [m for m in base.myths.values() if matcher.holds(m.when)]
    if level == "emergency":
        found = [m for m in found if m.harmful][:MOST_CORRECTED_IN_EMERGENCY]
    found.sort(key=lambda m: not m.harmful)
    return tuple(
        MythItem(id=m.id, said=m.said, in_fact=m.in_fact, source=m.sources) for m in found[:MOST_CORRECTED]
    )


def plan_for_person(
    base: KnowledgeBase,
    facts: Facts,
    ranked: list[tuple[Condition, float]],
    level: Level,
    suspects: Iterable[str] = (),
) -> Plan:
    """The plan from the ranked causes (condition, contribution), best first.

    suspects: conditions that a danger rule suspects; they count for the exceptions of advice, likely or not.
    In an emergency there is no self-care: only what to do now, which the urgency itself says.
    """
    limits = base.settings
    planned = [
        c
        for i, (c, p) in enumerate(ranked)
        if p >= limits.plan_from.value or (i < 2 and p >= limits.except_from.value)
    ]
    suspected = {*suspects, *(c.id for c, p in ranked if p >= limits.except_from.value)}
    as_if = replace(facts, conditions={**facts.conditions, **dict.fromkeys(suspected, "new")})
    advised = dict.fromkeys(name for cause in planned for name in cause.advice)
    names = [] if level == "emergency" else list(advised)[:10]
    general = [] if level == "emergency" else [a.id for a in base.advice.values() if a.general]
    told = [c.follow_up for c in planned[:3] if c.follow_up] if level != "emergency" else []
    return Plan(
        tests=_tests(base, planned),
        specialists=_specialists(base, planned, level),
        advice=advice_items(base, [*names, *general], as_if),
        myths=_corrections(base, facts, level),
        follow_up=tuple(dict.fromkeys([base.words[f"follow-up-{level}"], *told])),
    )
