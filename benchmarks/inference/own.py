"""Timings of the engine itself: one case, questions, intervals, batch, growth; and its accuracy."""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

import numpy as np
from networks import SIZES, Array, case, draw, engine_case, network

from crural.inference import Numbers, Pattern, executors, forget_plans, posterior, prepare
from crural.inference.brute_force import enumerate_case
from crural.inference.many import Network, many
from crural.inference.plan import PlanTooWide, plan_for

BUDGET = 1 << 22


def milliseconds(
    task: Callable[[], object], repeats: int = 5, clock: Callable[[], float] = time.perf_counter
) -> float:
    """Best of some runs."""
    best = float("inf")
    for _ in range(repeats):
        start = clock()
        task()
        best = min(best, clock() - start)
    return 1e3 * best


def spread(values: Sequence[float]) -> dict[str, float]:
    """Median and 99th percentile."""
    return {"p50": round(statistics.median(values), 4), "p99": round(float(np.quantile(values, 0.99)), 4)}


def megabytes() -> float:
    """Most memory that this process has held. Linux counts what ran before an exec too, but not in this file."""
    try:
        status = Path("/proc/self/status").read_text(encoding="utf-8")
        return (
            float(next(line.split()[1] for line in status.splitlines() if line.startswith("VmHWM"))) // 1024
        )
    except (OSError, StopIteration):
        return round(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, 0)


def cell(cases: list[tuple[Pattern, Numbers]]) -> dict[str, Any]:
    """One cell of the comparison: first touch (plan included), warm compiled, warm NumPy, in milliseconds."""
    first, warm, plain, entries, inexact = [], [], [], [], 0
    for pattern, numbers in cases:
        forget_plans()
        start = time.perf_counter()
        answer = posterior(pattern, numbers)
        first.append(1e3 * (time.perf_counter() - start))
        inexact += not answer.exact
        warm.append(milliseconds(lambda p=pattern, x=numbers: posterior(p, x), 5 if answer.exact else 1))
        entries.append(plan_for(pattern).entries if answer.exact else BUDGET)
    fast = executors.compiled() is not None
    executors.use_numpy()
    for pattern, numbers in cases:
        posterior(pattern, numbers)
        plain.append(milliseconds(lambda p=pattern, x=numbers: posterior(p, x), 2))
    if fast:
        prepare()
    return {
        "first_ms": spread(first),
        "warm_ms": spread(warm),
        "each_ms": warm,
        "numpy_ms": spread(plain),
        "approximate": inexact,
    }


def accuracy(count: int = 500) -> tuple[dict[str, Any], list[dict[str, Any]], list[Array]]:
    """Largest error against the oracle; the cases for pyAgrum, and the oracle's actives."""
    from networks import peer_case

    net, worst, told, truth = network(7, 2, 5, 3, 14, systems=3), {"compiled": 0.0, "numpy": 0.0}, [], []
    for seed in range(count):
        person = case(net, seed, 1 + seed % 4, (0.0, 0.5, 1.0)[seed % 3])
        pattern, numbers = engine_case(net, person)
        oracle = enumerate_case(pattern, numbers)
        told.append(peer_case(net, person))
        truth.append(oracle.active)
        for name in ("compiled", "numpy"):
            if name == "numpy":
                executors.use_numpy()
            else:
                prepare()
            answer = posterior(pattern, numbers)
            for mine, its in ((answer.active, oracle.active), (answer.contribution, oracle.contribution)):
                worst[name] = max(worst[name], float(np.abs(mine[0] - its).max()))
    prepare()
    return {"cases": count, "worst_error_to_oracle": worst}, told, truth


def lanes(cases: int = 40) -> dict[str, Any]:
    """Next question over all findings, and intervals from 1,000 draws, on the middle network, all risks told.

    Time of the processor, which other work on the machine disturbs less.
    """
    net = network(1, *SIZES["middle"])
    rng = np.random.default_rng(1)
    questions: dict[str, list[float]] = {"4": [], "8": [], "12": []}
    draws: dict[str, list[float]] = {"4": [], "8": [], "12": []}
    rows = np.ones((len(net.findings), len(net.prior)))
    for f, links in enumerate(net.findings):
        rows[f, list(links)] = 1.0 - net.strengths[f]
    for key in questions:
        for seed in range(cases):
            pattern, numbers = engine_case(net, case(net, 1000 + seed, int(key), 1.0))
            every = numbers.rows([0] * (1 + len(rows)))
            every.scale[1:] *= rows
            plan_for(pattern)

            def ask(p: Pattern = pattern, x: Numbers = every) -> Array:
                answer = posterior(p, x)
                no = np.exp(answer.log_evidence[1:] - answer.log_evidence[0]) * (1.0 - net.leak)
                yes = (answer.active[0] - no[:, None] * answer.active[1:]) / (1.0 - no)[:, None]
                return np.asarray(
                    entropy(answer.active[0]) - no * entropy(answer.active[1:]) - (1 - no) * entropy(yes)
                )

            questions[key].append(milliseconds(ask, 3, time.process_time))
            many = numbers.rows([0] * 1000)
            for reach in many.reach:
                reach[:] = np.clip(rng.beta(40 * reach, 40 * (1.0 - reach)), 1e-6, 1.0)

            def span(p: Pattern = pattern, x: Numbers = many) -> Array:
                return quantiles(posterior(p, x).active, (0.05, 0.95))

            draws[key].append(milliseconds(span, 3, time.process_time))
    return {
        "next_question_ms": {key: spread(values) for key, values in questions.items()},
        "draws_1000_ms": {key: spread(values) for key, values in draws.items()},
    }


