"""What tells that a resource is of another version of FHIR than R4: its name, or an element that R4 does not have."""

from __future__ import annotations

from crural.surfaces.fhir.outcome import Issue
from crural.surfaces.fhir.plain import Resource, word

OLD_NAMES = {
    "MedicationOrder": "MedicationRequest",
    "ProcedureRequest": "ServiceRequest",
    "ReferralRequest": "ServiceRequest",
    "DiagnosticOrder": "ServiceRequest",
    "DiagnosticRequest": "ServiceRequest",
    "Sequence": "MolecularSequence",
    "EligibilityRequest": "CoverageEligibilityRequest",
}
"""Resources of earlier versions of FHIR, and what R4 calls them."""

NEW_NAMES = {"MedicationUsage": "MedicationStatement"}

_DRUG = "medicationCodeableConcept or medicationReference"
ELEMENTS: dict[str, dict[str, tuple[str, str]]] = {
    "AllergyIntolerance": {"substance": ("DSTU2", "code")},
    "Condition": {"dateRecorded": ("DSTU2", "recordedDate")},
    "FamilyMemberHistory": {"notDone": ("STU3", "status")},
    "MedicationRequest": {"medication": ("R5", _DRUG)},
    "MedicationStatement": {
        "medication": ("R5", _DRUG),
        "taken": ("STU3", "status, such as not-taken"),
        "wasNotTaken": ("DSTU2", "status, such as not-taken"),
    },
    "Procedure": {
        "notDone": ("STU3", "status, such as not-done"),
        "notPerformed": ("DSTU2", "status, such as not-done"),
        "occurrenceDateTime": ("R5", "performedDateTime"),
        "occurrencePeriod": ("R5", "performedPeriod"),
    },
    "QuestionnaireResponse": {"group": ("DSTU2", "item")},
}
"""Elements of other versions, by resource: whose they are, and where R4 says the same. Some turn the meaning round."""


def wrong_version(resource: Resource, place: str) -> Issue | None:
    """The issue for a resource that is none, or of another version; it cannot be read then."""
    kind = word(resource.get("resourceType"))
    if not kind:
        return Issue("error", "structure", "This is no FHIR resource: give it a resourceType.", place)
    for names, when in ((OLD_NAMES, "an earlier"), (NEW_NAMES, "a later")):
        if kind in names:
            text = f"{kind} is of {when} version of FHIR; this is R4 (4.0.1): send {names[kind]}."
            return Issue("error", "not-supported", text, place)
    for name, (version, ours) in ELEMENTS.get(kind, {}).items():
        if name in resource:
            text = f"{name} is of FHIR {version}; this is R4 (4.0.1): give {ours}. The resource was left out."
            return Issue("error", "not-supported", text, f"{place}.{name}")
    return None
