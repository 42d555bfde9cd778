"""The level of urgency: the highest of the rules, the expected harm of likely causes, and the floor."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crural.concepts.assessment import Reason, Urgency
from crural.concepts.base import LEVELS, Level, highest
from crural.concepts.knowledge import Condition, Harm, KnowledgeBase
from crural.inference.facts import Facts
from crural.inference.pattern import Array
from crural.triage.rules import Fired

USUAL_HARM: dict[Level, Harm] = {
    "emergency": "hours",
    "same-day": "days",
    "soon": "weeks",
    "routine": "months",
    "self-care": "minor",
}
"""Harm class of a condition that names none, by its usual urgency."""


@dataclass(frozen=True)
class Likely:
    """A cause as triage sees it: its contribution (0 to 1), and whether it was known before."""

    condition: Condition
    contribution: float
    known: bool


def harm_of(condition: Condition) -> Harm:
    """The harm class of a condition."""
    return condition.harm or USUAL_HARM[condition.usual_urgency]


def _reached(reaches: dict[Level, float], contribution: float) -> Level | None:
    levels = [level for level, threshold in reaches.items() if contribution >= threshold]
    return highest(*levels) if levels else None


def harm_level(base: KnowledgeBase, likely: list[Likely]) -> tuple[Level, list[Reason]]:
    """Level that the expected harm of the causes reaches, with reasons; known conditions do not raise it."""
    classes = {harm.id: {k: v.value for k, v in harm.reaches.items()} for harm in base.settings.harm}
    level: Level = "self-care"
    reasons: list[Reason] = []
    emergencies = 0.0
    for item in likely:
        if item.known:
            continue
        if harm_of(item.condition) == "hours":
            emergencies += item.contribution
        reached = _reached(classes.get(harm_of(item.condition), {}), item.contribution)
        if reached is not None and LEVELS.index(reached) > LEVELS.index("routine"):
            text = base.words["reason-likely-cause"].format(cause=item.condition.lay_name)
            reasons.append(
                Reason(cause=item.condition.id, level=reached, text=text, source=item.condition.sources)
            )
        if reached is not None:
            level = highest(level, reached)
    summed = _reached({k: v.value for k, v in base.settings.summed_emergencies.items()}, emergencies)
    if summed is not None:
        if LEVELS.index(summed) > LEVELS.index(level):
            reasons.append(Reason(level=summed, text=base.words["reason-summed-emergencies"]))
        level = highest(level, summed)
    return level, reasons


class HarmTable:
    """As `harm_level`, for many answers at once. names: the conditions, in the order of the contributions."""

    def __init__(self, base: KnowledgeBase, names: Sequence[str]) -> None:
        classes = {harm.id: harm.reaches for harm in base.settings.harm}
        harms = [harm_of(base.conditions[name]) for name in names]
        self._hours = np.array([harm == "hours" for harm in harms], dtype=float)
        self._limits: list[tuple[int, Array, float]] = []
        for level in LEVELS[1:]:
            limits = [classes[harm].get(level) if harm in classes else None for harm in harms]
            summed = base.settings.summed_emergencies.get(level)
            least = np.array([limit.value if limit is not None else np.inf for limit in limits])
            self._limits.append((LEVELS.index(level), least, summed.value if summed is not None else np.inf))

    def ranks(self, contributions: Array, known: set[int]) -> NDArray[np.intp]:
        """(k,) positions in LEVELS that k answers reach.

        contributions: (k, n). known: positions of the conditions that were known before; they do not count.
        """
        counted = contributions.copy()
        counted[:, list(known)] = -1.0
        together = np.maximum(counted, 0.0) @ self._hours
        ranks = np.zeros(len(contributions), dtype=np.intp)
        for rank, least, summed in self._limits:
            ranks[(counted >= least).any(axis=1) | (together >= summed)] = rank
        return ranks


def _calm_enough(base: KnowledgeBase, facts: Facts, likely: list[Likely]) -> bool:
    """Whether self-care may be said: a self-limiting cause leads, and the complaint is recent or mild."""
    if not likely or not facts.evidence:
        return False
    lead = max(likely, key=lambda item: item.contribution)
    if not lead.condition.self_limiting or lead.contribution < base.settings.self_care_share.value:
        return False
    days = [fact.days for fact in facts.evidence.values() if fact.days is not None]
    told = {value for fact in facts.evidence.values() for value in fact.qualities.get("severity", ())}
    return told == {"mild"} or (bool(days) and max(days) <= base.settings.recent_days)


def urgency_of(
    base: KnowledgeBase,
    facts: Facts,
    fired: list[Fired],
    likely: list[Likely],
    *,
    unclear: bool,
    open_signs: Sequence[str] = (),
    alarming: tuple[str, ...] = (),
) -> Urgency:
    """The urgency of a case, with its reasons, most urgent first.

    unclear: nobody can say what it is, or it is not ours to judge; then at least routine.
    open_signs: relevant danger signs that were not told yet; while there are any, self-care is not said.
    alarming: dangerous words that were read and not understood; they count at least same-day.
    """
    reasons = [
        Reason(rule=f.rule.id, level=f.rule.level, text=f.rule.message, source=f.rule.sources) for f in fired
    ]
    harm, more = harm_level(base, likely)
    calm = _calm_enough(base, facts, likely) and not unclear and not open_signs
    level = highest("self-care" if calm else "routine", harm, *(f.rule.level for f in fired))
    if alarming:
        level = highest(level, "same-day")
        reasons.append(Reason(level="same-day", text=base.words["reason-alarming"]))
    reasons = sorted([*reasons, *more], key=lambda r: -LEVELS.index(r.level))
    top = [f.rule for f in fired if f.rule.level == level]
    act = top[0].act if top else base.words[f"act-{level}"]
    return Urgency(
        level=level,
        act=act,
        reasons=tuple(reasons),
        while_waiting=tuple(dict.fromkeys(line for rule in top for line in rule.while_waiting)),
        on_the_phone=next((rule.on_the_phone for rule in top if rule.on_the_phone), None),
        not_asked=tuple(open_signs),
    )
