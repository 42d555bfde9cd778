"""The answer for one pattern in all lanes, guarded: never a NaN, never a silent loss of digits.

The evaluation only adds and multiplies non-negative numbers, so it keeps its digits however unlikely the evidence.
Its two readings of the same total (the forward sweep, and inactive + active of every condition) are compared all
the same. A lane in which they differ by more than 1e-10, or whose evidence seems impossible (a part of the network
has a weight below 1e-280), is done again by the plain additive method (`stable`), where that is affordable; if it
finds the same, the lane answers with the priors and `trusted=False`.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crural.inference import executors
from crural.inference.execute import sweep
from crural.inference.fold import fold, prior_chances
from crural.inference.guard import CAP, SMALLEST, TOLERANCE
from crural.inference.pattern import Array, InferenceInputError, Mask, Numbers, Pattern
from crural.inference.plan import BUDGET, Plan, PlanTooWide, plan_for
from crural.inference.stable import stable_weights

LOG_IMPOSSIBLE = -1e4
BLOCK_NUMBERS = 1 << 23
MAX_BLOCK = 192
FOLD_FACTOR = 2.0


@dataclass(frozen=True)
class Posterior:
    """What follows from the evidence, for L lanes and n conditions; every value is finite.

    log_evidence: (L,) natural log of P(findings, known states) times the scales; -1e4 when not trusted.
    active: (L, n) P(condition active | everything known), 0 to 1.
    contribution: (L, n) P(active and at least one of its links to a complaint fired | ...), 0 to active.
    inactive: (L, n) P(condition not active | everything known), of its own so that small ones keep their digits.
    trusted: (L,) False when the evidence is impossible or rounding could not be bounded: priors are returned then.
    exact: False when the plan was too wide and weak links were folded into the leaks (see `fold`).
    folded: 0 to 1, largest share of a finding's chance that was folded (0 when exact).
    error: 0 to 1, estimate of the largest error of any active (0 when exact): twice as far as the first
        round of folding lies away.
    """

    log_evidence: Array
    active: Array
    contribution: Array
    inactive: Array
    trusted: Mask
    exact: bool = True
    folded: float = 0.0
    error: float = 0.0

    def log_odds(self, lanes: int | slice) -> Array:
        """Natural log odds of active in some lanes (..., n), capped at +-27.6 (1e-12)."""
        active, inactive = self.active[lanes], self.inactive[lanes]
        return np.asarray(np.log(np.maximum(active, CAP)) - np.log(np.maximum(inactive, CAP)))


@dataclass
class _Lanes:
    """Weights gathered over blocks, lanes first: (L, n); total (L,) in logs; good (L,)."""

    inactive: Array
    active: Array
    unfired: Array
    log_total: Array
    good: Mask


def posterior(
    pattern: Pattern,
    numbers: Numbers,
    *,
    select: Array | None = None,
    budget: int = BUDGET,
) -> Posterior:
    """Posterior of all conditions in all lanes.

    select: (L, n, 3) weights multiplied in for (inactive, active, unfired): the third is *added* to the second for
        the part in which no link of the condition to a complaint fired; (1, 1, 0) changes nothing, (0, 1, 0)
        clamps to active, (0, 1, -1) to "contributes".
    budget: table entries per lane (8 bytes each) above which links are folded (`exact=False`).
    Raises InferenceInputError when shapes or values do not fit the pattern.
    """
    numbers.check_shapes(pattern)
    if select is not None and select.shape != (numbers.lanes, pattern.n, 3):
        raise InferenceInputError(f"select: shape {select.shape}, expected ({numbers.lanes}, {pattern.n}, 3)")
    try:
        plan = plan_for(pattern, budget)
    except PlanTooWide:
        numbers.check_values()

        def solve(smaller: Pattern, its: Numbers) -> Array:
            return _evaluate(plan_for(smaller, budget), its, select).active

        small, rough = fold(pattern, numbers, budget, solve)
        plan = plan_for(small.pattern, budget)
        answer = _evaluate(plan, small.numbers, select)
        off = float(np.abs(answer.active - rough)[answer.trusted].max(initial=0.0))
        return replace(answer, exact=False, folded=small.share, error=min(FOLD_FACTOR * off, 1.0))
    return _evaluate(plan, numbers, select)


def _evaluate(plan: Plan, numbers: Numbers, select: Array | None) -> Posterior:
    pattern, run = plan.pattern, executors.compiled()
    found = run(plan, numbers, select) if run else None
    if found is None:
        numbers.check_values()
        answer = _finish(_all_lanes(plan, numbers, select), select)
    else:
        chances = (found.log_evidence, found.active, found.contribution, found.inactive)
        answer = Posterior(*chances, found.good)
    return answer if answer.trusted.all() else _mended(answer, pattern, numbers, select)


def _mended(answer: Posterior, pattern: Pattern, numbers: Numbers, select: Array | None) -> Posterior:
    """The answer with the lanes that the guard stopped done again, or with their priors."""
    bad = np.flatnonzero(~answer.trusted)
    rows, chosen = numbers.rows(bad), None if select is None else select[bad]
    evidence, active, trusted = answer.log_evidence.copy(), answer.active.copy(), answer.trusted.copy()
    contribution, inactive = answer.contribution.copy(), answer.inactive.copy()
    active[bad] = prior_chances(pattern, rows)
    inactive[bad] = 1.0 - active[bad]
    contribution[bad], evidence[bad] = 0.0, LOG_IMPOSSIBLE
    again = stable_weights(pattern, rows, chosen)
    if again is not None:
        with np.errstate(all="ignore"):
            lanes = _Lanes(
                again.inactive.T, again.active.T, again.unfired.T, np.log(again.total), again.total > SMALLEST
            )
        once_more = _finish(lanes, chosen)
        sound = once_more.trusted
        done = bad[sound]
        evidence[done], active[done] = once_more.log_evidence[sound], once_more.active[sound]
        contribution[done], inactive[done] = once_more.contribution[sound], once_more.inactive[sound]
        trusted[done] = True
    return Posterior(evidence, active, contribution, inactive, trusted)


def _all_lanes(plan: Plan, numbers: Numbers, select: Array | None) -> _Lanes:
    count, n = numbers.lanes, plan.pattern.n
    size = int(min(MAX_BLOCK, max(1, BLOCK_NUMBERS // max(plan.entries, 1))))
    pieces = -(-count // size)
    size = -(-count // pieces) if pieces else size
    inactive, active, unfired = (np.empty((count, n)) for _ in range(3))
    lanes = _Lanes(inactive, active, unfired, np.empty(count), np.empty(count, dtype=bool))
    placed = np.flatnonzero(plan.component >= 0)
    for start in range(0, count, size):
        rows = slice(start, start + size)
        block = numbers if size >= count else numbers.rows(rows)
        chosen = None if select is None else select[rows]
        with np.errstate(all="ignore"):
            weights = sweep(plan, block, chosen)
            inactive, active, unfired = weights.inactive, weights.active, weights.unfired
            both = inactive + active
            expected = both.copy()
            expected[placed] = weights.roots[plan.component[placed]]
            residual = np.abs(both - expected) <= TOLERANCE * expected
            signs = (inactive >= -TOLERANCE * expected) & (active >= -TOLERANCE * expected)
            within = unfired <= active + TOLERANCE * expected if chosen is None else signs
            sound = residual & signs & within & (expected > SMALLEST)
            bare = (block.reach_leak - block.above_leak)[:, plan.bare].T
            lanes.good[rows] = sound.all(axis=0) & (np.concatenate([weights.roots, bare]) > SMALLEST).all(
                axis=0
            )
            logs = sum(np.log(x).sum(axis=0) for x in (weights.roots, bare, expected[plan.closed]))
        lanes.good[rows] &= np.isfinite(logs)
        lanes.log_total[rows] = logs
        lanes.inactive[rows], lanes.active[rows], lanes.unfired[rows] = inactive.T, active.T, unfired.T
    return lanes


def _finish(lanes: _Lanes, select: Array | None) -> Posterior:
    with np.errstate(all="ignore"):
        total = lanes.inactive + lanes.active
        active = np.clip(lanes.active / total, 0.0, 1.0)
        inactive = np.clip(lanes.inactive / total, 0.0, 1.0)
        quiet = lanes.unfired if select is None else lanes.unfired * (select[:, :, 1] + select[:, :, 2])
        contribution = np.clip((lanes.active - quiet) / total, 0.0, active)
    good = lanes.good & np.isfinite(active).all(axis=1) & np.isfinite(contribution).all(axis=1)
    return Posterior(lanes.log_total, active, contribution, inactive, good)
