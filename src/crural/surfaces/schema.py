"""JSON Schemas of the public shapes, with the keys of the contract."""

from __future__ import annotations

from typing import Any

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
_RENAMED = {("Cause", "for_"): "for", ("Versions", "schema_"): "schema"}


def _with_short_forms(schema: dict[str, Any]) -> None:
    """An entry may be a bare id, and a site a bare word (`Case` takes them in)."""
    for name in ("present", "absent", "unknown", "medicines"):
        part = schema["properties"][name]
        part["items"] = {"anyOf": [{"type": "string"}, part["items"]]}
    site = schema["$defs"]["Entry"]["properties"]["site"]
    schema["$defs"]["Entry"]["properties"]["site"] = {"anyOf": [{"type": "string"}, site]}


def schema_of(which: str) -> dict[str, Any]:
    """JSON Schema (draft 2020-12) of a case or services as sent in, an assessment or reading as it comes out."""
    schema: dict[str, Any] = _MODELS[which].model_json_schema(
        mode="validation" if which in _SENT_IN else "serialization"
    )
    if which == "case":
        _with_short_forms(schema)
    for (model, old), new in _RENAMED.items():
        part = schema.get("$defs", {}).get(model)
        if part:
            part["properties"] = {
                new if key == old else key: value for key, value in part["properties"].items()
            }
            part["required"] = [new if key == old else key for key in part.get("required", [])]
    return {"$schema": "https://json-schema.org/draft/2020-12/schema", **schema}
