"""What the knowledge base holds. The YAML of `kb/` has exactly these fields.

A bare number in the YAML is an estimate: it, or the block around it, carries `why`. A sourced number
is written `{from: RECORD, by: FUNCTION}`.
"""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Level, Sex, Slug
from crural.concepts.quantity import Odds, Probability

FindingKind = Literal["symptom", "sign", "home-check", "test"]
ConditionKind = Literal["condition", "state", "umbrella", "presentation", "conjunction"]
Harm = Literal["hours", "days", "weeks", "months", "minor"]


class Source(Concept):
    """A publication or page."""

    id: Slug
    title: str
    authors: str | None = None
    journal: str | None = None
    year: int | None = None
    doi: str | None = None
    pmid: str | None = None
    pmcid: str | None = None
    url: str | None = None
    weak: bool = False


class Record(Concept):
    """What one publication prints: one number or statement, nothing else."""

    id: str
    about: str
    subject: str | None = None
    variant: str | None = None
    measure: str
    of: str | None = None
    value: float | None = None
    low: float | None = None
    high: float | None = None
    unit: str | None = None
    n: int | None = None
    population: str | None = None
    source: Slug | None = None
    seen: str | None = None
    quality: str | None = None
    note: str | None = None
    collected_as: str | None = None
    checked: str | None = None
    disputed: str | None = None


class Curve(Concept):
    """A probability by age and sex.

    ages: knots {age in years: probability}; between knots the log odds are interpolated, outside they
    stay flat. male_odds: odds of men over odds of women (ratio).
    """

    ages: dict[int, Probability]
    male_odds: Odds | None = None
    why: str | None = None


class Qualifier(Concept):
    """A quality of a complaint (site, onset, provoked-by ...) and its values.

    exclusive: one value at a time (onset) or several (site). usual: background chance of each value
    given that the complaint was caused by nothing modelled.
    """

    id: Slug
    label: str
    question: str
    exclusive: bool = False
    usual: dict[Slug, Probability]
    labels: dict[Slug, str]
    wordings: dict[Slug, tuple[str, ...]] = Field(default_factory=dict)
    why: str | None = None


class Finding(Concept):
    """A symptom, sign, home check or test result, in its abnormal direction.

    frequency: chance that an adult has it, bad enough to mention, within four weeks (symptoms).
    false_positive: chance of the sign or result without any modelled cause (signs, tests).
    qualifiers: ids of what can be told about it. usual: overrides of the qualifiers' backgrounds.
    implies: the generic finding that this one is a special form of. same_as: a synonym's id.
    wordings: phrases that say it is present; absent_wordings: that say it is absent.
    measure: quantity of which this is the low or high end; bands name graded levels, mildest first.
    burden: 1 easy to answer, 2 needs a look or a simple check, 3 needs a device or is embarrassing.
    """

    id: Slug
    kind: FindingKind
    label: str
    plain: str
    question: str | None = None
    help: str | None = None
    check: str | None = None
    frequency: Probability | None = None
    false_positive: Probability | None = None
    qualifiers: tuple[Slug, ...] = ()
    usual: dict[Slug, dict[Slug, Probability]] = Field(default_factory=dict)
    implies: Slug | None = None
    same_as: Slug | None = None
    excludes: tuple[Slug, ...] = ()
    bands: tuple[Slug, ...] = ()
    wordings: tuple[str, ...] = ()
    absent_wordings: tuple[str, ...] = ()
    burden: int = Field(default=1, ge=1, le=3)
    hpo: str | None = None
    loinc: str | None = None
    topic: Literal["leg", "body", "record"] = "body"
    why: str | None = None


class Measure(Concept):
    """A measured quantity and the findings that its values mean.

    units: {unit as written: factor to the first unit}. unit_offset: added after that. results: ranges of values;
    a value outside every range is normal and denies all their findings.
    """

    class Result(Concept):
        """The finding that a range of values means; bounds in the first unit, `sex` where it differs."""

        finding: Slug
        band: Slug | None = None
        at_least: float | None = None
        below: float | None = None
        sex: Sex | None = None

    id: Slug
    label: str
    wordings: tuple[str, ...]
    units: dict[str, float]
    unit_offset: dict[str, float] = Field(default_factory=dict)
    plausible: tuple[float, float]
    results: tuple[Result, ...]
    loinc: str | None = None
    source: str | None = None
    why: str | None = None


