"""Probabilities by age and sex, and averages over the adult population."""

from __future__ import annotations

import math
from collections.abc import Mapping
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from crural.concepts.knowledge import Curve, Settings

_EDGE = 1e-9


def logit(p: float) -> float:
    """Log odds of a probability, held away from 0 and 1 by 1e-9.

    >>> round(logit(0.5), 6)
    0.0
    """
    p = min(max(p, _EDGE), 1.0 - _EDGE)
    return math.log(p / (1.0 - p))


def expit(x: float) -> float:
    """Probability from log odds.

    >>> expit(0.0)
    0.5
    """
    return 1.0 / (1.0 + math.exp(-x)) if x >= 0 else math.exp(x) / (1.0 + math.exp(x))


def by_age_and_sex(curve: Curve, ages: NDArray[np.float64]) -> NDArray[np.float64]:
    """The curve's probabilities (ages, 2) for women and men of the given ages (years).

    Between knots the log odds run in a straight line (a knot of 0 counts as 1e-9), outside they stay flat.
    The knots are for both sexes together; `male_odds` splits them evenly in log odds.
    """
    knots = sorted(curve.ages)
    heights = [logit(curve.ages[knot].value) for knot in knots]
    half = 0.5 * math.log(curve.male_odds.value) if curve.male_odds is not None else 0.0
    both = np.interp(ages, knots, heights)
    return np.asarray(1.0 / (1.0 + np.exp(-np.column_stack([both - half, both + half]))))


@lru_cache(maxsize=1 << 14)
def centred_offset(p0: float, prevalence: float, log_odds: float) -> float:
    """The log odds `a` for people without the factor, so that the average over the factor is p0.

    Solves (1 - pi) expit(a) + pi expit(a + b) = p0. With u = exp(a), k = exp(b) this is
    k (1 - p0) u^2 + ((1 - pi) + pi k - p0 (1 + k)) u - p0 = 0, which has one root above 0.

    p0: average probability (0 to 1). prevalence: pi, share of people with the factor (0 to 1).
    log_odds: b, natural log of the odds ratio.
    Source: definition of the average; DESIGN section 4.
    >>> a = centred_offset(0.1, 0.5, math.log(4))
    >>> round(0.5 * expit(a) + 0.5 * expit(a + math.log(4)), 6)
    0.1
    """
    p0 = min(max(p0, _EDGE), 1.0 - _EDGE)
    k = math.exp(log_odds)
    square, linear = k * (1.0 - p0), (1.0 - prevalence) + prevalence * k - p0 * (1.0 + k)
    root = math.sqrt(linear * linear + 4.0 * square * p0)
    u = 2.0 * p0 / (linear + root) if linear > 0.0 else (root - linear) / (2.0 * square)
    return math.log(u)


def population_ages(settings: Settings) -> Mapping[float, float]:
    """Age in years and the share of adults near it."""
    return {float(age): share.value for age, share in settings.population.items()}
