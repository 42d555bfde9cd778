"""What to do: advice with its exceptions, tests, who to see, corrections."""

from __future__ import annotations

from crural.concepts.base import Concept, Slug
from crural.concepts.knowledge.rules import Atom


class Unless(Concept):
    """An exception of an advice: when it holds for the person, the advice is struck out."""

    when: Atom
    text: str


class Advice(Concept):
    """A piece of self-care, with its exceptions and source. general: shown whatever the cause.

    orders: words by which a record names an order for the same thing; the exceptions hold for the order too.
    """

    id: Slug
    text: str
    because: str
    unless: tuple[Unless, ...] = ()
    sources: tuple[str, ...] = ()
    general: bool = False
    orders: tuple[str, ...] = ()
    why: str | None = None


class Test(Concept):
    """An examination or laboratory test: what it is and what it is for."""

    id: Slug
    name: str
    plain: str
    how: str | None = None
    finding: tuple[Slug, ...] = ()
    loinc: str | None = None


class Specialist(Concept):
    """Who to see."""

    id: Slug
    name: str
    plain: str


class Myth(Concept):
    """Something people read, and what is known instead. `when`: shown if it holds for the person."""

    id: Slug
    said: str
    in_fact: str
    when: Atom
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
