"""Small cases by hand, contradictory evidence, wide plans, and the lanes built on top."""

from __future__ import annotations

import numpy as np
import pytest
from tests.generative.networks import realistic_case

from crural.inference import (
    InferenceInputError,
    Numbers,
    Pattern,
    forget_plans,
    intervals,
    leave_one_out,
    pair_contributions,
    plan,
    posterior,
    product,
    unexplained,
)
from crural.inference.brute_force import enumerate_case
from crural.inference.plan import PlanTooWide, make_plan, plan_for


def one_cause(prior: float = 0.1, reach: float = 0.8, leak: float = 0.05) -> tuple[Pattern, Numbers]:
    pattern = Pattern(1, (), ((0,),), (0,))
    return pattern, Numbers.of(pattern, prior=[prior], reach=[[reach]], reach_leak=[leak])


def test_one_cause_by_hand() -> None:
    pattern, numbers = one_cause()
    answer = posterior(pattern, numbers)
    with_cause, without = 0.1 * (1 - 0.2 * 0.95), 0.9 * 0.05
    assert answer.active[0, 0] == pytest.approx(with_cause / (with_cause + without))
    assert answer.contribution[0, 0] == pytest.approx(0.1 * 0.8 / (with_cause + without))
    assert np.exp(answer.log_evidence[0]) == pytest.approx(with_cause + without)
    quiet = unexplained(pattern, numbers, [0], answer)
    assert quiet[0] == pytest.approx(1 - answer.contribution[0, 0])


def test_a_known_condition_contributes_less_than_it_is_active() -> None:
    pattern = Pattern(2, (), ((0, 1),), (0,), ((0, True),))
    numbers = Numbers.of(pattern, prior=[0.3, 0.1], reach=[[0.05, 0.9]], reach_leak=[0.01])
    answer = posterior(pattern, numbers)
    assert answer.active[0, 0] == 1.0
    assert answer.contribution[0, 0] < 0.5 < answer.contribution[0, 1]


def test_a_sign_is_no_complaint() -> None:
    pattern = Pattern(1, (), ((0,),), ())
    numbers = Numbers.of(pattern, prior=[0.1], reach=[[0.8]], reach_leak=[0.05])
    assert posterior(pattern, numbers).contribution[0, 0] == 0.0


def test_no_findings_at_all() -> None:
    pattern = Pattern(2, ((0, 1),), (), (), ((1, True),))
    numbers = Numbers.of(
        pattern, prior=[0.2, 0.0], edge=[0.5], reach=[], reach_leak=np.zeros((1, 0)), scale=[1.0, 0.3]
    )
    answer = posterior(pattern, numbers)
    np.testing.assert_allclose(answer.active[0], [1.0, 1.0])
    assert np.exp(answer.log_evidence[0]) == pytest.approx(0.2 * 0.5 * 0.3)


@pytest.mark.parametrize(
    ("prior", "reach", "leak", "known"),
    [
        (0.0, 0.5, 0.0, ()),  # nothing can have caused it
        (0.2, 0.0, 0.0, ()),
        (0.2, 0.5, 0.0, ((0, False),)),
        (0.0, 0.5, 0.1, ((0, True),)),  # known to be active, impossible by its prior
        (1e-290, 1.0, 0.0, ()),
    ],
)
def test_impossible_evidence_answers_with_priors_and_says_so(
    prior: float, reach: float, leak: float, known: tuple[tuple[int, bool], ...]
) -> None:
    pattern = Pattern(2, (), ((0,), (1,)), (0,), known)
    numbers = Numbers.of(pattern, prior=[prior, 0.2], reach=[[reach], [0.5]], reach_leak=[leak, 0.1])
    answer = posterior(pattern, numbers)
    assert not answer.trusted[0]
    for values in (answer.active, answer.contribution, answer.log_odds(slice(None)), answer.log_evidence):
        assert np.isfinite(values).all()
    assert answer.active[0, 1] == pytest.approx(0.2)
    assert unexplained(pattern, numbers, [0])[0] == 1.0
    assert pair_contributions(pattern, numbers).conditions == ()
    weights = leave_one_out(pattern, numbers)
    assert not weights.trusted.any()
    assert np.isfinite(weights.findings).all()


def test_one_impossible_lane_leaves_the_others_alone() -> None:
    pattern, _ = one_cause()
    numbers = Numbers.of(pattern, prior=[[0.1], [0.0]], reach=[[[0.8], [0.8]]], reach_leak=[[0.05], [0.0]])
    answer = posterior(pattern, numbers)
    assert answer.trusted.tolist() == [True, False]
    assert answer.active[0, 0] == posterior(*one_cause()).active[0, 0]


