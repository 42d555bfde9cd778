"""What a question is worth: how far its answer is expected to move the urgency, the causes and the plan.

Urgency counts first: levels are weighed so that one step towards an emergency outweighs what any question can tell of
causes. Information is the expected fall of entropy (nats) of which condition makes the complaints, and, less, of what
would be done: first tests, specialists and advice. The sum is divided by the burden of answering.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np

from crural.concepts.base import LEVELS, Level
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.facts import Facts
from crural.inference.index import Index
from crural.inference.pattern import Array
from crural.interview.alarms import Alarms
from crural.interview.prospects import Prospect
from crural.triage.urgency import HarmTable

TIE = 9
"""Decimals of a worth that count: what differs less is a tie, whatever computed it."""
BURDEN = {1: 1.0, 2: 1.8, 3: 4.0}


def by_level(of: Mapping[Level, float]) -> Array:
    """(len(LEVELS),) a number of each urgency level, lowest first; 0 where none is given."""
    return np.array([of.get(level, 0.0) for level in LEVELS])


def entropy(p: Array) -> Array:
    """Summed entropy (nats) of independent chances, over the last axis."""
    q = np.clip(p, 1e-12, 1.0 - 1e-12)
    return np.asarray(-(q * np.log(q) + (1.0 - q) * np.log1p(-q)).sum(axis=-1))


@dataclass(frozen=True)
class Worth:
    """A question and its worth. urgency: expected change of level (weighed); ranks: (k,) level after each answer."""

    prospect: Prospect
    urgency: float
    information: float
    ranks: tuple[int, ...]

    @property
    def total(self) -> float:
        """Worth for the effort that it costs."""
        return round((self.urgency + self.information) / BURDEN[self.prospect.burden], TIE)


def plan_matrix(base: KnowledgeBase, names: tuple[str, ...]) -> Array:
    """(items, n) 1 where a condition calls for a first test, a specialist or a piece of advice."""
    rows: dict[str, Array] = {}
    for number, name in enumerate(names):
        condition = base.conditions[name]
        items = [f"test {use.test}" for use in condition.tests if use.stage == "first"]
        items += [f"advice {item}" for item in condition.advice]
        items += [f"see {condition.specialist}"] if condition.specialist else []
        for item in items:
            rows.setdefault(item, np.zeros(len(names)))[number] = 1.0
    return np.stack(list(rows.values())) if rows else np.zeros((0, len(names)))


def weigh(index: Index, facts: Facts, prospects: list[Prospect], gives: Array, rules: Alarms) -> list[Worth]:
    """The worth of each prospect, in their order.

    gives: (n,) contribution of each condition now. rules: the danger rules that did not fire.
    """
    if not prospects:
        return []
    base, choices = index.base, index.base.settings.interview
    level_weight = by_level(choices.level_weight)
    known = {index.number[c] for c, told in facts.conditions.items() if told == "known" and c in index.number}
    harm = index.once("harm", lambda: HarmTable(base, index.names))
    plan = index.once("plan", lambda: plan_matrix(base, index.names))
    rank = rules.rank
    now = max(rank, int(harm.ranks(gives[None, :], known)[0]), 1)
    stacked = np.concatenate([p.gives for p in prospects])
    by_harm = harm.ranks(stacked, known)
    live = np.flatnonzero(stacked.any(axis=0))  # the others tell nothing
    stacked, gives, plan = stacked[:, live], gives[live], plan[:, live]

    def planned(chances: Array) -> Array:
        return np.asarray(1.0 - np.exp(np.log1p(-np.clip(chances, 0.0, 1.0 - 1e-9)) @ plan.T))

    counts = [len(p.values) for p in prospects]
    chance = np.concatenate([p.chance for p in prospects])
    ends = np.cumsum(counts)
    starts = (ends - counts).tolist()

    def expected(values: Array) -> Array:
        """Over the answers of each prospect."""
        return np.asarray(np.add.reduceat(chance * values, starts))

    levels = [
        rules.rank_after(prospect.id, value, max(rank, 1, reached))
        for (prospect, value), reached in zip(
            ((p, value) for p in prospects for value in p.values), by_harm.tolist(), strict=True
        )
    ]
    moved = np.round(expected(np.abs(level_weight[levels] - level_weight[now])), TIE)
    gain = np.maximum(float(entropy(gives)) - expected(entropy(stacked)), 0.0)
    plan_gain = np.maximum(float(entropy(planned(gives))) - expected(entropy(planned(stacked))), 0.0)
    information = np.round(gain + choices.plan_weight * plan_gain, TIE)
    return [
        Worth(prospect, float(urgency), float(told), tuple(levels[end - count : end]))
        for prospect, urgency, told, count, end in zip(
            prospects, moved, information, counts, ends.tolist(), strict=True
        )
    ]
