"""Anchors: published numbers about people who present, against which the whole network is checked."""

from __future__ import annotations

from typing import Literal, Self

from pydantic import model_validator

from crural.concepts.base import Concept, Setting, Slug
from crural.concepts.knowledge import Atom

AnchorMeasure = Literal["confirmed_share", "lr_positive", "lr_negative", "specificity", "sensitivity"]


class Anchor(Concept):
    """One published number and the people whom it is about.

    record: the evidence record that prints it. complement: one minus the printed fraction is meant.
    entry: who presents (finding, age, factor ...). setting: where they are seen.
    condition: what is looked for; shows: what is compared between those with and without it (all measures
    but confirmed_share). tolerance: how many times apart the two numbers may be.
    """

    id: Slug
    record: str
    measure: AnchorMeasure
    condition: Slug
    entry: Atom
    shows: Atom | None = None
    setting: Setting = "community"
    complement: bool = False
    tolerance: float = 2.0
    why: str

    @model_validator(mode="after")
    def _compares(self) -> Self:
        if (self.shows is None) != (self.measure == "confirmed_share"):
            raise ValueError("`shows` belongs to every measure but confirmed_share")
        return self


class SkippedAnchor(Concept):
    """A record that no entry of ours fits, with the reason."""

    record: str
    reason: str


class Anchors(Concept):
    """The file `anchors.yaml`."""

    anchors: tuple[Anchor, ...]
    skipped: tuple[SkippedAnchor, ...] = ()
