"""Counts of the base: what it holds, which numbers are sourced, where findings and anchors do not add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple, TypeVar

from crural.concepts.base import Concept
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.concepts.quantity import Number
from crural.knowledge.leaks import active_in_population, implied_frequency

T = TypeVar("T")


def found_in(value: object, kind: type[T]) -> Iterator[T]:
    """Everything of a kind inside a concept, dict or tuple; a thing of the kind is not looked into."""
    if isinstance(value, kind):
        yield value
    elif isinstance(value, Concept):
        for name in type(value).model_fields:
            yield from found_in(getattr(value, name), kind)
    elif isinstance(value, dict):
        for item in value.values():
            yield from found_in(item, kind)
    elif isinstance(value, tuple):
        for item in value:
            yield from found_in(item, kind)


def numbers_in(value: object) -> Iterator[Number]:
    """Every Number inside a concept, dict or tuple."""
    return found_in(value, Number)


def numbers_by_kind(condition: Condition) -> dict[str, list[Number]]:
    """A condition's numbers: priors, factor odds, finding strengths, qualities, edges."""
    return {
        "priors": list(numbers_in(condition.prior)),
        "factor odds": [item.odds for item in condition.factors] + list(numbers_in(condition.exposure)),
        "strengths": [link.strength for link in condition.produces],
        "qualities": [n for link in condition.produces for n in numbers_in(link.with_)]
        + list(numbers_in(condition.course)),
        "edges": [edge.strength for edge in condition.caused_by] + list(numbers_in(condition.stage_strength)),
    }


COMMONEST = 60
"""How many conditions count as the commonest, by their chance in the adult population."""


def commonest(base: KnowledgeBase, number: int = COMMONEST) -> list[Condition]:
    """The conditions most often active in the adult population within four weeks, commonest first."""
    own = [condition for condition in base.conditions.values() if condition.produces]
    return sorted(own, key=lambda item: (-base.active.get(item.id, 0.0), item.id))[:number]


@dataclass(frozen=True)
class Imbalance:
    """A finding whose modelled causes alone exceed its stated frequency."""

    finding: str
    implied: float
    stated: float


def imbalances(base: KnowledgeBase) -> list[Imbalance]:
    """Findings with a negative residual leak, worst first (an error of the base, DESIGN section 4)."""
    implied = implied_frequency(base, active_in_population(base))
    found = [
        Imbalance(name, implied[name], finding.frequency.value)
        for name, finding in base.findings.items()
        if finding.frequency is not None and implied[name] > finding.frequency.value
    ]
    return sorted(found, key=lambda item: -item.implied / max(item.stated, 1e-9))


def counts(base: KnowledgeBase) -> dict[str, int]:
    """How many entries of each kind."""
    kinds = (
        "conditions",
        "findings",
        "factors",
        "medicines",
        "measures",
        "rules",
        "advice",
        "tests",
        "myths",
        "instruments",
        "answers",
        "services",
        "claims",
    )
    found = {kind: len(getattr(base, kind)) for kind in kinds}
    found["conditions with numbers"] = sum(bool(c.produces) for c in base.conditions.values())
    found["links"] = sum(len(c.produces) for c in base.conditions.values())
    found["wordings"] = sum(len(f.wordings) + len(f.absent_wordings) for f in base.findings.values())
    found["conditions reviewed number by number"] = sum(
        c.reviewed is not None for c in base.conditions.values()
    )
    found["evidence records"], found["sources"] = len(base.records), len(base.sources)
    return found


class Share(NamedTuple):
    """How many numbers rest on print, how many of these after a stated correction, and how many there are."""

    sourced: int
    corrected: int
    total: int


def sourced_shares(base: KnowledgeBase) -> dict[str, Share]:
    """The share by kind; of strengths and odds together by area; and by kind of the commonest alone.

    Keys: a kind of number, `area NAME`, and `commonest KIND`.
    """
    total: Counter[str] = Counter()
    sourced: Counter[str] = Counter()
    corrected: Counter[str] = Counter()
    common = {condition.id for condition in commonest(base)}
    for condition in base.conditions.values():
        for kind, numbers in numbers_by_kind(condition).items():
            keys = [kind, *([f"area {condition.area}"] if kind in ("strengths", "factor odds") else [])]
            keys += [f"commonest {kind}"] if condition.id in common else []
            for key in keys:
                total[key] += len(numbers)
                sourced[key] += sum(number.sourced for number in numbers)
                corrected[key] += sum(number.sourced and number.scaled is not None for number in numbers)
    return {key: Share(sourced[key], corrected[key], total[key]) for key in sorted(total)}


WEAK = 0.1
"""A condition that matters counts as weak when less than this share of its numbers is sourced."""
DECISIVE = ("priors", "factor odds", "strengths", "edges")
"""The kinds of number that count for it; shares of qualities are nearly all estimates everywhere."""


class Weakness(NamedTuple):
    """A weak condition: how many of its decisive numbers are sourced, and the kinds with not one that is."""

    condition: Condition
    common: bool
    sourced: int
    total: int
    guessed: tuple[str, ...]


def weakest(base: KnowledgeBase) -> list[Weakness]:
    """The weak ones among the commonest and the urgent conditions, weakest first.

    Urgent: usually an emergency or to be seen the same day. Weak: few numbers sourced, or thin by its own word.
    """
    common = {condition.id for condition in commonest(base)}
    found = []
    for condition in base.conditions.values():
        if not condition.produces:
            continue
        if condition.id not in common and condition.usual_urgency not in ("emergency", "same-day"):
            continue
        by_kind = {kind: n for kind, n in numbers_by_kind(condition).items() if n and kind in DECISIVE}
        sourced = {kind: sum(number.sourced for number in numbers) for kind, numbers in by_kind.items()}
        total = sum(map(len, by_kind.values()))
        if sum(sourced.values()) < WEAK * total or condition.depth == "thin":
            guessed = tuple(kind for kind, number in sourced.items() if not number)
            found.append(Weakness(condition, condition.id in common, sum(sourced.values()), total, guessed))
    return sorted(found, key=lambda item: (item.sourced / item.total, item.condition.id))
