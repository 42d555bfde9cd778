"""What the guard does when digits are lost: it sees it, and the additive method takes over."""

from __future__ import annotations

import sys
from typing import Any

import numpy as np
import pytest
from tests.generative.networks import small_case

from crural.inference import executors, forget_plans, posterior, prepare
from crural.inference.brute_force import enumerate_case

module: Any = sys.modules["crural.inference.posterior"]  # the function of that name hides its module


@pytest.mark.parametrize("loss", [1e-6, 1e-9])
def test_lost_digits_are_seen_and_the_additive_method_answers(
    monkeypatch: pytest.MonkeyPatch, loss: float
) -> None:
    true_sweep = module.sweep

    def sloppy(plan: Any, *args: Any) -> Any:
        weights = true_sweep(plan, *args)
        joined = int(plan.component.argmax())  # a condition that touches others
        weights.active[joined] += loss * (weights.active[joined] + weights.inactive[joined])
        return weights

    for seed in range(20):
        pattern, numbers = small_case(seed, clamps=False)
        if not any(pattern.findings):
            continue
        monkeypatch.setattr(module, "sweep", sloppy)
        answer = posterior(pattern, numbers)
        monkeypatch.setattr(module, "sweep", true_sweep)
        truth = enumerate_case(pattern, numbers)
        assert answer.trusted.all()
        assert np.abs(answer.active[0] - truth.active).max() < 1e-12
        assert np.abs(answer.contribution[0] - truth.contribution).max() < 1e-12


def test_where_the_additive_method_costs_too_much_the_priors_are_given_and_not_trusted(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    pattern, numbers = small_case(4, clamps=False)
    monkeypatch.setattr(module, "TOLERANCE", -1.0)
    monkeypatch.setattr(module, "stable_weights", lambda *_: None)
    answer = posterior(pattern, numbers)
    assert not answer.trusted.any()
    assert np.isfinite(answer.active).all()
    assert (answer.contribution == 0.0).all()


def test_without_numba_numpy_goes_on(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(executors.importlib.util, "find_spec", lambda _: None)
    assert not prepare()
    assert executors.compiled() is None
    forget_plans()
    pattern, numbers = small_case(1)
    assert posterior(pattern, numbers).trusted.all()