def test_certain_numbers_stay_finite() -> None:
    """Strengths, priors and scales of exactly 0 and 1 in every place."""
    rng = np.random.default_rng(1)
    for _ in range(200):
        pattern = Pattern(3, ((0, 1), (1, 2)), ((0, 1), (1, 2)), (0,))
        pick = lambda *shape: rng.integers(0, 2, shape).astype(float)  # noqa: E731
        numbers = Numbers.of(
            pattern, prior=pick(3), edge=pick(2), reach=[pick(2), pick(2)], reach_leak=pick(2), scale=pick(3)
        )
        answer = posterior(pattern, numbers)
        for values in (answer.active, answer.contribution, answer.log_odds(slice(None)), answer.log_evidence):
            assert np.isfinite(values).all()


def dense(present: int, conditions: int = 40, seed: int = 3) -> tuple[Pattern, Numbers]:
    rng = np.random.default_rng(seed)
    findings = tuple(
        tuple(sorted(int(c) for c in rng.choice(conditions, 15, replace=False))) for _ in range(present)
    )
    pattern = Pattern(conditions, ((0, 1), (2, 3)), findings, tuple(range(present)))
    numbers = Numbers.of(
        pattern,
        prior=10 ** rng.uniform(-3.5, -1, conditions),
        edge=[0.3, 0.6],
        reach=[rng.beta(1, 3, 15) for _ in findings],
        reach_leak=10 ** rng.uniform(-3, -1.5, present),
    )
    return pattern, numbers


def test_a_plan_too_wide_is_refused_before_arithmetic() -> None:
    pattern, _ = dense(25)
    forget_plans()
    with pytest.raises(PlanTooWide):
        make_plan(pattern, 1 << 14)
    with pytest.raises(PlanTooWide):
        plan_for(pattern, 1 << 14)


def test_too_wide_is_answered_approximately_and_says_so() -> None:
    errors = []
    for seed in range(6):
        pattern, numbers = realistic_case(seed, present=10)
        exact = posterior(pattern, numbers)
        rough = posterior(pattern, numbers, budget=plan_for(pattern).entries // 2)
        assert exact.exact
        assert not rough.exact
        assert 0.0 < rough.folded < 0.2
        errors.append(float(np.abs(rough.active - exact.active).max()))
    assert np.median(errors) < 0.02
    assert max(errors) < 0.1


def test_however_small_the_budget_there_is_an_answer() -> None:
    pattern, numbers = dense(8)
    answer = posterior(pattern, numbers, budget=1)
    assert not answer.exact
    assert np.isfinite(answer.active).all()
    assert answer.folded == 1.0


def test_intervals_are_quantiles_over_lanes() -> None:
    pattern, _ = one_cause()
    numbers = Numbers.of(
        pattern, prior=np.linspace(0.05, 0.15, 21)[:, None], reach=[[0.8]], reach_leak=[0.05]
    )
    found = intervals(pattern, numbers, (0.0, 0.5, 1.0))
    active = posterior(pattern, numbers).active[:, 0]
    np.testing.assert_allclose(found.active[:, 0], [active[0], active[10], active[20]])
    assert found.trusted == 1.0
    assert found.exact


def test_queries_refuse_what_they_cannot_do() -> None:
    pattern, numbers = one_cause()
    with pytest.raises(InferenceInputError):
        leave_one_out(pattern, numbers.rows([0, 0]))
    with pytest.raises(InferenceInputError):
        leave_one_out(pattern, numbers, scales=np.ones((1, 3)))
    with pytest.raises(InferenceInputError):
        pair_contributions(pattern, numbers.rows([0, 0]))
    with pytest.raises(InferenceInputError):
        unexplained(pattern, numbers, [4])


def test_large_tables_in_parts_give_the_same_answer(monkeypatch):
    pattern = Pattern(6, ((0, 1),), ((0, 1, 2, 3), (0, 2, 3, 4), (1, 2, 3, 5), (0, 3, 4, 5)), (0, 1, 2, 3))
    rng = np.random.default_rng(4)
    numbers = Numbers.of(
        pattern,
        prior=rng.uniform(0.01, 0.3, (3, 6)),
        edge=rng.uniform(0.1, 0.9, (3, 1)),
        reach=[rng.uniform(0.1, 0.9, (3, 4)) for _ in range(4)],
        reach_leak=rng.uniform(0.01, 0.1, (3, 4)),
    )
    whole = posterior(pattern, numbers)
    monkeypatch.setattr(product, "LARGE", 2)
    parts = posterior(pattern, numbers)
    np.testing.assert_allclose(parts.active, whole.active, atol=1e-12)
    np.testing.assert_allclose(parts.contribution, whole.contribution, atol=1e-12)
    oracle = enumerate_case(pattern, numbers, lane=1)
    np.testing.assert_allclose(parts.contribution[1], oracle.contribution, atol=1e-12)


def test_wide_plans_are_not_hoarded(monkeypatch):
    forget_plans()
    monkeypatch.setattr(plan, "CACHE_ENTRIES", 1)
    first = plan_for(one_cause()[0])
    assert plan_for(one_cause()[0]) is first
    plan_for(Pattern(2, (), ((0, 1),), (0,)))
    assert plan_for(one_cause()[0]) is not first
