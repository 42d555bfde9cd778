"""The prior of a condition for one person: age and sex, setting, exposure, and the odds of known factors."""

from __future__ import annotations

import math

from crural.concepts.knowledge import Condition, FactorOdds, KnowledgeBase
from crural.inference.facts import Facts
from crural.inference.uncertainty import Draws, Lane
from crural.knowledge.curves import centred_offset, logit
from crural.knowledge.rates import Rates

CORRELATED = 0.5
"""Share of the log odds that counts for every factor of a group but the strongest (DESIGN section 4)."""


def _told(facts: Facts, base: KnowledgeBase, item: FactorOdds) -> bool | None:
    if item.status == "known":
        return facts.holds(base, item.factor)
    status = facts.conditions.get(item.factor)
    return None if status is None else status == item.status


def exposure_of(rates: Rates, condition: Condition, facts: Facts) -> float:
    """Chance (0 to 1) that the person has what the condition cannot exist without.

    1 if told, 0 if denied, else the population's chance at that age and sex.
    """
    base, exposure = rates.base, condition.exposure
    if exposure is None:
        return 1.0
    if exposure.sex is not None and facts.sex is not None and exposure.sex != facts.sex:
        return 0.0
    if not exposure.any_of:
        return rates.exposure(condition, facts.age, facts.sex)
    told = {name: facts.holds(base, name) for name in exposure.any_of}
    if any(told.values()):
        return max(_timing(base, facts, name, exposure.latency_days) for name, holds in told.items() if holds)
    none = 1.0
    for name, holds in told.items():
        if holds is None:
            none *= 1.0 - rates.chance(name, facts.age, facts.sex)
    return 1.0 - none


def _timing(base: KnowledgeBase, facts: Facts, name: str, latency: tuple[int, int] | None) -> float:
    taken = facts.medicines.get(name)
    if taken is None or taken.days is None:
        return 1.0
    onset = [fact.days for fact in facts.present.values() if fact.days is not None]
    if onset and taken.days + 1 < min(onset):
        return base.settings.exposure_after_onset.value
    if (
        onset
        and latency is not None
        and not latency[0] <= taken.days - max(onset) + latency[0] <= latency[1] + max(onset)
    ):
        return base.settings.exposure_after_onset.value
    return 1.0


def _prevalence(rates: Rates, item: FactorOdds, facts: Facts) -> float:
    if item.status != "known":
        return rates.base.settings.past_event_share.value
    return min(max(rates.chance(item.factor, facts.age, facts.sex), 1e-6), 1.0 - 1e-6)


def prior_of(rates: Rates, condition: Condition, facts: Facts, draws: Draws) -> tuple[Lane, tuple[str, ...]]:
    """Prior (L,) of a condition for this person and the factors that moved it.

    logit p = logit p0 + sum over told factors of (a - logit p0 + b x), with a such that the factor's
    average over the population is p0 (`centred_offset`). Exposure and setting are applied first.
    """
    base = rates.base
    if condition.prior is None:
        return 0.0, ()
    p0 = rates.prior(condition, facts.age, facts.sex) * exposure_of(rates, condition, facts)
    if p0 <= 0.0:
        return 0.0, ()
    setting = base.settings.settings.get(facts.setting, {}).get(condition.usual_urgency)
    centre = logit(p0)
    start = centre + (math.log(setting.value) if setting else 0.0)
    told = [(item, _told(facts, base, item)) for item in condition.factors]
    active = [(item, bool(holds)) for item, holds in told if holds is not None]
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
    anchor = min(condition.prior.ages.values(), key=lambda number: abs(number.value - p0))
    return draws.rate(start + shift, anchor), tuple(used)
