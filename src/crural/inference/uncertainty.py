"""Draws of the base's numbers from their stated uncertainty; lane 0 is always the number itself.

Strengths of 0.02 and more are Beta; smaller ones, rates and leaks are normal on the log-odds scale; odds
ratios are log-normal. Where nothing is printed an estimate's 95 % range is x/÷ 5 for rates and leaks, x/÷ 2
for odds, and as from 8 people for strengths (DESIGN section 4). The draws are common: a number is drawn once
for each version of the base, from the version and its place there, and every case that uses it uses these.
"""

from __future__ import annotations

import hashlib
import math
from collections.abc import Callable
from copy import copy

import numpy as np

from crural.concepts.knowledge import Curve
from crural.concepts.quantity import Number
from crural.inference.pattern import Array
from crural.knowledge.curves import expit, logit

Z95 = 1.959964
RATE_FACTOR, ODDS_FACTOR, STRENGTH_N = 5.0, 2.0, 8
SMALLEST_BETA = 0.02
RAREST = 0.01
"""A described quality is never rarer than this given a cause, whatever the base says (robustness)."""
KEPT = 64
"""Draws of a number that are kept for the next case."""

Lane = float | Array
"""One number for each lane: an array (L,), or a float where there is only lane 0."""


def _sd_from_interval(low: float, high: float) -> float:
    return max((high - low) / (2.0 * Z95), 1e-6)


def expit_of(x: Array) -> Array:
    """Probabilities from log odds, shape as given."""
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip(x, -500.0, 500.0))))


def logit_of(p: Array) -> Array:
    """Log odds of probabilities, held away from 0 and 1 by 1e-9 as in `curves.logit`."""
    p = np.clip(p, 1e-9, 1.0 - 1e-9)
    return np.asarray(np.log(p / (1.0 - p)))


class Draws:
    """A source of lanes: lane 0 without noise, then `draws` more. With no draws it answers with floats.

    ordinals: place in the base of each number, by identity; a number that has none is not drawn. kept: draws of
    earlier cases with the same base. common: whether the draws are kept for later cases.
    """

    def __init__(
        self, version: str, draws: int, ordinals: dict[int, int], kept: dict[tuple[str, int], Array]
    ) -> None:
        self.lanes = 1 + draws
        self.common = draws <= KEPT
        self._drawn = max(draws, KEPT)
        self._ordinals, self._kept = ordinals, kept if self.common else {}
        self._seed = int.from_bytes(hashlib.sha256(version.encode()).digest()[:8], "big")

    @property
    def plain(self) -> bool:
        """Whether these are the common draws of the base, and not of somebody's own making."""
        return type(self) is Draws and self.common

    def widest(self) -> Draws:
        """The same numbers in all lanes that are kept: just lane 0, or lane 0 and KEPT draws."""
        if not self.plain or self.lanes in (1, 1 + self._drawn):
            return self
        wide = copy(self)
        wide.lanes = 1 + self._drawn
        return wide

    def _keep(self, use: str, number: Number, make: Callable[[np.random.Generator], Array]) -> Array | None:
        place = self._ordinals.get(id(number))
        if place is None:
            return None
        if (use, place) not in self._kept:
            self._kept[use, place] = make(self._generator(place))
        return self._kept[use, place][: self.lanes]

    def _generator(self, place: int) -> np.random.Generator:
        return np.random.Generator(np.random.Philox(key=self._seed, counter=place << 64))

    def strength(self, number: Number) -> Lane:
        """Draws of a strength (probability)."""
        if self.lanes == 1:
            return number.value
        drawn = self._keep("strength", number, lambda random: self._strength(number, random))
        return number.value if drawn is None else drawn

    def _strength(self, number: Number, random: np.random.Generator) -> Array:
        p, size = number.value, self._drawn
        result = np.full(1 + size, p)
        if 0.0 < p < 1.0:
            if number.low is not None and number.high is not None and number.high > number.low:
                sd = min(_sd_from_interval(logit(number.low), logit(number.high)), 2.0)
                result[1:] = expit_of(logit(p) + sd * random.standard_normal(size))
            elif p < SMALLEST_BETA:
                sd = math.log(RATE_FACTOR) / Z95
                result[1:] = expit_of(logit(p) + sd * random.standard_normal(size))
            else:
                n = number.n or STRENGTH_N
                result[1:] = np.clip(random.beta(n * p, n * (1.0 - p), size), 1e-6, 1.0 - 1e-6)
        return result

    def share(self, number: Number) -> Lane:
        """Draws of a share, held between RAREST and 1 - RAREST."""
        if self.lanes == 1:
            return min(max(number.value, RAREST), 1.0 - RAREST)
        drawn = self._keep(
            "share", number, lambda random: self._strength(number, random).clip(RAREST, 1.0 - RAREST)
        )
        return min(max(number.value, RAREST), 1.0 - RAREST) if drawn is None else drawn

    def leak(self, name: str, p: float) -> Lane:
        """Draws of the leak of a finding (probability)."""
        if self.lanes == 1 or p <= 0.0:
            return max(p, 0.0)
        place = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big")
        if ("leak", place) not in self._kept:
            sd = math.log(RATE_FACTOR) / Z95 / 2.0
            noise = sd * self._generator(place).standard_normal(self._drawn)
            self._kept["leak", place] = np.concatenate([[p], expit_of(logit(p) + noise)])
        return self._kept["leak", place][: self.lanes]

    def log_odds(self, number: Number) -> Lane:
        """Draws of the natural log of an odds ratio."""
        centre = math.log(number.value)
        if self.lanes == 1:
            return centre
        if number.low is not None and number.high is not None and number.high > number.low > 0.0:
            sd = _sd_from_interval(math.log(number.low), math.log(number.high))
        else:
            sd = math.log(ODDS_FACTOR) / Z95
        return centre + sd * self.normal(number)

    def rate(self, log_odds: Lane, curve: Curve, p: float) -> Lane:
        """Draws of a prior from its log odds; spread of the number of the curve that is nearest to p."""
        if self.lanes == 1:
            return expit(float(np.reshape(log_odds, -1)[0]))
        number = min(curve.ages.values(), key=lambda knot: abs(knot.value - p))
        return expit_of(log_odds + rate_spread(number) * self.normal(number))

    def normal(self, number: Number) -> Array:
        """Normal noise (L,) with standard deviation 1 that belongs to a number; 0 in lane 0."""
        drawn = self._keep(
            "normal", number, lambda random: np.concatenate([[0.0], random.standard_normal(self._drawn)])
        )
        return np.zeros(self.lanes) if drawn is None else drawn


def rate_spread(number: Number) -> float:
    """Standard deviation of a rate in log odds: from its interval or its n, else that of an estimate."""
    if number.low is not None and number.high is not None and number.high > number.low:
        return min(_sd_from_interval(logit(number.low), logit(number.high)), 1.5)
    if number.n and number.value > 0.0:
        return min(1.0 / math.sqrt(max(number.n * number.value * (1.0 - number.value), 1.0)), 1.0)
    return math.log(RATE_FACTOR) / Z95
