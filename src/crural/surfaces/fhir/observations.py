"""Results and signs: the latest of each within its window, in a unit that the measure has.

The windows are in `kb/codes/settings.yaml`; an older result is not today's, and is noted.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from datetime import date
from typing import Any

from crural.concepts.case import Entry
from crural.concepts.codes import Meaning
from crural.concepts.knowledge import Measure
from crural.inference.entries import can_be, in_first_unit
from crural.surfaces.fhir.plain import Resource, day_of, end_of, items, obj, side_in, texts, word
from crural.surfaces.fhir.records import Placed, belongs
from crural.surfaces.fhir.told import Told

Sayings = tuple[tuple[Entry, bool], ...]
"""Entries, and whether each holds."""

UCUM = "http://unitsofmeasure.org"
NOT_READ = ("cancelled", "unknown", "registered")


@dataclass(frozen=True)
class Result:
    """One value of one thing on one day. moment: the time as written, to find the latest."""

    name: str
    side: str | None
    day: date | None
    moment: str
    entries: Sayings


def _number(raw: Any) -> float | None:
    good = isinstance(raw, int | float) and not isinstance(raw, bool) and math.isfinite(raw)
    return float(raw) if good else None


def _unit(told: Told, quantity: dict[str, Any], allowed: list[str]) -> str | None:
    """The unit as our measure writes it; None when it has no such unit."""
    units = told.coder.codes.settings.units
    code, text = word(quantity.get("code")), word(quantity.get("unit"))
    ucum = bool(code) and quantity.get("system") == UCUM  # then the code counts, whatever the text says
    for written in (code,) if ucum else (code, text):
        for unit in (units.get(written, written), written):
            if unit in allowed and (written or "" in allowed):
                return unit
    return None


def _quantity(
    told: Told, quantity: dict[str, Any], allowed: list[str], place: str
) -> tuple[float, str] | None:
    """Value and unit of a Quantity; None with an issue when it cannot be used."""
    value = _number(quantity.get("value"))
    if value is None:
        told.wrong("value", "Give a number as value; this result was left out.", f"{place}.value")
        return None
    unit = _unit(told, quantity, allowed)
    if unit is None:
        missing = not (word(quantity.get("code")) or word(quantity.get("unit")))
        problem = "The unit is missing" if missing else "The unit does not fit this code"
        known = ", ".join(sorted({u for u in allowed if u and u.isascii()})[:6])
        text = f"{problem}; give one of {known}. This result was left out."
        told.wrong("required" if missing else "value", text, f"{place}.{'unit' if missing else 'code'}")
        return None
    if word(quantity.get("comparator")):
        told.say("A result given only as below or above a bound was taken as that bound")
    return value, unit


def _measured(
    told: Told, measure: Measure, meaning: Meaning, value: dict[str, Any], place: str, side: Any
) -> Entry | None:
    found = _quantity(told, value, list(measure.units), place)
    if found is None:
        return None
    number, unit = found
    if not can_be(measure, in_first_unit(measure, number, unit)):
        text = "The value cannot be measured in a living person in this unit; check both. It was left out."
        told.wrong("value", text, f"{place}.value")
        return None
    return Entry(id=measure.id, value=number, unit=unit, side=meaning.side or side)


def _ranges(told: Told, meaning: Meaning, value: dict[str, Any], place: str) -> Sayings:
    found = _quantity(told, value, [meaning.unit or ""], place)
    if found is None:
        return ()
    if found[0] <= 0:
        told.wrong("value", "The value must be above 0; it was left out.", f"{place}.value")
        return ()
    said = (
        (r.id, r.at_least <= found[0] and (r.below is None or found[0] < r.below)) for r in meaning.ranges
    )
    return tuple((Entry(id=name), holds) for name, holds in said)


def _said(told: Told, meaning: Meaning, holder: Resource, place: str, side: Any) -> Sayings | None:
    """What the value of an observation says; None when its value is not one that we read."""
    name, base = meaning.id, told.base
    quantity = obj(holder.get("valueQuantity"))
    if (name in base.measures or meaning.ranges) and not quantity:
        given = next(key for key in holder if key.startswith("value"))
        told.wrong(
            "value", "Give this result as valueQuantity, with its unit; it was left out.", f"{place}.{given}"
        )
        return ()
    if name in base.measures:
        entry = _measured(told, base.measures[name], meaning, quantity, f"{place}.valueQuantity", side)
        return ((entry, True),) if entry else ()
    if meaning.ranges:
        return _ranges(told, meaning, quantity, f"{place}.valueQuantity")
    coded = holder.get("valueCodeableConcept") or {"text": word(holder.get("valueString"))}
    if meaning.values and name:
        listed, says = told.coder.choice(meaning, coded)
        if not listed:
            return None
        return ((Entry(id=says), True),) if says else ((Entry(id=name), False),)
    raw = holder.get("valueBoolean")
    answer = told.coder.answer(raw if isinstance(raw, bool) else coded)
    if answer is None or name is None:
        return None
    return ((Entry(id=name, side=meaning.side or side if name in base.findings else None), answer),)


def _day(resource: Resource) -> tuple[date | None, str]:
    written = word(resource.get("effectiveDateTime")) or word(obj(resource.get("effectivePeriod")).get("end"))
    written = written or word(obj(resource.get("effectivePeriod")).get("start"))
    written = written or word(resource.get("effectiveInstant")) or word(resource.get("issued"))
    return end_of(resource, "effective") or day_of(resource.get("issued")), written


def results_in(told: Told, placed: Placed) -> list[Result]:
    """The results of one Observation, its components included."""
    resource, found = placed.resource, []
    if not belongs(told.records, placed):
        return []
    if resource.get("status") in NOT_READ:
        told.say("An observation without a valid result was not counted")
        return []
    day, moment = _day(resource)
    if told.in_future(day, placed, "effective", "issued"):
        return []
    parts = [(p, f"{placed.place}.component[{i}]") for i, p in enumerate(items(resource.get("component")))]
    side = side_in(*(t for site in items(resource.get("bodySite")) for t in texts(site)))
    for holder, place in ((resource, placed.place), *parts):
        valued = any(key.startswith("value") for key in holder)
        meanings = told.coder.by_code(holder.get("code"))
        if not meanings and valued:
            named = told.coder.by_name(holder.get("code"))
            meanings = [named] if named else []
        said = False
        for meaning in meanings:
            if not valued:
                continue
            entries = _said(told, meaning, holder, place, side)
            said = said or entries is not None
            if entries:
                name = meaning.id or meaning.ranges[-1].id
                found.append(Result(name, meaning.side or side, day, moment, entries))
        if said:
            continue
        if valued or not (parts or resource.get("hasMember") or "dataAbsentReason" in holder):
            told.unmapped(placed, holder.get("code"))
        elif not (parts and holder is resource):
            told.say("An observation, or a part of one, without a value of its own was not counted")
    return found


def keep_latest(told: Told, results: list[Result]) -> None:
    """Add the latest result of each thing and side, if it still speaks for today."""
    latest: dict[tuple[str, str | None], Result] = {}
    for result in results:
        key = (result.name, result.side)
        if key not in latest or result.moment >= latest[key].moment:
            latest[key] = result
    for (name, _), result in latest.items():
        if result.day is None:
            told.say("A result without a date was taken as one of today")
        elif told.days_since(result.day) > told.coder.codes.window(name):
            told.say("A result that is too old to speak for today was not counted")
            continue
        for entry, holds in result.entries:
            told.add(entry, holds)


def read_observations(told: Told) -> None:
    """All Observations of the record."""
    keep_latest(told, [r for placed in told.records.of("Observation") for r in results_in(told, placed)])
