"""One case judged and asked, for questions about its causes: what `explain` and `contrast` share."""

from __future__ import annotations

from typing import Any

from crural.assess.judge import Judged, Understood, case_of, judged, understood
from crural.assess.work import Asked, Work, ask
from crural.concepts.case import Case
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.errors import InputError, shown
from crural.inference.batch import Batch
from crural.interview.outcomes import Outcomes, ask_findings

AnyCase = Case | dict[str, Any] | str
DRAWS = 64


class Told:
    """One adult's case, judged and asked, for questions about its causes. Raises InputError for a child."""

    def __init__(self, case: AnyCase, base: KnowledgeBase, draws: int = DRAWS) -> None:
        self.base = base
        self.known: Understood = understood(case_of(case), base)
        if self.known.child:
            raise InputError("Crural does not judge causes in children", code="IN-010")
        self.half: Judged = judged(base, self.known)
        self.work: Work = self.half.work
        self.asked: Asked = ask(self.work, self.half.fired, [], draws)

    def condition(self, name: str) -> tuple[Condition, int]:
        """A condition that is ranked as a cause, and its number. Raises InputError for any other id."""
        number = self.work.network.index.number.get(name)
        if number is None:
            raise InputError(f"There is no cause called {shown(name)}", code="IN-004")
        return self.base.conditions[name], number

    def weights(self, number: int) -> dict[str, float]:
        """Weight of each piece of evidence for a condition, by the id of the piece."""
        return {piece.id: float(piece.weights[number]) for piece in self.asked.pieces}

    def open_findings(self, conditions: list[Condition]) -> list[str]:
        """Findings that these conditions produce, that can be asked or tested for, and that were not told."""
        facts, index = self.work.facts, self.work.network.index
        told = {*facts.evidence, *facts.absent, *(g for name in facts.evidence for g in index.above[name])}
        names = dict.fromkeys(
            name
            for condition in conditions
            for name, links in index.links.items()
            if index.number[condition.id] in links
        )
        return [
            name
            for name in names
            if name not in told
            and self.base.findings[name].question
            and not any(generic in facts.absent for generic in index.above[name])
        ]

    def outcomes(self, names: list[str]) -> Outcomes:
        """What each answer to these would leave."""
        near = self.work.near
        batch = Batch(near.pattern, near.numbers)
        read = ask_findings(near, batch, names)
        return read(batch.answer())
