"""What this FHIR interface can do, said as FHIR says it: CapabilityStatement and OperationDefinition."""

from __future__ import annotations

from typing import Any

from crural import __version__
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.fhir.plain import Resource

FHIR_VERSION = "4.0.1"
MADE = "2026-11-21"
"""Day on which what is offered last changed."""

NEXT_QUESTION = "http://hl7.org/fhir/uv/sdc/OperationDefinition/Questionnaire-next-question"


def capability_statement(base: KnowledgeBase, public_url: str) -> Resource:
    """The CapabilityStatement of `/metadata`."""
    forms = {
        "type": "Questionnaire",
        "interaction": [{"code": "read"}, {"code": "search-type"}],
        "searchParam": [
            {"name": name, "type": kind}
            for name, kind in (("_id", "token"), ("url", "uri"), ("title", "string"))
        ],
        "operation": [{"name": "next-question", "definition": NEXT_QUESTION}],
    }
    definition = {"type": "OperationDefinition", "interaction": [{"code": "read"}]}
    return {
        "resourceType": "CapabilityStatement",
        "id": "crural",
        "status": "active",
        "date": MADE,
        "kind": "instance",
        "fhirVersion": FHIR_VERSION,
        "format": ["application/fhir+json", "json"],
        "software": {"name": "Crural", "version": f"{__version__}, knowledge {base.version}"},
        "implementation": {
            "description": "Leg complaints: how soon, what it could be, why",
            "url": f"{public_url}/fhir",
        },
        "rest": [
            {
                "mode": "server",
                "documentation": "Nothing that is sent is kept.",
                "resource": [forms, definition],
                "operation": [
                    {"name": "assess", "definition": f"{public_url}/fhir/OperationDefinition/assess"}
                ],
            }
        ],
    }


def _parameter(name: str, use: str, most: str, kind: str, text: str) -> dict[str, Any]:
    least = 1 if use == "out" and most == "1" else 0
    typed = {"type": kind} if kind else {}
    return {"name": name, "use": use, "min": least, "max": most, "documentation": text, **typed}


def operation_definition(public_url: str) -> Resource:
    """The OperationDefinition of `$assess`."""
    return {
        "resourceType": "OperationDefinition",
        "id": "assess",
        "url": f"{public_url}/fhir/OperationDefinition/assess",
        "name": "Assess",
        "title": "Assess leg complaints",
        "status": "active",
        "kind": "operation",
        "code": "assess",
        "affectsState": False,
        "system": True,
        "type": False,
        "instance": False,
        "description": "A record of one adult in; how soon, possible causes, draft orders and a letter out.",
        "parameter": [
            _parameter("record", "in", "*", "Resource", "Resources of one patient, best in a Bundle."),
            _parameter("text", "in", "1", "string", "What the person says."),
            _parameter(
                "asOf", "in", "1", "date", "The day for which the record is read; today when not given."
            ),
            _parameter(
                "conceptMap", "in", "*", "ConceptMap", "Maps from other code systems, such as SNOMED CT."
            ),
            _parameter("level", "out", "1", "code", "emergency, same-day, soon, routine or self-care."),
            _parameter("act", "out", "1", "string", "What to do now."),
            _parameter("result", "out", "1", "Bundle", "Dangers, causes, draft orders, plan, provenance."),
            _parameter("letter", "out", "1", "Bundle", "The hand-off letter as a document."),
            {
                **_parameter("unmapped", "out", "*", "", "Codes without a meaning here, and how often."),
                "part": [
                    _parameter("type", "out", "1", "string", "Kind of resource."),
                    _parameter("code", "out", "1", "Coding", "The code."),
                    _parameter("count", "out", "1", "integer", "How often it stood there."),
                ],
            },
            _parameter(
                "outcome", "out", "1", "OperationOutcome", "What was left out, or taken in a certain way."
            ),
        ],
    }
