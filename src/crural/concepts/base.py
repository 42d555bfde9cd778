"""The common frozen base of all concepts, and the words that several of them share."""

from __future__ import annotations

from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, StringConstraints

Slug = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]+(?:-[a-z0-9]+)*$", max_length=80)]
Level = Literal["emergency", "same-day", "soon", "routine", "self-care"]
Sex = Literal["female", "male"]
Side = Literal["left", "right", "both"]
Setting = Literal["community", "primary-care", "emergency", "referral"]

LEVELS: tuple[Level, ...] = ("self-care", "routine", "soon", "same-day", "emergency")
"""Urgency from lowest to highest."""


def highest(*levels: Level) -> Level:
    """The most urgent of the levels given (at least one).

    >>> highest("routine", "same-day")
    'same-day'
    """
    return max(levels, key=LEVELS.index)


class Concept(BaseModel):
    """A small frozen value; unknown keys are errors."""

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        populate_by_name=True,
        json_schema_serialization_defaults_required=True,  # what comes out always has all its keys
    )
