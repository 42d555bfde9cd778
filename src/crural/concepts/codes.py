"""What the codes of other systems mean in our ids. The YAML of `kb/codes/` has exactly these fields."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Side, Slug


class Range(Concept):
    """What a value of a measured quantity means: at least, and below, in the unit that `unit` names."""

    id: Slug
    at_least: float
    below: float | None = None


class Meaning(Concept):
    """What a code says: one id of ours, or what ranges of its value mean.

    id: a measure, finding, factor, condition, medicine or medicine class; without one the code is left out on purpose.
    besides: more ids that the code says. status: what the code itself says, such as past for a personal history.
    side: where the code names one. ranges, unit: for a value that is no measure of ours. values: what a coded answer
    means, by its code or text; an answer that means nothing denies `id`.
    """

    id: Slug | None = None
    besides: tuple[Slug, ...] = ()
    status: Literal["new", "known", "past", "family"] | None = None
    side: Side | None = None
    ranges: tuple[Range, ...] = ()
    unit: str | None = None
    values: dict[str, Slug | None] = Field(default_factory=dict)
    why: str | None = None

    @property
    def ids(self) -> tuple[str, ...]:
        """Every id that the meaning names."""
        named = (self.id, *self.besides, *(item.id for item in self.ranges), *self.values.values())
        return tuple(name for name in named if name)


class CodeSystem(Concept):
    """The codes of one system that we know.

    id: short name. system: its address; also: other addresses that people write for it. below: a code that is not
    listed means what the longest listed code means with which it begins. notice: what its owner asks to be said.
    """

    id: Slug
    system: str
    also: tuple[str, ...] = ()
    below: bool = False
    notice: str | None = None
    codes: dict[str, Meaning]


class Window(Concept):
    """How many days a result speaks for today, and the measures (or what is asked about) for which it does."""

    days: int = Field(gt=0)
    measures: tuple[Slug, ...] = ()
    why: str


class CodeSettings(Concept):
    """How records are read.

    units: UCUM code to the unit as our measures write it. windows: by name; `usual` is for all measures that no other
    window names. fades: days after which a condition that passes by itself, or is settled by treatment, is a thing of
    the past though the record still calls it active. local: words of a medicine that acts where it is put. yes, no:
    words and codes that answer a question.
    """

    units: dict[str, str]
    windows: dict[Slug, Window]
    fades: dict[Slug, int]
    fades_why: str
    local: tuple[str, ...]
    yes: tuple[str, ...]
    no: tuple[str, ...]


class Codes(Concept):
    """All code systems by their address, and how records are read."""

    systems: dict[str, CodeSystem]
    settings: CodeSettings

    def window(self, measure: str) -> int:
        """Days that a result of a measure speaks for today."""
        named = (item.days for item in self.settings.windows.values() if measure in item.measures)
        return next(named, self.settings.windows["usual"].days)
