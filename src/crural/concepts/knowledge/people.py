"""What is true of the person: factors and medicines, with how common they are."""

from __future__ import annotations

from pydantic import Field

from crural.concepts.base import Concept, Slug
from crural.concepts.quantity import Odds, Probability


class Curve(Concept):
    """A probability by age and sex.

    ages: knots {age in years: probability}; between knots the log odds are interpolated, outside they
    stay flat. male_odds: odds of men over odds of women (ratio).
    """

    ages: dict[int, Probability]
    male_odds: Odds | None = None
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
