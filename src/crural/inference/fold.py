"""When a plan is too wide: fold weak links into the leaks, and say so.

A link of condition c to a finding is *folded* when c's share in the finding's chance is small: the condition keeps
its other links, and the finding's leak grows by the chance P(c) * reach, as if c acted on it independently. Links
are folded from the smallest share upward until the plan fits. Two rounds: P(c) is first the prior, then the
posterior of the first round, so that what the other findings make likely is kept. When links alone do not
help, all edges are folded into the priors in the same way. The answer is an approximation without a proven bound;
it is marked `exact=False`, and twice how far it lies from the first round's is its stated error. On generated cases of
realistic size, folded to half their entries, the largest error of any condition was 0.005 (median over cases) and
0.06 (worst); folded to an eighth, 0.06 and 0.11; on small dense networks it can pass 0.2. `folded` is the largest
share of any finding's chance that was moved.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crural.inference.pattern import Array, Numbers, Pattern
from crural.inference.plan import PlanTooWide, plan_for

LADDER = (0.001, 0.002, 0.004, 0.007, 0.01, 0.015, 0.02, 0.03, 0.05, 0.07, 0.1, 0.15, 0.2, 0.3, 0.5, 2.0)


@dataclass(frozen=True)
class Folded:
    """A smaller network that fits the budget; `share` is the largest share of a finding's chance folded."""

    pattern: Pattern
    numbers: Numbers
    share: float


def prior_chances(pattern: Pattern, numbers: Numbers) -> Array:
    """(L, n) P(condition active) before findings; parents taken as independent, scales and known states applied."""
    chance = numbers.prior.copy()
    known = pattern.known_states
    for c in pattern.topological_order():
        for e in pattern.parent_edges[c]:
            chance[:, c] = 1.0 - (1.0 - chance[:, c]) * (
                1.0 - chance[:, pattern.edges[e][0]] * numbers.edge[:, e]
            )
        weight = chance[:, c] * numbers.scale[:, c]
        total = weight + 1.0 - chance[:, c]
        chance[:, c] = (
            float(known[c]) if c in known else np.divide(weight, total, where=total > 0, out=weight)
        )
    return np.asarray(np.clip(chance, 0.0, 1.0))


def fold(
    pattern: Pattern, numbers: Numbers, budget: int, solve: Callable[[Pattern, Numbers], Array]
) -> tuple[Folded, Array]:
    """A network that fits, and the rough answer (L, n) on which it rests.

    solve: (pattern, numbers) -> active (L, n), used for the first round.
    """
    first = _fit(pattern, numbers, prior_chances(pattern, numbers), budget)
    rough = solve(first.pattern, first.numbers)
    return _fit(pattern, numbers, rough, budget), rough


def _fit(pattern: Pattern, numbers: Numbers, chance: Array, budget: int) -> Folded:
    """The smallest step of the ladder that fits, found by halving; beyond the last one the edges go too."""
    shares = []
    for f, links in enumerate(pattern.findings):
        mass = chance[:, list(links)] * numbers.reach[f]
        total = numbers.reach_leak[:, f : f + 1] + mass.sum(axis=1, keepdims=True)
        shares.append(np.divide(mass, total, out=np.zeros_like(mass), where=total > 0).mean(axis=0))
    low, high = 0, len(LADDER)
    found: Folded | None = None
    while low < high:
        middle = (low + high) // 2
        reduced = _without_links(pattern, numbers, chance, shares, LADDER[middle])
        try:
            plan_for(reduced.pattern, budget)
        except PlanTooWide:
            low = middle + 1
        else:
            found, high = reduced, middle
    if found is not None:
        return found
    return _without_edges(_without_links(pattern, numbers, chance, shares, LADDER[-1]), chance)


def _without_links(
    pattern: Pattern, numbers: Numbers, chance: Array, shares: list[Array], step: float
) -> Folded:
    findings, reach, above = [], [], []
    reach_leak, above_leak = numbers.reach_leak.copy(), numbers.above_leak.copy()
    moved = 0.0
    for f, links in enumerate(pattern.findings):
        keep = np.flatnonzero(shares[f] >= step)
        drop = np.flatnonzero(shares[f] < step)
        p = chance[:, [links[j] for j in drop]]
        reach_leak[:, f] = 1.0 - (1.0 - reach_leak[:, f]) * np.prod(
            1.0 - p * numbers.reach[f][:, drop], axis=1
        )
        above_leak[:, f] = 1.0 - (1.0 - above_leak[:, f]) * np.prod(
            1.0 - p * numbers.above[f][:, drop], axis=1
        )
        moved = max(moved, float(shares[f][drop].sum()))
        findings.append(tuple(links[j] for j in keep))
        reach.append(numbers.reach[f][:, keep])
        above.append(numbers.above[f][:, keep])
    reduced = Pattern(pattern.n, pattern.edges, tuple(findings), pattern.complaints, pattern.known)
    changed = numbers.with_(
        reach=tuple(reach),
        above=tuple(above),
        reach_leak=reach_leak,
        above_leak=np.minimum(above_leak, reach_leak),
    )
    return Folded(reduced, changed, moved)


def _without_edges(folded: Folded, chance: Array) -> Folded:
    pattern, numbers = folded.pattern, folded.numbers
    off = 1.0 - numbers.prior
    for e, (parent, child) in enumerate(pattern.edges):
        off[:, child] *= 1.0 - chance[:, parent] * numbers.edge[:, e]
    reduced = Pattern(pattern.n, (), pattern.findings, pattern.complaints, pattern.known)
    return Folded(reduced, numbers.with_(prior=1.0 - off, edge=numbers.edge[:, :0]), 1.0)
