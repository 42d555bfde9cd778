"""The engine against the enumeration oracle, the frontier DP and its own invariances, on generated networks."""

from __future__ import annotations

import numpy as np
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.generative.networks import realistic_case, small_case

from crural.inference import (
    Numbers,
    Pattern,
    leave_one_out,
    pair_contributions,
    posterior,
    unexplained,
)
from crural.inference.brute_force import enumerate_case
from crural.inference.stable import stable_weights

SEEDS = st.integers(0, 2**31)
LOTS = settings(max_examples=80, deadline=None, derandomize=True, suppress_health_check=list(HealthCheck))
FEW = settings(LOTS, max_examples=15)


@LOTS
@given(SEEDS)
def test_oracle_agrees(seed: int) -> None:
    pattern, numbers = small_case(seed, lanes=2)
    main = [f for f in range(len(pattern.findings)) if (seed >> f) & 1]
    answer = posterior(pattern, numbers)
    quiet = unexplained(pattern, numbers, main, answer)
    assert answer.exact
    assert answer.trusted.all()
    for lane in range(2):
        oracle = enumerate_case(pattern, numbers, lane=lane, main=main)
        np.testing.assert_allclose(answer.active[lane], oracle.active, atol=1e-12)
        np.testing.assert_allclose(answer.contribution[lane], oracle.contribution, atol=1e-12)
        np.testing.assert_allclose(np.exp(answer.log_evidence[lane]), oracle.evidence, rtol=1e-10)
        np.testing.assert_allclose(quiet[lane], oracle.unexplained, atol=1e-12)


@LOTS
@given(SEEDS)
def test_oracle_agrees_on_weighted_states(seed: int) -> None:
    pattern, numbers = small_case(seed)
    select = np.random.default_rng(seed).random((1, pattern.n, 3))
    answer = posterior(pattern, numbers, select=select)
    oracle = enumerate_case(pattern, numbers, select=select[0])
    np.testing.assert_allclose(answer.active[0], oracle.active, atol=1e-12)
    np.testing.assert_allclose(answer.contribution[0], oracle.contribution, atol=1e-12)
    np.testing.assert_allclose(np.exp(answer.log_evidence[0]), oracle.evidence, rtol=1e-10)


@LOTS
@given(SEEDS)
def test_oracle_agrees_on_pairs(seed: int) -> None:
    pattern, numbers = small_case(seed)
    pairs = pair_contributions(pattern, numbers, k=pattern.n)
    oracle = enumerate_case(pattern, numbers)
    chosen = list(pairs.conditions)
    np.testing.assert_allclose(pairs.both, oracle.both[np.ix_(chosen, chosen)], atol=1e-12)
    left_out = [c for c in range(pattern.n) if c not in chosen]
    assert np.all(oracle.contribution[left_out] < 1e-12)


@LOTS
@given(SEEDS, st.integers(2, 6))
def test_frontier_sweep_agrees_on_larger_cases(seed: int, present: int) -> None:
    pattern, numbers = realistic_case(seed, conditions=40, edges=12, present=present, lanes=2)
    second = stable_weights(pattern, numbers)
    if second is None:
        return
    answer = posterior(pattern, numbers)
    np.testing.assert_allclose(answer.active, (second.active / second.total).T, atol=1e-12)
    quiet = (second.active - second.unfired) / second.total
    np.testing.assert_allclose(answer.contribution, quiet.T, atol=1e-12)
    np.testing.assert_allclose(answer.log_evidence, np.log(second.total), atol=1e-9)


@FEW
@given(SEEDS)
def test_implausible_evidence_keeps_its_digits(seed: int) -> None:
    """Links and leaks a hundredth of the usual size: P(evidence) about 1e-20, where a difference loses all."""
    pattern, numbers = realistic_case(seed, conditions=60, edges=10, present=7)
    numbers = numbers.with_(
        reach=tuple(x * 0.01 for x in numbers.reach),
        above=tuple(x * 0.01 for x in numbers.above),
        reach_leak=numbers.reach_leak * 0.01,
        above_leak=numbers.above_leak * 0.01,
    )
    second = stable_weights(pattern, numbers)
    if second is None:
        return
    answer = posterior(pattern, numbers)
    assert answer.log_evidence[0] < -30
    np.testing.assert_allclose(answer.active, (second.active / second.total).T, atol=1e-12)


@FEW
@given(SEEDS)
def test_lanes_equal_single_runs(seed: int) -> None:
    pattern, numbers = realistic_case(seed, conditions=50, edges=12, present=6, lanes=5)
    together = posterior(pattern, numbers)
    for lane in range(5):
        alone = posterior(pattern, numbers.rows([lane]))
        np.testing.assert_allclose(together.active[lane], alone.active[0], atol=1e-14)
        np.testing.assert_allclose(together.contribution[lane], alone.contribution[0], atol=1e-14)
        np.testing.assert_allclose(together.log_evidence[lane], alone.log_evidence[0], atol=1e-11)


