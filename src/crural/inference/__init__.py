"""Exact inference in a noisy-OR network of conditions and observed findings; it knows no disease.

    pattern = Pattern(n=3, edges=((0, 1),), findings=((0, 1, 2), (2,)), complaints=(0,), known=())
    numbers = Numbers.of(pattern, prior=..., edge=..., reach=[...], reach_leak=...)   # lanes first: (L, ...)
    answer = posterior(pattern, numbers)      # Posterior: active (L, n), contribution (L, n), ...

Shapes: L lanes (independent sets of numbers of one pattern), n conditions, m observed findings, E edges.

- `posterior(pattern, numbers, *, select=None, budget=2**24) -> Posterior`; select (L, n, 3) weighs states.
- `unexplained(pattern, numbers, findings, answer=None) -> (L,)`: chance that no condition's link fired on any of the
  findings named (main complaints), given everything.
- `leave_one_out(pattern, numbers, *, scales=None, priors=None) -> Weights`: log Bayes factors of every observed
  finding (m, n), of every denied finding (rows of `scales`: the scale without it), of every factor (rows of
  `priors`). One-lane numbers.
- `pair_contributions(pattern, numbers, k=8, answer=None) -> Pairs`: P(both contribute), (k, k). One-lane numbers.
- `intervals(pattern, numbers, quantiles=(0.025, 0.975)) -> Intervals`: (Q, n) over the lanes.
- `many(network, present, absent, prior) -> Many`: people of one network in a batch (`crural.inference.many`).
- `forget_plans()` empties the plan cache; `plan_for(pattern).entries` tells the size of a case beforehand.
- Errors: `InferenceInputError` (malformed input). `PlanTooWide` never leaves these functions: they answer with
  `exact=False` instead. Evidence that is impossible gives the priors and `trusted=False`, never a NaN.

Known conditions and findings are evidence: a condition known to be active with prior 0 and no parent is impossible.
`brute_force` and `stable` are oracles for tests; `stable` also takes over where the guard of `posterior` stops.
`prepare()` makes this process use the compiled executor (for services and batches; needs Numba).
"""

from crural.inference.executors import prepare
from crural.inference.pattern import InferenceInputError, Numbers, Pattern
from crural.inference.plan import PlanTooWide, forget_plans, plan_for
from crural.inference.posterior import Posterior, posterior
from crural.inference.queries import (
    Intervals,
    Pairs,
    Weights,
    intervals,
    leave_one_out,
    pair_contributions,
    unexplained,
)

__all__ = [
    "InferenceInputError",
    "Intervals",
    "Numbers",
    "Pairs",
    "Pattern",
    "PlanTooWide",
    "Posterior",
    "Weights",
    "forget_plans",
    "intervals",
    "leave_one_out",
    "pair_contributions",
    "plan_for",
    "posterior",
    "prepare",
    "unexplained",
]
