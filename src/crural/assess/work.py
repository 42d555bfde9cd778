"""What is known half way: the case with its text read, its facts, its network and the answer."""

from __future__ import annotations

from dataclasses import dataclass

from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Reading
from crural.inference.facts import Facts
from crural.inference.network import CaseNetwork
from crural.inference.plan import PlanTooWide, plan_for
from crural.inference.posterior import Posterior

LEAST_DRAWS = 12
MOST_NUMBERS = 1 << 20
"""Table entries times lanes that one assessment may cost (about 10 ms)."""


def affordable(network: CaseNetwork, draws: int) -> int:
    """Draws for the intervals that fit the cost of this case: fewer where many findings hang together."""
    try:
        entries = plan_for(network.pattern).entries
    except PlanTooWide:
        return LEAST_DRAWS
    return max(LEAST_DRAWS, min(draws, MOST_NUMBERS // max(entries, 1)))


def main_complaints(network: CaseNetwork) -> list[int]:
    """Positions of the complaints that "none of these" is about: those of the leg, else all."""
    findings = network.index.base.findings
    complaints = list(network.pattern.complaints)
    leg = [i for i in complaints if findings[network.observed[i].fact.id].topic == "leg"]
    return leg or complaints


@dataclass(frozen=True)
class Work:
    """near: without the conditions that hardly matter; drawn: the same with lanes drawn for the intervals."""

    """What is known half way: the case with its text read, the facts, the network and its answer."""

    base: KnowledgeBase
    case: Case
    reading: Reading
    facts: Facts
    network: CaseNetwork
    near: CaseNetwork
    drawn: CaseNetwork
    answer: Posterior
    silent: float
