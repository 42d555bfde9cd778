"""Many people at once: the compiled way without plans gives what a plan for each person gives."""

from __future__ import annotations

import numpy as np
import pytest

from crural.inference import InferenceInputError, executors, prepare
from crural.inference.many import MOST, Network, many

NEAR = 1e-9
pytestmark = pytest.mark.slow


def some_network(seed: int, n: int = 24, edges: int = 18, findings: int = 40) -> Network:
    rng = np.random.default_rng(seed)
    parents: list[set[int]] = [set() for _ in range(n)]
    while sum(map(len, parents)) < edges:
        a, b = sorted(int(x) for x in rng.choice(n, 2, replace=False))
        if len(parents[b]) < 3:
            parents[b].add(a)
    # parents may have higher numbers than their children: the numbers are shuffled
    name = rng.permutation(n).tolist()
    pairs = tuple((name[p], name[c]) for c in range(n) for p in sorted(parents[c]))
    links = tuple(
        tuple(int(c) for c in rng.choice(n, rng.integers(1, 8), replace=False)) for _ in range(findings)
    )
    return Network(
        n,
        pairs,
        rng.uniform(0.1, 0.9, len(pairs)),
        links,
        tuple(rng.uniform(0.1, 0.95, len(x)) for x in links),
        rng.uniform(0.001, 0.1, findings),
    )


def test_without_plans_the_answer_is_the_same() -> None:
    pytest.importorskip("numba", reason="Numba is not installed: pip install crural[fast]")
    for seed in range(4):
        network, rng = some_network(seed), np.random.default_rng(seed)
        people = [rng.permutation(len(network.findings)) for _ in range(40)]
        counts = [int(rng.integers(0, 8)) for _ in people]
        present = [row[:k].tolist() for row, k in zip(people, counts, strict=True)]
        absent = [row[k : k + 6].tolist() for row, k in zip(people, counts, strict=True)]
        present[3] = people[3][: MOST + 2].tolist()  # too many: a plan is made
        absent[3] = []
        prior = rng.uniform(0.0, 0.4, (len(people), network.n))
        executors.use_numpy()
        plain = many(network, present, absent, prior)
        prepare()
        try:
            fast = many(network, present, absent, prior, threads=2)
        finally:
            executors.use_numpy()
        assert plain.planned.all()
        assert fast.planned.sum() == 1
        for name in ("active", "contribution", "log_evidence"):
            assert np.abs(getattr(fast, name) - getattr(plain, name)).max() < NEAR, name
        assert fast.trusted.all()


def test_what_does_not_fit_is_refused() -> None:
    network = some_network(1)
    prior = np.full((1, network.n), 0.1)
    with pytest.raises(InferenceInputError, match="present: a finding is outside"):
        many(network, [[400]], [[]], prior)
    with pytest.raises(InferenceInputError, match="prior: shape"):
        many(network, [[1], [2]], [[], []], prior)
    with pytest.raises(InferenceInputError, match="prior: a value"):
        many(network, [[1]], [[]], prior + 1.0)
