"""What a call carries of the patient's record: the resources, and the words of its orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crural.surfaces.cds_hooks.shapes import Call
from crural.surfaces.fhir.plain import Resource
from crural.surfaces.fhir.records import Placed, unpacked
from crural.surfaces.http.problem import Refused

ORDERS = ("ServiceRequest", "DeviceRequest", "NutritionOrder", "MedicationRequest", "CommunicationRequest")
NAMED_BY = (
    "code",
    "codeCodeableConcept",
    "medicationCodeableConcept",
    "medicationReference",
    "codeReference",
)


def _each(sent: Any) -> list[Resource]:
    """A resource, or those of a Bundle."""
    return [placed.resource for _, placed in unpacked(sent) if placed.kind not in ("", "OperationOutcome")]


def resources_of(call: Call) -> list[Resource]:
    """The resources sent along. A search that failed (OperationOutcome) gives none."""
    return [resource for sent in call.prefetch.values() for resource in _each(sent)]


def placed_of(call: Call) -> list[Placed]:
    """What was sent along, with its place. Where no Patient was, that of the context stands for it, so that nothing of
    another person is read.

    Raises Refused when the Patient is another one than that of the context.
    """
    wanted = call.context.patient_id
    found = [Placed(sent, f"prefetch.{key}") for key, sent in call.prefetch.items() if sent]
    patients = [r for r in resources_of(call) if r.get("resourceType") == "Patient"]
    if any(patient.get("id") != wanted for patient in patients):
        text = "prefetch: the Patient is not that of context.patientId, which is an id without Patient/ before it"
        raise Refused(400, "CH-001", text)
    me = Placed({"resourceType": "Patient", "id": wanted}, "context.patientId")
    return found if patients else [me, *found]


def drafts_of(call: Call) -> list[Resource]:
    """The orders that are being written."""
    return _each(call.context.draft_orders)


def chosen_of(call: Call) -> list[Resource]:
    """The orders just chosen."""
    chosen = frozenset(call.context.selections)
    return [order for order in drafts_of(call) if f"{order.get('resourceType')}/{order.get('id')}" in chosen]


def _strings(value: Any) -> Iterator[str]:
    if isinstance(value, dict):
        for key, item in value.items():
            if key in ("text", "display", "code") and isinstance(item, str):
                yield item
            else:
                yield from _strings(item)
    elif isinstance(value, list):
        for item in value:
            yield from _strings(item)


def words_of(orders: list[Resource]) -> list[str]:
    """How each order names what is ordered: its text, displays and codes."""
    named = (
        " ".join(word for key in NAMED_BY for word in _strings(order.get(key)))
        for order in orders
        if order.get("resourceType") in ORDERS
    )
    return [name for name in named if name]
