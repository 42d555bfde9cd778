"""What may be asked of a case, and what each answer would leave: the raw material of every question.

A prospect is one question with its possible answers. Findings that the leading conditions produce, qualities of the
complaints that were told, and factors of the leading conditions are looked at; never what was told or is implied.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import partial
from typing import Literal

import numpy as np

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.batch import Batch
from crural.inference.facts import Facts, Taken
from crural.inference.index import Index
from crural.inference.network import ONCE, CaseNetwork
from crural.inference.pattern import Array, Numbers
from crural.inference.posterior import Posterior
from crural.inference.priors import prior_of
from crural.inference.shares import exclusive, leak_share, link_share
from crural.inference.uncertainty import RAREST
from crural.interview.outcomes import LEAST, ask_findings

MOST_FINDINGS, MOST_QUALITIES, MOST_FACTORS = 32, 14, 12
HARDEST = 2
"""Findings with a larger burden (a device, an embarrassing look) are not asked for information's sake."""


@dataclass(frozen=True)
class Prospect:
    """A question (id as in `concepts.interview.Ask`) and what its k answers would leave for n conditions.

    values: the answers. chance: (k,) of each. active, gives: (k, n) chance that each condition is active then, and
    its contribution to the complaints told so far. burden: 1 to 3.
    """

    id: str
    kind: Literal["finding", "quality", "factor"]
    burden: int
    values: tuple[str, ...]
    chance: Array
    active: Array
    gives: Array


Read = Callable[[Posterior], list[Prospect]]


def _told(network: CaseNetwork) -> set[str]:
    """Findings that were told, denied, called unknown, or are implied by those that were told."""
    facts = network.facts
    implied = {generic for name in facts.evidence for generic in network.index.above[name]}
    return {*facts.evidence, *facts.absent, *facts.unknown, *implied}


def askable(base: KnowledgeBase, name: str) -> bool:
    """Whether a person can be asked for a finding: no laboratory test, and no sign that only a doctor can look for."""
    finding = base.findings[name]
    can_look = finding.kind in ("symptom", "home-check") or (
        finding.kind == "sign" and finding.check is not None
    )
    return bool(finding.question) and can_look and finding.burden <= HARDEST


def ask_open_findings(network: CaseNetwork, batch: Batch, gives: Array, active: Array) -> Read:
    """The findings that would tell the leading conditions apart most.

    gives, active: (n,) contribution and chance of each condition.
    """
    index, base, facts = network.index, network.index.base, network.facts
    told = _told(network)
    strengths = index.strengths
    weight = gives * (1.0 - gives)
    spread = (weight * strengths**2).sum(axis=1)
    chance = 1.0 - np.prod(1.0 - active * strengths, axis=1)
    scored: list[tuple[float, str]] = []
    for row, (name, links) in enumerate(index.links.items()):
        denied = any(generic in facts.absent for generic in index.above[name])
        if name not in told and links and not denied and askable(base, name):
            likely = max(float(chance[row]), 0.02)
            scored.append((-float(spread[row]) / likely / base.findings[name].burden, name))
    names = [name for _, name in sorted(scored)[:MOST_FINDINGS]]
    read_outcomes = ask_findings(network, batch, names)

    def read(answer: Posterior) -> list[Prospect]:
        out = read_outcomes(answer)
        return [
            Prospect(
                id=name,
                kind="finding",
                burden=base.findings[name].burden,
                values=("yes", "no"),
                chance=np.array([out.chance[k], 1.0 - out.chance[k]]),
                active=np.stack([out.yes[k], out.no[k]]),
                gives=np.stack([out.gives_yes[k], out.gives_no[k]]),
            )
            for k, name in enumerate(names)
        ]

    return read


@dataclass(frozen=True)
class _Quality:
    """A quality of a present complaint: shares (values, links) and leak (values,) of each value given a cause."""

    position: int
    finding: str
    quality: str
    values: tuple[str, ...]
    shares: Array
    leak: Array
    single: bool


