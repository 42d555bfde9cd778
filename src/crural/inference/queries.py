"""Questions that are asked as extra lanes of one plan: what is unexplained, what weighs how much, pairs, intervals."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

import numpy as np

from crural.inference.batch import Batch
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
    """active, contribution: (Q, n) over the trusted lanes; trusted: share of lanes; exact: as in Posterior.

    mean: (n,) mean contribution over the trusted lanes: the chance when the numbers themselves are uncertain.
    """

    quantiles: tuple[float, ...]
    active: Array
    contribution: Array
    mean: Array
    trusted: float
    exact: bool


def _silence(pattern: Pattern, lanes: Numbers, findings: Sequence[int], rows: slice) -> None:
    """In these rows no condition's link to one of the findings fires: an active condition pays (1 - reach)."""
    if not set(findings) <= set(range(len(pattern.findings))):
        raise InferenceInputError(f"findings: an index is outside 0..{len(pattern.findings) - 1}")
    for f in set(findings):
        lanes.scale[rows, list(pattern.findings[f])] *= 1.0 - lanes.reach[f][rows]
        lanes.reach[f][rows] = lanes.above[f][rows] = 0.0


def _without(pattern: Pattern, findings: Sequence[int]) -> Pattern:
    """The pattern without some findings: much narrower, where these were what made it wide."""
    kept = [f for f in range(len(pattern.findings)) if f not in set(findings)]
    return replace(
        pattern,
        findings=tuple(pattern.findings[f] for f in kept),
        complaints=tuple(place for place, f in enumerate(kept) if f in pattern.complaints),
    )


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
    lanes = numbers.rows(list(range(numbers.lanes)))
    _silence(pattern, lanes, findings, slice(None))
    base = answer if answer is not None else posterior(pattern, numbers, budget=budget)
    rest = _without(pattern, findings)
    kept = [f for f in range(len(pattern.findings)) if f not in set(findings)]
    quiet = posterior(
        rest,
        lanes.with_(
            reach=tuple(lanes.reach[f] for f in kept),
            above=tuple(lanes.above[f] for f in kept),
            reach_leak=lanes.reach_leak[:, kept],
            above_leak=lanes.above_leak[:, kept],
        ),
        budget=budget,
    )
    alone = (lanes.reach_leak - lanes.above_leak)[:, sorted(set(findings))]
    with np.errstate(divide="ignore"):
        log_quiet = quiet.log_evidence + np.log(alone).sum(axis=1)
    ratio = np.exp(np.minimum(log_quiet - base.log_evidence, 0.0))
    return np.asarray(np.where(base.trusted, np.where(quiet.trusted, ratio, 0.0), 1.0))


def ask_unexplained(batch: Batch, findings: Sequence[int]) -> Callable[[Posterior], float]:
    """As `unexplained`, for the case of a batch."""
    rows = batch.ask(1, lambda lanes, _, rows: _silence(batch.pattern, lanes, findings, rows))

    def read(answer: Posterior) -> float:
        if not answer.trusted[0]:
            return 1.0
        ratio = np.exp(min(answer.log_evidence[rows][0] - answer.log_evidence[0], 0.0))
        return float(ratio) if answer.trusted[rows][0] else 0.0

    return read


def ask_weights(
    batch: Batch, *, scales: Array | None = None, priors: Array | None = None
) -> Callable[[Posterior], Weights]:
    """As `leave_one_out`, for the case of a batch."""
    pattern = batch.pattern
    n, m = pattern.n, len(pattern.findings)
    scales = np.empty((0, n)) if scales is None else scales
    priors = np.empty((0, n)) if priors is None else priors
    for name, given in (("scales", scales), ("priors", priors)):
        if given.ndim != 2 or given.shape[1] != n:
            raise InferenceInputError(f"{name}: shape {given.shape}, expected (rows, {n})")
    first, second = m, m + len(scales)

    def fill(lanes: Numbers, _: Array, rows: slice) -> None:
        start = rows.start
        for f in range(m):
            lanes.reach[f][start + f] = lanes.above[f][start + f] = 0.0
            lanes.reach_leak[start + f, f], lanes.above_leak[start + f, f] = 1.0, 0.0
        lanes.scale[start + first : start + second] = scales
        lanes.prior[start + second : rows.stop] = priors

    rows = batch.ask(second + len(priors), fill)

    def read(answer: Posterior) -> Weights:
        weight = answer.log_odds(0) - answer.log_odds(rows)
        weight[:, [c for c, _ in pattern.known]] = 0.0
        trusted = answer.trusted[0] & answer.trusted[rows]
        weight[~trusted] = 0.0
        return Weights(weight[:first], weight[first:second], weight[second:], trusted)

    return read


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
    batch = Batch(pattern, numbers)
    read = ask_weights(batch, scales=scales, priors=priors)
    return read(batch.answer(budget=budget))


