"""Who to see: somebody who takes people today comes before any visit that can wait."""

import pytest

from crural.advice import plan_for_person
from crural.concepts.base import LEVELS
from crural.inference.facts import Facts
from crural.knowledge import load

BASE = load()
WITH_SPECIALIST = [c for c in BASE.conditions.values() if c.specialist]


@pytest.mark.parametrize("level", LEVELS)
@pytest.mark.parametrize("cause", WITH_SPECIALIST[::7], ids=lambda cause: cause.id)
def test_urgent_care_stands_first_just_when_it_is_urgent(level, cause) -> None:
    seen = plan_for_person(BASE, Facts(), [(cause, 0.9)], level).specialists
    first = {"same-day": "same-day-care", "emergency": "emergency-department"}.get(level, cause.specialist)
    assert seen[0].id == first
    assert cause.id in seen[0].causes
    assert cause.specialist in [who.id for who in seen]
    assert len({who.id for who in seen}) == len(seen)


@pytest.mark.parametrize("level", ["same-day", "emergency"])
def test_urgent_care_is_named_when_no_cause_is(level) -> None:
    assert plan_for_person(BASE, Facts(), [], level).specialists


def test_each_urgent_level_has_one_place_and_the_others_none() -> None:
    places = [level for who in BASE.specialists.values() for level in who.first_when]
    assert sorted(places) == ["emergency", "same-day"]
