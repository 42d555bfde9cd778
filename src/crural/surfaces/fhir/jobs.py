"""What the workers do for a request: bytes in, the JSON of a resource out. Nothing of it holds up other callers."""

from __future__ import annotations

import json
from typing import Any

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.fhir.adaptive import next_question
from crural.surfaces.fhir.operation import answered, request_of
from crural.surfaces.fhir.outcome import refusal
from crural.surfaces.fhir.plain import Resource
from crural.surfaces.fhir.records import too_deep


def text_of(resource: Resource) -> str:
    """The JSON of a resource."""
    return json.dumps(resource, ensure_ascii=False)


def _no_constant(name: str) -> Any:
    raise ValueError(name)


def parsed(body: bytes) -> Any:
    """The JSON of a body. Raises FhirError for what is none, or is nested too deep."""
    try:
        found = json.loads(body, parse_constant=_no_constant)
    except (ValueError, RecursionError):
        raise refusal("structure", "The body is not readable as JSON in UTF-8.", status=400) from None
    if too_deep(found):
        raise refusal("too-costly", "The JSON is nested too deep.", status=400)
    return found


def assess(base: KnowledgeBase, body: bytes) -> str:
    """`$assess`."""
    return text_of(answered(request_of(parsed(body)), base))


def following(base: KnowledgeBase, body: bytes) -> str:
    """`$next-question`."""
    return text_of(next_question(parsed(body), base))
