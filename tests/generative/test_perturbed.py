"""Perturbed bases, and people with linked findings."""

from __future__ import annotations

import numpy as np
import pytest
from tests.small_base import base_of, condition, finding

from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.people import People
from crural.inference.perturbed import perturbed
from crural.inference.telling import Telling

N = 50_000


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return base_of(
        [finding("pain", frequency=0.3), finding("numb", frequency=0.2)],
        [
            condition(
                "artery",
                [{"finding": "pain", "strength": 0.6}, {"finding": "numb", "strength": 0.3}],
                prior=0.3,
            ),
            condition("nerve", [{"finding": "numb", "strength": 0.7}], prior=0.01),
        ],
    )


def strength(base: KnowledgeBase) -> float:
    return base.conditions["artery"].produces[0].strength.value


def test_every_number_moves_within_its_uncertainty_and_the_same_seed_moves_it_the_same(
    base: KnowledgeBase,
) -> None:
    worlds = [perturbed(base, seed) for seed in range(60)]
    assert perturbed(base, 3).conditions == worlds[3].conditions
    drawn = np.array([strength(world) for world in worlds])
    assert len(set(drawn)) == 60
    assert abs(drawn.mean() - 0.6) < 0.08
    assert 0.08 < drawn.std() < 0.3  # as from 8 people: 0.163
    assert len({world.leaks["pain"] for world in worlds}) == 60
    assert base.conditions["artery"].produces[0].strength.value == 0.6


def test_a_perturbed_base_is_a_base(base: KnowledgeBase) -> None:
    world = perturbed(base, 1)
    telling = Telling(People(world, 1000, 1))
    assert 0.0 < telling.holds(Atom(finding="pain")).mean() < 1.0
    assert world.version != base.version


def test_linked_findings_are_as_common_as_before_and_come_together(base: KnowledgeBase) -> None:
    def shares(linked: float) -> tuple[float, float, float]:
        telling = Telling(People(base, N, 5), linked)
        number = telling.index.number["artery"]
        pain, numb = telling.fired("pain", number)[0], telling.fired("numb", number)[0]
        return float(pain.mean()), float(numb.mean()), float((pain & numb).mean())

    pain, numb, both = shares(0.5)
    assert abs(pain - 0.6) < 0.02
    assert abs(numb - 0.3) < 0.02
    assert both > 0.6 * 0.3 + 0.04
    pain, numb, both = shares(0.0)
    assert abs(both - 0.6 * 0.3) < 0.02
