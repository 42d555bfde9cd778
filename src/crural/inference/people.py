"""People drawn from the base with a seed: who they are and what they have. `telling.py` says what they feel.

`People(base, n, seed)` are adults at the ages of `settings.population`: factors and medicine classes (independent,
by their curves), then conditions, causes before effects. `People.given(condition)` are people who have a (rare)
condition, with the share of all adults that they stand for.

What the engine does not know: a condition that is a factor of another one correlates the two here, told or not.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from graphlib import TopologicalSorter
from zlib import crc32

import numpy as np
from numpy.typing import NDArray

from crural.concepts.base import Setting
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.inference.index import index_of
from crural.inference.pattern import Array
from crural.inference.priors import CORRELATED
from crural.knowledge.curves import logit, population_ages
from crural.knowledge.leaks import SEXES, parents_of

Flags = NDArray[np.bool_]


def offsets(p0: Array, prevalence: Array, log_odds: float) -> Array:
    """`centred_offset` for arrays, in closed form: the log odds of people without the factor.

    >>> round(float(offsets(np.array([0.1]), np.array([0.5]), math.log(4))[0]), 4)
    -3.0756
    """
    ratio = math.exp(log_odds)
    b = (1.0 - prevalence) + prevalence * ratio - p0 * (1.0 + ratio)
    root = np.sqrt(b * b + 4.0 * ratio * (1.0 - p0) * p0)
    return np.asarray(np.log(2.0 * p0 / (b + root)))


def drawing_order(base: KnowledgeBase) -> dict[str, set[str]]:
    """Conditions, causes first, each with what must be drawn before it.

    Edges always; a condition that is a factor or an exposure of another one where that makes no circle.
    """
    names = index_of(base).names
    before = {name: {p for p, _ in parents_of(base.conditions[name]) if p in names} for name in names}

    def leads_to(start: str, goal: str) -> bool:
        return start == goal or any(leads_to(above, goal) for above in before[start])

    for name in names:
        condition = base.conditions[name]
        wanted = [f.factor for f in condition.factors if f.status == "known"]
        for other in [*wanted, *(condition.exposure.any_of if condition.exposure else ())]:
            if other in before and other not in base.factors and not leads_to(other, name):
                before[name].add(other)
    order = TopologicalSorter({name: sorted(above) for name, above in before.items()}).static_order()
    return {name: before[name] for name in order}


class People:
    """n people. active (n, conditions): who has what. weight: the share of all adults that they stand for.

    Every row counts the same: P(X) for an event X among these people is the mean of a boolean array (n,).
    """

    def __init__(self, base: KnowledgeBase, n: int, seed: int, setting: Setting = "community") -> None:
        self.base, self.n, self.seed, self.setting = base, n, seed, setting
        self.index, self.weight, self.label = index_of(base), 1.0, ""
        ages = population_ages(base.settings)
        self.cells = [(age, sex) for age in ages for sex in SEXES]
        share = np.repeat(list(ages.values()), 2) / (2.0 * sum(ages.values()))
        self.cell = self.random("cell").choice(len(share), size=n, p=share)
        self.order = drawing_order(base)
        self.active = np.zeros((n, len(self.index.names)), dtype=bool)
        self.has: dict[str, Flags] = {name: self._chosen(name) for name in base.factors}
        for name in base.medicines:
            self._medicine(name)
        drawn: set[str] = set()
        for name in self.order:
            self._draw(name, drawn)
            drawn.add(name)

    def random(self, *key: object) -> np.random.Generator:
        """A generator of its own for each purpose, so that the order of asking changes nothing."""
        return np.random.default_rng([self.seed, crc32(repr((self.label, *key)).encode())])

    def by_cell(self, values: Iterable[float]) -> Array:
        """A number for each age and sex spread over the people, (n,)."""
        return np.array(list(values))[self.cell]

    def _chosen(self, name: str) -> Flags:
        chance = self.by_cell(self.index.rates.chance(name, age, sex) for age, sex in self.cells)
        return np.asarray(self.random("factor", name).random(self.n) < chance)

    def _medicine(self, name: str) -> Flags:
        """Who takes a class: everybody on a class below it, and others up to its own curve."""
        if name not in self.has:
            below = [other for other, m in self.base.medicines.items() if name in m.within]
            curve = [self.index.rates.chance(name, age, sex) for age, sex in self.cells]
            taken, spared = np.zeros(self.n, dtype=bool), np.ones(len(self.cells))
            for other in below:
                taken |= self._medicine(other)
                spared *= [1.0 - self.index.rates.chance(other, age, sex) for age, sex in self.cells]
            rest = self.by_cell(np.maximum(1.0 - (1.0 - np.array(curve)) / np.maximum(spared, 1e-9), 0.0))
            self.has[name] = taken | (self.random("medicine", name).random(self.n) < rest)
        return self.has[name]

    def state(self, name: str, status: str = "known", drawn: Container[str] | None = None) -> Flags | None:
        """Who (n,) has a factor, medicine or condition, known or past; None where nobody can tell (yet)."""
        if status != "known":
            key, share = f"{status} {name}", self.base.settings.past_event_share.value
            if key not in self.has:
                self.has[key] = self.random("event", key).random(self.n) < share
            return self.has[key]
        if name in self.has:
            return self.has[name]
        if name in self.index.number and (drawn is None or name in drawn):
            return self.active[:, self.index.number[name]]
        return None

    def _own(self, condition: Condition, drawn: Container[str]) -> Array:
        """The prior for each person (n,), as `priors.prior_of` has it with everything told."""
        base, settings = self.base, self.base.settings
        if condition.prior is None:
            return np.zeros(self.n)
        p0 = np.array([self.index.rates.prior(condition, age, sex) for age, sex in self.cells])
        possible = np.ones(self.n, dtype=bool)
        if condition.exposure is not None:
            if condition.exposure.sex is not None:
                possible = self.by_cell(float(sex == condition.exposure.sex) for _, sex in self.cells) > 0.0
            if condition.exposure.any_of:
                states = [self.state(name, "known", drawn) for name in condition.exposure.any_of]
                possible &= np.any([s for s in states if s is not None], axis=0)
        possible &= self.by_cell(p0) > 0.0
        centre = np.array([logit(p) for p in p0])
        odds = settings.settings.get(self.setting, {}).get(condition.usual_urgency)
        shift = np.full(self.n, math.log(odds.value) if odds else 0.0)
        nobody, claimed = np.zeros(self.n, dtype=bool), dict[str, Flags]()
        p0 = np.clip(p0, 1e-9, 1.0 - 1e-9)
        for item in sorted(condition.factors, key=lambda item: -abs(math.log(item.odds.value))):
            holds = self.state(item.factor, item.status, drawn)
            if holds is None:
                continue
            share = np.full(len(self.cells), settings.past_event_share.value)
            if item.status == "known":
                share = np.array([self.index.rates.chance(item.factor, age, sex) for age, sex in self.cells])
            share = np.clip(share, 1e-6, 1.0 - 1e-6)
            group = base.factors[item.factor].group if item.factor in base.factors else None
            half = claimed.get(group, nobody) if group else nobody
            table = np.empty((len(self.cells), 2, 2))  # by cell, whether it holds, whether it counts half
            for i, weight in enumerate((1.0, CORRELATED)):
                b = weight * math.log(item.odds.value)
                table[:, :, i] = (offsets(p0, share, b) - centre)[:, None] + np.array([0.0, b])
            shift += table.ravel().take(self.cell * 4 + holds * 2 + half)
            if group:
                claimed[group] = half | holds
        return np.where(possible, 1.0 / (1.0 + np.exp(-centre[self.cell] - shift)), 0.0)

    def chance(self, name: str, drawn: Container[str]) -> Array:
        """Chance (n,) that each person has the condition, given what was drawn before it: prior and edges."""
        spared = 1.0 - self._own(self.base.conditions[name], drawn)
        for parent, strength in parents_of(self.base.conditions[name]):
            if parent in self.index.number:
                spared = spared * (1.0 - strength * self.active[:, self.index.number[parent]])
        return 1.0 - spared

    def _draw(self, name: str, drawn: Container[str]) -> None:
        luck = self.random("condition", name).random(self.n)
        self.active[:, self.index.number[name]] = luck < self.chance(name, drawn)

    def given(self, name: str, n: int) -> People:
        """People (n) who have the condition: chosen by their chance of it, what follows from it drawn anew."""
        order = list(self.order)
        chance = self.chance(name, order[: order.index(name)])
        total = float(chance.sum())
        if total <= 0.0:
            raise ValueError(f"nobody of {self.n} can have {name}")
        points = (np.arange(n) + self.random("choice", name).random()) * (total / n)
        chosen = np.minimum(np.searchsorted(np.cumsum(chance), points, side="right"), self.n - 1)
        those = People.__new__(People)
        those.__dict__.update(self.__dict__)
        those.n, those.weight, those.label = n, self.weight * total / self.n, f"{self.label} given {name}"
        those.cell, those.active = self.cell[chosen], self.active[chosen]
        those.has = {key: value[chosen] for key, value in self.has.items()}
        those.active[:, self.index.number[name]] = True
        touched = {name}
        for place, other in enumerate(order):
            if self.order[other] & touched:
                touched.add(other)
                those._draw(other, order[:place])
        return those
