"""A drawn person who answers questions: rightly, now and then wrongly, or not at all. Self-made, never a real one."""

from __future__ import annotations

import numpy as np

from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.telling import Telling


class Person:
    """One drawn person who answers questions by id. wrong, missing: chances of a wrong answer and of "unsure"."""

    def __init__(self, telling: Telling, row: int, seed: int, wrong: float, missing: float) -> None:
        self.telling, self.people, self.row = telling, telling.people, row
        self.base, self.random = telling.base, np.random.default_rng([seed, row])
        self.wrong, self.missing = wrong, missing

    def has(self, name: str) -> bool:
        """Whether the person has a finding."""
        return bool(self.telling.finding(Atom(finding=name))[self.row])

    def made(self, finding: str, cause: int) -> bool:
        """Whether this cause made the finding."""
        who, (hit, _) = self.telling.who(cause), self.telling.fired(finding, cause)
        return bool(np.isin(self.row, who[hit]))

    def describes(self, finding: str, quality: str) -> list[str]:
        """The values that the person would tell of a complaint."""
        cause = int(self.telling.spoken(finding)[self.row])
        if cause == -2:
            return []
        who = self.telling.who(cause)
        hit, _ = self.telling.fired(finding, cause)
        place = int(np.flatnonzero(who[hit] == self.row)[0])
        values = self.base.qualifiers[quality].usual
        return [v for v in values if self.telling.drawn(finding, cause, quality, (v,))[place]]

    def answer(self, name: str, form: str, choices: list[str]) -> str | float | list[str]:
        """What the person answers when asked for an id in a form (see `concepts.interview.Ask`)."""
        people = self.people
        if name == "age":
            return float(people.cells[people.cell[self.row]][0])
        if name == "sex":
            return str(people.cells[people.cell[self.row]][1])
        if name.startswith("any-of."):
            named = [c for c in choices if c != "none"]
            flips = self.random.random(len(named)) < self.wrong / 2
            return [c for c, flip in zip(named, flips, strict=True) if self.holds(c) != bool(flip)] or "none"
        if name == "main":
            return [c for c in choices if c != "none" and self.has(c)] or "unsure"
        if self.random.random() < self.missing:
            return "unsure"
        wrong = self.random.random() < self.wrong
        finding, dot, quality = name.partition(".")
        if dot:
            told = [str(self.random.choice([c for c in choices if c != "none"]))] if wrong else None
            told = told or self.describes(finding, quality)
            if quality == "side":
                told = ["left" if v == "one" else v for v in told]
            return (told[0] if told else "unsure") if form == "one-of" else (told or "none")
        return "yes" if self.holds(name) != wrong else "no"

    def holds(self, name: str) -> bool:
        """Whether a finding, factor, medicine or condition holds."""
        if name in self.base.findings:
            return self.has(name)
        state = self.people.state(name) if name != "medicines_complete" else None
        return bool(state[self.row]) if state is not None else False


def leg_complaints(base: KnowledgeBase) -> list[str]:
    """Generic complaints of the leg, commonest first."""
    found = [
        f
        for f in base.findings.values()
        if f.kind == "symptom"
        and f.topic == "leg"
        and not f.implies
        and "duration" in f.qualifiers
        and f.frequency
    ]
    return [f.id for f in sorted(found, key=lambda f: -f.frequency.value)]  # type: ignore[union-attr]
