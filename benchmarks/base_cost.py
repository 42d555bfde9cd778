"""What the exact answer costs over people drawn from the base, with none to all of their factors known.

./crural bench base-cost [--people N] [--json]

Everybody tells each complaint that they have. Of the factors, the medicines and the conditions that stand as factors
a share is known (present or denied), from 0 to 100 %. The cost is the table entries of one lane (8 bytes each): it
does not hang on the machine.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crural.concepts.case import Case
from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.gather import facts_of
from crural.inference.network import network_of
from crural.inference.people import People
from crural.inference.plan import BUDGET, PlanTooWide, plan_for
from crural.inference.telling import Telling
from crural.knowledge import load

SEED = 3
SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
"""Of what is known of a person beside the complaints."""
BANDS = (5, 10, 15)
"""Ends of the groups by number of complaints; nobody types in 20, but the drawn people have them."""


@dataclass(frozen=True)
class Cost:
    """One person: how many complaints they tell, the share known, and table entries (None: above the budget)."""

    complaints: int
    known: float
    entries: int | None


def drawn_cases(base: KnowledgeBase, n: int, seed: int = SEED) -> Iterator[tuple[float, Case]]:
    """n adults of the base, each with the share that is known of them, in turn of `SHARES`."""
    people = People(base, n, seed)
    telling, random = Telling(people), people.random("known")
    symptoms = [item.id for item in base.findings.values() if item.kind == "symptom" and not item.same_as]
    told = {name: telling.finding(Atom(finding=name)) for name in symptoms}
    about = {
        name: people.state(name) for name in {f.factor for c in base.conditions.values() for f in c.factors}
    }
    states = {name: has for name, has in sorted(about.items()) if has is not None}
    for row in range(n):
        share, (age, sex) = SHARES[row % len(SHARES)], people.cells[people.cell[row]]
        luck = dict(zip(states, random.random(len(states)), strict=True))
        known = [name for name in states if luck[name] < share]
        present = [name for name in symptoms if told[name][row]]
        yield (
            share,
            Case(
                age=age,
                sex=sex,
                present=[*present, *(name for name in known if states[name][row])],
                absent=[name for name in known if not states[name][row]],
            ),
        )


def cost_of(base: KnowledgeBase, share: float, case: Case) -> Cost:
    """Table entries of one lane of the exact answer to a case."""
    network = network_of(base, facts_of(case, base))
    try:
        entries: int | None = plan_for(network.pattern, BUDGET).entries
    except PlanTooWide:
        entries = None
    return Cost(len(network.pattern.complaints), share, entries)


def costs(base: KnowledgeBase, n: int, seed: int = SEED) -> list[Cost]:
    """The cost of n drawn people who have a complaint."""
    return [cost_of(base, share, case) for share, case in drawn_cases(base, n, seed) if case.present]


def summary(found: list[Cost]) -> dict[str, int]:
    """People, table entries (median, 99 of 100 below, worst; above the budget counted as the budget)."""
    sizes = [BUDGET if cost.entries is None else cost.entries for cost in found]
    middle, high, worst = (int(np.quantile(sizes, q)) for q in (0.5, 0.99, 1.0))
    above = sum(cost.entries is None for cost in found)
    return {"people": len(found), "median": middle, "p99": high, "worst": worst, "above budget": above}


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--people", type=int, default=2000)
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args()
    start = time.process_time()
    found = costs(load(), asked.people)
    busy = time.process_time() - start
    groups = {f"{share:.0%} known": [c for c in found if c.known == share] for share in SHARES}
    ends = (*zip((1, *(end + 1 for end in BANDS)), BANDS, strict=False), (BANDS[-1] + 1, 1000))
    for low, high in ends:
        groups[f"{low} to {high} complaints"] = [c for c in found if low <= c.complaints <= high]
    table = {name: summary(costs_of) for name, costs_of in groups.items() if costs_of}
    for name, row in table.items():
        print(f"{name:>22}: " + ", ".join(f"{key} {value:,}" for key, value in row.items()))
    wide = max(found, key=lambda cost: cost.entries or 2 * BUDGET)
    told = f"{wide.entries:,}" if wide.entries else f"more than {BUDGET:,}"
    print(
        f"worst of {len(found)}: {told} table entries, {wide.complaints} complaints, {wide.known:.0%} known"
    )
    if asked.json:
        print(json.dumps({"budget": BUDGET, "processor_seconds": round(busy, 1), "groups": table}))


if __name__ == "__main__":
    main()
