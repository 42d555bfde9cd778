"""The prior of a condition for one person: age and sex, setting, exposure, and the odds of known factors."""

from __future__ import annotations

import math
from collections.abc import Iterable

import numpy as np

from crural.concepts.knowledge import Condition, FactorOdds, KnowledgeBase
from crural.inference.facts import Facts
from crural.inference.pattern import Array
from crural.inference.prior_tables import PriorTables
from crural.inference.uncertainty import Draws, Lane, expit_of, logit_of
from crural.knowledge.curves import centred_offset, logit
from crural.knowledge.rates import Rates

CORRELATED = 0.5
"""Share of the log odds that counts for every factor of a group but the strongest (DESIGN section 4)."""


def _told(facts: Facts, base: KnowledgeBase, item: FactorOdds) -> bool | None:
    if item.status == "known":
        return facts.holds(base, item.factor)
    status = facts.conditions.get(item.factor)
    if item.status == "family":
        return True if status == "family" else None
    return {"past": True, "known": True, "denied": False, "not-known": False}.get(status or "")


def exposure_of(rates: Rates, condition: Condition, facts: Facts) -> float:
    """Chance (0 to 1) that the person has what the condition cannot exist without.

    1 if told (less when its timing speaks against it), 0 if denied, else the chance at that age and sex.
    """
    base, exposure = rates.base, condition.exposure
    if exposure is None:
        return 1.0
    if exposure.sex is not None and facts.sex is not None and exposure.sex != facts.sex:
        return 0.0
    if not exposure.any_of:
        return rates.exposure(condition, facts.age, facts.sex)
    told = {name: _exposed(facts, base, name) for name in exposure.any_of}
    if any(told.values()):
        against = base.settings.exposure_after_onset.value
        fits = any(_in_time(facts, name, exposure.latency_days) for name, holds in told.items() if holds)
        return 1.0 if fits else against
    none, sex = 1.0, facts.sex or exposure.sex
    for name, holds in told.items():
        if holds is None:
            none *= 1.0 - rates.chance(name, facts.age, sex)
    return (1.0 - none) * (0.5 if sex != facts.sex else 1.0)


def _exposed(facts: Facts, base: KnowledgeBase, name: str) -> bool | None:
    """Whether there was an exposure; a medicine that was stopped has been one."""
    taken = facts.medicines.get(name)
    return True if taken and taken.status == "stopped" else facts.holds(base, name)


def _in_time(facts: Facts, name: str, latency: tuple[int, int] | None) -> bool:
    """Whether an exposure can have brought about a complaint; True where the times are not told.

    The lag runs from the start of a medicine to the start of a complaint. It fits when it lies within the
    latency, or, where none is given, is not below 0; told times are rough, so a quarter of the longer one is
    allowed either way. A medicine stopped before the complaint began does not fit.
    """
    taken = facts.medicines.get(name)
    if taken is None or taken.days is None:
        return True
    shortest, longest = latency or (0, math.inf)
    lasting = [fact.days for fact in facts.evidence.values() if fact.days is not None]
    if taken.status == "stopped":
        return not lasting or any(days >= taken.days - _slack(days, taken.days) for days in lasting)
    if not lasting:
        return taken.days >= shortest - _slack(taken.days)
    return any(
        shortest - slack <= taken.days - days <= longest + slack
        for days in lasting
        for slack in [_slack(days, taken.days)]
    )


def _slack(*days: float) -> float:
    return max(1.0, 0.25 * max(days))


def _prevalence(rates: Rates, item: FactorOdds, facts: Facts) -> float:
    if item.status != "known":
        return rates.base.settings.past_event_share.value
    return min(max(rates.chance(item.factor, facts.age, facts.sex), 1e-6), 1.0 - 1e-6)


def priors_of(
    tables: PriorTables, facts: Facts, draws: Draws, wanted: Iterable[int] | None = None
) -> tuple[Array, dict[int, tuple[str, ...]]]:
    """Priors (L, n) of the conditions for this person, and the factors that moved them, by condition.

    logit p = logit p0 + sum over told factors of (a - logit p0 + b x), with a such that the factor's
    average over the population is p0 (`centred_offset`). Exposure and setting are applied first.
    wanted: numbers of conditions; the others get 0.
    """
    rates, base = tables.rates, tables.rates.base
    p0 = np.zeros(len(tables.names))
    chosen = slice(None) if wanted is None else list(wanted)
    p0[chosen] = tables.curves(facts.age, facts.sex)[chosen]
    for number in tables.exposed:
        if p0[number] > 0.0:
            p0[number] *= exposure_of(rates, base.conditions[tables.names[number]], facts)
    shift = np.zeros((draws.lanes, len(p0)))
    used: dict[int, tuple[str, ...]] = {}
    for number in _moved(tables, facts):
        if p0[number] > 0.0:
            condition = base.conditions[tables.names[number]]
            shift[:, number], used[number] = _shift_of(rates, condition, facts, draws, float(p0[number]))
    log_odds = logit_of(p0) + tables.log_settings.get(facts.setting, 0.0) + shift
    prior = expit_of(log_odds + tables.noise(draws, p0)) if draws.plain else log_odds
    if not draws.plain:
        for number in np.flatnonzero(p0 > 0.0).tolist():
            curve = base.conditions[tables.names[number]].prior
            assert curve is not None
            prior[:, number] = draws.rate(log_odds[:, number], curve, float(p0[number]))
    return np.where(p0 > 0.0, prior, 0.0), used


def _moved(tables: PriorTables, facts: Facts) -> list[int]:
    """Conditions with a factor that something was told of."""
    told = tables.by_factor if facts.medicines_complete else facts.spoken_of
    return sorted({number for name in told for number in tables.by_factor.get(name, ())})


def _shift_of(
    rates: Rates, condition: Condition, facts: Facts, draws: Draws, p0: float
) -> tuple[Lane, tuple[str, ...]]:
    """What the told factors add to a condition's log odds (L,), and which they are."""
    base, centre = rates.base, logit(p0)
    told = [
        (item, _told(facts, base, item))
        for item in condition.factors
        if item.factor in facts.spoken_of or facts.medicines_complete
    ]
    active = [(item, holds) for item, holds in told if holds is not None]
    active.sort(key=lambda pair: -abs(math.log(pair[0].odds.value)))
    shift: Lane = 0.0
    used: list[str] = []
    groups: set[str] = set()
    for item, holds in active:
        group = base.factors[item.factor].group if item.factor in base.factors else None
        weight = CORRELATED if group in groups else 1.0
        if group and holds:
            groups.add(group)
        b = weight * math.log(item.odds.value)
        offset = centred_offset(p0, _prevalence(rates, item, facts), b) - centre
        shift = shift + offset + (weight * draws.log_odds(item.odds) if holds else 0.0)
        used.append(item.factor)
    return shift, tuple(used)
