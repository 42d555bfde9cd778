"""Timings on the real knowledge base: what self-made people tell, and long lists of common complaints."""

from __future__ import annotations

import time
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from typing import Any

import numpy as np
from own import megabytes, milliseconds, spread

from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.inference import executors, forget_plans, posterior, prepare
from crural.inference.batch import Batch
from crural.inference.gather import facts_of
from crural.inference.network import CaseNetwork, focus, network_of
from crural.inference.plan import PlanTooWide, plan_for
from crural.interview.outcomes import ask_findings
from crural.interview.prospects import askable
from crural.knowledge import load
from crural.surfaces.evaluation.simulation import Plan, cases_of

LONG = (8, 12, 17, 20)
COMMON = 45


def long_lists(base: KnowledgeBase, of_each: int) -> dict[int, list[Case]]:
    """Lists of so many of the commonest complaints, nothing denied and no factor told: the widest cases there are."""
    rated = [(f.frequency.value, f.id) for f in base.findings.values() if f.frequency]
    plain = [name for _, name in sorted(rated, reverse=True) if not base.findings[name].implies]
    names = [name for name in plain if not base.findings[name].same_as][:COMMON]
    random = np.random.default_rng(1)
    return {
        count: [
            Case.model_validate({"present": random.choice(names, count, replace=False).tolist()})
            for _ in range(of_each)
        ]
        for count in LONG
    }


def timed(base: KnowledgeBase, network: CaseNetwork) -> dict[str, float]:
    """Processor milliseconds of one case: its plan, its chances and all questions, with NumPy and compiled."""
    forget_plans()
    executors.use_numpy()
    start = time.process_time()
    try:
        entries = plan_for(network.pattern).entries
    except PlanTooWide:
        entries = -1
    row = {"plan": 1e3 * (time.process_time() - start), "entries": entries}
    start = time.process_time()
    answer = posterior(network.pattern, network.numbers)
    first = 1e3 * (time.process_time() - start)
    again = min(first, 100.0) == first
    row["error"] = answer.error

    def one() -> object:
        return posterior(network.pattern, network.numbers)

    row["numpy"] = milliseconds(one, 3, time.process_time) if again else first
    near = focus(network, answer)
    told = {*network.facts.told, *network.facts.absent}
    names = [name for name in base.findings if askable(base, name) and name not in told]

    def questions() -> object:
        batch = Batch(near.pattern, near.numbers)
        read = ask_findings(near, batch, names)
        return read(batch.answer())

    questions()
    row["questions_numpy"] = milliseconds(questions, 2, time.process_time)
    if prepare():
        one(), questions()
        row["compiled"] = milliseconds(one, 5 if again else 1, time.process_time)
        row["questions"] = milliseconds(questions, 2, time.process_time)
    return row


def apart(people: int) -> dict[str, Any]:
    """`real` in a process of its own, so that the memory is that of the base, the executors and these cases."""
    with ProcessPoolExecutor(1, mp_context=get_context("spawn")) as pool:
        return pool.submit(real, people).result()


def real(people: int) -> dict[str, Any]:
    """Median, 99th percentile and worst over the people and over the long lists; most memory held so far."""
    base = load()
    groups: dict[str, list[Case]] = {
        "self-made people": cases_of(base, Plan(people, 11, missing=0.1)),
        **{f"{count} complaints": cases for count, cases in long_lists(base, 8).items()},
    }
    found: dict[str, Any] = {}
    for name, cases in groups.items():
        rows = [timed(base, network_of(base, facts_of(case, base))) for case in cases]
        found[name] = {"cases": len(rows), "memory_mb": megabytes()}
        for key in rows[0]:
            values = [row[key] for row in rows]
            found[name][key] = {**spread(values), "worst": round(max(values), 4)}
        found[name]["folded"] = sum(row["entries"] < 0 for row in rows)
    return found
