"""The engine against pyAgrum on the real knowledge base, with cases that pyAgrum can finish."""

from __future__ import annotations

import numpy as np
import pytest

from crural.concepts.case import Case
from crural.inference import posterior
from crural.inference.gather import facts_of
from crural.inference.network import network_of
from crural.knowledge import load

CASES = 100
MOST_LINKS = 14
"""A finding with more links than this on the real base is too wide for a junction tree of noisy-ORs."""


def generated_case(seed: int) -> Case:
    """A person with one to three present findings of few links, some denied ones, factors and a known condition."""
    base, rng = load(), np.random.default_rng(seed)
    reach = {
        name: sum(link.finding == name for c in base.conditions.values() for link in c.produces)
        for name in base.findings
    }
    plain = [f.id for f in base.findings.values() if not f.implies and not f.bands and not f.same_as]
    narrow = sorted(name for name in plain if 1 <= reach[name] <= MOST_LINKS)
    chosen = rng.choice(narrow, 6, replace=False).tolist()
    count = int(rng.integers(1, 4))
    factors = rng.choice(sorted(base.factors), 4, replace=False).tolist()
    return Case.model_validate(
        {
            "age": float(rng.integers(20, 90)),
            "sex": str(rng.choice(["female", "male"])),
            "present": [*chosen[:count], *factors[:2]],
            "absent": [*chosen[count:], *factors[2:]],
        }
    )


@pytest.mark.peers
@pytest.mark.parametrize("block", range(10))
def test_the_real_base_gives_the_same_actives(block: int) -> None:
    pytest.importorskip("pyagrum", reason="pyAgrum is not installed: pip install pyagrum")
    from tests.generative.test_against_pyagrum import pyagrum_actives

    base = load()
    for seed in range(block * CASES // 10, (block + 1) * CASES // 10):
        network = network_of(base, facts_of(generated_case(seed), base))
        answer = posterior(network.pattern, network.numbers)
        if answer.trusted[0]:
            expected = pyagrum_actives(network.pattern, network.numbers)
            assert np.abs(answer.active[0] - expected).max() < 1e-9, seed
