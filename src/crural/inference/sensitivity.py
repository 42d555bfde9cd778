"""On which numbers of the base a chance hangs: each number alone at the ends of its own 90 % range, as lanes."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crural.concepts.knowledge import Condition, Curve, KnowledgeBase
from crural.concepts.quantity import Number
from crural.inference.index import Index
from crural.inference.network import CaseNetwork, network_of
from crural.inference.pattern import Array
from crural.inference.posterior import posterior
from crural.inference.uncertainty import KEPT, Draws, Lane

ENDS = (0.05, 0.95)
MOST_NUMBERS = 160
"""Numbers that one case is asked about at most; two lanes each."""


@dataclass(frozen=True)
class Swung:
    """A number of the base: what it is of, its value and 90 % range, and the chance with it at either end.

    about: (kind, condition or finding id, finding or factor id, quality, value), as far as they apply.
    """

    about: tuple[str, ...]
    number: Number
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
    for quality, shares in (("onset", condition.course.onset), ("duration", condition.course.duration)):
        for value, share in shares.items():
            yield share, ("share", name, "", quality, value)
    for link in condition.produces:
        yield link.strength, ("strength", name, link.finding)
        for quality, told in link.with_.items():
            for value, share in told.items():
                yield share, ("share", name, link.finding, quality, value)


class _Nudged(Draws):
    """Lanes in which one number after the other stands at the low and the high end of its draws.

    wanted: {identity of a number: what it is about}. moved: the numbers that were met, in lanes 1 and 2, 3 and 4 ...
    """

    def __init__(self, index: Index, wanted: dict[int, tuple[str, ...]], count: int) -> None:
        super().__init__(index.base.version, KEPT, index.ordinals, index.kept)
        self.lanes = 1 + 2 * count
        self.wanted, self.count = wanted, count
        self.moved: dict[int, tuple[Number, float, float, int]] = {}

    def _lane(self, number: Number, centre: float, drawn: Array) -> Lane:
        """The number in all lanes, and at its ends in its own two."""
        if id(number) not in self.wanted or (id(number) not in self.moved and len(self.moved) >= self.count):
            return np.full(self.lanes, centre)
        low, high = (float(x) for x in np.quantile(drawn[1:], ENDS))
        _, _, _, place = self.moved.setdefault(id(number), (number, low, high, 1 + 2 * len(self.moved)))
        lanes = np.full(self.lanes, centre)
        lanes[place], lanes[place + 1] = low, high
        return lanes

    def _keep(self, use: str, number: Number, make: object) -> Array | None:
        """All draws of a number: the lanes here are not those of the draws."""
        lanes, self.lanes = self.lanes, 1 + KEPT
        kept = super()._keep(use, number, make)  # type: ignore[arg-type]
        self.lanes = lanes
        return kept