def batch(people: int = 4000) -> dict[str, Any]:
    """People a second of the middle network, all risks told, 1 to 7 present and 5 to 14 absent findings each.

    By processor time too, which other work on the machine disturbs less. Threads: wall time of two against one.
    """
    net = network(1, *SIZES["middle"])
    rng, risks, n = np.random.default_rng(2), net.risks, len(net.prior) - net.risks
    inner = [(e, (p - risks, c - risks)) for e, (p, c) in enumerate(net.edges) if p >= risks]
    shared = Network(
        n,
        tuple(pair for _, pair in inner),
        net.edge[[e for e, _ in inner]],
        tuple(tuple(c - risks for c in links) for links in net.findings),
        net.strengths,
        net.leak,
    )
    weight = np.zeros((risks, n))
    for (p, c), strength in zip(net.edges, net.edge, strict=True):
        if p < risks:
            weight[p, c - risks] = strength
    told, present, absent = [], list[list[int]](), list[list[int]]()
    for _ in range(people):
        active, has = draw(net, rng)
        yes, no = rng.permutation(np.flatnonzero(has)), rng.permutation(np.flatnonzero(~has))
        present.append(yes[: int(rng.integers(1, 8))].tolist())
        absent.append(no[: int(rng.integers(5, 15))].tolist())
        told.append(active[:risks])
    prior = 1.0 - (1.0 - net.prior[risks:]) * np.exp(np.array(told) @ np.log1p(-weight))
    many(shared, present[:9], absent[:9], prior[:9])
    wall, processor = {}, {}
    for threads in (1, 2):
        walls, processors = [], []
        for _ in range(5):
            start, busy = time.perf_counter(), time.process_time()
            found = many(shared, present, absent, prior, threads=threads)
            walls.append(time.perf_counter() - start)
            processors.append(time.process_time() - busy)
        wall[threads], processor[threads] = min(walls), min(processors)
    return {
        "mean_present": round(sum(map(len, present)) / people, 2),
        "people_a_second": round(people / wall[1]),
        "people_a_processor_second": round(people / processor[1]),
        "two_threads": round(wall[1] / wall[2], 2),
        "planned": int(found.planned.sum()),
    }


def quantiles(values: Array, at: tuple[float, ...]) -> Array:
    """The order statistics nearest to the quantiles, (Q, n)."""
    places = [round(q * (len(values) - 1)) for q in at]
    return np.partition(values, places, axis=0)[places]


def entropy(p: Array) -> Array:
    q = np.clip(p, 1e-12, 1.0 - 1e-12)
    return np.asarray(-(q * np.log(q) + (1.0 - q) * np.log1p(-q)).sum(axis=-1))


def growth() -> list[dict[str, Any]]:
    """Cost against the number of conditions, and of findings, with 6 present and all risks told; milliseconds."""
    rows = []
    shapes = [(n, round(2.5 * n)) for n in (50, 100, 250, 500, 1000, 2000)]
    shapes += [(80, m) for m in (200, 1000, 5000)]
    for conditions, findings in shapes:
        net = network(3, 10, conditions, conditions // 2, findings)
        first, warm = [], []
        for seed in range(5):
            pattern, numbers = engine_case(net, case(net, seed, 6, 1.0))
            forget_plans()
            first.append(milliseconds(lambda p=pattern, x=numbers: posterior(p, x), 1))
            warm.append(milliseconds(lambda p=pattern, x=numbers: posterior(p, x), 3))
        row = {"conditions": conditions, "findings": findings}
        rows.append(
            {
                **row,
                "first_ms": round(statistics.median(first), 2),
                "warm_ms": round(statistics.median(warm), 3),
            }
        )
    return rows


def widths() -> dict[str, Any]:
    """How many of the wide cases of each kind are exact, and how long the worst takes."""
    found = {}
    net = network(1, *SIZES["middle"])
    for known in (0.5, 0.0):
        for positives in (8, 14, 20):
            took, exact, errors = [], 0, []
            for seed in range(6):
                pattern, numbers = engine_case(net, case(net, seed, positives, known))
                forget_plans()
                start = time.perf_counter()
                answer = posterior(pattern, numbers)
                took.append(1e3 * (time.perf_counter() - start))
                exact += answer.exact
                try:
                    truth = posterior(pattern, numbers, budget=BUDGET)
                    if truth.exact and not answer.exact:
                        errors.append((float(np.abs(truth.active - answer.active).max()), answer.error))
                except PlanTooWide:
                    pass
            found[f"{known:.0%} told, {positives} present"] = {
                "slowest_ms": round(max(took), 1),
                "exact": f"{exact} of {len(took)}",
                "error_and_stated": [(round(a, 3), round(b, 3)) for a, b in errors],
            }
    return found
