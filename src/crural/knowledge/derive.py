"""From what a publication prints to a number of the network. Every step here is tested and cited.

The YAML names a function and the records; nobody does arithmetic in YAML. Each function takes and
returns plain floats; `derive` applies one to a record's value and to both ends of its interval.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from typing import Any

from crural.concepts.knowledge import Record
from crural.errors import QuantityError

WEEKS_PER_YEAR = 365.25 / 7
WINDOW_WEEKS = 4.0
FRACTIONS = frozenset(
    [
        "prevalence",
        "lifetime_risk",
        "cumulative_incidence",
        "post_test_probability",
        "sensitivity",
        "specificity",
        "frequency_in_cases",
        "frequency_in_controls",
        "frequency_in_population",
    ]
)


def _fraction(value: float, name: str) -> float:
    if not 0.0 <= value <= 1.0:
        raise QuantityError(f"{name} is {value:g}, but a fraction lies between 0 and 1")
    return value


def strength_from_sensitivity(sensitivity: float, background: float = 0.0) -> float:
    """Chance that the condition alone produces the finding (probability, 0 to 1).

    With a condition of strength s beside other causes that give the finding with chance b, the finding
    is seen in sens = b + (1 - b) s of the cases, so s = (sens - b) / (1 - b), never below 0.

    sensitivity: share of cases with the finding (fraction). background: share of comparable people
    without the condition who have it (fraction; 0 when not given, which overstates s a little).
    Source: noisy-OR gate, Pearl 1988.
    >>> round(strength_from_sensitivity(0.73, 0.10), 2)
    0.7
    """
    sensitivity, background = _fraction(sensitivity, "sensitivity"), _fraction(background, "background")
    if background >= 1.0:
        raise QuantityError("a background of 1 leaves nothing to explain")
    return max(0.0, (sensitivity - background) / (1.0 - background))


def strength_from_lr_negative(lr_negative: float) -> float:
    """Chance that the condition alone produces the finding (probability, 0 to 1).

    A noisy-OR finding is absent only when every cause fails, so
    P(absent | condition) / P(absent | no condition) = 1 - strength.

    lr_negative: likelihood ratio of absence (ratio, 0 to 1; else QuantityError KB-014).
    Assumes: other causes are as common with the condition as without it.
    Source: noisy-OR gate, Pearl 1988.
    >>> round(strength_from_lr_negative(0.57), 2)
    0.43
    """
    if lr_negative > 1.0:
        raise QuantityError(
            f"{lr_negative:g} is above 1, so the finding would be rarer in people who have the condition; "
            "if the paper gives it for the finding being present, use lr_positive as a check instead"
        )
    if lr_negative < 0.0:
        raise QuantityError("a likelihood ratio is not below 0")
    return 1.0 - lr_negative


def share(fraction: float) -> float:
    """A printed fraction as it stands (probability, 0 to 1).

    >>> share(0.93)
    0.93
    """
    return _fraction(fraction, "the fraction")


def window_from_prevalence(prevalence: float) -> float:
    """Chance of an ongoing condition being active within four weeks (probability, 0 to 1).

    A condition that lasts years is active in the window with its point prevalence; the few cases that
    begin or end inside the window are neglected.

    >>> window_from_prevalence(0.05)
    0.05
    """
    return _fraction(prevalence, "the prevalence")


def window_from_incidence(incidence_per_year: float, lasting_weeks: float = 0.0) -> float:
    """Chance of an acute condition being active at some time in a four-week window (probability).

    Cases that begin in the window or up to `lasting_weeks` before it count:
    1 - exp(-rate * (4 + lasting) / 52.18).

    incidence_per_year: new cases per person-year (rate, 0 or more). lasting_weeks: how long a case
    stays active and untold (weeks, 0 or more).
    Assumes: a constant hazard (Poisson).
    >>> round(window_from_incidence(0.001, 4), 6)
    0.000153
    """
    if incidence_per_year < 0.0 or lasting_weeks < 0.0:
        raise QuantityError("a rate and a length are not below 0")
    return -math.expm1(-incidence_per_year * (WINDOW_WEEKS + lasting_weeks) / WEEKS_PER_YEAR)


def odds_ratio(ratio: float) -> float:
    """A printed odds ratio as it stands (ratio, above 0).

    >>> odds_ratio(2.5)
    2.5
    """
    if ratio <= 0.0:
        raise QuantityError("a ratio is above 0")
    return ratio


def odds_from_relative_risk(relative_risk: float) -> float:
    """A relative risk or hazard ratio taken as an odds ratio (ratio, above 0).

    For a condition with a four-week chance well below 0.1 the two agree to within that chance.

    >>> odds_from_relative_risk(1.8)
    1.8
    """
    return odds_ratio(relative_risk)


def odds_ratio_turned_round(ratio: float) -> float:
    """The odds ratio of the other group: men over women from women over men (ratio, above 0).

    >>> odds_ratio_turned_round(2.0)
    0.5
    """
    return 1.0 / odds_ratio(ratio)


def odds_from_two_fractions(first: float, second: float) -> float:
    """Odds ratio of two groups from the fraction or rate printed for each (ratio, above 0).

    Odds of the first over odds of the second: a factor in cases and in controls, or a condition in people
    with and without the factor. Both ways give the same ratio. Nothing is adjusted, and only two points
    were read, so the result carries no interval and counts as uncertain as an estimate.

    >>> round(odds_from_two_fractions(0.28, 0.17), 2)
    1.9
    """
    first, second = _fraction(first, "the first fraction"), _fraction(second, "the second fraction")
    if not 0.0 < first < 1.0 or not 0.0 < second < 1.0:
        raise QuantityError("an odds ratio needs fractions above 0 and below 1")
    return first / (1.0 - first) / (second / (1.0 - second))


_SENSITIVE = frozenset({"sensitivity", "frequency_in_cases"})
_BACKGROUND = frozenset({"specificity", "frequency_in_controls", "frequency_in_population", "prevalence"})

FUNCTIONS: Mapping[str, tuple[Callable[..., float], frozenset[str]]] = {
    "strength_from_sensitivity": (
        strength_from_sensitivity,
        _SENSITIVE | {"prevalence", "cumulative_incidence"},
    ),
    "strength_from_lr_negative": (strength_from_lr_negative, frozenset({"lr_negative"})),
    "share": (share, FRACTIONS),
    "window_from_prevalence": (window_from_prevalence, FRACTIONS),
    "window_from_incidence": (window_from_incidence, frozenset({"incidence_per_year"})),
    "odds_ratio": (odds_ratio, frozenset({"odds_ratio"})),
    "odds_ratio_turned_round": (
        odds_ratio_turned_round,
        frozenset({"odds_ratio", "relative_risk", "hazard_ratio"}),
    ),
    "odds_from_relative_risk": (odds_from_relative_risk, frozenset({"relative_risk", "hazard_ratio"})),
    "odds_from_two_fractions": (odds_from_two_fractions, FRACTIONS | {"incidence_per_year"}),
}
"""Each derivation by name, with the measures that it takes first."""

_PAIR = frozenset({"odds_from_two_fractions"})


def widened(value: float, low: float, high: float, scale: float, most: float) -> tuple[float, float]:
    """The range of a corrected number: the correction may be wrong by its own size, beside what is printed.

    Both are independent, so their logarithms add as squares. scale: the correction, above 0. most: the upper bound.

    >>> [round(end, 3) for end in widened(0.2, 0.2, 0.2, 0.5, 1.0)]
    [0.1, 0.4]
    """
    low, high = min(low, high), max(low, high)
    down, up = (math.hypot(math.log(end / value), math.log(scale)) for end in (low, high))
    return value * math.exp(-down), min(value * math.exp(up), most)


_KEYS = frozenset({"from", "by", "scaled", "complement", "lasting_weeks", "why", "chosen", "low", "high"})


def _second(by: str, used: list[Record]) -> list[float]:
    """The second printed number of functions that take two, as they want it; [] where there is none."""
    if by in _PAIR:
        if len(used) != 2:
            raise QuantityError(f"{by} takes two records")
        rates = [record.measure == "incidence_per_year" for record in used]
        if used[1].measure not in FUNCTIONS[by][1] or rates[0] != rates[1]:
            raise QuantityError(f"{by} takes two fractions or two rates")
        return [used[1].value or 0.0]
    if len(used) == 1:
        return []
    if by != "strength_from_sensitivity" or len(used) > 2:
        raise QuantityError(f"{by} takes one record")
    if used[1].measure not in _BACKGROUND:
        raise QuantityError(f"{used[1].id} prints {used[1].measure}, which is no background")
    other = used[1].value or 0.0
    return [1.0 - other if used[1].measure == "specificity" else other]


def _record(name: Any, records: Mapping[str, Record]) -> Record:
    record = records.get(str(name))
    if record is None:
        raise QuantityError(f"there is no evidence record {name}")
    if record.disputed:
        raise QuantityError(f"record {name} is disputed and carries no number")
    if record.quality == "machine-written":
        raise QuantityError(f"record {name} is machine-written and carries no number alone")
    if record.value is None:
        raise QuantityError(f"record {name} prints no value")
    return record


def derive(raw: Mapping[str, Any], records: Mapping[str, Record]) -> dict[str, Any]:
    """The fields of a Number for `{from: RECORD or [RECORD, RECORD], by: FUNCTION, ...}`.

    Raises QuantityError with the reason when a record is missing, disputed, of the wrong measure, or
    gives an impossible number.
    """
    unknown = set(raw) - _KEYS
    if unknown:
        raise QuantityError(f"unknown key {sorted(unknown)[0]} in a sourced number")
    by = raw.get("by")
    if by not in FUNCTIONS:
        raise QuantityError(f"there is no derivation function {by}")
    function, measures = FUNCTIONS[str(by)]
    names = raw["from"] if isinstance(raw["from"], list) else [raw["from"]]
    used = [_record(name, records) for name in names]
    first = used[0]
    if first.measure not in measures:
        raise QuantityError(
            f"{by} takes {', '.join(sorted(measures))}, but {first.id} prints {first.measure}"
        )
    more = _second(str(by), used)
    options = {"lasting_weeks": float(raw["lasting_weeks"])} if "lasting_weeks" in raw else {}
    if options and by != "window_from_incidence":
        raise QuantityError("lasting_weeks belongs to window_from_incidence")
    scale = 1.0
    if "scaled" in raw:
        scaled = raw["scaled"]
        if not isinstance(scaled, dict) or not scaled.get("why") or "by" not in scaled:
            raise QuantityError("scaled needs `by` and `why`")
        scale = float(scaled["by"])

    def apply(value: float | None) -> float | None:
        if value is None:
            return None
        return function(value, *more, **options) * scale

    value, low, high = apply(first.value), apply(first.low), apply(first.high)
    if "scaled" in raw and value and low and high:
        low, high = widened(value, low, high, scale, math.inf if "odds" in str(by) else 1.0)
    if raw.get("complement"):
        value, low, high = (None if end is None else 1.0 - end for end in (value, low, high))
    if low is not None and high is not None and low > high:
        low, high = high, low
    if by in _PAIR:
        low = high = None
    why = raw["scaled"]["why"] if "scaled" in raw else raw.get("why")
    fields = {
        "value": value,
        "low": low,
        "high": high,
        "n": None if "scaled" in raw or by in _PAIR else first.n,
        "records": tuple(record.id for record in used),
        "by": by,
        "scaled": scale if "scaled" in raw else None,
        "why": why,
        "chosen": raw.get("chosen"),
    }
    return {key: item for key, item in fields.items() if item is not None}
