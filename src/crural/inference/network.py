"""The network of one case: facts and knowledge base in, Pattern and Numbers for the engine out.

Lane 0 holds the base's own numbers; further lanes hold draws from their uncertainty. Every complaint is
one composite finding (decision record 1): its link strengths are the strength of the complaint times the
share of each quality that was told.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.facts import Fact, Facts
from crural.inference.index import Index, index_of
from crural.inference.pattern import Array, Mask, Numbers, Pattern
from crural.inference.plan import PlanTooWide, plan_for
from crural.inference.posterior import Posterior
from crural.inference.priors import Priors, priors_if, priors_of
from crural.inference.shares import exclusive
from crural.inference.uncertainty import RAREST, Draws

ONCE = ("onset", "duration", "side")
"""Qualities of a course: told of several complaints they are one fact for each condition."""


@dataclass(frozen=True)
class CaseNetwork:
    """A case ready for the engine.

    observed: the findings that happened, in the order of the pattern. denied: (finding id, row (n,) of weights
    1 - w) of every denied finding. priors: before any complaint, in one lane. match: (n,) the chance that a
    condition runs the course that several complaints share.
    """

    index: Index
    facts: Facts
    pattern: Pattern
    numbers: Numbers
    observed: tuple[Fact, ...]
    denied: tuple[tuple[str, Array], ...]
    priors: Priors
    match: Array

    def priors_if(self, asked: Sequence[tuple[str, Facts, list[int]]]) -> list[Array]:
        """The prior rows (n,) with some conditions (numbers) as they would be if one thing (id) were told otherwise."""
        rows = []
        tables, draws = self.index.priors, self.index.draws(0)
        found = priors_if(tables, self.facts, self.priors, draws, asked)
        for (_, _, numbers), prior in zip(asked, found, strict=True):
            row: Array = self.numbers.prior[0].copy()
            row[numbers] = prior * self.match[numbers]
            rows.append(row)
        return rows


Skips = dict[tuple[str, str], Mask]
"""For a finding and a quality: which of its links (k,) do not draw it, because the condition's course does."""


