"""How often each condition is active in the population, and what it leaves of each finding: the leak.

A symptom's published frequency counts every cause. The leak is what the modelled ones do not explain:
1 - (1 - frequency) / product over conditions of (1 - P(c) s). For signs and tests the leak is the
false-positive rate.
"""

from __future__ import annotations

import math
from graphlib import TopologicalSorter

from crural.concepts.base import Sex
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.knowledge.curves import population_ages
from crural.knowledge.kinship import strengths_of
from crural.knowledge.rates import Rates

SEXES: tuple[Sex, Sex] = ("female", "male")

SMALLEST_SHARE = 0.05
"""A leak is never below this share of the finding's frequency (a floor against overconfidence)."""


def parents_of(condition: Condition) -> list[tuple[str, float]]:
    """(parent id, strength) of every edge into the condition, a stage's parent included."""
    edges = [(edge.condition, edge.strength.value) for edge in condition.caused_by]
    if condition.stage_of and condition.stage_strength:
        edges.append((condition.stage_of, condition.stage_strength.value))
    return edges


def is_node(condition: Condition) -> bool:
    """True for what has numbers: a prior, or a parent that it is a stage of."""
    return condition.prior is not None or condition.stage_of is not None


def active_in_population(base: KnowledgeBase) -> dict[str, float]:
    """P(condition active within four weeks) for an unselected adult, edges included (parents as independent)."""
    nodes = {name: c for name, c in base.conditions.items() if is_node(c)}
    order = TopologicalSorter(
        {name: [p for p, _ in parents_of(c) if p in nodes] for name, c in nodes.items()}
    )
    rates = Rates(base)
    active: dict[str, float] = {}
    for name in order.static_order():
        condition = nodes[name]
        own = 0.0
        if condition.prior is not None:
            own = sum(
                share * 0.5 * rates.prior(condition, age, sex) * rates.exposure(condition, age, sex)
                for age, share in population_ages(base.settings).items()
                for sex in SEXES
            )
        spared = 1.0 - own
        for parent, strength in parents_of(condition):
            spared *= 1.0 - active.get(parent, 0.0) * strength
        active[name] = 1.0 - spared
    return active


def implied_frequency(base: KnowledgeBase, active: dict[str, float]) -> dict[str, float]:
    """What the modelled conditions alone make of each finding (probability)."""
    spared = dict.fromkeys(base.findings, 0.0)
    for name, condition in base.conditions.items():
        for finding, strength in strengths_of(base, condition).items():
            spared[finding] += math.log1p(-min(active.get(name, 0.0) * strength.value, 1.0 - 1e-12))
    return {name: -math.expm1(value) for name, value in spared.items()}


def with_leaks(base: KnowledgeBase) -> KnowledgeBase:
    """The base with `active` and `leaks` filled in."""
    active = active_in_population(base)
    implied = implied_frequency(base, active)
    leaks: dict[str, float] = {}
    for name, finding in base.findings.items():
        if finding.frequency is not None:
            total = finding.frequency.value
            residual = 1.0 - (1.0 - total) / (1.0 - implied[name])
            leaks[name] = max(residual, SMALLEST_SHARE * total)
        elif finding.false_positive is not None:
            leaks[name] = finding.false_positive.value
    return base.model_copy(update={"active": active, "leaks": leaks})
