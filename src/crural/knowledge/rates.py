"""Chances of factors, medicines and conditions by age and sex, from tables that are worked out once."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from crural.concepts.base import Sex
from crural.concepts.knowledge import Condition, Curve, KnowledgeBase
from crural.knowledge.curves import by_age_and_sex

OLDEST = 120
FEMALE, MALE, EITHER = 0, 1, 2
_COLUMN: dict[Sex | None, int] = {"female": FEMALE, "male": MALE, None: EITHER}


class Rates:
    """Lookup of every curve of a base at whole years; ages in between are rounded.

    A table has the rows age 0 to 120 and, last, the adult population; columns female, male, either sex.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self._tables: dict[str, NDArray[np.float64]] = {}

    def _lookup(self, key: str, curve: Curve, age: float | None, sex: Sex | None) -> float:
        if key not in self._tables:
            table = by_age_and_sex(curve, np.arange(OLDEST + 1.0))
            share = np.array(
                [table[round(age)] * part.value for age, part in self.base.settings.population.items()]
            )
            table = np.vstack([table, share.sum(axis=0)])
            self._tables[key] = np.column_stack([table, table.mean(axis=1)])
        row = OLDEST + 1 if age is None else min(max(round(age), 0), OLDEST)
        return float(self._tables[key][row, _COLUMN[sex]])

    def prior(self, condition: Condition, age: float | None, sex: Sex | None) -> float:
        """The condition's own curve (given its exposure, where it needs one), 0 to 1; 0 where it has none."""
        if condition.prior is None:
            return 0.0
        return self._lookup(f"condition {condition.id}", condition.prior, age, sex)

    def exposure(self, condition: Condition, age: float | None, sex: Sex | None) -> float:
        """Chance (0 to 1) that an adult of this age and sex has what the condition cannot exist without."""
        exposure = condition.exposure
        if exposure is None:
            return 1.0
        chance = 1.0
        if exposure.sex is not None:
            chance = 0.5 if sex is None else float(sex == exposure.sex)
        if exposure.any_of:
            none = 1.0
            for name in exposure.any_of:
                none *= 1.0 - self.chance(name, age, sex or exposure.sex)
            chance *= 1.0 - none
        return chance

    def chance(self, name: str, age: float | None, sex: Sex | None) -> float:
        """Chance (0 to 1) of a factor, medicine class or condition in the population of this age and sex.

        An id that is a factor and a condition (pregnancy) means the factor.
        """
        base = self.base
        if name in base.factors:
            return self._lookup(f"factor {name}", base.factors[name].prevalence, age, sex)
        if name in base.medicines:
            return self._lookup(f"medicine {name}", base.medicines[name].taken, age, sex)
        condition = base.conditions[name]
        if condition.prior is None:
            return base.active.get(name, 0.0)
        return self.prior(condition, age, sex) * self.exposure(condition, age, sex)
