"""Danger rules, and the tests of a case that they and others are made of."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Level, Sex, Slug


class Atom(Concept):
    """One test of a case, or a group of tests. All keys given must hold; there is no "not".

    finding, factor, medicine, condition: an id told to be present (a condition: known or newly named).
    side "one": left or right, not both. not_onset, not_site, not_severity, not_longer_than_days: hold unless told
    otherwise (not_site: unless all sites told are of these).
    caution: the person carries this hazard (`kb/cautions.yaml`); it stands only in the exceptions of advice.
    """

    all: tuple[Atom, ...] = ()
    any: tuple[Atom, ...] = ()
    at_least: int | None = None
    of: tuple[Atom, ...] = ()
    finding: Slug | None = None
    factor: Slug | None = None
    medicine: Slug | None = None
    condition: Slug | None = None
    caution: Slug | None = None
    status: tuple[Literal["new", "known", "past"], ...] = ("new", "known")
    side: Literal["one", "both"] | None = None
    site: tuple[Slug, ...] = ()
    onset: tuple[Literal["sudden", "days", "gradual"], ...] = ()
    not_onset: tuple[Literal["sudden", "days", "gradual"], ...] = ()
    not_site: tuple[Slug, ...] = ()
    severity: tuple[Literal["mild", "moderate", "severe"], ...] = ()
    not_severity: tuple[Literal["mild", "moderate", "severe"], ...] = ()
    band: tuple[Slug, ...] = ()
    qualities: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    not_longer_than_days: float | None = None
    age_at_least: float | None = None
    sex: Sex | None = None


class Rule(Concept):
    """A danger rule: flat, cited, monotone. `ask` names findings to ask while it is half met.

    transient_counts: what resolved within 14 days still counts.
    relevant_if: when the danger is worth asking about (any of these).
    """

    id: Slug
    level: Level
    name: str
    when: Atom
    transient_counts: bool = False
    message: str
    act: str
    on_the_phone: str | None = None
    while_waiting: tuple[str, ...] = ()
    ask: tuple[Slug, ...] = ()
    relevant_if: tuple[Atom, ...] = ()
    suspects: tuple[Slug, ...] = ()
    sources: tuple[str, ...]
    why: str | None = None
