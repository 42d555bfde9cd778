"""Conditions that are nothing but others together (mixed ulcers, tandem stenosis), asked as lanes of the batch."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from crural.concepts.knowledge import Condition
from crural.inference.batch import Batch
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array, Numbers
from crural.inference.posterior import Posterior

Conjunction = tuple[Condition, float, float]
"""The condition, its probability (the first part contributes and all others are active), and active."""


def ask_conjunctions(network: CaseNetwork, batch: Batch) -> Callable[[Posterior], list[Conjunction]]:
    """The conjunctions that are worth showing: those whose first part is linked to a complaint are asked."""
    number = network.index.number
    linked = {c for f in network.pattern.complaints for c in network.pattern.findings[f]}
    named = [
        condition
        for condition in network.index.base.conditions.values()
        if condition.conjunction_of
        and all(part in number for part in condition.conjunction_of)
        and number[condition.conjunction_of[0]] in linked
    ]

    def fill(_: Numbers, select: Array, rows: slice) -> None:
        for row, condition in enumerate(named, rows.start):
            for part in condition.conjunction_of[1:]:
                select[row, number[part]] = (0.0, 1.0, 0.0)

    rows = batch.ask(len(named), fill)

    settings = network.index.base.settings

    def read(answer: Posterior) -> list[Conjunction]:
        share = np.exp(np.minimum(answer.log_evidence[rows] - answer.log_evidence[0], 0.0))
        share = np.where(answer.trusted[rows], share, 0.0)
        found = []
        for condition, weight, contributes, active in zip(
            named, share, answer.contribution[rows], answer.active[rows], strict=True
        ):
            first = number[condition.conjunction_of[0]]
            chance = float(weight * contributes[first])
            if weight >= settings.conjunction_from.value and chance >= settings.shown_from.value:
                found.append((condition, round(chance, 4), round(float(weight * active[first]), 4)))
        return found

    return read
