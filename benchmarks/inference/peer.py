"""Another engine in a process of its own: python peer.py ENGINE < cases (JSON lines) > answers (JSON lines).

Every answer is {"ms": ..., "active": [...]}: the best time of a few runs of evidence, inference and all marginals.
Building the network is not timed. One thread. Imports nothing of Crural, so that it also runs in an environment of
the peer's own.
"""

from __future__ import annotations

import itertools
import json
import sys
import time
from collections.abc import Callable
from typing import Any

RUNS, ENOUGH = 3, 1000.0
"""A case is run so often, unless that has taken so long (milliseconds)."""
Case = dict[str, Any]
Task = Callable[[], list[float]]


def _parents(case: Case) -> list[list[tuple[int, float]]]:
    found: list[list[tuple[int, float]]] = [[] for _ in case["prior"]]
    for (parent, child), strength in zip(case["edges"], case["edge"], strict=True):
        found[child].append((parent, strength))
    return found


def _or_table(base: float, strengths: list[float]) -> list[list[float]]:
    """[P(0 | states), P(1 | states)] for all states of the parents, the first parent slowest."""
    off = []
    for states in itertools.product((0, 1), repeat=len(strengths)):
        p = 1.0 - base
        for on, strength in zip(states, strengths, strict=True):
            p *= 1.0 - strength * on
        off.append(p)
    return [off, [1.0 - p for p in off]]


def pyagrum_shipped(case: Case) -> Task:
    """Its own noisy-OR nodes for all findings that were asked, lazy propagation."""
    import pyagrum as gum

    net = gum.BayesNet()
    for c, parents in enumerate(_parents(case)):
        node = gum.LabelizedVariable(f"c{c}", "", 2)
        if parents:
            net.addNoisyORNet(node, case["prior"][c])
        else:
            net.add(node)
            net.cpt(f"c{c}")[:] = [1 - case["prior"][c], case["prior"][c]]
    for (parent, child), strength in zip(case["edges"], case["edge"], strict=True):
        net.addWeightedArc(f"c{parent}", f"c{child}", strength)
    evidence = {f"c{c}": on for c, on in case["known"].items()}
    for state, told in ((1, case["present"]), (0, case["absent"])):
        for f, finding in enumerate(told):
            net.addNoisyORNet(gum.LabelizedVariable(f"f{state}x{f}", "", 2), finding["leak"])
            for c, strength in zip(finding["links"], finding["strengths"], strict=True):
                net.addWeightedArc(f"c{c}", f"f{state}x{f}", strength)
            evidence[f"f{state}x{f}"] = state

    def run() -> list[float]:
        engine = gum.LazyPropagation(net)
        engine.setEvidence(evidence)
        engine.makeInference()
        return [float(engine.posterior(f"c{c}")[1]) for c in range(len(case["prior"]))]

    return run


def pyagrum_factored(case: Case) -> Task:
    """A Markov field of our factors: one hidden node a present finding, absent ones as factors of one node."""
    import pyagrum as gum

    field = gum.MarkovRandomField()
    n = len(case["prior"])
    for c in range(n):
        field.add(gum.LabelizedVariable(f"c{c}", "", 2))
    unary = [[1.0, 1.0] for _ in range(n)]
    for finding in case["absent"]:
        for c, strength in zip(finding["links"], finding["strengths"], strict=True):
            unary[c][1] *= 1.0 - strength
    for c, parents in enumerate(_parents(case)):
        if not parents:
            unary[c] = [unary[c][0] * (1 - case["prior"][c]), unary[c][1] * case["prior"][c]]
            continue
        table = _or_table(case["prior"][c], [strength for _, strength in parents])
        factor = field.addFactor([f"c{c}", *(f"c{p}" for p, _ in parents)])
        for number, states in enumerate(itertools.product((0, 1), repeat=len(parents))):
            for value in (0, 1):
                at = {f"c{c}": value, **{f"c{p}": s for (p, _), s in zip(parents, states, strict=True)}}
                factor[at] = table[value][number]
    for f, finding in enumerate(case["present"]):
        field.add(gum.LabelizedVariable(f"f{f}", "", 2))
        field.addFactor([f"f{f}"])[:] = [1.0, -(1.0 - finding["leak"])]
        for c, strength in zip(finding["links"], finding["strengths"], strict=True):
            factor = field.addFactor([f"c{c}", f"f{f}"])
            for value, state in itertools.product((0, 1), repeat=2):
                factor[{f"c{c}": value, f"f{f}": state}] = 1.0 - strength if value and state else 1.0
    for c in range(n):
        field.addFactor([f"c{c}"])[:] = unary[c]

    def run() -> list[float]:
        engine = gum.ShaferShenoyMRFInference(field)
        engine.setEvidence({f"c{c}": on for c, on in case["known"].items()})
        engine.makeInference()
        return [float(engine.posterior(f"c{c}")[1]) for c in range(n)]

    return run


def pgmpy_tables(case: Case) -> Task:
    """Full tables (it has no noisy-OR with a leak), variable elimination, one query a condition."""
    from pgmpy.factors.discrete import TabularCPD
    from pgmpy.inference import VariableElimination
    from pgmpy.models import DiscreteBayesianNetwork

    parents = _parents(case)
    net = DiscreteBayesianNetwork()
    net.add_nodes_from([f"c{c}" for c in range(len(parents))])
    net.add_edges_from([(f"c{p}", f"c{c}") for p, c in case["edges"]])
    evidence = {f"c{c}": on for c, on in case["known"].items()}
    tables = []
    for c, found in enumerate(parents):
        names = [f"c{p}" for p, _ in found]
        tables.append((f"c{c}", names, _or_table(case["prior"][c], [s for _, s in found])))
    for state, told in ((1, case["present"]), (0, case["absent"])):
        for f, finding in enumerate(told):
            name, names = f"f{state}x{f}", [f"c{c}" for c in finding["links"]]
            net.add_node(name)
            net.add_edges_from([(parent, name) for parent in names])
            tables.append((name, names, _or_table(finding["leak"], finding["strengths"])))
            evidence[name] = state
    for name, names, table in tables:
        net.add_cpds(TabularCPD(name, 2, table, evidence=names, evidence_card=[2] * len(names)))

    def run() -> list[float]:
        engine = VariableElimination(net)
        found = []
        for c in range(len(parents)):
            if f"c{c}" in evidence:
                found.append(float(evidence[f"c{c}"]))
            else:
                query = engine.query([f"c{c}"], evidence=evidence, show_progress=False)
                found.append(float(query.values[1]))
        return found

    return run


ENGINES = {"pyagrum": pyagrum_shipped, "pyagrum-factored": pyagrum_factored, "pgmpy": pgmpy_tables}


def main(engine: str) -> None:
    if engine.startswith("pyagrum"):  # one core each, as ours
        import pyagrum as gum

        gum.setNumberOfThreads(1)
    for line in sys.stdin:
        task = ENGINES[engine](json.loads(line))
        took = []
        while len(took) < RUNS and sum(took) < ENOUGH:
            start = time.perf_counter()
            active = task()
            took.append(1e3 * (time.perf_counter() - start))
        print(json.dumps({"ms": min(took), "active": active}), flush=True)


if __name__ == "__main__":
    main(sys.argv[1])
