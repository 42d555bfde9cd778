"""JSON Schemas of the public shapes, with the keys of the contract."""

from __future__ import annotations

from typing import Any

from pydantic import BaseModel

from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.reading import Reading

_MODELS: dict[str, type[BaseModel]] = {"case": Case, "assessment": Assessment, "reading": Reading}


def schema_of(which: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a case as it may be sent in, an assessment or a reading as it comes out."""
    schema = _MODELS[which].model_json_schema(mode="validation" if which == "case" else "serialization")
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
