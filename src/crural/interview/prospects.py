"""What may be asked of a case, and what each answer would leave: the raw material of every question.

A prospect is one question with its possible answers. Findings that the leading conditions produce are looked at here,
qualities of the complaints that were told and factors of the leading conditions elsewhere; never what was told or is
implied.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Literal

import numpy as np

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.batch import Batch
from crural.inference.index import Index
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array
from crural.inference.posterior import Posterior
from crural.interview.outcomes import ask_findings

MOST_FINDINGS, MOST_DANGERS = 22, 10
LEAST_LIKELY = 0.02
"""A finding is not held to be rarer than this when its worth is guessed."""
TIE = 12
"""Decimals that count where what is worth a look is guessed: what differs less is a tie, whatever computed it."""
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


def fewer(most: int, share: float) -> int:
    """How many to look at when only a share (0 to 1) of the lanes can be afforded; some always.

    >>> fewer(22, 0.25), fewer(8, 0.01)
    (6, 2)
    """
    return max(math.ceil(most * share), 2)


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


def _askable(index: Index) -> tuple[list[str], Array, Array]:
    """The findings that something produces and that a person can be asked for; (findings, n) strengths and squares."""
    named = enumerate(index.links.items())
    rows = {row: name for row, (name, links) in named if links and askable(index.base, name)}
    strengths = index.strengths[list(rows)]
    return list(rows.values()), strengths, strengths**2


def ask_open_findings(
    network: CaseNetwork,
    batch: Batch,
    gives: Array,
    active: Array,
    alarms: Mapping[str, float],
    share: float = 1.0,
) -> Read:
    """The findings that would tell the leading conditions apart most, and the likeliest of those that raise an alarm.

    gives, active: (n,) contribution and chance of each condition. alarms: findings that could fire a danger rule, with
    the weight of its level. share: of the usual number of findings, how many are looked at (see `fewer`).
    """
    index, base, facts = network.index, network.index.base, network.facts
    told, absent = _told(network), facts.absent
    names, strengths, squares = index.once("askable", lambda: _askable(index))
    live = [c for c in range(network.pattern.n) if network.pattern.known_states.get(c, True)]
    spread = squares[:, live] @ (gives * (1.0 - gives))[live]
    chance = 1.0 - np.prod(1.0 - active[live] * strengths[:, live], axis=1)
    scored: list[tuple[float, str]] = []
    dangers: list[tuple[float, str]] = []
    for name, tells, likely in zip(
        names, spread.round(TIE).tolist(), chance.round(TIE).tolist(), strict=True
    ):
        if name in told or any(generic in absent for generic in index.above[name]):
            continue
        scored.append((-tells / max(likely, LEAST_LIKELY) / base.findings[name].burden, name))
        if name in alarms:
            dangers.append((-likely * alarms[name], name))
    best = [
        *sorted(dangers)[: fewer(MOST_DANGERS, share)],
        *sorted(scored)[: fewer(MOST_FINDINGS, share)],
    ]
    chosen = list(dict.fromkeys(name for _, name in best))
    read_outcomes = ask_findings(network, batch, chosen)

    def read(answer: Posterior) -> list[Prospect]:
        out = read_outcomes(answer)
        chance = np.stack([out.chance, 1.0 - out.chance], axis=1)
        active, gives = np.stack([out.yes, out.no], axis=1), np.stack([out.gives_yes, out.gives_no], axis=1)
        return [
            Prospect(
                id=name,
                kind="finding",
                burden=base.findings[name].burden,
                values=("yes", "no"),
                chance=chance[k],
                active=active[k],
                gives=gives[k],
            )
            for k, name in enumerate(chosen)
        ]

    return read
