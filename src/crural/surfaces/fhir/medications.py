"""Medicines: taken now, stopped, or not taken, by status and dates. Each medicine is one entry."""

from __future__ import annotations

from datetime import date
from typing import Any, Literal

from crural.concepts.case import Entry
from crural.surfaces.fhir.plain import Resource, day_of, obj, start_of, word
from crural.surfaces.fhir.records import Placed, belongs
from crural.surfaces.fhir.told import Told

Taking = Literal["current", "stopped", "not-taken"]
STATUS: dict[str, Taking] = {
    "active": "current",
    "": "current",
    "on-hold": "stopped",
    "completed": "stopped",
    "stopped": "stopped",
    "not-taken": "not-taken",
}
"""Of MedicationRequest and MedicationStatement; any other status (draft, cancelled, intended, unknown) is not read."""

ORDERS = ("order", "original-order", "reflex-order", "filler-order", "instance-order", "")


def _medication(told: Told, placed: Placed) -> Any:
    resource = placed.resource
    concept = resource.get("medicationCodeableConcept")
    if concept:
        return concept
    reference = resource.get("medicationReference")
    found = told.records.find(resource, reference)
    if found is None and reference:
        said = word(obj(reference).get("display"))
        if said:
            return {"text": said}
        told.wrong(
            "not-found",
            "The medication that is referred to is not in the record; send it along, or give a code.",
            f"{placed.place}.medicationReference",
        )
        return None
    return obj(found).get("code")


def _taking(told: Told, resource: Resource) -> Taking | None:
    if resource.get("doNotPerform") is True or word(resource.get("intent")) not in ORDERS:
        told.say("A medicine that is only planned was not counted")
        return None
    taking = STATUS.get(word(resource.get("status")))
    end = day_of(obj(resource.get("effectivePeriod")).get("end"), late=True)
    if taking == "current" and end is not None and end < told.as_of:
        return "stopped"
    if taking is None:
        told.say("A medicine whose status does not say that it is taken was not counted")
    return taking


def _since(resource: Resource, taking: Taking) -> date | None:
    if taking == "stopped":
        return day_of(obj(resource.get("effectivePeriod")).get("end"), late=True)
    written = None if resource.get("priorPrescription") else day_of(resource.get("authoredOn"))
    return start_of(resource, "effective") or written


def read_medications(told: Told) -> None:
    """All MedicationStatements and MedicationRequests; of several for one medicine the earliest start counts."""
    found: dict[tuple[str, Taking], date | None] = {}
    for placed in told.records.of("MedicationStatement", "MedicationRequest"):
        if not belongs(told.records, placed):
            continue
        concept = _medication(told, placed)
        names = told.coder.medicines(concept)
        if not names:
            if concept:
                told.unmapped(placed, concept)
            continue
        taking = _taking(told, placed.resource)
        since = _since(placed.resource, taking) if taking else None
        if taking is None or told.in_future(since, placed, "effective", "authoredOn"):
            continue
        for name in names:
            key = (name, taking)
            dates = [day for day in (since, found.get(key)) if day]
            found[key] = (max(dates) if taking == "stopped" else min(dates)) if dates else None
    current = {name for name, taking in found if taking == "current"}
    for (name, taking), day in found.items():
        if taking == "not-taken":
            told.add(Entry(id=name), False)
        elif taking == "current" or name not in current:
            told.medicines.append(Entry(id=name, status=taking, on=day))
