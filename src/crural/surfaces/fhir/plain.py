"""Reading JSON of unknown quality: nothing here raises for a wrong shape; what does not fit is not there."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import Any

Resource = dict[str, Any]
DATE = re.compile(r"(\d{4})(?:-(\d{2})(?:-(\d{2}))?)?(?:T.*)?")
CHOICES = ("DateTime", "Date", "Instant", "Period")


def obj(raw: Any) -> dict[str, Any]:
    """The object, or an empty one."""
    return raw if isinstance(raw, dict) else {}


def items(raw: Any) -> list[dict[str, Any]]:
    """The objects of a list; one object alone counts as a list."""
    found = raw if isinstance(raw, list) else [raw]
    return [item for item in found if isinstance(item, dict)]


def word(raw: Any) -> str:
    """The text, trimmed, or an empty one."""
    return raw.strip() if isinstance(raw, str) else ""


def codings(concept: Any) -> list[tuple[str, str, str]]:
    """(system, code, display) of each coding of a CodeableConcept, or of a Coding alone."""
    raw = obj(concept)
    found = items(raw.get("coding")) or ([raw] if "code" in raw else [])
    return [(word(c.get("system")), word(c.get("code")), word(c.get("display"))) for c in found]


def code_in(concept: Any) -> str:
    """The first code of a CodeableConcept, such as `active`; a bare code (as before R4) is itself."""
    if isinstance(concept, str):
        return word(concept)
    return next((code for _, code, _ in codings(concept) if code), "")


def texts(concept: Any) -> list[str]:
    """The text and the displays of a CodeableConcept."""
    return [t for t in (word(obj(concept).get("text")), *(d for _, _, d in codings(concept))) if t]


def day_of(raw: Any, late: bool = False) -> date | None:
    """The day of a FHIR date or dateTime; a part of one counts from its first day, or its last if `late`.

    >>> day_of("2024-02"), day_of("2024-02", late=True), day_of("yesterday")
    (datetime.date(2024, 2, 1), datetime.date(2024, 2, 29), None)
    """
    match = DATE.fullmatch(word(raw))
    if match is None:
        return None
    year, month, day = (int(part) if part else None for part in match.groups())
    assert year is not None
    try:
        if day is not None and month is not None:
            return date(year, month, day)
        if not late:
            return date(year, month or 1, 1)
        after = date(year + 1, 1, 1) if month in (None, 12) else date(year, (month or 0) + 1, 1)
        return after - timedelta(days=1)
    except (ValueError, OverflowError):
        return None


def start_of(resource: Resource, name: str) -> date | None:
    """The first day of a choice of dates, such as `onset[x]`."""
    for kind in CHOICES:
        raw = resource.get(name + kind)
        found = day_of(obj(raw).get("start") if kind == "Period" else raw)
        if found:
            return found
    return None


def end_of(resource: Resource, name: str) -> date | None:
    """The last day of a choice of dates, such as `effective[x]`."""
    period = obj(resource.get(name + "Period"))
    return day_of(period.get("end"), late=True) or start_of(resource, name)


def element_of(resource: Resource, day: date, *names: str) -> str:
    """The element among some, such as `onset[x]`, that says a day; the first name when none does."""
    for name in names:
        for key in (key for key in resource if key.startswith(name)):
            raw = resource[key]
            said = [raw, obj(raw).get("start"), obj(raw).get("end")]
            if day in {found for text in said for found in (day_of(text), day_of(text, late=True))}:
                return key
    return names[0]


def side_in(*words: str) -> str | None:
    """The side that a text names; None for none or both."""
    said = {found for text in words for found in re.findall(r"\b(left|right)\b", text.lower())}
    return said.pop() if len(said) == 1 else None
