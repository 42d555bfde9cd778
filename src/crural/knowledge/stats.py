"""Counts of the base: what it holds, which numbers are sourced, where findings and anchors do not add up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass

from crural.concepts.base import Concept
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.concepts.quantity import Number
from crural.knowledge.leaks import active_in_population, implied_frequency


def numbers_in(value: object) -> Iterator[Number]:
    """Every Number inside a concept, dict or tuple."""
    if isinstance(value, Number):
        yield value
    elif isinstance(value, Concept):
        for name in type(value).model_fields:
            yield from numbers_in(getattr(value, name))
    elif isinstance(value, dict):
        for item in value.values():
            yield from numbers_in(item)
    elif isinstance(value, tuple):
        for item in value:
            yield from numbers_in(item)


def numbers_by_kind(condition: Condition) -> dict[str, list[Number]]:
    """A condition's numbers: priors, factor odds, finding strengths, qualities, edges."""
    return {
        "priors": list(numbers_in(condition.prior)),
        "factor odds": [item.odds for item in condition.factors],
        "strengths": [link.strength for link in condition.produces],
        "qualities": [n for link in condition.produces for n in numbers_in(link.with_)]
        + list(numbers_in(condition.course)),
        "edges": [edge.strength for edge in condition.caused_by] + list(numbers_in(condition.stage_strength)),
    }


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
    found["evidence records"], found["sources"] = len(base.records), len(base.sources)
    used = {r for c in base.conditions.values() for n in numbers_in(c) for r in n.records}
    used |= {r for f in base.findings.values() for n in numbers_in(f) for r in n.records}
    used |= {r for f in base.factors.values() for n in numbers_in(f) for r in n.records}
    found["evidence records that carry a number"] = len(used)
    return found


def sourced_shares(base: KnowledgeBase) -> dict[str, tuple[int, int]]:
    """(sourced, all) numbers by kind, and by area for strengths and odds together."""
    total: Counter[str] = Counter()
    sourced: Counter[str] = Counter()
    for condition in base.conditions.values():
        for kind, numbers in numbers_by_kind(condition).items():
            for number in numbers:
                keys = [kind, *([f"area {condition.area}"] if kind in ("strengths", "factor odds") else [])]
                for key in keys:
                    total[key] += 1
                    sourced[key] += number.sourced
    return {key: (sourced[key], total[key]) for key in sorted(total)}
