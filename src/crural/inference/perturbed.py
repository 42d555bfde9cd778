"""A base whose every number is redrawn from its own uncertainty: a world in which our numbers are wrong.

People drawn from such bases test what people drawn from the base itself cannot: whether stated chances and sets hold
although the numbers behind them are not quite right.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TypeVar

import numpy as np

from crural.concepts.knowledge import Condition, Curve, Finding, KnowledgeBase
from crural.concepts.quantity import Number
from crural.inference.index import index_of
from crural.inference.uncertainty import Draws, Lane, rate_spread
from crural.knowledge.curves import expit, logit

K = TypeVar("K")


class _Redrawn:
    """One draw of every number, with the distributions of `uncertainty.Draws`."""

    def __init__(self, base: KnowledgeBase, seed: int) -> None:
        people = (*(f.prevalence for f in base.factors.values()), *(m.taken for m in base.medicines.values()))
        ordinals = dict(index_of(base).ordinals)
        for curve in people:
            for number in curve.ages.values():
                ordinals.setdefault(id(number), len(ordinals))
        self.draws = Draws(f"{base.version} redrawn {seed}", 1, ordinals, {})

    def number(self, number: Number, drawn: Lane) -> Number:
        return number.model_copy(
            update={"value": float(np.atleast_1d(drawn)[-1]), "low": None, "high": None, "n": None}
        )

    def strength(self, number: Number) -> Number:
        return self.number(number, self.draws.strength(number))

    def odds(self, number: Number) -> Number:
        return self.number(number, np.exp(self.draws.log_odds(number)))

    def rate(self, number: Number) -> Number:
        if number.value in (0.0, 1.0):
            return number
        noise = rate_spread(number) * float(self.draws.normal(number)[-1])
        return self.number(number, expit(logit(number.value) + noise))

    def curve(self, curve: Curve) -> Curve:
        return curve.model_copy(update={"ages": _each(curve.ages, self.rate)})

    def finding(self, finding: Finding) -> Finding:
        usual = {quality: _each(shares, self.strength) for quality, shares in finding.usual.items()}
        return finding.model_copy(update={"usual": usual})

    def condition(self, condition: Condition) -> Condition:
        course, stage, exposure = condition.course, condition.stage_strength, condition.exposure
        if exposure and (start := exposure.new_start):
            start = start.model_copy(update={"odds": self.odds(start.odds)})
            exposure = exposure.model_copy(update={"new_start": start})
        return condition.model_copy(
            update={
                "prior": self.curve(condition.prior) if condition.prior else None,
                "exposure": exposure,
                "stage_strength": self.strength(stage) if stage else None,
                "factors": tuple(
                    item.model_copy(update={"odds": self.odds(item.odds)}) for item in condition.factors
                ),
                "caused_by": tuple(
                    edge.model_copy(update={"strength": self.strength(edge.strength)})
                    for edge in condition.caused_by
                ),
                "course": course.model_copy(
                    update={
                        "onset": _each(course.onset, self.strength),
                        "duration": _each(course.duration, self.strength),
                    }
                ),
                "produces": tuple(
                    link.model_copy(
                        update={
                            "strength": self.strength(link.strength),
                            "with_": {
                                quality: _each(told, self.strength) for quality, told in link.with_.items()
                            },
                        }
                    )
                    for link in condition.produces
                ),
            }
        )


def _each(numbers: Mapping[K, Number], redraw: Callable[[Number], Number]) -> dict[K, Number]:
    return {key: redraw(number) for key, number in numbers.items()}


def perturbed(base: KnowledgeBase, seed: int) -> KnowledgeBase:
    """The base with every number redrawn once from its stated uncertainty (see `uncertainty`), the same for a seed.

    Redrawn are priors, odds ratios, strengths, shares, leaks, and how common factors and medicines are.
    """
    redrawn = _Redrawn(base, seed)
    leaks = {
        name: float(np.atleast_1d(redrawn.draws.leak(name, leak))[-1]) for name, leak in base.leaks.items()
    }
    return base.model_copy(
        update={
            "version": f"{base.version} redrawn {seed}",
            "conditions": {name: redrawn.condition(item) for name, item in base.conditions.items()},
            "findings": {name: redrawn.finding(item) for name, item in base.findings.items()},
            "factors": {
                name: item.model_copy(update={"prevalence": redrawn.curve(item.prevalence)})
                for name, item in base.factors.items()
            },
            "medicines": {
                name: item.model_copy(update={"taken": redrawn.curve(item.taken)})
                for name, item in base.medicines.items()
            },
            "leaks": leaks,
        }
    )
