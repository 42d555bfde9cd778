"""The engine against other engines, on generated networks of three sizes and on the real knowledge base.

    ./crural bench inference [--json] [--cases 3] [--people 100] [--no-peers]

Peers run in processes of their own with limits of time and memory: pyAgrum as shipped (its noisy-OR nodes, lazy
propagation), pyAgrum fed our factors (a Markov field), pgmpy (full tables; in an environment of its own, made at first
use). A peer's time is evidence, inference and all marginals, without building the network; ours is the warm call, plan
cached, and beside it the first touch. A ratio is the median over cases of peer's time by our time. Cells where a peer
was stopped are listed, not averaged; harder cells of the same network are not tried again.
"""

from __future__ import annotations

import argparse
import json
import os
import statistics
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent.parent
sys.path[:0] = [str(ROOT / "src"), str(Path(__file__).resolve().parent)]

import numpy as np  # noqa: E402
import own  # noqa: E402
import processes  # noqa: E402
import real  # noqa: E402
from networks import SIZES, case, engine_case, network, peer_case, real_case  # noqa: E402

from crural.inference import prepare  # noqa: E402

PRESENT = (4, 8, 14)
KNOWN = (1.0, 0.5, 0.0)
ENGINES = ("pyagrum", "pyagrum-factored", "pgmpy")
OURS = 12


def cases_of(name: str, present: int, known: float) -> tuple[list[Any], list[dict[str, Any]]]:
    """The cases of a cell, for us and for the peers."""
    if name == "real base":
        found = [real_case(seed, present) for seed in range(OURS)]
        return [(pattern, numbers) for pattern, numbers, _ in found], [told for _, _, told in found]
    net = network(1, *SIZES[name])
    people = [case(net, seed, present, known) for seed in range(OURS)]
    return [engine_case(net, person) for person in people], [peer_case(net, person) for person in people]


def compare(count: int, engines: dict[str, Path]) -> list[dict[str, Any]]:
    """All cells, ours and theirs."""
    rows = []
    for name in (*SIZES, "real base"):
        stopped: dict[str, list[tuple[int, float]]] = {engine: [] for engine in engines}
        for known in KNOWN if name in SIZES else (1.0,):
            for present in PRESENT:
                mine, told = cases_of(name, present, known)
                row: dict[str, Any] = {"network": name, "present": present, "known": known, **own.cell(mine)}
                each = row.pop("each_ms")
                for engine, python in engines.items():
                    if any(present >= p and known <= k for p, k in stopped[engine]):
                        row[engine] = {"not_tried": "an easier cell was stopped"}
                        continue
                    answers = processes.ask(engine, python, told[:count])
                    if answers.died:
                        stopped[engine].append((present, known))
                    row[engine] = {"done": len(answers.ms), "of": count, "stopped": answers.died}
                    if answers.ms:
                        ratios = [theirs / ours for theirs, ours in zip(answers.ms, each, strict=False)]
                        errors = [
                            float(np.abs(active - own.posterior(*pair).active[0]).max())
                            for active, pair in zip(answers.active, mine, strict=False)
                        ]
                        row[engine] |= {
                            "ms": round(statistics.median(answers.ms), 2),
                            "ratio": round(statistics.median(ratios)),
                            "difference": max(errors),
                        }
                rows.append(row)
                print(line(row, engines), flush=True)
    return rows


def line(row: dict[str, Any], engines: dict[str, Path]) -> str:
    """One row of the printed table."""
    parts = [f"{row['network']:<10}{row['present']:>3} {row['known']:>5.0%}"]
    parts.append(f"{row['warm_ms']['p50']:8.3f} {row['warm_ms']['p99']:8.3f} {row['first_ms']['p50']:8.2f}")
    parts.append(
        f"{row['numpy_ms']['p50']:8.2f}" + (f" {row['approximate']:>2}~" if row["approximate"] else "    ")
    )
    for engine in engines:
        found = row[engine]
        if "not_tried" in found:
            parts.append("        not tried")
        elif "ratio" not in found:
            parts.append(f"{found['stopped'][:17]:>17}")
        else:
            parts.append(f"{found['ratio']:>7,} x {found['done']}/{found['of']} {found['difference']:.0e}")
    return " | ".join(parts)


def exact(engines: dict[str, Path]) -> dict[str, Any]:
    """500 cases against the oracle, and against pyAgrum where it is installed."""
    result, told, truth = own.accuracy()
    if "pyagrum" in engines:
        answers = processes.ask("pyagrum", engines["pyagrum"], told, 90.0)
        gaps = [float(np.abs(a - b).max()) for a, b in zip(answers.active, truth, strict=False)]
        result["pyagrum"] = {"cases": len(gaps), "worst_difference": max(gaps)}
    return dict(result)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("--json", action="store_true", help="the last line is one JSON object")
    parser.add_argument("--cases", type=int, default=3, help="cases that each peer gets in a cell")
    parser.add_argument("--people", type=int, default=100, help="self-made people for the real base")
    parser.add_argument("--no-peers", action="store_true")
    options = parser.parse_args()
    compiled = prepare()
    print(f"executor: {'compiled' if compiled else 'NumPy'}; load of this machine: {os.getloadavg()[0]:.1f}")
    engines: dict[str, Path] = {}
    for engine in () if options.no_peers else ENGINES:
        python = processes.python_of(engine)
        if python is None:
            print(f"{engine}: skipped, it is not installed here and could not be")
        else:
            engines[engine] = python
    result: dict[str, Any] = {"benchmark": "inference", "compiled": compiled, "load": os.getloadavg()[0]}
    result["accuracy"] = exact(engines)
    print("accuracy:", json.dumps(result["accuracy"]))
    print(
        "network   present told | warm ms p50      p99  first ms | NumPy ms | ratio, done, difference: "
        + ", ".join(engines)
    )
    result["cells"] = compare(options.cases, engines)
    result["lanes"] = own.lanes()
    print("questions and intervals:", json.dumps(result["lanes"]))
    result["wide"] = own.widths()
    print("wide cases:", json.dumps(result["wide"]))
    result["growth"] = own.growth()
    for row in result["growth"]:
        print("growth:", json.dumps(row))
    result["many"] = own.batch()
    print("many people:", json.dumps(result["many"]))
    result["real"] = real.apart(options.people)
    for name, row in result["real"].items():
        print(f"real base, {name}:", json.dumps(row))
    result["memory_mb"] = own.megabytes()
    result["load_at_the_end"] = os.getloadavg()[0]
    print(
        f"memory with generated networks: {result['memory_mb']:.0f} MB; load {result['load_at_the_end']:.1f}"
    )
    if options.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
