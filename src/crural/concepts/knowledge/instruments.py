"""Clinical scores, stages and checks: what a clinician computes by hand, as data."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import Field, model_validator

from crural.concepts.base import Concept, Sex, Slug
from crural.concepts.knowledge.rules import Atom


class Sign(Concept):
    """What must hold: an atom over findings, factors and conditions, or a range of a measured value, or either.

    measure: value in the measure's first unit, from `at_least` (included) to `below` (not included).
    asked: nothing that the base knows can tell; only an answer to the item itself can.
    """

    when: Atom | None = None
    measure: Slug | None = None
    at_least: float | None = None
    below: float | None = None
    asked: bool = False


class Grade(Sign):
    """One step of a graded item."""

    points: float
    text: str


class Item(Sign):
    """One line of a score. points: what it adds when it holds. grades: steps; the highest that holds counts."""

    id: Slug
    text: str
    points: float = 1
    grades: tuple[Grade, ...] = ()

    @model_validator(mode="after")
    def _can_be_told(self) -> Self:
        for test in self.grades or (self,):
            if test.when is None and test.measure is None and not test.asked:
                raise ValueError(f"{self.id}: give when, measure, or asked: true")
        return self


class Band(Concept):
    """A range of the total (or of the measured value), from `at_least` up to the next band."""

    at_least: float
    label: str
    text: str


class Stage(Sign):
    """One class of a staging; stages stand worst first, and the first that holds counts."""

    id: str
    label: str
    text: str


class Instrument(Concept):
    """A score (sum), a staging (stages), a set that must all hold (criteria), bands of one value (value), or the
    lower end of what is usual at an age (norm).

    for_whom: in whom it was made and may be used. limits: what it cannot say. licence: terms of use, and `bound` where
    its wording may not be copied (then items carry only what they are about). shown_if: when a case makes it relevant.
    at_least_if: items that, when they hold, set the total to at least so much (an open sore in a score of old clots).
    """

    id: Slug
    name: str
    plain: str
    kind: Literal["sum", "stages", "criteria", "value", "norm"]
    for_whom: str
    limits: str
    licence: str
    shown_if: Atom
    items: tuple[Item, ...] = ()
    bands: tuple[Band, ...] = ()
    stages: tuple[Stage, ...] = ()
    measure: Slug | None = None
    norms: dict[Sex, dict[int, float]] = Field(default_factory=dict)
    at_least_if: dict[Slug, float] = Field(default_factory=dict)
    sources: tuple[str, ...]

    @model_validator(mode="after")
    def _whole(self) -> Self:
        wanted = {
            "sum": (self.items, self.bands),
            "criteria": (self.items,),
            "stages": (self.stages,),
            "value": (self.bands, self.measure),
            "norm": (self.norms, self.measure),
        }[self.kind]
        if not all(wanted):
            raise ValueError(f"{self.id}: a {self.kind} lacks its items, bands, stages, measure or norms")
        if list(self.bands) != sorted(self.bands, key=lambda band: band.at_least):
            raise ValueError(f"{self.id}: bands stand from low to high")
        if set(self.at_least_if) - {item.id for item in self.items}:
            raise ValueError(f"{self.id}: at_least_if names an item that it does not have")
        return self
