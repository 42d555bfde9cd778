"""Whether an atom holds, does not hold, or is not known: Kleene's three values (True, False, None).

The danger rules ask only what is told to be present (`match.py`). A score also needs to know what is not there.
"""

from __future__ import annotations

from collections.abc import Iterable

from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.facts import Facts
from crural.inference.index import index_of
from crural.inference.match import Matcher

Ternary = bool | None


def every(values: Iterable[Ternary]) -> Ternary:
    """True when all hold, False when one does not, else None.

    >>> every([True, None]), every([True, None, False])
    (None, False)
    """
    told = list(values)
    return False if False in told else None if None in told else True


def some(values: Iterable[Ternary]) -> Ternary:
    """True when one holds, False when none does, else None."""
    told = list(values)
    return True if True in told else None if None in told else False


class Judge:
    """Judges atoms by one person's facts."""

    def __init__(self, base: KnowledgeBase, facts: Facts) -> None:
        self.base, self.facts, self.matcher = base, facts, Matcher(base, facts)
        self.above = index_of(base).above

    def _finding(self, atom: Atom) -> Ternary:
        """A finding told to be there in another way (another side, another severity) does not fit."""
        name = atom.finding or ""
        if self.matcher.finding(atom):
            return True
        generic = (name, *self.above.get(name, ()))
        if any(n in self.facts.absent and not self.facts.absent[n].qualities for n in generic):
            return False
        told = self.facts.told.get(name)
        if told is None:
            return None
        wanted = {
            "side": bool(atom.side),
            "site": bool(atom.site),
            "onset": bool(atom.onset),
            "severity": bool(atom.severity),
            **dict.fromkeys(atom.qualities, True),
        }
        return None if any(need and part not in told.qualities for part, need in wanted.items()) else False

    def _condition(self, atom: Atom) -> Ternary:
        told = self.facts.conditions.get(atom.condition or "")
        if told in atom.status:
            return True
        return None if told in (None, "family") else False

    def __call__(self, atom: Atom) -> Ternary:
        """True, False or None."""
        facts, told = self.facts, []
        if atom.finding is not None:
            told.append(self._finding(atom))
        if atom.factor is not None:
            told.append(facts.factors.get(atom.factor))
        if atom.medicine is not None:
            told.append(
                facts.holds(self.base, atom.medicine) if atom.medicine in self.base.medicines else None
            )
        if atom.condition is not None:
            told.append(self._condition(atom))
        if atom.age_at_least is not None:
            told.append(None if facts.age is None else facts.age >= atom.age_at_least)
        if atom.sex is not None:
            told.append(None if facts.sex is None else facts.sex == atom.sex)
        told += [self(inner) for inner in atom.all]
        if atom.any:
            told.append(some(self(inner) for inner in atom.any))
        return every(told)
