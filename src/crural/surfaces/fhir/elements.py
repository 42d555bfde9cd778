"""Elements that are there but cannot be read as R4 has them: dates, codes of a status. Each is named with its cure."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crural.surfaces.fhir.outcome import Issue
from crural.surfaces.fhir.plain import code_in, day_of, obj
from crural.surfaces.fhir.records import Placed

DATES = (
    "birthDate",
    "deceasedDateTime",
    "onsetDateTime",
    "abatementDateTime",
    "recordedDate",
    "effectiveDateTime",
    "effectiveInstant",
    "issued",
    "authoredOn",
    "performedDateTime",
)
PERIODS = ("onsetPeriod", "abatementPeriod", "effectivePeriod", "performedPeriod")
CODES = {
    "clinicalStatus": ("active", "recurrence", "relapse", "inactive", "remission", "resolved"),
    "verificationStatus": (
        "unconfirmed",
        "provisional",
        "differential",
        "confirmed",
        "refuted",
        "entered-in-error",
    ),
}
"""The codes that R4 allows (for conditions and allergies)."""

WRONG_DATE = "This is no FHIR date, such as 2026-03-01; it was read as if there were none. Mend it."
PLAIN_CODE = (
    "This is a bare code, as in FHIR STU3; R4 (4.0.1) wants a CodeableConcept. It was read all the same."
)
WRONG_CODE = (
    "This is none of the codes that R4 has for it; it was read as if it were not there. Give one of {}."
)


def _dates(placed: Placed) -> Iterator[str]:
    """The elements whose date cannot be read."""
    resource = placed.resource
    for name in DATES:
        if name in resource and day_of(resource[name]) is None:
            yield name
    for name in PERIODS:
        for end in ("start", "end"):
            raw: Any = obj(resource.get(name)).get(end)
            if raw is not None and day_of(raw) is None:
                yield f"{name}.{end}"


def unreadable(placed: Placed) -> Iterator[Issue]:
    """What is wrong with the elements of one resource that we read."""
    for name in _dates(placed):
        yield Issue("warning", "value", WRONG_DATE, f"{placed.place}.{name}")
    for name, known in CODES.items():
        raw = placed.resource.get(name)
        if raw is None:
            continue
        place = f"{placed.place}.{name}"
        if code_in(raw) not in known:
            yield Issue("warning", "code-invalid", WRONG_CODE.format(", ".join(known)), place)
        elif isinstance(raw, str):
            yield Issue("warning", "structure", PLAIN_CODE, place)
