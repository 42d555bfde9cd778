"""Questions that are asked as extra lanes of one plan: what is unexplained, what weighs how much, pairs, intervals."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crural.inference.pattern import Array, InferenceInputError, Mask, Numbers, Pattern
from crural.inference.plan import BUDGET
from crural.inference.posterior import Posterior, posterior


@dataclass(frozen=True)
class Weights:
    """Log Bayes factors, natural log, finite: log odds(c | all) - log odds(c | all but this piece).

    findings: (m, n), one row for each observed finding; denied: (K, n); factors: (J, n). Odds are capped at 1e12;
    known conditions have weight 0. trusted: (m + K + J,) whether both sides of each row were trusted.
    """

    findings: Array
    denied: Array
    factors: Array
    trusted: Mask


@dataclass(frozen=True)
class Pairs:
    """conditions: by contribution, best first; both: (k, k) P(both contribute | all), the diagonal its own."""

    conditions: tuple[int, ...]
    both: Array


@dataclass(frozen=True)
class Intervals:
    """active, contribution: (Q, n) over the trusted lanes; trusted: share of lanes; exact: as in Posterior."""

    quantiles: tuple[float, ...]
    active: Array
    contribution: Array
    trusted: float
    exact: bool


def unexplained(
    pattern: Pattern,
    numbers: Numbers,
    findings: Sequence[int],
    answer: Posterior | None = None,
    *,
    budget: int = BUDGET,
) -> Array:
    """(L,) P(no condition's link fired on any of these findings | everything known), 0 to 1.

    A lane in which these findings can come from their leaks only; an active condition that is linked to one pays
    (1 - reach), the chance that its link stayed below the observed level.
    findings: indices of observed findings (the main complaints). answer: the posterior, when already known.
    Lanes that are not trusted give 1: nothing that is modelled explains them.
    """
    if not set(findings) <= set(range(len(pattern.findings))):
        raise InferenceInputError(f"findings: an index is outside 0..{len(pattern.findings) - 1}")
    scale = numbers.scale.copy()
    reach, above = list(numbers.reach), list(numbers.above)
    for f in set(findings):
        scale[:, list(pattern.findings[f])] *= 1.0 - reach[f]
        reach[f] = above[f] = np.zeros_like(reach[f])
    lane = numbers.with_(scale=scale, reach=tuple(reach), above=tuple(above))
    base = answer if answer is not None else posterior(pattern, numbers, budget=budget)
    quiet = posterior(pattern, lane, budget=budget)
    ratio = np.exp(np.minimum(quiet.log_evidence - base.log_evidence, 0.0))
    return np.asarray(np.where(base.trusted, np.where(quiet.trusted, ratio, 0.0), 1.0))


def leave_one_out(
    pattern: Pattern,
    numbers: Numbers,
    *,
    scales: Array | None = None,
    priors: Array | None = None,
    budget: int = BUDGET,
) -> Weights:
    """What each piece of evidence weighs for each condition, given all the rest. One lane of numbers.

    Observed findings are silenced one by one (reach_leak 1, all else 0: probability 1 whatever the conditions).
    scales: (K, n), for each denied finding the whole scale row without it (scale / (1 - w) where that is defined).
    priors: (J, n), for each factor the prior row without it.
    Raises InferenceInputError when there is more than one lane or a row has the wrong length.
    """
    if numbers.lanes != 1:
        raise InferenceInputError(f"leave_one_out: {numbers.lanes} lanes, expected 1")
    n, m = pattern.n, len(pattern.findings)
    scales = np.empty((0, n)) if scales is None else scales
    priors = np.empty((0, n)) if priors is None else priors
    for name, rows in (("scales", scales), ("priors", priors)):
        if rows.ndim != 2 or rows.shape[1] != n:
            raise InferenceInputError(f"{name}: shape {rows.shape}, expected (rows, {n})")
    first, second = 1 + m, 1 + m + len(scales)
    lanes = numbers.rows([0] * (second + len(priors)))
    for f in range(m):
        lanes.reach[f][1 + f] = lanes.above[f][1 + f] = 0.0
        lanes.reach_leak[1 + f, f], lanes.above_leak[1 + f, f] = 1.0, 0.0
    lanes.scale[first:second] = scales
    lanes.prior[second:] = priors
    answer = posterior(pattern, lanes, budget=budget)
    weight = answer.log_odds[0] - answer.log_odds[1:]
    weight[:, [c for c, _ in pattern.known]] = 0.0
    trusted = answer.trusted[0] & answer.trusted[1:]
    weight[~trusted] = 0.0
    return Weights(weight[:m], weight[m : second - 1], weight[second - 1 :], trusted)


def pair_contributions(
    pattern: Pattern, numbers: Numbers, k: int = 8, answer: Posterior | None = None, *, budget: int = BUDGET
) -> Pairs:
    """P(both contribute | everything known) for the k conditions that contribute most. One lane of numbers.

    One lane for each of the k, weighted to "it contributes" (select (0, 1, -1)).
    """
    if numbers.lanes != 1:
        raise InferenceInputError(f"pair_contributions: {numbers.lanes} lanes, expected 1")
    base = answer if answer is not None else posterior(pattern, numbers, budget=budget)
    share = base.contribution[0]
    best = [int(c) for c in np.argsort(-share, kind="stable")[:k] if share[c] > 0.0]
    if not best or not base.trusted[0]:
        return Pairs((), np.zeros((0, 0)))
    select = np.zeros((len(best), pattern.n, 3))
    select[:, :, :2] = 1.0
    for lane, c in enumerate(best):
        select[lane, c] = (0.0, 1.0, -1.0)
    lanes = posterior(pattern, numbers.rows([0] * len(best)), select=select, budget=budget)
    joint = np.where(lanes.trusted[:, None], lanes.contribution[:, best] * share[best][:, None], 0.0)
    joint = (joint + joint.T) / 2.0
    np.fill_diagonal(joint, share[best])
    return Pairs(tuple(best), joint)


def intervals(
    pattern: Pattern,
    numbers: Numbers,
    quantiles: tuple[float, ...] = (0.025, 0.975),
    *,
    budget: int = BUDGET,
) -> Intervals:
    """Quantiles of active and contribution over the L lanes (draws of the numbers), untrusted lanes left out."""
    answer = posterior(pattern, numbers, budget=budget)
    rows = answer.trusted if answer.trusted.any() else np.ones(numbers.lanes, dtype=bool)
    return Intervals(
        quantiles=quantiles,
        active=np.quantile(answer.active[rows], quantiles, axis=0),
        contribution=np.quantile(answer.contribution[rows], quantiles, axis=0),
        trusted=float(answer.trusted.mean()),
        exact=answer.exact,
    )
