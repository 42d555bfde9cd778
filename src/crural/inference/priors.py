"""The prior of a condition for one person: age and sex, setting, exposure, and the odds of known factors."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from crural.concepts.knowledge import Condition, KnowledgeBase, NewStart
from crural.inference.facts import Facts
from crural.inference.pattern import Array
from crural.inference.prior_tables import Chances, Move, PriorTables
from crural.inference.uncertainty import Draws, Lane, expit_of, logit_of
from crural.knowledge.curves import centred_offset, logit

CORRELATED = 0.5
"""Share of the log odds that counts for every factor of a group but the strongest (DESIGN section 4)."""


def _told(facts: Facts, base: KnowledgeBase, move: Move) -> bool | None:
    if move.status == "known":
        return facts.holds(base, move.factor)
    status = facts.conditions.get(move.factor)
    if move.status == "family":
        return True if status == "family" else None
    return {"past": True, "known": True, "denied": False, "not-known": False}.get(status or "")


def exposure_of(tables: PriorTables, condition: Condition, facts: Facts) -> float:
    """Chance (0 to 1) that the person has what the condition cannot exist without.

    1 if told (less when its timing speaks against it), 0 if denied, else a part of the chance at that age and
    sex, since most would have named it (`untold`, or `untold_exposure` of the settings).
    """
    base, exposure = tables.rates.base, condition.exposure
    if exposure is None:
        return 1.0
    if exposure.sex is not None and facts.sex is not None and exposure.sex != facts.sex:
        return 0.0
    if not exposure.any_of:
        return tables.rates.exposure(condition, facts.age, facts.sex)
    told = {name: _exposed(facts, base, name) for name in exposure.any_of}
    if any(told.values()):
        against = base.settings.exposure_after_onset.value
        fits = any(_in_time(facts, name, exposure.latency_days) for name, holds in told.items() if holds)
        return 1.0 if fits else against
    none, sex = 1.0, facts.sex or exposure.sex
    untold = (exposure.untold or base.settings.untold_exposure).value
    for name, holds in told.items():
        if holds is None:
            none *= 1.0 - untold * tables.common(facts.age, sex)[name]
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


@dataclass(frozen=True)
class Priors:
    """What is likely before any complaint, for n conditions in L lanes.

    chance: (L, n). centre: (n,) before factors; log_odds: (n,) after them, both of lane 0. used: the factors that
    moved a condition, by its number.
    """

    chance: Array
    centre: Array
    log_odds: Array
    used: dict[int, tuple[str, ...]]


def priors_of(tables: PriorTables, facts: Facts, draws: Draws, wanted: Iterable[int] | None = None) -> Priors:
    """Priors of the conditions for this person.

    logit p = logit p0 + sum over told factors of (a - logit p0 + b x), with a such that the factor's
    average over the population is p0 (`centred_offset`). Exposure and setting are applied first.
    wanted: numbers of conditions; the others get 0.
    """
    n = len(tables.names)
    chosen = list(range(n)) if wanted is None else list(wanted)
    centres, shifts, used = _moves(tables, facts, draws, chosen)
    p0, shift = np.array(centres), np.zeros((draws.lanes, len(chosen)))
    for k, moved in shifts.items():
        shift[:, k] = moved
    log_odds = logit_of(p0) + tables.log_settings[facts.setting][chosen] + shift
    prior = expit_of(log_odds + tables.noise(draws, p0, chosen)) if draws.plain else log_odds
    if not draws.plain:
        for k in np.flatnonzero(p0 > 0.0).tolist():
            curve = tables.rates.base.conditions[tables.names[chosen[k]]].prior
            assert curve is not None
            prior[:, k] = draws.rate(log_odds[:, k], curve, centres[k])
    chance, centre, after = np.zeros((draws.lanes, n)), np.zeros(n), np.zeros(n)
    chance[:, chosen] = np.where(p0 > 0.0, prior, 0.0)
    centre[chosen], after[chosen] = p0, log_odds[0]
    return Priors(chance, centre, after, used)


def priors_if(
    tables: PriorTables,
    facts: Facts,
    now: Priors,
    draws: Draws,
    asked: Sequence[tuple[str, Facts, list[int]]],
) -> list[Array]:
    """The priors (k,) of k conditions if the person were told of otherwise in one thing, for each asked.

    now: as it is for `facts`. draws: of one lane. asked: what changes (id), the facts then, the numbers of conditions.
    """
    found = []
    for name, then, numbers in asked:
        log_odds, centre = now.log_odds[numbers], now.centre[numbers]
        anew: list[int] = []
        for k, number in enumerate(numbers if then != facts else ()):
            move = _lone_move(tables, number, name)
            if move is None or facts.medicines_complete != then.medicines_complete:
                anew.append(k)
            elif centre[k] > 0.0:
                p0 = float(centre[k])
                log_odds[k] += _added(tables, then, move, p0) - _added(tables, facts, move, p0)
        if anew:
            again = [numbers[k] for k in anew]
            p0s, shifts, _ = _moves(tables, then, draws, again)
            centre[anew] = p0s
            shift = [float(shifts.get(k, 0.0)) for k in range(len(again))]
            log_odds[anew] = logit_of(centre[anew]) + tables.log_settings[then.setting][again] + shift
        found.append(np.where(centre > 0.0, expit_of(log_odds), 0.0))
    return found


def _lone_move(tables: PriorTables, number: int, name: str) -> Move | None:
    """The one way in which a factor acts on a condition; None where it has another, or none of its own."""
    places = tables.places[number].get(name, ())
    if len(places) != 1 or number in tables.by_exposure.get(name, ()):
        return None
    move = tables.moves[number][places[0]]
    return None if move.group else move


def _added(tables: PriorTables, facts: Facts, move: Move, p0: float) -> float:
    """What a factor of no group adds to the log odds; 0 where it was not told."""
    holds = _told(facts, tables.rates.base, move)
    if holds is None:
        return 0.0
    prevalence = _prevalence(tables.rates.base, move, tables.common(facts.age, facts.sex))
    return centred_offset(p0, prevalence, move.log_odds) - logit(p0) + (move.log_odds if holds else 0.0)


def _moves(
    tables: PriorTables, facts: Facts, draws: Draws, chosen: list[int]
) -> tuple[list[float], dict[int, Lane], dict[int, tuple[str, ...]]]:
    """Of the chosen conditions: their chances before factors; by place what moves their log odds (L,); by what."""
    centres: list[float] = tables.curves(facts.age, facts.sex)[chosen].tolist()
    told = _moved(tables, facts)
    shifts: dict[int, Lane] = {}
    used: dict[int, tuple[str, ...]] = {}
    for k, number in enumerate(chosen):
        if number in tables.exposed and centres[k] > 0.0:
            condition = tables.rates.base.conditions[tables.names[number]]
            centres[k] *= exposure_of(tables, condition, facts)
        if number in told and centres[k] > 0.0:
            shifts[k], used[number] = _shift_of(tables, number, facts, draws, centres[k])
        if number in tables.exposed and (start := _new_start(tables, number, facts)):
            shifts[k] = shifts.get(k, 0.0) + draws.log_odds(start.odds)
    return centres, shifts, used


def _new_start(tables: PriorTables, number: int, facts: Facts) -> NewStart | None:
    """What a lately started medicine does to the condition; None without one, or where its timing does not fit."""
    exposure = tables.rates.base.conditions[tables.names[number]].exposure
    if exposure is None or exposure.new_start is None:
        return None
    for name in exposure.any_of:
        taken = facts.medicines.get(name)
        if taken is None or taken.status != "current" or taken.days is None:
            continue
        if taken.days <= exposure.new_start.within_days and _in_time(facts, name, exposure.latency_days):
            return exposure.new_start
    return None


def _moved(tables: PriorTables, facts: Facts) -> set[int]:
    """Conditions with a factor that something was told of."""
    told = tables.by_factor if facts.medicines_complete else facts.spoken_of
    return {number for name in told for number in tables.by_factor.get(name, ())}


def _shift_of(
    tables: PriorTables, number: int, facts: Facts, draws: Draws, p0: float
) -> tuple[Lane, tuple[str, ...]]:
    """What the told factors add to a condition's log odds (L,), and which they are."""
    base, centre, spoken_of = tables.rates.base, logit(p0), facts.spoken_of
    common, as_stated = tables.common(facts.age, facts.sex), draws.plain and draws.lanes == 1
    shift: Lane = 0.0
    used: list[str] = []
    groups: set[str] = set()
    moves, places = tables.moves[number], tables.places[number]
    names = places.keys() & spoken_of
    if facts.medicines_complete:
        names |= places.keys() & base.medicines.keys()
    moves = tuple(moves[k] for k in sorted(k for name in names for k in places[name]))
    for move in moves:
        holds = _told(facts, base, move)
        if holds is None:
            continue
        weight = CORRELATED if move.group in groups else 1.0
        if move.group and holds:
            groups.add(move.group)
        offset: Lane = centred_offset(p0, _prevalence(base, move, common), weight * move.log_odds) - centre
        if holds:
            offset = offset + weight * (move.log_odds if as_stated else draws.log_odds(move.odds))
        shift = shift + offset
        used.append(move.factor)
    return shift, tuple(used)


def _prevalence(base: KnowledgeBase, move: Move, common: Chances) -> float:
    if move.status != "known":
        return base.settings.past_event_share.value
    return min(max(common[move.factor], 1e-6), 1.0 - 1e-6)