def _shares(index: Index, finding: str, quality: str) -> tuple[tuple[str, ...], Array, Array]:
    """The values of a quality, the share of each given each link (values, links), and given the leak (values,)."""
    base, item = index.base, index.base.findings[finding]
    values = tuple(base.qualifiers[quality].labels)
    links = index.links[finding].values()
    rows = [[link_share(base, item, link.shares, quality, v) for link in links] for v in values]
    shares = np.array([[number.value if number else 0.5 for number in row] for row in rows])
    leaks = [leak_share(base, item, quality, v) for v in values]
    leak = np.array([number.value if number else 0.5 for number in leaks])
    return values, shares.clip(RAREST, 1.0 - RAREST), leak


def _qualities(network: CaseNetwork, gives: Array) -> list[_Quality]:
    """The untold qualities of the present complaints that tell the leading conditions apart most.

    A course has one side, onset and duration: told of one complaint, they are not asked of another.
    """
    base, index, facts = network.index.base, network.index, network.facts
    once = {quality for fact in network.observed for quality in ONCE if quality in fact.qualities}
    skipped = {name.partition(".")[2] for name in facts.unknown if "." in name} & set(ONCE)
    found: list[tuple[float, _Quality]] = []
    for position, fact in enumerate(network.observed):
        finding, links = base.findings[fact.id], index.links[fact.id]
        if finding.kind != "symptom" or not links:
            continue
        weight = gives[list(links)]
        for quality in sorted(index.qualities[fact.id] - {"band"}):
            told = (
                quality in fact.qualities
                or f"{fact.id}.{quality}" in facts.unknown
                or quality in fact.without
            )
            if told or quality in once or quality in skipped:
                continue
            values, shares, leak = index.once(
                ("shares", fact.id, quality), partial(_shares, index, fact.id, quality)
            )
            mean = (shares * weight).sum(axis=1, keepdims=True) / max(float(weight.sum()), 1e-9)
            spread = float((weight * (shares - mean) ** 2).sum())
            single = exclusive(base, quality)
            item = _Quality(position, fact.id, quality, values, shares, leak, single)
            found.append((-spread, item))
    found.sort(key=lambda pair: (pair[0], pair[1].finding, pair[1].quality))
    return [item for _, item in found[:MOST_QUALITIES]]


MOST_VALUES = 4
"""Of a quality with many values these are looked at, each as told or not."""


def ask_open_qualities(network: CaseNetwork, batch: Batch, gives: Array) -> Read:
    """The untold qualities of the complaints: one lane for each value, and of several values one for "not" too."""
    items = _qualities(network, gives)
    lanes_of: list[tuple[_Quality, int, bool]] = []
    for item in items:
        if item.single:
            lanes_of += [(item, v, True) for v in range(len(item.values))]
        else:
            order = np.argsort(-item.shares.var(axis=1), kind="stable")[:MOST_VALUES]
            lanes_of += [(item, int(v), yes) for v in order for yes in (True, False)]

    def fill(lanes: Numbers, _: Array, rows: slice) -> None:
        for k, (item, v, yes) in enumerate(lanes_of):
            row, f = rows.start + k, item.position
            share, leak = item.shares[v], item.leak[v]
            lanes.reach[f][row] *= share if yes else 1.0 - share
            lanes.reach_leak[row, f] *= leak if yes else 1.0 - leak
        for low, high in (*zip(lanes.above, lanes.reach, strict=True), (lanes.above_leak, lanes.reach_leak)):
            low[rows] = np.minimum(low[rows], high[rows])

    rows = batch.ask(len(lanes_of), fill)

    def read(answer: Posterior) -> list[Prospect]:
        weight = np.exp(np.minimum(answer.log_evidence[rows] - answer.log_evidence[0], 0.0))
        active, gives_now = answer.active[rows], answer.contribution[rows]
        found, k = [], 0
        while k < len(lanes_of):
            item, v, _ = lanes_of[k]
            count = len(item.values) if item.single else 2
            part = slice(k, k + count)
            values = item.values if item.single else (item.values[v], f"not {item.values[v]}")
            chance = np.maximum(weight[part], LEAST)
            found.append(
                Prospect(
                    id=f"{item.finding}.{item.quality}",
                    kind="quality",
                    burden=1,
                    values=values,
                    chance=chance / chance.sum(),
                    active=active[part],
                    gives=gives_now[part],
                )
            )
            k += count
        return found

    return read


