"""What a call carries of the patient's record: the resources, and the words of its orders."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crural.surfaces.cds_hooks.shapes import Call
from crural.surfaces.http.problem import Refused

Resource = dict[str, Any]
ORDERS = ("ServiceRequest", "DeviceRequest", "NutritionOrder", "MedicationRequest", "CommunicationRequest")
NAMED_BY = (
    "code",
    "codeCodeableConcept",
    "medicationCodeableConcept",
    "medicationReference",
    "codeReference",
)


def _unpacked(resource: Any) -> Iterator[Resource]:
    if not isinstance(resource, dict):
        return
    if resource.get("resourceType") != "Bundle":
        yield resource
        return
    entries = resource.get("entry")
    for entry in entries if isinstance(entries, list) else []:
        if isinstance(entry, dict):
            yield from _unpacked(entry.get("resource"))


def resources_of(call: Call) -> list[Resource]:
    """The resources sent along, once each. A search that failed (OperationOutcome) gives none.

    Raises Refused when the Patient is another one than that of the context.
    """
    found = [
        resource
        for sent in call.prefetch.values()
        for resource in _unpacked(sent)
        if resource.get("resourceType") != "OperationOutcome"
    ]
    for resource in found:
        if resource.get("resourceType") == "Patient" and resource.get("id") != call.context.patient_id:
            raise Refused(400, "CH-001", "prefetch: the Patient is not that of context.patientId")
    once = {(str(r.get("resourceType")), str(r.get("id", number))): r for number, r in enumerate(found)}
    return list(once.values())


def drafts_of(call: Call) -> list[Resource]:
    """The orders that are being written."""
    return list(_unpacked(call.context.draft_orders))


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
