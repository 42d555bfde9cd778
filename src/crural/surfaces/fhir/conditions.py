"""Diagnoses, procedures and family history: new, known, past or denied, by status and dates.

An active diagnosis that began within four weeks is new, an older one known; one that passes by itself (`fades` of
`kb/codes/settings.yaml`) and began long ago is past. What ended within 14 days still counts as just resolved.
"""

from __future__ import annotations

from datetime import date
from typing import Any

from crural.concepts.case import Entry
from crural.concepts.codes import Meaning
from crural.surfaces.fhir.plain import code_in, codings, day_of, end_of, items, obj, side_in, start_of, texts
from crural.surfaces.fhir.records import Placed, belongs
from crural.surfaces.fhir.told import Told

OVER = ("inactive", "remission", "resolved")
UNSURE = ("unconfirmed", "provisional", "differential")
BEGAN = ("onset", "recordedDate", "assertedDate")
OLDEST = 120
"""Age in years above which a birth date, or an age, is an error."""


def _entry(told: Told, meaning: Meaning, name: str, **fields: Any) -> Entry:
    side = fields.pop("side", None) or meaning.side
    takes_side = name in told.base.findings
    return Entry(id=name, side=side if takes_side else None, **fields)


def _of_finding(
    told: Told, meaning: Meaning, name: str, placed: Placed, start: date | None, side: Any
) -> None:
    """A complaint counts when it was recorded within the four weeks that a finding is about."""
    recorded = day_of(placed.resource.get("recordedDate"))
    newest = max((day for day in (start, recorded) if day and day <= told.as_of), default=None)
    if newest is not None and told.days_since(newest) > told.coder.codes.window(name):
        told.say("A complaint of more than four weeks ago was not counted as present")
        return
    told.add(_entry(told, meaning, name, side=side, on=start), True)


def _status(told: Told, name: str, start: date | None, placed: Placed) -> str:
    """Status of a diagnosis that the record calls active."""
    fades = told.coder.codes.settings.fades.get(name)
    if start is None:
        told.say("A diagnosis without a date was taken as one of now, or as known where it can last")
        listed = any(
            code == "problem-list-item"
            for c in items(placed.resource.get("category"))
            for _, code, _ in codings(c)
        )
        return "new" if fades is not None and not listed else "known"
    days = told.days_since(start)
    if fades is not None and days > fades:
        told.say(
            "A passing condition that began long ago was taken as past, though the record calls it active"
        )
        return "past"
    return "new" if days <= told.base.settings.recent_days else "known"


def _one(told: Told, meaning: Meaning, name: str, placed: Placed, active: bool, start: date | None) -> None:
    resource = placed.resource
    side = side_in(
        *texts(resource.get("code")), *(t for b in items(resource.get("bodySite")) for t in texts(b))
    )
    if not active:
        end = end_of(resource, "abatement")
        lately = end is not None and 0 <= told.days_since(end) <= told.base.settings.transient_days
        if name in told.base.findings and not lately:
            return
        told.add(
            _entry(told, meaning, name, side=side, status="resolved" if lately else "past", on=end or start),
            True,
        )
    elif meaning.status is not None:
        told.add(_entry(told, meaning, name, status=meaning.status, on=start), True)
    elif name in told.base.findings:
        _of_finding(told, meaning, name, placed, start, side)
    else:
        told.add(_entry(told, meaning, name, status=_status(told, name, start, placed), on=start), True)


def _at_age(told: Told, age: dict[str, Any]) -> date | None:
    """The end of the month in which a year of life, given as an age in years, was over."""
    born, years = day_of(obj(told.records.patient).get("birthDate"), late=True), age.get("value")
    if (
        born is None
        or age.get("code") != "a"
        or not isinstance(years, int | float)
        or not 0 <= years < OLDEST
    ):
        return None
    return day_of(f"{born.year + int(years) + 1}-{born.month:02d}", late=True)


def _onset(told: Told, resource: dict[str, Any]) -> date | None:
    """The day when it began; where only an age or the day of the record is given, the last day that fits."""
    began = start_of(resource, "onset")
    recorded = day_of(resource.get("recordedDate")) or day_of(resource.get("assertedDate"))
    aged = _at_age(told, obj(resource.get("onsetAge")))
    return began or min((day for day in (recorded, aged and min(aged, told.as_of)) if day), default=None)


def read_condition(told: Told, placed: Placed) -> None:
    """One Condition."""
    resource = placed.resource
    if not belongs(told.records, placed):
        return
    meanings = told.coder.of(resource.get("code"))
    if not meanings:
        told.unmapped(placed, resource.get("code"))
        return
    start = _onset(told, resource)
    if told.in_future(start, placed, *BEGAN):
        return
    verified, clinical = code_in(resource.get("verificationStatus")), code_in(resource.get("clinicalStatus"))
    if verified in UNSURE:
        told.say("A diagnosis that is not confirmed was not counted")
        return
    ended = any(key.startswith("abatement") and value for key, value in resource.items())
    active = clinical not in OVER and not (ended and not clinical)
    for meaning in meanings:
        for name in (meaning.id, *meaning.besides):
            if name is None or name in told.base.measures:
                continue
            if verified == "refuted":
                told.add(Entry(id=name), False)
            else:
                _one(told, meaning, name, placed, active, start)


def read_procedure(told: Told, placed: Placed) -> None:
    """One Procedure that was done; most mean nothing for legs, and are counted."""
    resource = placed.resource
    if not belongs(told.records, placed):
        return
    meanings = told.coder.of(resource.get("code"))
    done = end_of(resource, "performed")
    if not meanings:
        told.unmapped(placed, resource.get("code"))
    elif resource.get("status") not in ("completed", None):
        told.say("A procedure that is not completed was not counted")
    elif not told.in_future(done, placed, "performed"):
        for meaning in meanings:
            if meaning.id in told.base.factors:
                told.add(Entry(id=meaning.id, on=done), True)
            else:
                told.unmapped(placed, resource.get("code"))


def read_family(told: Told, placed: Placed) -> None:
    """One FamilyMemberHistory: diseases of relatives."""
    if not belongs(told.records, placed):
        return
    for condition in items(placed.resource.get("condition")):
        meanings = told.coder.of(condition.get("code"))
        if not meanings:
            told.unmapped(placed, condition.get("code"))
        for meaning in meanings:
            if meaning.id and (meaning.id in told.base.conditions or meaning.id in told.base.factors):
                told.add(Entry(id=meaning.id, status="family"), True)


def read_allergy(told: Told, placed: Placed) -> None:
    """One AllergyIntolerance: kept for the letter; it says nothing of legs."""
    resource = placed.resource
    if not belongs(told.records, placed):
        return
    if (
        code_in(resource.get("verificationStatus")) == "refuted"
        or code_in(resource.get("clinicalStatus")) == "resolved"
    ):
        return
    said = texts(resource.get("code"))
    told.allergies += said[:1] or [
        obj(next(iter(items(obj(resource.get("code")).get("coding"))), {})).get("code", "")
    ]
