"""JSON Schemas of the public shapes, with the keys of the contract."""

from __future__ import annotations

from typing import Any, Literal

from pydantic import BaseModel

from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.reading import Reading
from crural.concepts.services import Directory

_MODELS: dict[str, type[BaseModel]] = {
    "case": Case,
    "assessment": Assessment,
    "reading": Reading,
    "services": Directory,
}
_SENT_IN = ("case", "services")


def schema_of(which: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a case or services as sent in, an assessment or reading as it comes out."""
    mode: Literal["validation", "serialization"] = "validation" if which in _SENT_IN else "serialization"
    schema: dict[str, Any] = _MODELS[which].model_json_schema(mode=mode)
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