class _Case:
    """Assembles the pattern and the numbers of one case, all lanes at once."""

    def __init__(self, index: Index, facts: Facts, draws: Draws, only: frozenset[int] | None) -> None:
        self.index, self.base, self.facts, self.tables = index, index.base, facts, index.tables(draws)
        self.lanes = self.tables.lanes
        self.only = None if only is None else sorted(only)
        self.wanted = np.ones(len(index.names), dtype=bool)
        if only is not None:
            self.wanted[:] = False
            self.wanted[self.only] = True
        self.news = np.ones(len(index.names))
        told = [
            index.number[name]
            for name, status in facts.conditions.items()
            if status == "known" and name in index.number
        ]
        self.news[told] = self.base.settings.known_and_new.value

    def product(self, fact: Fact, *, of_leak: bool = False, skips: Skips | None = None) -> Array:
        """Chance (L, k) that each link that fires draws all that was told; of_leak: the leak (L, 1)."""
        result = np.ones((1, 1))
        for denied, told in ((False, fact.qualities), (True, fact.without)):
            for quality, values in told.items():
                if quality not in self.index.qualities[fact.id]:
                    continue
                factor = self.drawn(fact.id, quality, values, denied, of_leak)
                skip = (skips or {}).get((fact.id, quality))
                result = result * (factor if skip is None else np.where(skip, 1.0, factor))
        return np.asarray(result)

    def drawn(self, name: str, quality: str, values: tuple[str, ...], denied: bool, of_leak: bool) -> Array:
        """Chance (L, k) that each link that fires draws these values, or none of them (denied).

        Of several values of an exclusive quality one or the other is meant; other values are on their own.
        """
        if len(values) > 1 and not denied and exclusive(self.base, quality):
            shares = [self.tables.shares(name, quality, value, of_leak=of_leak) for value in values]
            told = [share for share in shares if share is not None]
            if not told:
                return np.ones((1, 1))
            together = np.minimum(np.nansum(told, axis=0), 1.0)
            return np.where(np.isnan(told).all(axis=0), 1.0, together)
        result = np.ones((1, 1))
        for value in values:
            chance = self.tables.drawn(name, quality, value, denied=denied, of_leak=of_leak)
            if chance is not None:
                result = result * chance
        return np.asarray(result)

    def courses(self, present: list[Fact], known: dict[int, bool]) -> tuple[Skips, Array]:
        """What several complaints of one condition share: the links that do not draw it, and the match (L, n).

        A condition runs one course: complaints that it produces have one side, onset and duration. So a value
        told of two or more complaints that it is linked to moves off the links and into the chance (L, n)
        that the condition is active *with that course*. A condition that is known is active in any case:
        there the value stays on its strongest link.
        """
        told: dict[tuple[str, tuple[str, ...]], list[Fact]] = {}
        for fact in present:
            for quality in ONCE:
                if quality in fact.qualities and quality in self.index.qualities[fact.id]:
                    told.setdefault((quality, fact.qualities[quality]), []).append(fact)
        skips: Skips = {}
        match = np.ones((self.lanes, len(self.index.names)))
        is_known = np.zeros(len(self.index.names), dtype=bool)
        is_known[list(known)] = True
        for (quality, values), facts in told.items():
            if len(facts) < 2:
                continue
            strength = np.full((len(facts), len(self.index.names)), -1.0)
            for row, fact in enumerate(facts):
                columns = self.index.columns[fact.id]
                strength[row, columns] = self.tables.strengths(fact.id)[0]
            shared = ((strength >= 0.0).sum(axis=0) >= 2) & self.wanted
            strongest = strength.argmax(axis=0)
            for row, fact in enumerate(facts):
                columns = self.index.columns[fact.id]
                leads = strongest[columns] == row
                skips[fact.id, quality] = shared[columns] & ~(is_known[columns] & leads)
                moved = shared[columns] & ~is_known[columns] & leads
                if moved.any():
                    match[:, columns] *= np.where(moved, self.product(Fact(fact.id, {quality: values})), 1.0)
        return skips, match

    def reach(self, fact: Fact, skips: Skips) -> tuple[Array, Array]:
        """Strengths (L, k) and leak (L, 1) of an observed finding."""
        strengths = self.whole(fact) * self.product(fact, skips=skips)
        return strengths, self.leak(fact) * self.product(fact, of_leak=True)

    def leak(self, fact: Fact) -> Array:
        """Leak (L, 1) of an observed finding however it is described."""
        return self.tables.leak(fact.id, asked=fact.id in self.facts.asked)

    def whole(self, fact: Fact) -> Array:
        """Strengths (L, k) of a finding however it is described; 0 for conditions that are not wanted.

        Only a part of the complaints of a known disease is news (`known_and_new`).
        """
        columns = self.index.columns[fact.id]
        strengths = self.tables.strengths(fact.id) * self.wanted[columns]
        is_complaint = self.base.findings[fact.id].kind == "symptom"
        return np.asarray(strengths * self.news[columns] if is_complaint else strengths)

    def denied_row(self, fact: Fact) -> Array:
        """Weight (L, n) of each active condition when the finding is denied: 1 - w."""
        row = np.ones((self.lanes, len(self.index.names)))
        row[:, self.index.columns[fact.id]] = 1.0 - self.whole(fact) * self.product(fact)
        return row

    def between(self, fact: Fact, denials: list[Fact], reach: Array, leak: Array) -> tuple[Array, ...]:
        """Reach and above (L, k), and the same for the leak (L, 1), of a finding whose special forms are denied.

        A link draws the special form, or else the generic one as it was described (the level form of decision
        record 1): the description is part of what lies between the two levels only.
        """
        columns = self.index.columns[fact.id]
        above, above_leak = np.zeros_like(reach), np.zeros_like(leak)
        for denial in denials:
            above = 1.0 - (1.0 - above) * self.denied_row(denial)[:, columns]
            special = self.leak(denial) * self.product(denial, of_leak=True)
            above_leak = 1.0 - (1.0 - above_leak) * (1.0 - special)
        whole, whole_leak = self.whole(fact), self.leak(fact)
        found = []
        for level, all_of_it, described in ((above, whole, reach), (above_leak, whole_leak, leak)):
            level = np.minimum(level, all_of_it)
            share = np.divide(described, all_of_it, out=np.zeros_like(described), where=all_of_it > 0.0)
            found += [level + share * (all_of_it - level), level]
        return tuple(found)

    def priors(self, match: Array, known: dict[int, bool]) -> tuple[Array, Priors]:
        """Prior (L, n) of each condition with the course that was told, and the one before any complaint."""
        before = priors_of(self.index.priors, self.facts, self.tables.draws, self.only)
        prior = before.chance * match
        for number, active in known.items():
            if active:
                prior[:, number] = np.maximum(prior[:, number], RAREST)
        return prior, before

    def complaints(self, present: list[Fact]) -> tuple[int, ...]:
        """Positions of the findings that causes are ranked on: the main ones, else all symptoms, else all."""
        main = {name for said in self.facts.main for name in self.index.kin.get(said, ())}
        mains = [i for i, fact in enumerate(present) if fact.id in main]
        symptoms = [i for i, fact in enumerate(present) if self.base.findings[fact.id].kind == "symptom"]
        return tuple(mains or symptoms or range(len(present)))

    def known(self) -> dict[int, bool]:
        """Conditions whose state is told, by number: active, or ruled out."""
        states = {"new": True, "known": True, "denied": False}
        told = sorted(self.facts.conditions.items())
        return {
            self.index.number[name]: states[status]
            for name, status in told
            if name in self.index.number and status in states
        }

    def evidence(
        self, present: list[Fact], skips: Skips
    ) -> tuple[list[tuple[Array, ...]], Array, list[Fact]]:
        """Reach, above and leaks of each present finding, the scale (L, n), and the denials that make it."""
        place = {fact.id: i for i, fact in enumerate(present)}
        below: list[list[Fact]] = [[] for _ in present]
        denied, scale = [], np.ones((self.lanes, len(self.index.names)))
        for _, fact in sorted(self.facts.absent.items()):
            generic = next((name for name in self.index.above[fact.id] if name in place), None)
            if generic is not None:
                below[place[generic]].append(fact)
            else:
                denied.append(fact)
                scale *= self.denied_row(fact)
        parts: list[tuple[Array, ...]] = []
        for fact, denials in zip(present, below, strict=True):
            reach, leak = self.reach(fact, skips)
            nothing = (reach, np.zeros_like(reach), leak, np.zeros_like(leak))
            parts.append(self.between(fact, denials, reach, leak) if denials else nothing)
        return parts, scale, denied

    def edges(self, match: Array) -> Array:
        """Strengths (L, E) of the edges between conditions, with the course that was told of the child."""
        children = [child for _, child in self.index.edges]
        return np.asarray(self.tables.edges() * match[:, children])

    def build(self) -> CaseNetwork:
        index = self.index
        present = self.present()
        known = self.known()
        pattern = Pattern(
            len(index.names),
            index.edges,
            tuple(tuple(index.links[fact.id]) for fact in present),
            self.complaints(present),
            tuple(known.items()),
        )
        numbers, denied, priors, match = self.numbers(present, known)
        rows = tuple((fact.id, self.denied_row(fact)[0]) for fact in denied)
        return CaseNetwork(index, self.facts, pattern, numbers, tuple(present), rows, priors, match[0])

    def present(self) -> list[Fact]:
        """What happened, in the order of the pattern."""
        return [fact for _, fact in sorted(self.facts.evidence.items())]

    def numbers(
        self, present: list[Fact], known: dict[int, bool]
    ) -> tuple[Numbers, list[Fact], Priors, Array]:
        """The numbers, the denials that make the scale, the priors before them, and the match (L, n)."""
        none = np.zeros((self.lanes, 0))
        skips, match = self.courses(present, known)
        parts, scale, denied = self.evidence(present, skips)
        prior, before = self.priors(match, known)
        numbers = Numbers(
            prior=prior,
            scale=scale,
            edge=self.edges(match),
            reach=tuple(part[0] for part in parts),
            above=tuple(part[1] for part in parts),
            reach_leak=np.concatenate([none, *(part[2] for part in parts)], axis=1),
            above_leak=np.concatenate([none, *(part[3] for part in parts)], axis=1),
        )
        return numbers, denied, before, match


