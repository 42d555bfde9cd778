"""Draft orders for tests that would help. Somebody has to decide; nothing is ordered."""

from __future__ import annotations

from typing import Any

from crural.concepts.assessment import Suggestion
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError, shown
from crural.surfaces.fhir.meaning import OWN
from crural.surfaces.fhir.write.common import LOINC, Context, coding, concept, condition_concept


def service_request_draft(test_id: str, base: KnowledgeBase, patient_ref: str) -> dict[str, Any]:
    """A ServiceRequest (draft, proposal) for a test of the base. patient_ref: such as `Patient/7`.

    Raises InputError for a test that is not known.
    """
    test = base.tests.get(test_id)
    if test is None:
        raise InputError(f"There is no test called {shown(test_id)}", code="IN-004")
    codings = [coding(LOINC, test.loinc)] if test.loinc else []
    return {
        "resourceType": "ServiceRequest",
        "status": "draft",
        "intent": "proposal",
        "code": concept(test.name, *codings, coding(OWN, test_id, test.name)),
        "subject": {"reference": patient_ref},
    }


def service_request(context: Context, wanted: Suggestion) -> dict[str, Any]:
    """The draft for a test that the answer suggests, with what it is for."""
    base = context.base
    draft = service_request_draft(wanted.id, base, context.read.reference)
    causes = [condition_concept(base, name) for name in wanted.causes if name in base.conditions]
    return draft | {
        "id": context.id("test", wanted.id),
        "authoredOn": context.moment,
        "requester": context.device(),
        "note": [{"text": wanted.purpose}],
        **({"reasonCode": causes} if causes else {}),
    }
