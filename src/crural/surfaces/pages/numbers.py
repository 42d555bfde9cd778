"""Numbers of the base as pages show them: value, interval, and what each rests on."""

from __future__ import annotations

from functools import lru_cache
from typing import Literal

import numpy as np

from crural.concepts.knowledge import Curve, KnowledgeBase
from crural.concepts.quantity import Number
from crural.inference.uncertainty import ODDS_FACTOR, SMALLEST_BETA, STRENGTH_N, Z95, rate_spread
from crural.knowledge.curves import expit, logit
from crural.surfaces.pages.links import Page, cited

Unit = Literal["share", "rate", "odds"]
"""A strength or share (probability), a rate in the population (probability), or an odds ratio."""
SEED, DRAWN = 7, 4000
_SCALES = ((0.00995, 100.0, " %"), (0.000995, 10_000.0, " in 10,000"), (0.0, 1_000_000.0, " in a million"))


def share_text(p: float) -> str:
    """A probability in words that fit its size.

    >>> share_text(0.78), share_text(0.034), share_text(0.00115), share_text(0.000018)
    ('78 %', '3.4 %', '12 in 10,000', '18 in a million')
    """
    if p == 0.0:
        return "0 %"
    times, ending = next((t, e) for least, t, e in _SCALES if p >= least)
    return f"{p * times:.0f}{ending}" if p * times >= 9.95 else f"{p * times:.1f}".removesuffix(".0") + ending


def _ratio_text(value: float) -> str:
    """An odds ratio with two figures that count.

    >>> _ratio_text(12.4), _ratio_text(2.04), _ratio_text(0.3)
    ('12', '2', '0.3')
    """
    return (
        f"{value:.0f}"
        if value >= 9.95
        else f"{value:.1f}".removesuffix(".0")
        if value >= 1
        else f"{value:.2g}"
    )


@lru_cache(maxsize=4096)
def _beta_range(p: float, n: int) -> tuple[float, float]:
    """95 % range of a share seen in n people, from draws that are the same each time."""
    drawn = np.random.Generator(np.random.Philox(key=SEED)).beta(n * p, n * (1.0 - p), DRAWN)
    low, high = np.quantile(drawn, (0.025, 0.975))
    return float(low), float(high)


def interval_of(number: Number, unit: Unit) -> tuple[float, float]:
    """The 95 % range with which the engine uses a number: printed, from the people behind it, or an estimate's."""
    value = number.value
    if number.low is not None and number.high is not None:
        return number.low, number.high
    if unit == "odds":
        return value / ODDS_FACTOR, value * ODDS_FACTOR
    if not 0.0 < value < 1.0:
        return value, value
    if unit == "rate" or value < SMALLEST_BETA:
        spread = Z95 * rate_spread(number)
        return expit(logit(value) - spread), expit(logit(value) + spread)
    return _beta_range(value, number.n or STRENGTH_N)


def number_of(base: KnowledgeBase, number: Number, unit: Unit, why: str | None = None) -> Page:
    """A number as a page shows it.

    why: the reason that stands on the block around it. Gives value, low, high; text and range in words; basis
    `printed` (an interval is printed), `counted` (from n people), or `estimate`; cites, why, chosen.
    """
    low, high = interval_of(number, unit)
    printed = number.low is not None and number.high is not None
    cites = [cited(base, base.records[name]) for name in number.records if name in base.records]
    say = _ratio_text if unit == "odds" else share_text
    return {
        "value": number.value,
        "low": low,
        "high": high,
        "text": say(number.value),
        "range": _range_text(number.value, low, high, unit),
        "sourced": number.sourced,
        "basis": "estimate"
        if not number.sourced
        else "printed"
        if printed
        else "counted"
        if number.n
        else "point",
        "n": number.n,
        "cites": [cite for cite in cites if cite],
        "why": number.why or (None if number.sourced else why),
        "beside": why if number.sourced and why != number.why else None,
        "chosen": number.chosen,
    }


def _range_text(value: float, low: float, high: float, unit: Unit) -> str:
    """A range in the unit in which its value is said, with a decimal more where the ends would look alike.

    >>> _range_text(0.12, 0.0032, 0.4, "share"), _range_text(0.97, 0.967, 0.973, "share")
    ('0.3 to 40 %', '96.7 to 97.3 %')
    """
    if unit == "odds":
        return f"{_ratio_text(low)} to {_ratio_text(high)}"
    times, ending = next((t, e) for least, t, e in _SCALES if value >= least)
    ends = [low * times, high * times]
    said = [
        "<0.1" if 0.0 < x < 0.05 else f"{x:.0f}" if x >= 9.95 else f"{x:.1f}".removesuffix(".0") for x in ends
    ]
    if said[0] == said[1]:
        said = [f"{x:.1f}" for x in ends]
    return f"{said[0]} to {said[1]}{ending}"


def curve_of(base: KnowledgeBase, curve: Curve) -> Page:
    """A curve by age: one number for each age that the base states, and the odds of men over women."""
    ages = [
        {"age": age, "number": number_of(base, value, "rate", curve.why)}
        for age, value in sorted(curve.ages.items())
    ]
    odds = number_of(base, curve.male_odds, "odds", curve.why) if curve.male_odds else None
    return {"ages": ages, "male_odds": odds, "why": curve.why}
