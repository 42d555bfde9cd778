"""On which numbers of the base a chance hangs: each number alone at the ends of its own 90 % range, as lanes."""

from __future__ import annotations

import math
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from crural.concepts.knowledge import Condition, Curve
from crural.concepts.quantity import Number
from crural.inference.index import Index
from crural.inference.network import CaseNetwork, numbers_from
from crural.inference.pattern import Array
from crural.inference.posterior import posterior
from crural.inference.uncertainty import KEPT, Draws, Lane

ENDS = (0.05, 0.95)
MOST_NUMBERS = 160
"""Numbers that one case is asked about at most; two lanes each."""


@dataclass(frozen=True)
class Swung:
    """A number of the base: its value and 90 % range (of a prior: for this person), and the chance at either end.

    about: (kind, condition or finding id, finding or factor id, quality, value), as far as they apply.
    """

    about: tuple[str, ...]
    number: Number
    value: float
    low: float
    high: float
    at_low: float
    at_high: float

    @property
    def swing(self) -> float:
        """How far apart the two chances are."""
        return abs(self.at_high - self.at_low)


def _named(condition: Condition) -> Iterator[tuple[Number, tuple[str, ...]]]:
    """Every number of a condition with what it is about."""
    name = condition.id
    for age, prior in (condition.prior.ages if condition.prior else {}).items():
        yield prior, ("prior", name, str(age))
    for item in condition.factors:
        yield item.odds, ("odds", name, item.factor)
    for edge in condition.caused_by:
        yield edge.strength, ("edge", name, edge.condition)
    if condition.stage_of and condition.stage_strength:
        yield condition.stage_strength, ("edge", name, condition.stage_of)
    course = condition.course
    for quality, shares in (("onset", course.onset.items()), ("duration", course.duration.items())):
        yield from ((share, ("share", name, "", quality, str(value))) for value, share in shares)
    for link in condition.produces:
        yield link.strength, ("strength", name, link.finding)
        for quality, told in link.with_.items():
            for value, share in told.items():
                yield share, ("share", name, link.finding, quality, value)


class _Nudged(Draws):
    """Lanes in which one number after the other stands at the low and at the high end of its own draws.

    wanted: the numbers that are moved, by identity; each takes two lanes when it is met. Lane 0 is the base.
    moved: (number, value, low, high) of those met, by identity, in the order of their lanes.
    """

    def __init__(self, index: Index, wanted: list[int]) -> None:
        super().__init__(index.base.version, 0, index.ordinals, index.kept)
        self.lanes = 1 + 2 * len(wanted)
        self.place = {identity: 1 + 2 * k for k, identity in enumerate(wanted)}
        self.moved: dict[int, tuple[Number, float, float, float]] = {}
        self.met: dict[int, Number] = {}
        self.true = index.draws(KEPT)

    def _ends(self, number: Number, drawn: Lane, lanes: Lane) -> Array:
        """The lanes of a number, with its ends in its own two."""
        moved = np.array(np.broadcast_to(lanes, (self.lanes,)), dtype=np.float64)
        if isinstance(drawn, np.ndarray) and len(drawn) > 1:
            self.met[id(number)] = number
            if id(number) in self.place:
                low, high = (float(x) for x in np.quantile(drawn[1:], ENDS))
                place = self.place[id(number)]
                moved[place], moved[place + 1] = low, high
                self.moved[id(number)] = (number, float(moved[0]), low, high)
        return moved

    def strength(self, number: Number) -> Lane:
        """A strength."""
        return self._ends(number, self.true.strength(number), number.value)

    def share(self, number: Number) -> Lane:
        """A share."""
        drawn = self.true.share(number)
        return self._ends(number, drawn, drawn if isinstance(drawn, float) else float(drawn[0]))

    def leak(self, name: str, p: float) -> Lane:
        """A leak: it follows from the others, and stays."""
        return max(p, 0.0)

    def log_odds(self, number: Number) -> Lane:
        """The natural log of an odds ratio."""
        drawn = self.true.log_odds(number)
        return self._ends(number, drawn, math.log(number.value))

    def rate(self, log_odds: Lane, curve: Curve, p: float) -> Lane:
        """A prior: the number of the curve that is nearest to p is moved."""
        number = min(curve.ages.values(), key=lambda knot: abs(knot.value - p))
        centre = float(np.atleast_1d(log_odds)[0])
        return self._ends(
            number, self.true.rate(centre, curve, p), 1.0 / (1.0 + np.exp(-np.asarray(log_odds)))
        )


@dataclass(frozen=True)
class Moved:
    """A number as in `Swung`, with the contributions (n,) of all conditions of the index at its low and high end."""

    about: tuple[str, ...]
    number: Number
    value: float
    low: float
    high: float
    at_low: Array
    at_high: Array


def moved(network: CaseNetwork, conditions: Sequence[int]) -> list[Moved]:
    """What every cause's contribution becomes when one number of these conditions stands at either end of its range.

    network: the near network of the case (see `focus`). conditions: numbers in the index.
    """
    index = network.index
    about: dict[int, tuple[str, ...]] = {}
    for place in conditions:
        about |= {id(value): told for value, told in _named(index.base.conditions[index.names[place]])}
    kept = frozenset(range(network.pattern.n)) - {i for i, active in network.pattern.known if not active}
    look = _Nudged(index, [])
    numbers_from(index, network.facts, look, frozenset(conditions))
    draws = _Nudged(index, [identity for identity in about if identity in look.met][:MOST_NUMBERS])
    lanes = numbers_from(index, network.facts, draws, kept)
    answer = posterior(network.pattern, lanes)
    chances = np.where(np.reshape(answer.trusted, (-1, 1)), answer.contribution, answer.contribution[:1])
    found = []
    for identity, (number, *spread) in draws.moved.items():
        place = draws.place[identity]
        value, low, high = (math.exp(x) if about[identity][0] == "odds" else x for x in spread)
        found.append(Moved(about[identity], number, value, low, high, chances[place], chances[place + 1]))
    return found


def swings(network: CaseNetwork, condition: int, rivals: Sequence[int]) -> list[Swung]:
    """The numbers of a condition and of its rivals by how far the condition's contribution swings with each.

    network: the near network of the case (see `focus`). condition, rivals: numbers in the index. Largest swing first.
    """
    found = [
        Swung(
            item.about,
            item.number,
            item.value,
            item.low,
            item.high,
            float(item.at_low[condition]),
            float(item.at_high[condition]),
        )
        for item in moved(network, (condition, *rivals))
    ]
    return sorted(found, key=lambda item: (-item.swing, item.about))
