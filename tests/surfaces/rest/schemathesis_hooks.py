"""For schemathesis: how JSON lines are written, and ids that the knowledge has, so that the core is reached."""

from __future__ import annotations

import json
from typing import Any

import schemathesis

from crural.knowledge import load

BASE = load()
IDS = [*BASE.findings, *BASE.conditions, *BASE.factors]
MEDICINES = [*BASE.medicines]


@schemathesis.serializer("application/x-ndjson")
def lines(_: Any, value: Any) -> bytes:
    return (
        value
        if isinstance(value, bytes)
        else (value if isinstance(value, str) else json.dumps(value)).encode()
    )


def _known(entry: Any, ids: list[str]) -> Any:
    if isinstance(entry, str):
        return ids[len(entry) * 37 % len(ids)] if len(entry) % 3 else entry
    if isinstance(entry, dict) and isinstance(entry.get("id"), str):
        return {**entry, "id": _known(entry["id"], ids)}
    return entry


def _with_known_ids(case: Any) -> Any:
    if not isinstance(case, dict):
        return case
    pools = {"present": IDS, "absent": IDS, "unknown": IDS, "medicines": MEDICINES}
    known = {
        field: [_known(entry, pool) for entry in case[field]]
        for field, pool in pools.items()
        if isinstance(case.get(field), list)
    }
    return {**case, **known}


@schemathesis.hook
def map_body(context: Any, body: Any) -> Any:
    if isinstance(body, dict) and "case" in body:
        return {**body, "case": _with_known_ids(body["case"])}
    return _with_known_ids(body)
