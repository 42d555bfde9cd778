"""The engine against pyAgrum's junction tree, which shares nothing with it."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from tests.generative.networks import realistic_case

from crural.inference import Numbers, Pattern, posterior

gum = pytest.importorskip("pyagrum", reason="pyAgrum is not installed: pip install pyagrum")

CASES = 100


def pyagrum_net(pattern: Pattern, numbers: Numbers) -> tuple[object, dict[str, object]]:
    """Network and evidence of the first lane; scales enter as virtual evidence.

    Plain present findings use pyAgrum's own noisy-OR (addNoisyORNet; addNoisyORCompound is another model).
    """
    net = gum.BayesNet()
    for c in range(pattern.n):
        parents = [e for e, (_, child) in enumerate(pattern.edges) if child == c]
        if parents:
            net.addNoisyORNet(gum.LabelizedVariable(f"c{c}", "", 2), float(numbers.prior[0, c]))
        else:
            net.add(gum.LabelizedVariable(f"c{c}", "", 2))
            net.cpt(f"c{c}")[:] = [1 - numbers.prior[0, c], numbers.prior[0, c]]
    for e, (parent, child) in enumerate(pattern.edges):
        net.addWeightedArc(f"c{parent}", f"c{child}", float(numbers.edge[0, e]))
    evidence: dict[str, object] = {}
    for f, links in enumerate(pattern.findings):
        net.addNoisyORNet(gum.LabelizedVariable(f"f{f}", "", 2), float(numbers.reach_leak[0, f]))
        for c, strength in zip(links, numbers.reach[f][0], strict=True):
            net.addWeightedArc(f"c{c}", f"f{f}", float(strength))
        evidence[f"f{f}"] = 1
    for c, on in pattern.known:
        evidence[f"c{c}"] = int(on)
    for c in range(pattern.n):
        weight = float(numbers.scale[0, c])
        if weight != 1.0 and f"c{c}" not in evidence:
            evidence[f"c{c}"] = [1.0, weight]
    return net, evidence


def pyagrum_actives(pattern: Pattern, numbers: Numbers) -> np.ndarray:
    """(n,) P(active | evidence) of the first lane."""
    net, evidence = pyagrum_net(pattern, numbers)
    engine = gum.LazyPropagation(net)
    engine.setEvidence(evidence)
    engine.makeInference()
    return np.array([engine.posterior(f"c{c}")[1] for c in range(pattern.n)])


def mid_size_case(seed: int) -> tuple[Pattern, Numbers]:
    """About 30 conditions, some edges, 3 or 4 plain findings with 6 to 10 links, some known conditions."""
    pattern, numbers = realistic_case(seed, conditions=30, edges=8, present=3 + seed % 2)
    rng = np.random.default_rng(seed)
    links = tuple(
        tuple(sorted(rng.choice(x, min(len(x), 10), replace=False).tolist())) for x in pattern.findings
    )
    known = tuple((c, bool(rng.random() < 0.5)) for c in range(pattern.n) if rng.random() < 0.05)
    pattern = Pattern(pattern.n, pattern.edges, links, pattern.complaints, known)
    return pattern, Numbers.of(
        pattern,
        prior=numbers.prior,
        scale=numbers.scale,
        edge=numbers.edge,
        reach=[rng.beta(1.2, 2.5, len(x)) for x in links],
        reach_leak=numbers.reach_leak,
    )


@pytest.mark.parametrize("block", range(10))
def test_same_actives(block: int) -> None:
    for seed in range(block * CASES // 10, (block + 1) * CASES // 10):
        pattern, numbers = mid_size_case(seed)
        answer = posterior(pattern, numbers)
        np.testing.assert_allclose(answer.active[0], pyagrum_actives(pattern, numbers), atol=1e-9)


def test_the_peer_computes_the_model_that_we_mean() -> None:
    """One noisy-OR by hand: two parents and a leak."""
    pattern = Pattern(2, (), ((0, 1),))
    numbers = Numbers.of(pattern, prior=[0.2, 0.3], reach=[[0.5, 0.4]], reach_leak=[0.1])
    weight = {}
    for a, b in itertools.product((0, 1), repeat=2):
        fire = 1 - 0.9 * 0.5**a * 0.6**b
        weight[a, b] = (0.2 if a else 0.8) * (0.3 if b else 0.7) * fire
    total = sum(weight.values())
    expected = [(weight[1, 0] + weight[1, 1]) / total, (weight[0, 1] + weight[1, 1]) / total]
    np.testing.assert_allclose(pyagrum_actives(pattern, numbers), expected, atol=1e-12)
    np.testing.assert_allclose(posterior(pattern, numbers).active[0], expected, atol=1e-12)
