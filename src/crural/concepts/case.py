"""A case: what is known of one person, in the one shape that every surface uses."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Any, Literal

from pydantic import BeforeValidator, Field, StrictBool, field_validator

from crural.concepts.base import Concept, Setting, Sex, Side

Onset = Literal["sudden", "days", "gradual"]
Severity = Literal["mild", "moderate", "severe"]
Status = Literal["new", "known", "past", "resolved", "family", "denied", "current", "stopped"]

MAX_TEXT = 100_000
"""Longest text that is read (characters)."""


def _no_timestamp(raw: Any) -> Any:
    if isinstance(raw, int | float):
        raise ValueError("give a date, such as 2026-03-01")
    return raw


Number = Annotated[float, Field(strict=True)]
"""A number that was given as one: neither a text nor a truth."""
Day = Annotated[date, BeforeValidator(_no_timestamp)]


class Entry(Concept):
    """One fact: a finding, factor, condition or medicine, by id, with what was told of it.

    duration: in words, as "3 weeks". value, unit: a measurement. on: the day of an event.
    status: conditions new, known, past, family or denied; findings also resolved (gone again, within
    14 days); medicines current or stopped. Listed absent with the status known, a condition is not known of;
    else it is ruled out. qualities, without: qualifier values told to be so, or
    told not to be so, such as {"provoked-by": ["walking"]}.
    """

    id: str
    side: Side | None = None
    site: tuple[str, ...] = ()
    onset: Onset | None = None
    duration: str | None = None
    severity: Severity | None = None
    value: Number | None = None
    unit: str | None = None
    status: Status | None = None
    on: Day | None = None
    qualities: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    without: dict[str, tuple[str, ...]] = Field(default_factory=dict)

    @field_validator("site", mode="before", json_schema_input_type=str | tuple[str, ...])
    @classmethod
    def _one_site(cls, raw: Any) -> Any:
        return (raw,) if isinstance(raw, str) else raw


def _entries(raw: Any) -> Any:
    if isinstance(raw, list | tuple):
        return tuple({"id": item} if isinstance(item, str) else item for item in raw)
    return raw


class Case(Concept):
    """What is known of one adult; all optional but a text or one entry.

    as_of: the day the case is told (turns `on` dates, and days that the text names, into durations).
    age: years, 0 to 120. main: ids of the complaints that matter most to the person.
    medicines_complete: true when a medicine not listed is not taken. asked: ids of the questions of an interview that
    were answered, in their order.
    """

    id: str | None = None
    as_of: Day | None = None
    text: str | None = None
    age: Annotated[Number, Field(ge=0, le=120)] | None = None
    sex: Sex | None = None
    setting: Setting | None = None
    present: tuple[Entry, ...] = ()
    absent: tuple[Entry, ...] = ()
    unknown: tuple[Entry, ...] = ()
    main: tuple[str, ...] = ()
    medicines: tuple[Entry, ...] = ()
    medicines_complete: StrictBool = False
    asked: tuple[str, ...] = ()

    @field_validator("id", "text")
    @classmethod
    def _encodable(cls, raw: str | None) -> str | None:
        """Halves of broken characters become question marks, one for one, so that the answer can be written."""
        return raw if raw is None else raw.encode("utf-8", "replace").decode("utf-8")

    @field_validator(
        "present",
        "absent",
        "unknown",
        "medicines",
        mode="before",
        json_schema_input_type=tuple[str | Entry, ...],
    )
    @classmethod
    def _bare_ids(cls, raw: Any) -> Any:
        return _entries(raw)