def with_factor(base: KnowledgeBase, facts: Facts, name: str, holds: bool) -> Facts:
    """The facts as they would be if a factor, medicine class or condition were told to hold, or not to."""
    if name == "medicines_complete":
        return replace(facts, medicines_complete=holds)
    if name in base.factors:
        return replace(facts, factors={**facts.factors, name: holds})
    if name in base.medicines:
        status: Literal["current", "denied"] = "current" if holds else "denied"
        return replace(facts, medicines={**facts.medicines, name: Taken(name, name, status)})
    return replace(facts, conditions={**facts.conditions, name: "known" if holds else "not-known"})


def _factors(network: CaseNetwork, gives: Array) -> list[tuple[str, float]]:
    """Untold factors of the leading conditions that may tell most, with how common they are."""
    index, base, facts = network.index, network.index.base, network.facts
    score: dict[str, float] = {}
    for number, name in enumerate(index.names):
        weight = float(gives[number] * (1.0 - gives[number]))
        if weight < 1e-4:
            continue
        condition = base.conditions[name]
        for item in condition.factors:
            if item.status == "known":
                score[item.factor] = score.get(item.factor, 0.0) + weight * abs(math.log(item.odds.value))
        for other in condition.exposure.any_of if condition.exposure else ():
            score[other] = score.get(other, 0.0) + weight * 3.0
    found = []
    for name, value in score.items():
        if facts.holds(base, name) is not None or name in facts.unknown or name in facts.spoken_of:
            continue
        common = index.rates.chance(name, facts.age, facts.sex)
        if LEAST < common < 1.0 - LEAST and _can_be_asked(base, name):
            found.append((-value * math.sqrt(common), name, common))
    return [(name, common) for _, name, common in sorted(found)[:MOST_FACTORS]]


def _can_be_asked(base: KnowledgeBase, name: str) -> bool:
    """Conditions are asked only when they last: nobody knows of having had a fracture all along."""
    if name in base.factors:
        return base.factors[name].question is not None
    return name in base.medicines or name in base.conditions


def ask_open_factors(network: CaseNetwork, batch: Batch, gives: Array) -> Read:
    """The untold factors, medicine classes and known conditions of the leading causes: a lane for each answer."""
    index, base, facts = network.index, network.index.base, network.facts
    items = _factors(network, gives)
    touched: dict[str, list[int]] = {name: [] for name, _ in items}
    for number, condition_name in enumerate(index.names):
        condition = base.conditions[condition_name]
        exposed = condition.exposure.any_of if condition.exposure else ()
        for name in {*(item.factor for item in condition.factors), *exposed} & set(touched):
            touched[name].append(number)
    settled, draws = network.pattern.known_states, index.draws(0)
    rows_of: list[tuple[str, Array]] = []
    for name, _ in items:
        for holds in (True, False):
            row, then = network.numbers.prior[0].copy(), with_factor(base, facts, name, holds)
            for number in touched[name]:
                if number not in settled:
                    prior, _ = prior_of(index.rates, base.conditions[index.names[number]], then, draws)
                    row[number] = float(prior) * network.match[number]
            rows_of.append((name, row))

    def fill(lanes: Numbers, select: Array, rows: slice) -> None:
        for k, (name, row) in enumerate(rows_of):
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
