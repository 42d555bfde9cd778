"""Draws of the base's numbers from their stated uncertainty; lane 0 is always the number itself.

Strengths of 0.02 and more are Beta; smaller ones, rates and leaks are normal on the log-odds scale; odds
ratios are log-normal. Where nothing is printed an estimate's 95 % range is x/÷ 5 for rates and leaks, x/÷ 2
for odds, and as from 8 people for strengths (DESIGN section 4). The generator is seeded by the knowledge
version: the same case and base give the same draws.
"""

from __future__ import annotations

import hashlib
import math

import numpy as np

from crural.concepts.quantity import Number
from crural.inference.pattern import Array
from crural.knowledge.curves import expit, logit

Z95 = 1.959964
RATE_FACTOR, ODDS_FACTOR, STRENGTH_N = 5.0, 2.0, 8
SMALLEST_BETA = 0.02


def _sd_from_interval(low: float, high: float) -> float:
    return max((high - low) / (2.0 * Z95), 1e-6)


def _expit(x: Array) -> Array:
    return 1.0 / (1.0 + np.exp(-np.clip(x, -500.0, 500.0)))


Lane = float | Array
"""One number for each lane: an array (L,), or a float where there is only lane 0."""


class Draws:
    """A source of lanes: lane 0 without noise, then `draws` more. With no draws it answers with floats."""

    def __init__(self, version: str, draws: int) -> None:
        self.lanes = 1 + draws
        seed = int.from_bytes(hashlib.sha256(version.encode()).digest()[:8], "big")
        self._random = np.random.default_rng(seed) if draws else None

    def strength(self, number: Number) -> Lane:
        """Draws of a strength (probability)."""
        p = number.value
        if self._random is None or p <= 0.0 or p >= 1.0:
            return p
        if number.low is not None and number.high is not None and number.high > number.low:
            return self._around(p, min(_sd_from_interval(logit(number.low), logit(number.high)), 2.0))
        if p < SMALLEST_BETA:
            return self._around(p, math.log(RATE_FACTOR) / Z95)
        n = number.n or STRENGTH_N
        result = np.empty(self.lanes)
        result[0] = p
        result[1:] = self._random.beta(n * p, n * (1.0 - p), self.lanes - 1)
        return np.clip(result, 1e-6, 1.0 - 1e-6)

    def share(self, number: Number, least: float) -> Lane:
        """Draws of a share, held between `least` and 1 - `least`."""
        drawn = self.strength(number)
        if isinstance(drawn, float):
            return min(max(drawn, least), 1.0 - least)
        return np.clip(drawn, least, 1.0 - least)

    def leak(self, p: float) -> Lane:
        """Draws of a leak (probability)."""
        return 0.0 if p <= 0.0 else self._around(p, math.log(RATE_FACTOR) / Z95 / 2.0)

    def log_odds(self, number: Number) -> Lane:
        """Draws of the natural log of an odds ratio."""
        centre = math.log(number.value)
        if self._random is None:
            return centre
        if number.low is not None and number.high is not None and number.high > number.low > 0.0:
            sd = _sd_from_interval(math.log(number.low), math.log(number.high))
        else:
            sd = math.log(ODDS_FACTOR) / Z95
        return centre + self._noise(sd)

    def rate(self, log_odds: Lane, number: Number) -> Lane:
        """Draws of a prior from its log odds; spread of the number of the curve that it comes from."""
        if self._random is None:
            return expit(float(log_odds))
        if number.low is not None and number.high is not None and number.high > number.low:
            sd = min(_sd_from_interval(logit(number.low), logit(number.high)), 1.5)
        elif number.n and number.value > 0.0:
            sd = min(1.0 / math.sqrt(max(number.n * number.value * (1.0 - number.value), 1.0)), 1.0)
        else:
            sd = math.log(RATE_FACTOR) / Z95
        return _expit(log_odds + self._noise(sd))

    def _noise(self, sd: float) -> Array:
        noise = np.zeros(self.lanes)
        if self._random is not None:
            noise[1:] = sd * self._random.standard_normal(self.lanes - 1)
        return noise

    def _around(self, p: float, sd: float) -> Lane:
        if self._random is None:
            return p
        result = _expit(logit(p) + self._noise(sd))
        result[0] = p
        return result
