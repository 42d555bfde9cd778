"""What a prior takes from the base alone, as arrays over all conditions: curves, settings, factors, spread."""

from __future__ import annotations

import math
from dataclasses import dataclass, field
from typing import NamedTuple, get_args

import numpy as np

from crural.concepts.base import Setting, Sex
from crural.concepts.knowledge import FactorOdds, KnowledgeBase
from crural.concepts.quantity import Number
from crural.inference.pattern import Array
from crural.inference.uncertainty import Draws, rate_spread
from crural.knowledge.rates import Rates

MOST_AGES = 512
"""Ages and sexes of which the curves and chances are kept; beyond that all are looked up anew."""


class Move(NamedTuple):
    """A factor's odds ratio for one condition. group: of its correlated factors only one counts in full."""

    factor: str
    status: str
    log_odds: float
    odds: Number
    group: str | None


class Chances(dict[str, float]):
    """How common factors, medicines and conditions are at one age and sex, looked up when first asked for."""

    def __init__(self, rates: Rates, age: float | None, sex: Sex | None) -> None:
        super().__init__()
        self._rates, self._age, self._sex = rates, age, sex

    def __missing__(self, name: str) -> float:
        found = self[name] = self._rates.chance(name, self._age, self._sex)
        return found


@dataclass
class PriorTables:
    """n conditions, K knots of the longest curve.

    exposed: numbers of the conditions that need an exposure. by_factor: for each factor, condition or
    medicine class the conditions whose odds it moves. by_exposure: those that need it. moves: for each
    condition what moves its odds, the strongest first; places: by factor, where it stands there.
    log_settings: for each setting (n,) the log odds that it adds. knots: (n, K) values of the curve, NaN beyond
    its end; spread: (n, K) their standard deviations in log odds.
    """

    rates: Rates
    names: tuple[str, ...]
    exposed: frozenset[int]
    by_factor: dict[str, tuple[int, ...]]
    by_exposure: dict[str, tuple[int, ...]]
    moves: tuple[tuple[Move, ...], ...]
    places: tuple[dict[str, list[int]], ...]
    log_settings: dict[str, Array]
    numbers: tuple[tuple[Number, ...], ...]
    knots: Array
    spread: Array
    _curves: dict[tuple[int | None, Sex | None], Array] = field(default_factory=dict)
    _common: dict[tuple[int | None, Sex | None], Chances] = field(default_factory=dict)
    _noise: Array | None = None

    def curves(self, age: float | None, sex: Sex | None) -> Array:
        """(n,) each condition's own curve at an age in years and a sex; where either is None, over all."""
        key = (None if age is None else round(age), sex)
        found = self._curves.get(key)
        if found is None:
            conditions = self.rates.base.conditions
            found = np.array([self.rates.prior(conditions[name], age, sex) for name in self.names])
            if len(self._curves) >= MOST_AGES:
                self._curves.clear()
            self._curves[key] = found
        return found

    def common(self, age: float | None, sex: Sex | None) -> Chances:
        """How common everything is at an age in years (rounded) and a sex."""
        key = (None if age is None else round(age), sex)
        found = self._common.get(key)
        if found is None:
            if len(self._common) >= MOST_AGES:
                self._common.clear()
            found = self._common[key] = Chances(self.rates, *key)
        return found

    def noise(self, draws: Draws, p: Array, chosen: list[int]) -> Array:
        """(L, k) normal noise in log odds, 0 in lane 0, with the spread of each curve's knot nearest to p (k,).

        draws: plain ones. chosen: numbers of the k conditions.
        """
        if draws.lanes == 1:
            return np.zeros((1, len(p)))
        if self._noise is None:
            wide = draws.widest()
            drawn = np.zeros((*self.knots.shape, wide.lanes))
            for row, numbers in enumerate(self.numbers):
                for column, number in enumerate(numbers):
                    drawn[row, column] = wide.normal(number)
            self._noise = drawn  # only when it is whole: another thread may be waiting for it
        off = np.abs(self.knots[chosen] - p[:, None])
        nearest = np.where(np.isnan(off), np.inf, off).argmin(axis=1)
        noise = self._noise[chosen, nearest] * self.spread[chosen, nearest][:, None]
        return np.asarray(noise.T[: draws.lanes])


def _move(base: KnowledgeBase, item: FactorOdds) -> Move:
    group = base.factors[item.factor].group if item.factor in base.factors else None
    return Move(item.factor, item.status, math.log(item.odds.value), item.odds, group)


def prior_tables(base: KnowledgeBase, names: tuple[str, ...], rates: Rates) -> PriorTables:
    """The tables for conditions in the order of `names`."""
    conditions = [base.conditions[name] for name in names]
    by_factor: dict[str, list[int]] = {}
    by_exposure: dict[str, list[int]] = {}
    for number, condition in enumerate(conditions):
        for name in condition.exposure.any_of if condition.exposure else ():
            by_exposure.setdefault(name, []).append(number)
        for name in dict.fromkeys(item.factor for item in condition.factors):
            by_factor.setdefault(name, []).append(number)
    moves = tuple(
        tuple(sorted((_move(base, item) for item in c.factors), key=lambda move: -abs(move.log_odds)))
        for c in conditions
    )
    places: list[dict[str, list[int]]] = [{} for _ in names]
    for number, of_one in enumerate(moves):
        for place, move in enumerate(of_one):
            places[number].setdefault(move.factor, []).append(place)
    numbers = tuple(tuple(c.prior.ages.values()) if c.prior else () for c in conditions)
    most = max((len(row) for row in numbers), default=0) or 1
    knots, spread = np.full((len(names), most), np.nan), np.zeros((len(names), most))
    for row, curve in enumerate(numbers):
        knots[row, : len(curve)] = [number.value for number in curve]
        spread[row, : len(curve)] = [rate_spread(number) for number in curve]
    log_settings = {}
    for setting in get_args(Setting):
        shifts = base.settings.settings.get(setting, {})
        by_urgency = {urgency: math.log(number.value) for urgency, number in shifts.items()}
        log_settings[setting] = np.array([by_urgency.get(c.usual_urgency, 0.0) for c in conditions])
    return PriorTables(
        rates=rates,
        names=names,
        exposed=frozenset(i for i, condition in enumerate(conditions) if condition.exposure is not None),
        by_factor={name: tuple(found) for name, found in by_factor.items()},
        by_exposure={name: tuple(found) for name, found in by_exposure.items()},
        moves=moves,
        places=tuple(places),
        log_settings=log_settings,
        numbers=numbers,
        knots=knots,
        spread=spread,
    )
