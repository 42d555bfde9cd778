"""The services that are offered, and what they would like to have sent along."""

from __future__ import annotations

from typing import Any

from crural.surfaces.cds_hooks.shapes import Hook

_OF = "?patient={{context.patientId}}"
PREFETCH = {
    "patient": "Patient/{{context.patientId}}",
    "conditions": f"Condition{_OF}",
    "observations": f"Observation{_OF}&_sort=-date&_count=200",
    "medicationRequests": f"MedicationRequest{_OF}&status=active",
    "medicationStatements": f"MedicationStatement{_OF}&status=active",
    "procedures": f"Procedure{_OF}&_sort=-date&_count=100",
    "serviceRequests": f"ServiceRequest{_OF}&status=active",
}
NEEDS = "Send what `prefetch` lists. Calls are not kept, and no other system is asked: what is not sent is unknown."

SERVICES: dict[str, tuple[Hook, str, str]] = {
    "crural-patient-view": (
        "patient-view",
        "Legs: danger signs, medicines, next tests",
        "Looks through the record of an adult for danger signs of the legs, medicines that may explain leg complaints, "
        "and tests that are missing.",
    ),
    "crural-order-select": (
        "order-select",
        "Legs: what speaks against an order, danger signs, next tests",
        "Looks at chosen orders beside the record: what speaks against one, such as compression with poor blood "
        "flow, danger signs, and tests that are missing.",
    ),
}
"""Service by id: its hook, title and description."""


def discovery() -> dict[str, Any]:
    """The answer to the discovery call."""
    return {
        "services": [
            {
                "hook": hook,
                "id": name,
                "title": title,
                "description": description,
                "prefetch": PREFETCH,
                "usageRequirements": NEEDS,
            }
            for name, (hook, title, description) in SERVICES.items()
        ]
    }
