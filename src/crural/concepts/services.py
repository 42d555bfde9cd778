"""A directory of services: the form that a clinic or a region fills in, and what of it fits a person."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field, StringConstraints

from crural.concepts.base import Concept, Level, Slug

Day = Literal["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]
Hours = Annotated[
    str, StringConstraints(pattern=r"^([01]\d|2[0-3]):[0-5]\d-(([01]\d|2[0-3]):[0-5]\d|24:00)$")
]
"""Opening hours such as 09:00-17:30."""
Short = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Website = Annotated[str, StringConstraints(pattern=r"^https://\S+$", max_length=200)]
Email = Annotated[str, StringConstraints(pattern=r"^[^\s@]+@[^\s@]+\.[^\s@]+$", max_length=120)]
Phone = Annotated[str, StringConstraints(pattern=r"^[+\d][\d ()./-]{3,24}$")]
Country = Annotated[str, StringConstraints(pattern=r"^[A-Z]{2}$")]


class Place(Concept):
    """Where a centre is. country: two letters (ISO 3166). step_free: can be reached without stairs."""

    address: Short
    town: Short
    postcode: Short | None = None
    country: Country
    step_free: bool | None = None


class Contact(Concept):
    """How a centre is reached; at least one way should be given."""

    phone: Phone | None = None
    email: Email | None = None
    website: Website | None = None


class Offer(Concept):
    """A kind of service (an id of `kb/services`) that a centre offers.

    referral: whether a doctor has to send you. paid_by: who usually pays. also_checked: what this centre
    settles before, beside what the knowledge base lists.
    """

    service: Slug
    referral: Literal["needed", "not-needed", "ask"] = "ask"
    paid_by: tuple[Literal["public", "insurance", "self"], ...] = ()
    also_checked: tuple[Short, ...] = ()


class Centre(Concept):
    """One centre: who works there, which tests and services it offers, where, when.

    urgent: takes people the same day. checked_on: when somebody last made sure that this entry is right.
    """

    id: Slug
    name: Short
    kind: Literal["hospital", "clinic", "practice", "community", "pharmacy", "online"]
    place: Place
    contact: Contact
    opening: dict[Day, tuple[Hours, ...]] = Field(default_factory=dict)
    urgent: bool = False
    languages: tuple[Short, ...] = ()
    specialists: tuple[Slug, ...] = ()
    tests: tuple[Slug, ...] = ()
    offers: tuple[Offer, ...] = ()
    note: Annotated[str, StringConstraints(max_length=400)] | None = None
    checked_on: date


class Directory(Concept):
    """A list of centres. sample: invented, for trying out only."""

    title: Short
    kept_by: Short
    sample: bool = False
    centres: tuple[Centre, ...]


class Caution(Concept):
    """Something to settle before a service. because: ids of what is true, or likely, of the person."""

    text: str
    then: Literal["ask-first", "not-now"]
    because: tuple[str, ...]


class Match(Concept):
    """Something of a centre that fits the answer: a service, a specialist or a test, and for which causes."""

    kind: Literal["service", "specialist", "test"]
    id: str
    name: str
    causes: tuple[str, ...]
    place_in_care: str | None = None
    needs_first: tuple[str, ...] = ()
    cautions: tuple[Caution, ...] = ()
    also_checked: tuple[str, ...] = ()

    @property
    def open_now(self) -> bool:
        """Whether nothing speaks against it for now."""
        return all(caution.then != "not-now" for caution in self.cautions)


class Fit(Concept):
    """A centre that fits, with what of it fits."""

    centre: Centre
    matches: tuple[Match, ...]


class Fitting(Concept):
    """Which centres fit an answer. note: what comes first. sample: the directory is invented."""

    level: Level
    note: str
    sample: bool
    fits: tuple[Fit, ...] = ()
