"""Generated networks and people: risks and conditions are nodes, each with at most three parents; noisy-OR findings."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from crural.inference import Numbers, Pattern

Array = NDArray[np.float64]
SIZES = {  # name: (risks, conditions, edges between conditions, findings)
    "small": (15, 40, 20, 120),
    "middle": (30, 80, 45, 250),
    "large": (45, 150, 90, 600),
}


@dataclass(frozen=True)
class Network:
    """Nodes: risks first, then conditions, parents before children. findings: links, strengths and leak of each."""

    risks: int
    prior: Array
    edges: tuple[tuple[int, int], ...]
    edge: Array
    findings: tuple[tuple[int, ...], ...]
    strengths: tuple[Array, ...]
    leak: Array


@dataclass(frozen=True)
class Case:
    """One person: findings answered yes and no, and the risks that were told."""

    present: tuple[int, ...]
    absent: tuple[int, ...]
    known: tuple[tuple[int, bool], ...]


def network(seed: int, risks: int, conditions: int, edges: int, findings: int, systems: int = 8) -> Network:
    """A seeded network. Conditions of one body system share findings and edges; strengths and leaks as measured
    on real knowledge: findings with 2 to 12 links (mean about 5), leaks 0.003 to 0.05."""
    rng = np.random.default_rng(seed)
    n = risks + conditions
    system = rng.integers(0, systems, n)
    parents: list[set[int]] = [set() for _ in range(n)]
    wanted = edges
    while wanted:
        a, b = sorted(int(x) for x in rng.integers(risks, n, 2))
        if (
            a != b
            and a not in parents[b]
            and len(parents[b]) < 3
            and (system[a] == system[b] or rng.random() < 0.05)
        ):
            parents[b].add(a)
            wanted -= 1
    for c in range(risks, n):
        free = min(3 - len(parents[c]), int(rng.integers(0, 4)), risks)
        parents[c].update(int(r) for r in rng.choice(risks, free, replace=False))
    pairs = tuple((p, c) for c in range(n) for p in sorted(parents[c]))
    linked = []
    for _ in range(findings):
        weight = np.where(system[risks:] == rng.integers(0, systems), 12.0, 1.0)
        size = min(int(rng.integers(2, 7 if rng.random() < 0.85 else 13)), conditions)
        picked = rng.choice(conditions, size, replace=False, p=weight / weight.sum()) + risks
        linked.append(tuple(sorted(int(c) for c in picked)))
    prior = np.concatenate([rng.uniform(0.05, 0.4, risks), 10 ** rng.uniform(-2.7, -1.2, conditions)])
    return Network(
        risks=risks,
        prior=prior,
        edges=pairs,
        edge=np.array([rng.uniform(0.01, 0.1) if p < risks else rng.uniform(0.05, 0.4) for p, _ in pairs]),
        findings=tuple(linked),
        strengths=tuple(rng.uniform(0.1, 0.9, len(links)) for links in linked),
        leak=rng.uniform(0.003, 0.05, findings),
    )


def draw(net: Network, rng: np.random.Generator) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Who has which node, and which finding, for one person."""
    n = len(net.prior)
    off = 1.0 - net.prior
    active = np.zeros(n, dtype=bool)
    entering: dict[int, list[int]] = {}
    for e, (_, child) in enumerate(net.edges):
        entering.setdefault(child, []).append(e)
    for c in range(n):
        spared = off[c]
        for e in entering.get(c, ()):
            spared *= 1.0 - net.edge[e] * active[net.edges[e][0]]
        active[c] = rng.random() > spared
    spared_all = [
        (1.0 - net.leak[f]) * np.prod(1.0 - s * active[list(links)])
        for f, (links, s) in enumerate(zip(net.findings, net.strengths, strict=True))
    ]
    return active, rng.random(len(spared_all)) > np.array(spared_all)


def case(net: Network, seed: int, positives: int, known: float) -> Case:
    """A person of whom just so many findings are known to be present, and 5 to 14 absent; a share of risks told."""
    rng = np.random.default_rng(seed)
    for _ in range(1000):
        active, has = draw(net, rng)
        if has.sum() >= positives:
            break
    present = tuple(sorted(int(f) for f in rng.permutation(np.flatnonzero(has))[:positives]))
    absent = tuple(sorted(int(f) for f in rng.permutation(np.flatnonzero(~has))[: int(rng.integers(5, 15))]))
    told = sorted(int(r) for r in rng.permutation(net.risks)[: round(known * net.risks)])
    return Case(present, absent, tuple((r, bool(active[r])) for r in told))


def scale_of(net: Network, absent: tuple[int, ...]) -> Array:
    """(n,) weight of each active condition: every link to an absent finding failed."""
    scale = np.ones(len(net.prior))
    for f in absent:
        scale[list(net.findings[f])] *= 1.0 - net.strengths[f]
    return scale


def engine_case(net: Network, person: Case) -> tuple[Pattern, Numbers]:
    """The case as the engine takes it."""
    links = tuple(net.findings[f] for f in person.present)
    pattern = Pattern(len(net.prior), net.edges, links, tuple(range(len(links))), person.known)
    numbers = Numbers.of(
        pattern,
        prior=net.prior,
        edge=net.edge,
        scale=scale_of(net, person.absent),
        reach=[net.strengths[f] for f in person.present],
        reach_leak=net.leak[list(person.present)],
    )
    return pattern, numbers


def peer_case(net: Network, person: Case) -> dict[str, Any]:
    """The case as plain lists, for an engine in another process or another environment."""

    def told(chosen: tuple[int, ...]) -> list[dict[str, Any]]:
        return [
            {
                "links": list(net.findings[f]),
                "strengths": net.strengths[f].tolist(),
                "leak": float(net.leak[f]),
            }
            for f in chosen
        ]

    return {
        "prior": net.prior.tolist(),
        "edges": [list(edge) for edge in net.edges],
        "edge": net.edge.tolist(),
        "present": told(person.present),
        "absent": told(person.absent),
        "known": {str(c): int(on) for c, on in person.known},
    }


def real_case(seed: int, positives: int) -> tuple[Pattern, Numbers, dict[str, Any]]:
    """Complaints of a person of the real knowledge base, chosen among those with at least one cause."""
    from crural.concepts.case import Case as BaseCase
    from crural.inference.gather import facts_of
    from crural.inference.index import index_of
    from crural.inference.network import network_of
    from crural.knowledge import load

    base, rng = load(), np.random.default_rng(seed)
    index = index_of(base)
    names = [f.id for f in base.findings.values() if f.kind == "symptom" and not f.implies and not f.bands]
    names = sorted(name for name in names if not base.findings[name].same_as and index.links[name])
    told = BaseCase(
        age=float(rng.integers(20, 90)),
        sex=str(rng.choice(["female", "male"])),  # type: ignore[arg-type]
        present=[{"id": str(x)} for x in rng.choice(names, positives, replace=False)],  # type: ignore[arg-type]
    )
    found = network_of(base, facts_of(told, base))
    pattern, numbers = found.pattern, found.numbers
    plain = {
        "prior": numbers.prior[0].tolist(),
        "edges": [list(edge) for edge in pattern.edges],
        "edge": numbers.edge[0].tolist(),
        "present": [
            {
                "links": list(links),
                "strengths": numbers.reach[f][0].tolist(),
                "leak": float(numbers.reach_leak[0, f]),
            }
            for f, links in enumerate(pattern.findings)
        ],
        "absent": [],
        "known": {str(c): int(on) for c, on in pattern.known},
    }
    return pattern, numbers, plain
