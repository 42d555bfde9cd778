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
    reporting: Reporting | None = None
    recent_days: int
    transient_days: int
    event_days: int
    why: str