def ask_pairs(batch: Batch, conditions: Sequence[int]) -> Callable[[Posterior], Pairs]:
    """P(both contribute | everything known) for these conditions, for the case of a batch.

    One lane for each, weighted to "it contributes" (select (0, 1, -1)); none for conditions clamped to absent.
    """
    best = [c for c in conditions if batch.pattern.known_states.get(c, True)]

    def fill(_: Numbers, select: Array, rows: slice) -> None:
        for lane, c in enumerate(best, rows.start):
            select[lane, c] = (0.0, 1.0, -1.0)

    rows = batch.ask(len(best), fill)

    def read(answer: Posterior) -> Pairs:
        share = answer.contribution[0]
        if not best or not answer.trusted[0]:
            return Pairs((), np.zeros((0, 0)))
        both = answer.contribution[rows][:, best] * share[best][:, None]
        joint = np.where(answer.trusted[rows][:, None], both, 0.0)
        joint = (joint + joint.T) / 2.0
        np.fill_diagonal(joint, share[best])
        return Pairs(tuple(best), joint)

    return read


def most_contributing(answer: Posterior, k: int) -> list[int]:
    """The k conditions that contribute most in lane 0, best first."""
    share = answer.contribution[0]
    return [int(c) for c in np.argsort(-share, kind="stable")[:k] if share[c] > 0.0]


def pair_contributions(
    pattern: Pattern, numbers: Numbers, k: int = 8, answer: Posterior | None = None, *, budget: int = BUDGET
) -> Pairs:
    """P(both contribute | everything known) for the k conditions that contribute most. One lane of numbers."""
    batch = Batch(pattern, numbers)
    base = answer if answer is not None else posterior(pattern, numbers, budget=budget)
    read = ask_pairs(batch, most_contributing(base, k))
    return read(batch.answer(budget=budget))


def ask_intervals(
    batch: Batch, numbers: Numbers, quantiles: tuple[float, ...]
) -> Callable[[Posterior], Intervals]:
    """As `intervals`, with the lanes of `numbers` (draws of the case's numbers) put into a batch."""

    def fill(lanes: Numbers, _: Array, rows: slice) -> None:
        for into, given in zip(lanes.arrays(), numbers.arrays(), strict=True):
            into[rows] = given

    rows = batch.ask(numbers.lanes, fill)
    return lambda answer: _spans(answer, rows, quantiles)


def intervals(
    pattern: Pattern,
    numbers: Numbers,
    quantiles: tuple[float, ...] = (0.025, 0.975),
    *,
    budget: int = BUDGET,
) -> Intervals:
    """Quantiles of active and contribution over the L lanes (draws of the numbers), untrusted lanes left out."""
    return _spans(posterior(pattern, numbers, budget=budget), slice(None), quantiles)


def _spans(answer: Posterior, rows: slice, quantiles: tuple[float, ...]) -> Intervals:
    trusted = answer.trusted[rows]
    kept = trusted if trusted.any() else np.ones(len(trusted), dtype=bool)
    return Intervals(
        quantiles=quantiles,
        active=_quantiles(answer.active[rows][kept], quantiles),
        contribution=_quantiles(answer.contribution[rows][kept], quantiles),
        mean=answer.contribution[rows][kept].mean(axis=0),
        trusted=float(trusted.mean()),
        exact=answer.exact,
    )


def _quantiles(values: Array, quantiles: tuple[float, ...]) -> Array:
    """(Q, n) of finite values (L, n), as `numpy.quantile` over the lanes gives them, in a tenth of its time."""
    ordered, last = np.sort(values, axis=0), len(values) - 1
    found = []
    for quantile in quantiles:
        place = quantile * last
        low, share = ordered[int(place)], place - int(place)
        high = ordered[min(int(place) + 1, last)]
        found.append(low + (high - low) * share if share < 0.5 else high - (high - low) * (1.0 - share))
    return np.stack(found)
