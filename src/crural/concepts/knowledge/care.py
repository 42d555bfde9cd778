"""What to do: advice with its exceptions, tests, who to see."""

from __future__ import annotations

from pydantic import Field

from crural.concepts.base import Concept, Level, Slug
from crural.concepts.knowledge.rules import Atom


class Unless(Concept):
    """An exception of an advice: when it holds for the person, the advice is struck out."""

    when: Atom
    text: str


class Caution(Concept):
    """A hazard that can make an advice wrong, and who carries it: whoever has one of these, or fits one of `also`.

    The one with the id `none` lists the conditions and medicine classes that were looked at and carry no hazard.
    """

    id: Slug
    label: str
    conditions: tuple[Slug, ...] = ()
    medicines: tuple[Slug, ...] = ()
    factors: tuple[Slug, ...] = ()
    findings: tuple[Slug, ...] = ()
    also: tuple[Atom, ...] = ()


class Fine(Concept):
    """Cautions in which an advice stays as it is, and why."""

    cautions: tuple[Slug, ...]
    why: str


class Advice(Concept):
    """A piece of self-care, with its exceptions and source. general: shown whatever the cause.

    fine: the cautions that make no difference to it; every caution is an exception or here.
    orders: words by which a record names an order for the same thing; the exceptions hold for the order too.
    """

    id: Slug
    text: str
    because: str
    unless: tuple[Unless, ...] = ()
    fine: tuple[Fine, ...] = ()
    sources: tuple[str, ...] = ()
    general: bool = False
    orders: tuple[str, ...] = ()
    why: str | None = None


class Visit(Concept):
    """A kind of appointment (a blood sample, a scan): what to expect, what to bring, what to ask."""

    id: Slug
    name: str
    expect: str
    bring: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


class Test(Concept):
    """An examination or laboratory test: what it is, how it is done, and which kind of visit it needs."""

    id: Slug
    name: str
    plain: str
    how: str | None = None
    visit: Slug | None = None
    finding: tuple[Slug, ...] = ()
    loinc: str | None = None


class Specialist(Concept):
    """Who to see, what to expect there, what to bring and what to ask.

    first_when: at these levels of urgency everybody goes here first, whatever the cause is.
    """

    id: Slug
    name: str
    plain: str
    first_when: tuple[Level, ...] = ()
    expect: str | None = None
    bring: tuple[str, ...] = ()
    ask: tuple[str, ...] = ()


class EmergencyNumber(Concept):
    """Whom to call in a country. call: the ambulance. advice: a health line for what is urgent but no emergency.

    why: what the sources leave open.
    """

    id: Slug
    country: str
    call: str = Field(pattern=r"^[0-9]{3}$")
    advice: str | None = Field(default=None, pattern=r"^[0-9]+( [0-9]+)*$")
    sources: tuple[Slug, ...] = Field(min_length=1)
    why: str | None = None