class Factor(Concept):
    """Something about the person that changes how likely conditions are; never a node.

    group: factors of one group are correlated; the strongest counts in full, the others half.
    event: it happens, and counts for `event_days` of the settings. lasting: once had, it always counts.
    family: the factor is a disease in the family, so it holds when a relative is told to have it.
    from_past: conditions whose past (or known) state means this factor (an earlier clot, stroke ...).
    """

    id: Slug
    label: str
    plain: str
    question: str | None = None
    prevalence: Curve
    group: Slug | None = None
    wordings: tuple[str, ...] = ()
    absent_wordings: tuple[str, ...] = ()
    event: bool = False
    lasting: bool = False
    family: bool = False
    from_past: tuple[Slug, ...] = ()
    burden: int = Field(default=1, ge=1, le=3)
    why: str | None = None


class Medicine(Concept):
    """A class of medicines. members: {generic id: other names and brands}.

    taken: chance that an adult takes one of the class. within: the class above (amlodipine's class is
    within no other; thiazides are within diuretics).
    """

    id: Slug
    name: str
    plain: str
    within: tuple[Slug, ...] = ()
    taken: Curve
    members: dict[Slug, tuple[str, ...]] = Field(default_factory=dict)
    wordings: tuple[str, ...] = ()
    note: str | None = None
    why: str | None = None


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


class Exposure(Concept):
    """What the condition cannot exist without: any of these factors, medicines, conditions or a sex.

    latency_days: shortest and longest known time from start to complaint.
    """

    any_of: tuple[Slug, ...] = ()
    sex: Sex | None = None
    latency_days: tuple[int, int] | None = None
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
    why: str | None = None


class Atom(Concept):
    """One test of a case, or a group of tests. All keys given must hold; there is no "not".

    finding, factor, medicine, condition: an id told to be present (a condition: known or newly named).
    side "one": left or right, not both. not_onset, not_longer_than_days: hold unless told otherwise.
    """

    all: tuple[Atom, ...] = ()
    any: tuple[Atom, ...] = ()
    at_least: int | None = None
    of: tuple[Atom, ...] = ()
    finding: Slug | None = None
    factor: Slug | None = None
    medicine: Slug | None = None
    condition: Slug | None = None
    status: tuple[Literal["new", "known", "past"], ...] = ("new", "known")
    side: Literal["one", "both"] | None = None
    site: tuple[Slug, ...] = ()
    onset: tuple[Literal["sudden", "days", "gradual"], ...] = ()
    not_onset: tuple[Literal["sudden", "days", "gradual"], ...] = ()
    severity: tuple[Literal["mild", "moderate", "severe"], ...] = ()
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


class Unless(Concept):
    """An exception of an advice: when it holds for the person, the advice is struck out."""

    when: Atom
    text: str


class Advice(Concept):
    """A piece of self-care, with its exceptions and source. general: shown whatever the cause."""

    id: Slug
    text: str
    because: str
    unless: tuple[Unless, ...] = ()
    sources: tuple[str, ...] = ()
    general: bool = False
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


class HarmClass(Concept):
    """Thresholds on a contribution above which each level is reached, for one class of harm."""

    id: Harm
    plain: str
    reaches: dict[Level, Probability]
    why: str | None = None


class Settings(Concept):
    """Numbers of the whole base: the adult population, settings, harm classes, thresholds.

    past_event_share: share of adults with an unlisted past or family event; only centres odds ratios.
    exposure_after_onset: chance left of an exposure that began after the complaint or outside the latency.
    recent_days: a complaint is recent. transient_days: what resolved still counts. event_days: so does an event.
    """

    population: dict[int, Probability]
    settings: dict[str, dict[Level, Odds]]
    harm: tuple[HarmClass, ...]
    summed_emergencies: dict[Level, Probability]
    cannot_tell_above: Probability
    self_care_share: Probability
    past_event_share: Probability
    exposure_after_onset: Probability
    recent_days: int
    transient_days: int
    event_days: int
    why: str


class KnowledgeBase(Concept):
    """Everything, resolved and checked.

    version: hash of the content. active: chance of each condition in the adult population (four
    weeks). leaks: what no modelled condition explains of each finding (probability).
    """

    version: str
    settings: Settings
    qualifiers: dict[str, Qualifier]
    findings: dict[str, Finding]
    measures: dict[str, Measure]
    factors: dict[str, Factor]
    medicines: dict[str, Medicine]
    conditions: dict[str, Condition]
    rules: dict[str, Rule]
    advice: dict[str, Advice]
    tests: dict[str, Test]
    specialists: dict[str, Specialist]
    myths: dict[str, Myth]
    sources: dict[str, Source]
    records: dict[str, Record]
    lexicon: dict[str, dict[str, tuple[str, ...]]]
    words: dict[str, str]
    active: dict[str, float] = Field(default_factory=dict)
    leaks: dict[str, float] = Field(default_factory=dict)