@LOTS
@given(SEEDS)
def test_names_and_order_do_not_matter(seed: int) -> None:
    pattern, numbers = small_case(seed, max_conditions=9, max_findings=6)
    rng = np.random.default_rng(seed)
    new_name = rng.permutation(pattern.n)  # condition c is called new_name[c]
    old_name = np.argsort(new_name)
    edges = rng.permutation(len(pattern.edges))
    findings = rng.permutation(len(pattern.findings))
    inner = [rng.permutation(len(pattern.findings[f])) for f in findings]
    renamed = Pattern(
        pattern.n,
        tuple((int(new_name[pattern.edges[e][0]]), int(new_name[pattern.edges[e][1]])) for e in edges),
        tuple(
            tuple(int(new_name[pattern.findings[f][j]]) for j in order)
            for f, order in zip(findings, inner, strict=True)
        ),
        tuple(i for i, f in enumerate(findings) if f in pattern.complaints),
        tuple(sorted((int(new_name[c]), on) for c, on in pattern.known)),
    )
    moved = Numbers(
        prior=numbers.prior[:, old_name],
        scale=numbers.scale[:, old_name],
        edge=numbers.edge[:, edges],
        reach=tuple(numbers.reach[f][:, order] for f, order in zip(findings, inner, strict=True)),
        above=tuple(numbers.above[f][:, order] for f, order in zip(findings, inner, strict=True)),
        reach_leak=numbers.reach_leak[:, findings],
        above_leak=numbers.above_leak[:, findings],
    )
    before, after = posterior(pattern, numbers), posterior(renamed, moved)
    np.testing.assert_allclose(after.active[:, new_name], before.active, atol=1e-12)
    np.testing.assert_allclose(after.contribution[:, new_name], before.contribution, atol=1e-12)
    np.testing.assert_allclose(after.log_evidence, before.log_evidence, atol=1e-11)


@LOTS
@given(SEEDS)
def test_a_finding_with_strengthless_links_changes_nothing(seed: int) -> None:
    pattern, numbers = small_case(seed)
    wider = Pattern(
        pattern.n,
        pattern.edges,
        (*pattern.findings, tuple(range(pattern.n))),
        (*pattern.complaints, len(pattern.findings)),
        pattern.known,
    )
    zeros = np.zeros((1, pattern.n))
    more = numbers.with_(
        reach=(*numbers.reach, zeros),
        above=(*numbers.above, zeros),
        reach_leak=np.append(numbers.reach_leak, [[0.3]], axis=1),
        above_leak=np.append(numbers.above_leak, [[0.0]], axis=1),
    )
    before, after = posterior(pattern, numbers), posterior(wider, more)
    np.testing.assert_allclose(after.active, before.active, atol=1e-12)
    np.testing.assert_allclose(after.contribution, before.contribution, atol=1e-12)
    np.testing.assert_allclose(after.log_evidence, before.log_evidence + np.log(0.3), atol=1e-11)


@LOTS
@given(SEEDS)
def test_weights_are_differences_between_cases(seed: int) -> None:
    """A silenced finding is a case without it; scale and prior rows are cases with other numbers."""
    pattern, numbers = small_case(seed, clamps=False)
    rng = np.random.default_rng(seed)
    scales, priors = rng.random((2, pattern.n)) + 0.01, rng.random((1, pattern.n)) * 0.5 + 0.01
    weights = leave_one_out(pattern, numbers, scales=scales, priors=priors)
    assert weights.trusted.all()
    full = posterior(pattern, numbers).log_odds(0)
    for f in range(len(pattern.findings)):
        keep = [g for g in range(len(pattern.findings)) if g != f]
        without = Pattern(
            pattern.n, pattern.edges, tuple(pattern.findings[g] for g in keep), (), pattern.known
        )
        rest = numbers.with_(
            reach=tuple(numbers.reach[g] for g in keep),
            above=tuple(numbers.above[g] for g in keep),
            reach_leak=numbers.reach_leak[:, keep],
            above_leak=numbers.above_leak[:, keep],
        )
        np.testing.assert_allclose(
            weights.findings[f], full - posterior(without, rest).log_odds(0), atol=1e-7
        )
    for row in range(2):
        other = posterior(pattern, numbers.with_(scale=scales[row : row + 1])).log_odds(0)
        np.testing.assert_allclose(weights.denied[row], full - other, atol=1e-7)
    other = posterior(pattern, numbers.with_(prior=priors)).log_odds(0)
    np.testing.assert_allclose(weights.factors[0], full - other, atol=1e-7)
