"""Timings of the inference engine on generated networks of realistic size; prints, asserts nothing about time.

    python benchmarks/inference_smoke.py [--json] [--cases 5] [--no-peer]

Networks: 130 conditions, 30 relations between conditions, findings with 8 to 40 links each. pyAgrum (when
installed) gets the same network as explicit noisy-OR nodes, its inference timed without building the network; it
runs only at 4 present findings of at most 12 links, on both engines, because it needs minutes beyond that.
With --json the last line is one JSON object.
"""

from __future__ import annotations

import argparse
import json
import statistics
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
sys.path[:0] = [str(ROOT / "src"), str(ROOT)]

import numpy as np  # noqa: E402
from tests.generative.networks import realistic_case  # noqa: E402

from crural.inference import Numbers, Pattern, leave_one_out, pair_contributions, posterior  # noqa: E402
from crural.inference.plan import make_plan  # noqa: E402

PRESENT = (4, 8, 14)
LANES = (1, 32, 128)
BUDGET = 1 << 26


def milliseconds(task: Callable[[], object], repeats: int = 3) -> float:
    """Best of some runs, in milliseconds."""
    best = float("inf")
    for _ in range(repeats):
        start = time.perf_counter()
        task()
        best = min(best, time.perf_counter() - start)
    return best * 1e3


def middle(values: list[float]) -> dict[str, float]:
    return {"median": round(statistics.median(values), 3), "max": round(max(values), 3)}


def own_timings(cases: int) -> list[dict[str, Any]]:
    rows: list[dict[str, Any]] = []
    for present in PRESENT:
        generated = [realistic_case(seed, present=present, lanes=max(LANES)) for seed in range(cases)]
        row: dict[str, Any] = {
            "present": present,
            "entries": [make_plan(pattern, BUDGET).entries for pattern, _ in generated],
            "plan_ms": middle([milliseconds(lambda p=p: make_plan(p, BUDGET)) for p, _ in generated]),
        }
        for lanes in LANES:
            times = []
            for pattern, numbers in generated:
                some = numbers.rows(slice(0, lanes))
                posterior(pattern, some, budget=BUDGET)
                repeats = 1 if present > 8 and lanes > 1 else 3
                times.append(milliseconds(lambda p=pattern, x=some: posterior(p, x, budget=BUDGET), repeats))
            row[f"posterior_{lanes}_lanes_ms"] = middle(times)
        if present <= 8:
            one = [(pattern, numbers.rows([0])) for pattern, numbers in generated]
            row["leave_one_out_ms"] = middle([milliseconds(lambda c=c: leave_one_out(*c)) for c in one])
            row["pairs_8_ms"] = middle([milliseconds(lambda c=c: pair_contributions(*c)) for c in one])
        rows.append(row)
        print(json.dumps(row))
    return rows


def peer_timings(cases: int) -> dict[str, Any] | None:
    try:
        from tests.generative.test_against_pyagrum import gum, pyagrum_net
    except BaseException as missing:  # pytest's skip is no Exception
        print(f"pyAgrum: not compared ({missing})")
        return None
    ratios, theirs, ours, differences = [], [], [], []
    for seed in range(cases):
        pattern, numbers = realistic_case(seed, present=4)
        short = tuple(links[:12] for links in pattern.findings)
        pattern = Pattern(pattern.n, pattern.edges, short, pattern.complaints)
        numbers = Numbers.of(
            pattern,
            prior=numbers.prior,
            scale=numbers.scale,
            edge=numbers.edge,
            reach=[x[:, :12] for x in numbers.reach],
            reach_leak=numbers.reach_leak,
        )
        net, evidence = pyagrum_net(pattern, numbers)
        found: list[Any] = []

        def run(net: Any = net, evidence: Any = evidence, found: Any = found, n: int = pattern.n) -> None:
            engine = gum.LazyPropagation(net)
            engine.setEvidence(evidence)
            engine.makeInference()
            found[:] = [engine.posterior(f"c{c}")[1] for c in range(n)]

        theirs.append(milliseconds(run, 1))
        answer = posterior(pattern, numbers)
        ours.append(milliseconds(lambda p=pattern, x=numbers: posterior(p, x)))
        ratios.append(theirs[-1] / ours[-1])
        differences.append(float(np.abs(np.array(found) - answer.active[0]).max()))
    result = {
        "pyagrum_ms": middle(theirs),
        "crural_ms": middle(ours),
        "ratio": middle(ratios),
        "largest_difference": max(differences),
    }
    print(json.dumps(result))
    return result


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else None)
    parser.add_argument("--json", action="store_true", help="last line is one JSON object")
    parser.add_argument("--cases", type=int, default=5)
    parser.add_argument("--no-peer", action="store_true")
    options = parser.parse_args()
    rows = own_timings(options.cases)
    peer = None if options.no_peer else peer_timings(options.cases)
    if options.json:
        print(json.dumps({"benchmark": "inference_smoke", "rows": rows, "pyagrum": peer}))


if __name__ == "__main__":
    main()
