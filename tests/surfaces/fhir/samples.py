"""Made-up records and everything that is written of them, for tests of the FHIR interface."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

from crural.knowledge import load
from crural.surfaces.fhir.adaptive import adaptive_questionnaire, first_response, next_question
from crural.surfaces.fhir.capability import capability_statement, operation_definition
from crural.surfaces.fhir.operation import answered, request_of
from crural.surfaces.fhir.outcome import Issue, operation_outcome
from crural.surfaces.fhir.questionnaire import questionnaire
from crural.surfaces.fhir.scores import score_questionnaire, scored

Resource = dict[str, Any]
NOW = datetime(2026, 3, 1, 12, 0, tzinfo=UTC)
TODAY = NOW.date()
LOCAL = "http://127.0.0.1:8000"
ICD = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"
ATC = "http://www.whocc.no/atc"
SNOMED = "http://snomed.info/sct"
ME = {"reference": "Patient/p"}


def patient(**fields: Any) -> Resource:
    return {"resourceType": "Patient", "id": "p", "gender": "female", "birthDate": "1959-04-02", **fields}


def coded(system: str, code: str, text: str | None = None) -> Resource:
    return {"coding": [{"system": system, "code": code}]} | ({"text": text} if text else {})


def condition(code: str, start: str | None = None, status: str | None = "active", **fields: Any) -> Resource:
    clinical = {"clinicalStatus": {"coding": [{"code": status}]}} if status else {}
    onset = {"onsetDateTime": start} if start else {}
    return {
        "resourceType": "Condition",
        "subject": ME,
        "code": coded(ICD, code),
        **clinical,
        **onset,
        **fields,
    }


def result(code: str, value: float, unit: str, day: str | None = "2026-02-28", **fields: Any) -> Resource:
    when = {"effectiveDateTime": day} if day else {}
    quantity = {"value": value, "unit": unit, "system": "http://unitsofmeasure.org", "code": unit}
    return {
        "resourceType": "Observation",
        "status": "final",
        "subject": ME,
        "code": coded(LOINC, code),
        "valueQuantity": quantity,
        **when,
        **fields,
    }


def medicine(text: str, kind: str = "MedicationStatement", status: str = "active", **fields: Any) -> Resource:
    intent = {"intent": "order"} if kind == "MedicationRequest" else {}
    concept = {"medicationCodeableConcept": {"text": text}}
    return {"resourceType": kind, "status": status, "subject": ME, **intent, **concept, **fields}


def bundle(*resources: Resource) -> Resource:
    return {"resourceType": "Bundle", "type": "collection", "entry": [{"resource": r} for r in resources]}


def parameters(text: str, *resources: Resource) -> Resource:
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "record", "resource": bundle(*resources)},
            {"name": "text", "valueString": text},
            {"name": "asOf", "valueDate": TODAY.isoformat()},
        ],
    }


def low_potassium() -> Resource:
    return parameters(
        "My legs are weak since three days and my calves cramp.",
        patient(name=[{"family": "Example"}]),
        condition("I63.9", "2021-03-01"),
        condition("I10", "2010-01-01"),
        result("2823-3", 2.4, "mmol/L"),
        medicine("Hydrochlorothiazide 25 mg"),
        {"resourceType": "Condition", "subject": ME, "code": coded(SNOMED, "39065001", "Burn of ear")},
        {"resourceType": "AllergyIntolerance", "patient": ME, "code": {"text": "Penicillin"}},
    )


def written_resources() -> list[Resource]:
    """One of everything that the interface writes."""
    base = load()
    first = next_question(first_response(base, LOCAL), base)
    issue = Issue("error", "value", "The unit does not fit this code.", "Observation[0].valueQuantity.code")
    return [
        answered(request_of(low_potassium()), base, NOW),
        answered(
            request_of(parameters("My left calf is swollen and sore since yesterday.", patient())), base, NOW
        ),
        answered(request_of(parameters("I feel tired.")), base, NOW),
        questionnaire(base, LOCAL),
        adaptive_questionnaire(base, LOCAL),
        *(score_questionnaire(base, name, LOCAL) for name in scored(base)),
        first,
        capability_statement(base, LOCAL),
        operation_definition(LOCAL),
        operation_outcome([issue]),
    ]


def parts_of(resource: Resource) -> Iterator[Resource]:
    """A resource and every resource within it, as parameter or entry."""
    yield resource
    inner = [p.get("resource") for p in resource.get("parameter", ())] + [
        e["resource"] for e in resource.get("entry", ())
    ]
    for part in inner:
        if part:
            yield from parts_of(part)
