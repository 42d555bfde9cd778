"""Conditions: what brings them about, what they produce, and what is done."""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Level, Sex, Slug
from crural.concepts.knowledge.people import Curve
from crural.concepts.quantity import Odds, Probability

ConditionKind = Literal["condition", "state", "umbrella", "presentation", "conjunction"]
Harm = Literal["hours", "days", "weeks", "months", "minor"]


class Produces(Concept):
    """A condition's link to a finding.

    strength: chance that the condition alone produces the finding (within the four weeks).
    with_: chance of each qualifier value given that this link fired; values not named have the
    background chance.
    """

    finding: Slug
    strength: Probability
    with_: dict[Slug, dict[Slug, Probability]] = Field(default_factory=dict, alias="with")
    why: str | None = None


class FactorOdds(Concept):
    """The odds ratio of a factor, a known condition or a medicine class for a condition.

    status: for conditions, whether `known` (has it) or `past` (had it) or `family` is meant.
    """

    factor: Slug
    odds: Odds
    status: Literal["known", "past", "family"] = "known"
    why: str | None = None


class CausedBy(Concept):
    """A noisy-OR edge: chance that the parent condition alone brings this one about."""

    condition: Slug
    strength: Probability
    why: str | None = None


class NewStart(Concept):
    """How a medicine that was started lately moves the chance of its effect: most effects come soon after a start.

    within_days: started no longer ago than this. odds: of the effect in these users, against all users.
    """

    within_days: int
    odds: Odds
    why: str | None = None


class Exposure(Concept):
    """What the condition cannot exist without: any of these factors, medicines, conditions or a sex.

    latency_days: shortest and longest known time from start to complaint. new_start: of a medicine.
    untold: share of those with it who do not speak of it, where it differs from `untold_exposure` of the settings.
    """

    any_of: tuple[Slug, ...] = ()
    sex: Sex | None = None
    latency_days: tuple[int, int] | None = None
    new_start: NewStart | None = None
    untold: Probability | None = None
    why: str | None = None


class Course(Concept):
    """Chance of each onset and duration of the complaints that the condition produces."""

    onset: dict[Literal["sudden", "days", "gradual"], Probability] = Field(default_factory=dict)
    duration: dict[Literal["hours", "days", "weeks", "months", "years"], Probability] = Field(
        default_factory=dict
    )
    why: str | None = None


class Chain(Concept):
    """Cause, mechanism, feeling: the steps in plain words, first cause first."""

    steps: tuple[str, ...]
    feeling: tuple[Slug, ...] = ()
    sources: tuple[str, ...] = ()
    claims: tuple[str, ...] = ()


class TestUse(Concept):
    """A test with its purpose and stage for one condition."""

    test: Slug
    purpose: str
    stage: Literal["first", "next", "specialist"] = "first"


class Treatment(Concept):
    """First-line treatment in one honest paragraph, with the guideline it follows."""

    text: str
    source: str | None = None
    why: str | None = None


class Review(Concept):
    """A second look at every number of a condition: when, and what was checked."""

    on: date
    checked: str


class Condition(Concept):
    """A condition, state, umbrella, presentation or conjunction of `scope.yaml`."""

    id: Slug
    name: str
    lay_name: str
    area: str
    kind: ConditionKind
    icd10cm: str
    plain: str
    usual_urgency: Level
    harm: Harm | None = None
    definition: str | None = None
    self_limiting: bool = False
    prior: Curve | None = None
    exposure: Exposure | None = None
    factors: tuple[FactorOdds, ...] = ()
    caused_by: tuple[CausedBy, ...] = ()
    stage_of: Slug | None = None
    stage_strength: Probability | None = None
    member_of: tuple[Slug, ...] = ()
    conjunction_of: tuple[Slug, ...] = ()
    same_process: tuple[str, ...] = ()
    course: Course = Course()
    produces: tuple[Produces, ...] = ()
    defined_by: tuple[Slug, ...] = ()
    mechanism: tuple[Chain, ...] = ()
    tests: tuple[TestUse, ...] = ()
    specialist: Slug | None = None
    treatment: Treatment | None = None
    advice: tuple[Slug, ...] = ()
    prevention: tuple[str, ...] = ()
    follow_up: str | None = None
    worse_if: str | None = None
    wordings: tuple[str, ...] = ()
    sources: tuple[str, ...] = ()
    depth: Literal["full", "thin"] = "thin"
    out_of_scope: bool = False
    gaps: str | None = None
    reviewed: Review | None = None
    why: str | None = None
