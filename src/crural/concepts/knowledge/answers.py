"""Answers to what people ask, corrections of what they read, and where each claim about legs is carried."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Slug
from crural.concepts.knowledge.rules import Atom

Topic = Literal["causes", "danger", "habits", "medicines", "tests", "treatment", "visit"]
Verdict = Literal["supported", "partly", "outdated", "unsupported", "wrong"]
REFUTED: tuple[Verdict, ...] = ("outdated", "unsupported", "wrong")
"""Verdicts of claims that need a correction."""


class Answer(Concept):
    """A question that people ask, with a short plain answer.

    wordings: other ways to ask it. text: paragraphs, the answer first. unless: for whom it does not hold.
    seek_care: when to be seen. conditions, advice, tests, services: where to read on.
    """

    id: Slug
    topic: Topic
    question: str
    wordings: tuple[str, ...] = ()
    text: tuple[str, ...]
    unless: tuple[str, ...] = ()
    seek_care: str
    conditions: tuple[Slug, ...] = ()
    advice: tuple[Slug, ...] = ()
    tests: tuple[Slug, ...] = ()
    services: tuple[Slug, ...] = ()
    sources: tuple[str, ...] = ()
    why: str | None = None


class Myth(Concept):
    """Something people read, and what is known instead. `when`: shown if it holds for the person.

    harmful: acting on it can hurt; such corrections are shown first.
    """

    id: Slug
    said: str
    in_fact: str
    when: Atom
    harmful: bool = False
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()
    why: str | None = None


class Claim(Concept):
    """A statement about legs that the base must know, and what carries it.

    verdict: what is known of it. carried_by: {place in the base: words that stand there}. A place is
    `answer:ID`, `condition:ID.factors.smoking` and so on. A structural place (a link, odds, an edge) needs
    no words. Mechanism chains and corrections name their claims themselves.
    """

    id: str
    verdict: Verdict
    carried_by: dict[str, str | None] = Field(default_factory=dict)


class Check(Concept):
    """What to settle before a service: it applies when any of the ids is true of the person."""

    text: str
    applies_to: tuple[Slug, ...]
    then: Literal["ask-first", "not-now"] = "ask-first"


class Service(Concept):
    """A kind of service that a centre may offer, told without favour.

    place_in_care: where guidelines put it. conditions: for which causes. needs_first: tests before it.
    """

    id: Slug
    name: str
    plain: str
    place_in_care: str
    conditions: tuple[Slug, ...]
    needs_first: tuple[Slug, ...] = ()
    checks: tuple[Check, ...] = ()
    sources: tuple[str, ...] = ()
    why: str | None = None