FOCUS = (3e-3, 0.01, 0.03, 0.1)
"""Chances below which a condition is left out of the many-lane questions; the first that is cheap enough counts."""
CHEAP = 1 << 14
"""Table entries of one lane that the many-lane questions may cost."""


def focus(network: CaseNetwork, answer: Posterior) -> CaseNetwork:
    """The network without the conditions that hardly matter to this case, so that many lanes stay cheap.

    They are clamped to absent for reasons, questions and intervals; the ranking itself is never made from
    it. answer: the exact posterior of lane 0.
    """
    known = dict(network.pattern.known)
    active, pattern = answer.active[0], network.pattern

    def without(least: float) -> Pattern:
        dropped = [(i, False) for i in range(pattern.n) if i not in known and active[i] < least]
        return replace(pattern, known=tuple(sorted([*known.items(), *dropped])))

    for least in FOCUS[:-1]:
        near = without(least)
        try:
            plan_for(near, CHEAP)
        except PlanTooWide:
            continue
        return replace(network, pattern=near)
    return replace(network, pattern=without(FOCUS[-1]))


def network_of(base: KnowledgeBase, facts: Facts) -> CaseNetwork:
    """The case's network with the base's own numbers, in one lane."""
    index = index_of(base)
    return _Case(index, facts, index.draws(0), None).build()


def numbers_from(index: Index, facts: Facts, draws: Draws, only: frozenset[int]) -> Numbers:
    """The numbers of the case's network in lanes from a source: lane 0 as it is, then from their uncertainty.

    only: the conditions whose numbers are wanted; the others get zeros (for use after `focus`).
    """
    case = _Case(index, facts, draws, only)
    return case.numbers(case.present(), case.known())[0]
