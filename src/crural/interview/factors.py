"""Which untold factors, medicines and known conditions would tell most, and what each answer would leave."""

from __future__ import annotations

import math
from dataclasses import replace
from typing import Literal

import numpy as np

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.batch import Batch
from crural.inference.facts import Facts, Taken
from crural.inference.index import Index
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array, Numbers
from crural.inference.posterior import Posterior
from crural.interview.outcomes import LEAST
from crural.interview.prospects import TIE, Prospect, Read, fewer

MOST_FACTORS = 8
COMPLETE = "medicines_complete"
LEAST_WEIGHT = 1e-4
"""Variance of the contribution of a condition below which its factors are not looked at."""
EXPOSURE = 3.0
"""Log odds that an exposure moves, for choosing what to look at."""


def with_factor(base: KnowledgeBase, facts: Facts, name: str, holds: bool) -> Facts:
    """The facts as they would be if a factor, medicine class or condition were told to hold, or not to."""
    if name == COMPLETE:
        return replace(facts, medicines_complete=holds)
    if name in base.factors:
        return replace(facts, factors={**facts.factors, name: holds})
    if name in base.medicines:
        status: Literal["current", "denied"] = "current" if holds else "denied"
        return replace(facts, medicines={**facts.medicines, name: Taken(name, name, status)})
    return replace(facts, conditions={**facts.conditions, name: "known" if holds else "not-known"})


def _moving(index: Index) -> tuple[list[str], Array]:
    """Everything that moves a prior or is needed as an exposure, and how far it moves each (items, n), in log odds."""
    rows: dict[str, Array] = {}
    for number, moves in enumerate(index.priors.moves):
        exposure = index.base.conditions[index.names[number]].exposure
        told = [(move.factor, abs(move.log_odds)) for move in moves if move.status == "known"]
        for name, far in (*told, *((name, EXPOSURE) for name in (exposure.any_of if exposure else ()))):
            rows.setdefault(name, np.zeros(len(index.names)))[number] += far
    return list(rows), np.stack(list(rows.values())) if rows else np.zeros((0, len(index.names)))


def _factors(network: CaseNetwork, gives: Array, most: int) -> list[tuple[str, float]]:
    """Untold factors of the leading conditions that may tell most, with how common they are."""
    index, base, facts = network.index, network.index.base, network.facts
    names, far = index.once("moving", lambda: _moving(index))
    weights = gives * (1.0 - gives)
    weights[weights < LEAST_WEIGHT] = 0.0
    score = {name: value for name, value in zip(names, (far @ weights).tolist(), strict=True) if value > 0.0}
    found = []
    if base.medicines and not facts.medicines_complete and COMPLETE not in facts.unknown:
        weight = sum(value for name, value in score.items() if name in base.medicines)
        weight *= base.settings.interview.rest_of_medicines
        found.append(
            (
                -round(weight, TIE),
                COMPLETE,
                _without_medicines(network),
            )
        )
    chances = index.priors.common(facts.age, facts.sex)
    for name, value in score.items():
        if facts.holds(base, name) is not None or name in facts.unknown or name in facts.spoken_of:
            continue
        common = chances[name]
        if LEAST < common < 1.0 - LEAST and _can_be_asked(base, name):
            found.append((-round(value * math.sqrt(common), TIE), name, common))
    return [(name, common) for _, name, common in sorted(found)[:most]]


def _without_medicines(network: CaseNetwork) -> float:
    """The chance that the person takes no class of medicines beyond those told."""
    index, facts = network.index, network.facts
    common = index.priors.common(facts.age, facts.sex)
    untold = [name for name in index.base.medicines if name not in facts.medicines]
    return math.prod(1.0 - common[name] for name in untold)


def _can_be_asked(base: KnowledgeBase, name: str) -> bool:
    """Whether there are words to ask for it."""
    if name in base.factors:
        return base.factors[name].question is not None
    return name in base.medicines or name in base.conditions


def touched(network: CaseNetwork, name: str) -> list[int]:
    """The conditions whose prior a factor moves, or that cannot be without it."""
    index, tables = network.index, network.index.priors
    if name == COMPLETE:
        medicines = index.base.medicines
        return index.once(COMPLETE, lambda: sorted({n for item in medicines for n in touched(network, item)}))
    return sorted({*tables.by_factor.get(name, ()), *tables.by_exposure.get(name, ())})


def ask_open_factors(network: CaseNetwork, batch: Batch, gives: Array, share: float = 1.0) -> Read:
    """The untold factors, medicine classes and known conditions of the leading causes: a lane for each answer.

    share: of the usual number of factors, how many are looked at.
    """
    index, base, facts = network.index, network.index.base, network.facts
    items = _factors(network, gives, fewer(MOST_FACTORS, share))
    settled = network.pattern.known_states
    asked = [
        (name, with_factor(base, facts, name, holds), numbers)
        for name, _ in items
        for numbers in [[n for n in touched(network, name) if n not in settled]]
        for holds in (True, False)
    ]
    rows_of = network.priors_if(asked)

    def fill(lanes: Numbers, select: Array, rows: slice) -> None:
        for k, ((name, _, _), row) in enumerate(zip(asked, rows_of, strict=True)):
            lanes.prior[rows.start + k] = row
            number = index.number.get(name)
            if number is not None and name not in base.factors and number not in settled and k % 2 == 0:
                select[rows.start + k, number] = (0.0, 1.0, 0.0)

    rows = batch.ask(len(rows_of), fill)

    def read(answer: Posterior) -> list[Prospect]:
        weight = np.exp(np.clip(answer.log_evidence[rows] - answer.log_evidence[0], -30.0, 30.0))
        found = []
        for k, (name, common) in enumerate(items):
            yes, no = float(weight[2 * k]), float(weight[2 * k + 1])
            if name in index.number and name not in base.factors:
                share = min(yes, 0.95)  # the lane is P(evidence and condition) already
            else:
                share = common * yes / max(common * yes + (1.0 - common) * no, LEAST)
            chance = np.clip([share, 1.0 - share], LEAST, 1.0)
            part = slice(rows.start + 2 * k, rows.start + 2 * k + 2)
            found.append(
                Prospect(
                    id=name,
                    kind="factor",
                    burden=base.factors[name].burden if name in base.factors else 1,
                    values=("yes", "no"),
                    chance=chance / chance.sum(),
                    active=answer.active[part],
                    gives=answer.contribution[part],
                )
            )
        return found

    return read
