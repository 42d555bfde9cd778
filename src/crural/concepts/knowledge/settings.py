"""Numbers of the whole base."""

from __future__ import annotations

from crural.concepts.base import Concept, Level
from crural.concepts.knowledge.conditions import Harm
from crural.concepts.quantity import Odds, Probability


class HarmClass(Concept):
    """Thresholds on a contribution above which each level is reached, for one class of harm."""

    id: Harm
    plain: str
    reaches: dict[Level, Probability]
    why: str | None = None


class Reporting(Concept):
    """How often what a person tells of a complaint is not so, beyond the errors of the studies behind the base.

    missed: a complaint that is there is denied. mistaken: asked about one that is not there, the person says yes (what
    is brought up unasked counts as so). misdescribed: how it is described (side, onset, length ...) says nothing.
    """

    missed: Probability
    mistaken: Probability
    misdescribed: Probability
    why: str


class Danger(Concept):
    """When the interview asks for dangers.

    counts: how much a condition of each usual urgency counts as a danger (others 0). power: a danger counts with its
    contribution to what was told, raised to this (below 1: the unlikely ones keep a say).
    price_of_signs, price_of_rest: what an alarm without danger costs when signs, or details and facts about the person,
    are chosen, as a share of one with danger. listed, asked: worth from which something stands in a list, and from
    which a list or a detail is asked. signs, about_you: so many stand in one list at most; by_rule: so many
    signs of a list because a rule asks for them. together: danger questions in one turn at most.
    """

    counts: dict[Level, float]
    power: float
    price_of_signs: float
    price_of_rest: float
    listed: float
    asked: float
    signs: int
    by_rule: int
    about_you: int
    together: int
    why: str


class Interview(Concept):
    """What a question is worth.

    level_weight: what each urgency level weighs: the cost of being told the wrong one, in nats of information.
    plan_weight: what a nat about what to do (tests, specialists, advice) weighs beside one about causes.
    rest_of_medicines: weight, for choosing what to look at, of hearing that no other medicine is taken.
    """

    level_weight: dict[Level, float]
    plan_weight: float
    rest_of_medicines: float
    danger: Danger
    why: str


class Settings(Concept):
    """Numbers of the whole base: the adult population, settings, harm classes, thresholds.

    past_event_share: share of adults with an unlisted past or family event; only centres odds ratios.
    exposure_after_onset: chance left of an exposure that began after the complaint or outside the latency.
    untold_exposure: share of those with an exposure who do not speak of it.
    known_and_new: share of the complaints of a known disease that it makes and that would be told as new.
    shown_from, plan_from, except_from, name_from, pair_from: the contribution from which a cause is shown, is
    planned for (the two leading ones from except_from), counts as present for the exceptions of advice, is named as
    what another comes from, and the chance from which a pair of causes is told.
    conjunction_from: the chance of the other parts from which a conjunction is named.
    reporting: how often what is told is not so; without it all that is told is taken as so.
    interview: what questions are worth.
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
    untold_exposure: Probability
    known_and_new: Probability
    shown_from: Probability
    plan_from: Probability
    except_from: Probability
    name_from: Probability
    conjunction_from: Probability
    pair_from: Probability
    interview: Interview
    reporting: Reporting | None = None
    recent_days: int
    transient_days: int
    event_days: int
    why: str
