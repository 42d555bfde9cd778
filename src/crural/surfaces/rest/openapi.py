"""The OpenAPI document: every body and answer is the JSON Schema of its pydantic model, in the words of the model."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel
from pydantic.json_schema import models_json_schema

from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.explanation import Contrast, Explanation, WhatIf
from crural.concepts.reading import Reading
from crural.knowledge.load import SECTIONS
from crural.surfaces.http.problem import Problem
from crural.surfaces.rest.shapes import (
    Changes,
    KnowledgeVersion,
    NextStep,
    Overview,
    Page,
    Step,
    WhyAsked,
    WhyRather,
    Words,
)

TAKEN: tuple[type[BaseModel], ...] = (Case, Words, Step, WhyAsked, WhyRather, Changes)
GIVEN: tuple[type[BaseModel], ...] = (
    Assessment,
    Reading,
    NextStep,
    Explanation,
    Contrast,
    WhatIf,
    KnowledgeVersion,
    Overview,
    Page,
    Problem,
    *SECTIONS.values(),
)
_REFS, _DOCUMENT = models_json_schema(
    [*((model, "validation") for model in TAKEN), *((model, "serialization") for model in GIVEN)],
    ref_template="#/components/schemas/{model}",
)
SCHEMAS: dict[str, Any] = _DOCUMENT["$defs"]
LINES = "application/x-ndjson"
REFUSALS = {
    400: "The request could not be read.",
    401: "A key of the service is missing.",
    404: "There is nothing of this name.",
    413: "The body is too large.",
    415: "The body has another content type.",
    422: "The body, or something in it, cannot be used; each wrong field is named.",
    429: "Too many requests in this minute.",
    500: "A fault of the service.",
    503: "The service is busy, or this took too long.",
}


def ref(model: type[BaseModel], mode: Literal["validation", "serialization"]) -> dict[str, Any]:
    """The reference to the schema of a model."""
    return dict(_REFS[model, mode])


def takes(model: type[BaseModel], example: dict[str, Any]) -> dict[str, Any]:
    """The body of an operation."""
    content = {"application/json": {"schema": ref(model, "validation"), "example": example}}
    return {"requestBody": {"required": True, "content": content}}


def gives(model: type[BaseModel], about: str, *refused: int) -> dict[int | str, dict[str, Any]]:
    """The answer of an operation, and the problems that it may meet beside the usual ones."""
    problem = {"application/problem+json": {"schema": ref(Problem, "serialization")}}
    usual = {401, 429, 500, 503, *refused}
    answers: dict[int | str, dict[str, Any]] = {
        200: {
            "description": about,
            "content": {"application/json": {"schema": ref(model, "serialization")}},
        }
    }
    return answers | {code: {"description": REFUSALS[code], "content": problem} for code in sorted(usual)}


def finished(document: dict[str, Any], keys: bool) -> dict[str, Any]:
    """The document of the framework with the schemas of the models, and the keys if the service asks for them."""
    components = document.setdefault("components", {})
    components["schemas"] = {**components.get("schemas", {}), **SCHEMAS}
    if keys:
        components["securitySchemes"] = {
            "key": {"type": "apiKey", "in": "header", "name": "X-API-Key"},
            "bearer": {"type": "http", "scheme": "bearer"},
        }
        document["security"] = [{"key": []}, {"bearer": []}]
    return document
