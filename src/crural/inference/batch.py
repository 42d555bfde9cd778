"""Many questions about one case as lanes of one plan, answered in one sweep.

batch = Batch(pattern, numbers)          # one lane: the case as it is, lane 0 of the answer
weights = ask_weights(batch, scales, priors)     # each question takes lanes and says how to read them
answer = batch.answer()
print(weights(answer))
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from crural.inference.pattern import Array, InferenceInputError, Numbers, Pattern
from crural.inference.plan import BUDGET
from crural.inference.posterior import Posterior, posterior

Fill = Callable[[Numbers, Array, slice], None]
"""Changes the numbers, and the select weights (L, n, 3) of `posterior`, in the rows of a slice."""


class Batch:
    """Collects lanes that are variants of a case. numbers: one lane."""

    def __init__(self, pattern: Pattern, numbers: Numbers) -> None:
        if numbers.lanes != 1:
            raise InferenceInputError(f"batch: {numbers.lanes} lanes, expected 1")
        self.pattern, self.numbers = pattern, numbers
        self.lanes = 1
        self._fills: list[tuple[Fill, slice]] = []

    def ask(self, count: int, fill: Fill) -> slice:
        """Takes `count` lanes, changed by `fill`; their place in the answer."""
        rows = slice(self.lanes, self.lanes + count)
        self.lanes = rows.stop
        if count:
            self._fills.append((fill, rows))
        return rows

    def answer(self, *, budget: int = BUDGET) -> Posterior:
        """The posterior of all lanes."""
        numbers = self.numbers.rows([0] * self.lanes)
        select = np.ones((self.lanes, self.pattern.n, 3))
        select[:, :, 2] = 0.0
        plain = select.copy()
        for fill, rows in self._fills:
            fill(numbers, select, rows)
        chosen = None if np.array_equal(select, plain) else select
        return posterior(self.pattern, numbers, select=chosen, budget=budget)
