"""Generated networks: small ones for the oracle, realistic ones for timing and comparison with peers."""

from __future__ import annotations

import numpy as np

from crural.inference import Numbers, Pattern


def small_case(
    seed: int, *, max_conditions: int = 6, max_findings: int = 4, lanes: int = 1, clamps: bool = True
) -> tuple[Pattern, Numbers]:
    """A random small case with edges, levels, clamps, complaints and scales, everything allowed by the model."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(1, max_conditions + 1))
    m = int(rng.integers(0, max_findings + 1))
    order = rng.permutation(n)
    edges = []
    for place in range(1, n):
        for parent in rng.permutation(order[:place])[: rng.integers(0, 4)]:
            if rng.random() < 0.4:
                edges.append((int(parent), int(order[place])))
    findings = tuple(tuple(int(c) for c in rng.permutation(n)[: rng.integers(0, n + 1)]) for _ in range(m))
    complaints = tuple(f for f in range(m) if rng.random() < 0.6)
    known = tuple((c, bool(rng.random() < 0.6)) for c in range(n) if clamps and rng.random() < 0.15)
    pattern = Pattern(n, tuple(edges), findings, complaints, known)
    has_level = rng.random(m) < 0.5
    reach = [rng.random((lanes, len(links))) for links in findings]
    reach_leak = rng.random((lanes, m)) * 0.9 + 0.05
    numbers = Numbers.of(
        pattern,
        prior=rng.random((lanes, n)) * 0.6 + 0.01,
        scale=np.where(rng.random(n) < 0.5, 1.0, rng.random((lanes, n)) + 0.01),
        edge=rng.random((lanes, len(edges))),
        reach=reach,
        above=[r * rng.random(r.shape) * has_level[f] for f, r in enumerate(reach)],
        reach_leak=reach_leak,
        above_leak=reach_leak * rng.random(reach_leak.shape) * has_level,
    )
    return pattern, numbers


def realistic_case(
    seed: int, *, conditions: int = 130, edges: int = 30, present: int = 8, lanes: int = 1, rare: float = 1.0
) -> tuple[Pattern, Numbers]:
    """A case of the size of a real knowledge base: findings with 8 to 40 links, small priors and leaks.

    rare: factor on the leaks; below 1 the evidence becomes implausible.
    """
    rng = np.random.default_rng(seed)
    group = rng.integers(0, 6, conditions)  # conditions of one group share findings and relations
    chosen: set[tuple[int, int]] = set()
    parents = [0] * conditions
    while len(chosen) < edges:
        a, b = sorted(int(x) for x in rng.choice(conditions, 2, replace=False))
        if (a, b) not in chosen and parents[b] < 3 and (group[a] == group[b] or rng.random() < 0.1):
            chosen.add((a, b))
            parents[b] += 1
    findings = []
    for _ in range(present):
        size = min(int(rng.integers(8, 41)), conditions)
        favoured = group == rng.integers(0, 6)
        weight = np.where(favoured, 6.0, 1.0)
        links = rng.choice(conditions, size, replace=False, p=weight / weight.sum())
        findings.append(tuple(sorted(int(c) for c in links)))
    pattern = Pattern(conditions, tuple(sorted(chosen)), tuple(findings), tuple(range(0, present, 2)), ())
    level = rng.random(present) < 0.3
    reach = [rng.beta(1.2, 2.5, (lanes, len(links))) for links in findings]
    reach_leak = 10 ** rng.uniform(-3, -1.3, (lanes, present)) * rare
    numbers = Numbers.of(
        pattern,
        prior=10 ** rng.uniform(-4, -1, (lanes, conditions)),
        scale=np.where(rng.random(conditions) < 0.5, 1.0, rng.uniform(0.2, 1.0, (lanes, conditions))),
        edge=rng.beta(1.5, 3.0, (lanes, edges)),
        reach=reach,
        above=[r * 0.4 * level[f] for f, r in enumerate(reach)],
        reach_leak=reach_leak,
        above_leak=reach_leak * 0.3 * level,
    )
    return pattern, numbers
