"""The weak conditions are told: those that matter and rest on little print, weakest first."""

from __future__ import annotations

from crural.knowledge import load
from crural.knowledge.stats import WEAK, commonest, weakest

BASE = load()
FOUND = weakest(BASE)


def test_each_matters_and_is_weak() -> None:
    common = {condition.id for condition in commonest(BASE)}
    for weak in FOUND:
        urgent = weak.condition.usual_urgency in ("emergency", "same-day")
        assert weak.common == (weak.condition.id in common)
        assert weak.common or urgent
        assert weak.sourced < WEAK * weak.total or weak.condition.depth == "thin"


def test_the_weakest_come_first() -> None:
    shares = [weak.sourced / weak.total for weak in FOUND]
    assert shares == sorted(shares)


def test_a_kind_is_named_only_when_none_of_its_numbers_is_sourced() -> None:
    weak = next(weak for weak in FOUND if weak.guessed)
    strengths = [link.strength for link in weak.condition.produces]
    assert ("strengths" in weak.guessed) == (not any(number.sourced for number in strengths))
    assert all(not weak.sourced for weak in FOUND if len(weak.guessed) == 4)


def test_a_well_sourced_condition_is_not_among_them() -> None:
    named = {weak.condition.id for weak in FOUND}
    assert "heart-failure" not in named
    assert "deep-vein-thrombosis" not in named
