"""Danger rules, and the tests of a case that they and others are made of."""

from __future__ import annotations

from collections.abc import Iterator
from functools import cached_property
from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Level, Sex, Slug


class Atom(Concept):
    """One test of a case, or a group of tests. All keys given must hold; there is no "not".

    finding, factor, medicine, condition: an id told to be present (a condition: known or newly named).
    side "one": left or right, not both. not_onset, not_site, not_severity, not_longer_than_days: hold unless told
    otherwise (not_site: unless all sites told are of these).
    not_as: special forms of the finding that do not count for this test, when nothing else of it was told.
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
    not_as: tuple[Slug, ...] = ()
    severity: tuple[Literal["mild", "moderate", "severe"], ...] = ()
    not_severity: tuple[Literal["mild", "moderate", "severe"], ...] = ()
    band: tuple[Slug, ...] = ()
    qualities: dict[Slug, tuple[Slug, ...]] = Field(default_factory=dict)
    not_longer_than_days: float | None = None
    age_at_least: float | None = None
    sex: Sex | None = None

    @cached_property
    def own_names(self) -> frozenset[str]:
        """The ids that the atom itself asks for."""
        return frozenset(filter(None, (self.finding, self.factor, self.medicine, self.condition)))

    @cached_property
    def single(self) -> bool:
        """Whether there is no group in it."""
        return not (self.all or self.any or self.of)

    @cached_property
    def own_keys(self) -> bool:
        """Whether it asks for anything itself, beside the groups in it."""
        return bool(self.own_names) or self._of_the_person

    @cached_property
    def names(self) -> frozenset[str]:
        """The ids that the atom and the groups in it ask for."""
        return self.own_names.union(*(inner.names for inner in (*self.all, *self.any, *self.of)))

    @cached_property
    def wanted(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Of each quality that must have been told of the finding: the values of which one is needed."""
        fields = {"site": self.site, "onset": self.onset, "severity": self.severity, "band": self.band}
        side = {"side": (self.side,)} if self.side else {}
        asked = {**side, **{name: values for name, values in fields.items() if values}}
        return tuple((name, frozenset(values)) for name, values in (*asked.items(), *self.qualities.items()))

    @cached_property
    def refused(self) -> tuple[tuple[str, frozenset[str]], ...]:
        """Of each quality: the values that may not be all that was told."""
        fields = {"onset": self.not_onset, "site": self.not_site, "severity": self.not_severity}
        return tuple((name, frozenset(values)) for name, values in fields.items() if values)

    @cached_property
    def details(self) -> frozenset[tuple[str, str]]:
        """(finding, quality) of what the atom and the groups in it ask to be told of a finding."""
        own = frozenset((self.finding, name) for name, _ in self.wanted if self.finding)
        return own.union(*(inner.details for inner in (*self.all, *self.any, *self.of)))

    @cached_property
    def personal(self) -> bool:
        """Whether it looks at age, sex or a hazard anywhere."""
        return self._of_the_person or any(inner.personal for inner in (*self.all, *self.any, *self.of))

    @cached_property
    def _of_the_person(self) -> bool:
        return (self.age_at_least, self.sex, self.caution) != (None, None, None)

    @cached_property
    def needed(self) -> frozenset[str] | None:
        """Ids of which one at least must be told, or the atom does not hold; None where it can hold without."""
        return min(self._needs(), key=len, default=None)

    def _needs(self) -> Iterator[frozenset[str]]:
        """Sets of ids of which one at least must be told."""
        for name in self.own_names:
            yield frozenset((name,))
        for inner in self.all:
            if inner.needed is not None:
                yield inner.needed
        for group in (self.any, self.of):
            parts = [inner.needed for inner in group]
            if group and None not in parts:
                yield frozenset().union(*(part for part in parts if part is not None))


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
