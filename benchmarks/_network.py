"""The synthetic network and people of the measurements: 30 risks, 80 conditions, 250 findings, 45 edges."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True)
class Network:
    """Risks are told, so they fold into the priors: 1 - (1 - prior) * product of (1 - weight) over present ones."""

    prior: Array
    risk_weight: Array
    risk_prior: Array
    edges: tuple[tuple[int, int], ...]
    edge: Array
    findings: tuple[tuple[int, ...], ...]
    strengths: tuple[Array, ...]
    leak: Array

    def priors(self, risks: NDArray[np.bool_]) -> Array:
        """(people, n) priors given risks (people, 30)."""
        return np.asarray(1.0 - (1.0 - self.prior) * np.exp(risks @ np.log1p(-self.risk_weight)))


def network(
    seed: int, *, conditions: int = 80, findings: int = 250, edges: int = 45, risks: int = 30, systems: int = 8
) -> Network:
    """A seeded network in which the conditions of one body system share findings and edges."""
    rng = np.random.default_rng(seed)
    system = rng.integers(0, systems, conditions)
    chosen: set[tuple[int, int]] = set()
    parents = [0] * conditions
    while len(chosen) < edges:
        a, b = sorted(int(x) for x in rng.choice(conditions, 2, replace=False))
        if (a, b) not in chosen and parents[b] < 3 and (system[a] == system[b] or rng.random() < 0.05):
            chosen.add((a, b))
            parents[b] += 1
    linked = []
    for _ in range(findings):
        weight = np.where(system == rng.integers(0, systems), 12.0, 1.0)
        size = min(int(rng.integers(2, 8 if rng.random() < 0.8 else 13)), conditions)
        picked = rng.choice(conditions, size, replace=False, p=weight / weight.sum())
        linked.append(tuple(sorted(int(c) for c in picked)))
    risk_weight = np.zeros((risks, conditions))
    for c in range(conditions):
        which = rng.choice(risks, int(rng.integers(0, 5)), replace=False)
        risk_weight[which, c] = rng.uniform(0.01, 0.1, len(which))
    return Network(
        prior=10 ** rng.uniform(-3, -1.3, conditions),
        risk_weight=risk_weight,
        risk_prior=rng.uniform(0.05, 0.4, risks),
        edges=tuple(sorted(chosen)),
        edge=rng.uniform(0.05, 0.4, edges),
        findings=tuple(linked),
        strengths=tuple(rng.uniform(0.1, 0.9, len(links)) for links in linked),
        leak=rng.uniform(0.003, 0.05, findings),
    )


@dataclass(frozen=True)
class People:
    """risks (people, 30); present, absent: for each person the findings that were answered yes and no."""

    risks: NDArray[np.bool_]
    present: list[list[int]]
    absent: list[list[int]]


def people(net: Network, count: int, seed: int, *, positives: int | None = None) -> People:
    """People drawn from the network; 8 to 25 of their findings are asked, the present ones four times as often.

    positives: only people of whom just so many findings are present among those asked.
    """
    rng = np.random.default_rng(seed)
    n, m = len(net.prior), len(net.findings)
    order = sorted(range(n))
    parents: list[list[tuple[int, float]]] = [[] for _ in range(n)]
    for (a, b), strength in zip(net.edges, net.edge, strict=True):
        parents[b].append((a, float(strength)))
    risks = rng.random((count, len(net.risk_prior))) < net.risk_prior
    prior = net.priors(risks)
    active = np.zeros((count, n), dtype=bool)
    for c in order:  # parents have lower numbers
        off = 1.0 - prior[:, c]
        for a, strength in parents[c]:
            off = off * (1.0 - strength * active[:, a])
        active[:, c] = rng.random(count) < 1.0 - off
    has = np.zeros((count, m), dtype=bool)
    for f, links in enumerate(net.findings):
        off = (1.0 - net.leak[f]) * np.prod(1.0 - active[:, list(links)] * net.strengths[f], axis=1)
        has[:, f] = rng.random(count) < 1.0 - off
    present, absent = [], []
    for person in range(count):
        yes, no = np.flatnonzero(has[person]), np.flatnonzero(~has[person])
        wanted = int(rng.integers(1, 8)) if positives is None else positives
        taken = rng.permutation(yes)[:wanted]
        present.append(sorted(int(f) for f in taken))
        absent.append(sorted(int(f) for f in rng.permutation(no)[: int(rng.integers(5, 15))]))
    return People(risks, present, absent)
