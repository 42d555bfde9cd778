"""What the REST interface takes and gives beside the shapes of the core."""

from __future__ import annotations

from pydantic import Field

from crural.concepts.base import Concept
from crural.concepts.case import MAX_TEXT, Case, Number
from crural.concepts.interview import Turn
from crural.surfaces.lookup import Listed

Answers = dict[str, str | Number | tuple[str, ...]]
"""Answers by the id of the question: "yes", "no", "unsure", values of choices, or a number."""


class Words(Concept):
    """A text to be understood."""

    text: str = Field(min_length=1, max_length=MAX_TEXT)


class Step(Concept):
    """A case, and answers to put into it before the next question is chosen."""

    case: Case
    answers: Answers = Field(default_factory=dict)


class NextStep(Concept):
    """The case with the answers in it, to be sent again, and what to ask next."""

    case: Case
    turn: Turn


class WhyAsked(Concept):
    """A case, and the cause that is to be explained (its id)."""

    case: Case
    cause: str


class WhyRather(Concept):
    """A case, and two causes that are to be compared (their ids)."""

    case: Case
    cause: str
    than: str


class Changes(Concept):
    """A case, and answers changed in it to see what they would change."""

    case: Case
    changes: Answers = Field(min_length=1)


class KnowledgeVersion(Concept):
    """Versions of the software, the knowledge (hash of its content) and the schema of answers."""

    crural: str
    knowledge: str
    schema_: str = Field(alias="schema")


class Overview(Concept):
    """How many entries each section of the knowledge has."""

    knowledge: str
    sections: dict[str, int]


class Page(Concept):
    """Part of a section: `total` entries fit, `items` begin at `offset`."""

    knowledge: str
    section: str
    total: int
    offset: int
    items: tuple[Listed, ...]
