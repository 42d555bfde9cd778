"""Which numbers, if wrong by their own interval, would change an urgent answer: where to look in the literature next.

For each case the numbers of its most likely causes stand, one after the other, at the low and at the high end of their
90 % range. A number is critical for a case when the level then differs and one of the two levels is same-day or higher.
Levels that a danger rule has set do not hang on numbers.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from crural.assess.judge import judged, understood
from crural.concepts.base import LEVELS
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.sensitivity import moved
from crural.triage.urgency import HarmTable, harm_of

LOOKED_AT = 6
"""Causes of each case whose numbers are moved: so many of the gravest kinds, and so many of all, likeliest first."""
URGENT = LEVELS.index("same-day")
LOWEST = LEVELS.index("routine")


@dataclass
class Critical:
    """A number (about: kind, condition, and what else names it; see `sensitivity.Swung`) and the answers it changes.

    cases: how many were changed; lowered, raised: how many times a level fell or rose at one of the ends.
    """

    about: tuple[str, ...]
    value: float
    low: float
    high: float
    sourced: bool
    cases: int = 0
    lowered: int = 0
    raised: int = 0
    examples: list[str] = field(default_factory=list)

    def data(self) -> dict[str, Any]:
        """As plain data."""
        return {**self.__dict__, "about": list(self.about)}


def critical_numbers(base: KnowledgeBase, cases: Iterable[tuple[str, Case]]) -> list[Critical]:
    """The critical numbers of some (name, case) pairs: those that change most answers first."""
    found: dict[tuple[str, ...], Critical] = {}
    for name, case in cases:
        seen: dict[tuple[str, ...], set[bool]] = defaultdict(set)
        for item, rises in _changes(base, case):
            if item.about not in found:
                found[item.about] = item
            seen[item.about].add(rises)
        for about, ways in seen.items():
            number = found[about]
            number.cases += 1
            number.lowered += False in ways
            number.raised += True in ways
            number.examples = [*number.examples, name][:3]
    return sorted(found.values(), key=lambda item: (-item.cases, item.sourced, item.about))


def _changes(base: KnowledgeBase, case: Case) -> list[tuple[Critical, bool]]:
    """Each number at an end at which the level changes, and whether it rises."""
    known = understood(case, base)
    if known.child:
        return []
    half = judged(base, known)
    rule = max((item.rank for item in half.fired), default=0)
    if rule == len(LEVELS) - 1 or not half.work.mains:
        return []
    near, index = half.work.near, half.work.near.index
    grave = [condition for condition, _ in half.order if harm_of(condition) in ("hours", "days")]
    likely = [condition for condition, _ in half.order]
    looked = [
        index.number[name]
        for name in dict.fromkeys(item.id for item in (*grave[:LOOKED_AT], *likely[:LOOKED_AT]))
    ]
    harm = index.once("harm", lambda: HarmTable(base, index.names))
    held = {
        index.number[c] for c, told in known.facts.conditions.items() if told == "known" and c in index.number
    }

    def level(contributions: Any) -> int:
        return max(rule, LOWEST, int(harm.ranks(contributions[None, :], held)[0]))

    now, found = level(half.work.answer.contribution[0]), []
    for item in moved(near, looked):
        for chances in (item.at_low, item.at_high):
            then = level(chances)
            if then != now and max(then, now) >= URGENT:
                number = Critical(item.about, item.value, item.low, item.high, item.number.sourced)
                found.append((number, then > now))
    return found


def critical_text(found: list[Critical], cases: int, most: int) -> str:
    """The ranked list for a terminal."""
    lines = [
        f"{len(found)} numbers, each alone at an end of its own 90 % range, change an urgent answer in {cases} cases.",
        f"{'cases':>5} {'lower':>5} {'raise':>5}  {'ground':<8}  {'value (90 % range)':<26} number",
    ]
    for item in found[:most]:
        ground = "sourced" if item.sourced else "estimate"
        spread = f"{item.value:.3g} ({item.low:.3g} to {item.high:.3g})"
        about = " ".join(part for part in item.about if part)
        lines.append(f"{item.cases:>5} {item.lowered:>5} {item.raised:>5}  {ground:<8}  {spread:<26} {about}")
    return "\n".join(lines)
