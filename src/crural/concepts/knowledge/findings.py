"""Symptoms, signs, home checks and test results, their qualities and measured values."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Sex, Slug
from crural.concepts.quantity import Probability

FindingKind = Literal["symptom", "sign", "home-check", "test"]


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
    a value outside every range is normal and denies all their findings. side_by_side: where the measure is the
    difference of two sides, what each side measures.
    """

    class Result(Concept):
        """The finding that a range of values means; bounds in the first unit, `sex` where it differs."""

        finding: Slug
        band: Slug | None = None
        at_least: float | None = None
        below: float | None = None
        sex: Sex | None = None

    class Sizes(Concept):
        """What is measured on each side (single words or phrases), and sizes that can be true, in the first unit."""

        named: tuple[str, ...]
        plausible: tuple[float, float]
        why: str

    id: Slug
    label: str
    wordings: tuple[str, ...]
    units: dict[str, float]
    unit_offset: dict[str, float] = Field(default_factory=dict)
    plausible: tuple[float, float]
    results: tuple[Result, ...]
    side_by_side: Sizes | None = None
    loinc: str | None = None
    source: str | None = None
    why: str | None = None
