"""The answer: urgency first, then causes, what to ask, test and do. One shape for every surface."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Level, Sex, Side


class Reason(Concept):
    """Why this urgency: a danger rule or a likely dangerous cause, in plain words, with its source."""

    rule: str | None = None
    cause: str | None = None
    level: Level
    text: str
    source: tuple[str, ...] = ()


class Urgency(Concept):
    """How soon somebody must look. act: what to do now. not_asked: danger signs still unknown."""

    level: Level
    act: str
    reasons: tuple[Reason, ...] = ()
    while_waiting: tuple[str, ...] = ()
    on_the_phone: str | None = None
    not_asked: tuple[str, ...] = ()


class Evidence(Concept):
    """One answer and its weight for a cause: the natural log of the Bayes factor, given the rest."""

    id: str
    text: str
    weight: float
    source: tuple[str, ...] = ()


class Cause(Concept):
    """A possible cause.

    probability: chance that it is active and produced a present complaint, with its 90 % interval.
    active: chance that it is active at all. because_of: a cause that it comes from.
    """

    id: str
    name: str
    lay_name: str
    plain: str = ""
    probability: float
    interval: tuple[float, float]
    active: float
    urgency: Level
    known: bool = False
    for_: tuple[Evidence, ...] = ()
    against: tuple[Evidence, ...] = ()
    because_of: tuple[str, ...] = ()
    mechanism: tuple[tuple[str, ...], ...] = ()
    missing: tuple[str, ...] = ()
    treatment: str | None = None
    worse_if: str | None = None
    sources: tuple[str, ...] = ()


class Joint(Concept):
    """Two causes that explain the complaints together, and the chance that both do."""

    causes: tuple[str, str]
    probability: float
    text: str


class CannotTell(Concept):
    """The chance that no modelled cause produced the main complaint, and whether to say so."""

    probability: float
    said: bool
    text: str | None = None


class FoundFinding(Concept):
    """A finding as it was understood."""

    id: str
    label: str
    state: Literal["present", "absent", "uncertain", "past", "family"]
    side: Side | None = None
    site: tuple[str, ...] = ()
    duration: str | None = None
    details: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    quote: str | None = None
    start: int | None = None
    end: int | None = None


class FoundFactor(Concept):
    """A factor or condition told of the person."""

    id: str
    label: str
    state: Literal["present", "absent", "past", "family", "uncertain"]


class FoundMedicine(Concept):
    """A medicine told of the person."""

    id: str
    name: str
    status: Literal["current", "stopped"]


class FoundValue(Concept):
    """A measurement."""

    id: str
    value: float
    unit: str


class Question(Concept):
    """A question worth asking next, and why."""

    id: str
    text: str
    why: str
    help: str | None = None


class Suggestion(Concept):
    """A test or a specialist, with its purpose and the causes that it is for."""

    id: str
    name: str
    purpose: str
    causes: tuple[str, ...] = ()


class AdviceItem(Concept):
    """Self-care. struck: true when an exception holds for this person; then `unless` says why not."""

    id: str
    text: str
    because: str
    unless: tuple[str, ...] = ()
    struck: bool = False
    source: tuple[str, ...] = ()


class MythItem(Concept):
    """Something that people read, and what is known instead."""

    id: str
    said: str
    in_fact: str
    source: tuple[str, ...] = ()


class InstrumentScore(Concept):
    """A clinical score, stage or check, as far as the case tells.

    low, high: the least and the greatest total that fits what is known (equal when all is known). stage: the class of a
    staging. missing: what is not known.
    """

    id: str
    name: str
    plain: str
    low: float | None = None
    high: float | None = None
    stage: str | None = None
    label: str
    text: str
    missing: tuple[str, ...] = ()
    limits: str
    source: tuple[str, ...] = ()


class OutOfScope(Concept):
    """What Crural cannot judge here, beside the answer, never instead of it."""

    reason: Literal["child", "not-about-legs", "nothing-understood", "not-english"]
    text: str


class Versions(Concept):
    """Versions of the software, the knowledge base (content hash) and this schema."""

    crural: str
    knowledge: str
    schema_: str


class Assessment(Concept):
    """Everything Crural says about a case.

    set: ids of causes, likeliest first, meant to hold the true one 95 times in 100 when it is one that we know; empty
    when we cannot tell.
    """

    id: str | None = None
    urgency: Urgency
    causes: tuple[Cause, ...] = ()
    joint: tuple[Joint, ...] = ()
    set: tuple[str, ...] = ()
    cannot_tell: CannotTell
    findings: tuple[FoundFinding, ...] = ()
    age: float | None = None
    sex: Sex | None = None
    factors: tuple[FoundFactor, ...] = ()
    medicines: tuple[FoundMedicine, ...] = ()
    values: tuple[FoundValue, ...] = ()
    questions: tuple[Question, ...] = ()
    tests: tuple[Suggestion, ...] = ()
    specialists: tuple[Suggestion, ...] = ()
    advice: tuple[AdviceItem, ...] = ()
    myths: tuple[MythItem, ...] = ()
    scores: tuple[InstrumentScore, ...] = ()
    follow_up: tuple[str, ...] = ()
    out_of_scope: OutOfScope | None = None
    notes: tuple[str, ...] = ()
    versions: Versions
