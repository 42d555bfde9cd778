"""Clinical scores as Observations; what is not known makes a range, and the Observation preliminary."""

from __future__ import annotations

from typing import Any

from crural.concepts.assessment import InstrumentScore
from crural.surfaces.fhir.meaning import OWN
from crural.surfaces.fhir.write.common import UCUM, Context, coding, concept


def _quantity(value: float) -> dict[str, Any]:
    return {"value": value, "unit": "{score}", "system": UCUM, "code": "{score}"}


def _value(found: InstrumentScore) -> dict[str, Any]:
    if found.stage is not None or found.low is None or found.high is None:
        return {"valueString": found.stage or found.label}
    if found.low == found.high:
        return {"valueQuantity": _quantity(found.low)}
    return {"valueRange": {"low": _quantity(found.low), "high": _quantity(found.high)}}


def score_line(found: InstrumentScore) -> str:
    """A score in a line: its total or range, and what it means."""
    span = found.stage or ("" if found.low is None else f"{found.low:g}")
    if found.low is not None and found.high != found.low:
        span = f"{found.low:g} to {found.high:g}"
    return f"{found.name}: {span} ({found.label})" if span else f"{found.name}: {found.label}"


def scores(context: Context) -> list[dict[str, Any]]:
    """An Observation for each score of the answer."""
    return [
        {
            "resourceType": "Observation",
            "id": context.id("score", found.id),
            "status": "preliminary" if found.missing else "final",
            "code": concept(found.name, coding(OWN, found.id, found.name)),
            "subject": context.subject,
            "effectiveDateTime": context.moment,
            "device": context.device(),
            **_value(found),
            "interpretation": [concept(f"{found.label}: {found.text}")],
            "note": [{"text": found.limits}],
        }
        for found in context.assessment.scores
    ]
