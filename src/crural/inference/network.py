"""The network of one case: facts and knowledge base in, Pattern and Numbers for the engine out.

Lane 0 holds the base's own numbers; further lanes hold draws from their uncertainty. Every complaint is
one composite finding (decision record 1): its link strengths are the strength of the complaint times the
share of each quality that was told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crural.concepts.knowledge import Finding, KnowledgeBase
from crural.inference.facts import Fact, Facts
from crural.inference.index import Index, Link, index_of
from crural.inference.pattern import Array, Numbers, Pattern
from crural.inference.plan import PlanTooWide, plan_for
from crural.inference.posterior import Posterior
from crural.inference.priors import prior_of
from crural.inference.shares import exclusive, leak_share, link_share
from crural.inference.uncertainty import RAREST, Draws, Lane

ONCE = ("onset", "duration", "side")
"""Qualities of a course: told of several complaints they are one fact for each condition."""


_Detail = tuple[bool, str, tuple[str, ...], bool, Finding]
"""Something told of a finding: whether it was denied, the quality, its values, whether they exclude each other."""


@dataclass(frozen=True)
class CaseNetwork:
    """A case ready for the engine.

    observed: the findings that happened, in the order of the pattern. denied: (finding id, row (n,) of weights
    1 - w) of every denied finding. used_factors: what moved each prior. match: (n,) the chance that a condition
    runs the course that several complaints share.
    """

    index: Index
    facts: Facts
    pattern: Pattern
    numbers: Numbers
    observed: tuple[Fact, ...]
    denied: tuple[tuple[str, Array], ...]
    used_factors: dict[str, tuple[str, ...]]
    match: Array


class _Case:
    """Assembles the pattern and the numbers of one case, lane by lane."""

    def __init__(self, index: Index, facts: Facts, draws: Draws, only: frozenset[int] | None) -> None:
        self.index, self.base, self.facts, self.draws = index, index.base, facts, draws
        self.only = frozenset(range(len(index.names))) if only is None else only
        self._details: dict[int, tuple[Fact, list[_Detail]]] = {}

    def details(self, fact: Fact) -> list[_Detail]:
        """What was told of a finding and can be told of it, once for all its links."""
        if id(fact) not in self._details:
            finding, supported = self.base.findings[fact.id], self.index.qualities[fact.id]
            self._details[id(fact)] = (
                fact,
                [
                    (negated, quality, values, exclusive(self.base, quality), finding)
                    for negated, told in ((False, fact.qualities), (True, fact.without))
                    for quality, values in told.items()
                    if quality in supported
                ],
            )
        return self._details[id(fact)][1]

    def product(self, fact: Fact, link: Link | None, skip: frozenset[str] = frozenset()) -> Lane:
        """Chance that a link (or the leak, where it is None) that fires draws all that was told.

        Of several values of an exclusive quality one or the other is meant; other values are on their own.
        """
        result: Lane = 1.0
        for negated, quality, values, single, finding in self.details(fact):
            if quality in skip:
                continue
            shares: list[Lane] = []
            for value in values:
                if link is None:
                    number = leak_share(self.base, finding, quality, value)
                else:
                    number = link_share(self.base, finding, link.shares, quality, value)
                if number is not None:
                    shares.append(self.draws.share(number))
            if single and not negated and len(shares) > 1:
                shares = [np.minimum(sum(shares), 1.0)]
            for share in shares:
                result = result * (1.0 - share if negated else share)
        return result

    def shared(self, present: list[Fact], known: dict[int, bool]) -> tuple[dict[tuple[int, str], str], Array]:
        """What several complaints of one condition share: the link that keeps it, and the match (L, n).

        A condition runs one course: complaints that it produces have one side, onset and duration. So a value
        told of two or more complaints that it is linked to moves off the links and into the chance (L, n)
        that the condition is active *with that course*. A condition that is known is active in any case:
        there the value stays on its strongest link. The dict names the finding that keeps the value, or "".
        """
        carried: dict[tuple[int, str, tuple[str, ...]], list[Fact]] = {}
        for fact in present:
            for quality in ONCE:
                if quality in fact.qualities and quality in self.index.qualities[fact.id]:
                    for number in self.index.links[fact.id]:
                        if number in self.only:
                            carried.setdefault((number, quality, fact.qualities[quality]), []).append(fact)
        keeps: dict[tuple[int, str], str] = {}
        match = np.ones((self.draws.lanes, len(self.index.names)))
        for (number, quality, values), facts in carried.items():
            if len(facts) < 2:
                continue
            strongest = max(facts, key=lambda fact: self.index.links[fact.id][number].strength.value)
            if number in known:
                keeps[number, f"{quality}={values}"] = strongest.id
                continue
            keeps[number, f"{quality}={values}"] = ""
            told = Fact(strongest.id, {quality: values})
            match[:, number] *= self.product(told, self.index.links[strongest.id][number])
        return keeps, match

    def reach(self, fact: Fact, keeps: dict[tuple[int, str], str]) -> tuple[Array, Array]:
        """Strengths (L, k) and leak (L, 1) of an observed finding."""
        links = self.index.links[fact.id]
        keys = [
            (quality, f"{quality}={fact.qualities[quality]}") for quality in ONCE if quality in fact.qualities
        ]
        strengths = np.zeros((self.draws.lanes, len(links)))
        for place, (number, link) in enumerate(links.items()):
            if number in self.only:
                skip = frozenset(
                    quality for quality, key in keys if keeps.get((number, key), fact.id) != fact.id
                )
                strengths[:, place] = self.draws.strength(link.strength) * self.product(fact, link, skip)
        leak = np.empty((self.draws.lanes, 1))
        leak[:, 0] = self.leak(fact.id) * self.product(fact, None)
        return strengths, leak

    def leak(self, name: str) -> Lane:
        return self.draws.leak(name, self.base.leaks.get(name, 0.0))

    def denied_row(self, fact: Fact) -> Array:
        """Weight (L, n) of each active condition when the finding is denied: 1 - w."""
        row = np.ones((self.draws.lanes, len(self.index.names)))
        for number, link in self.index.links[fact.id].items():
            if number in self.only:
                row[:, number] = 1.0 - self.draws.strength(link.strength) * self.product(fact, link)
        return row

    def between(self, fact: Fact, denials: list[Fact], reach: Array, leak: Array) -> tuple[Array, ...]:
        """Reach and above (L, k), and the same for the leak (L, 1), of a finding whose special forms are denied.

        A link draws the special form, or else the generic one as it was described (the level form of decision
        record 1): the description is part of what lies between the two levels only.
        """
        columns = list(self.index.links[fact.id])
        above, above_leak = np.zeros_like(reach), np.zeros_like(leak)
        for denial in denials:
            above = 1.0 - (1.0 - above) * self.denied_row(denial)[:, columns]
            special = np.reshape(self.leak(denial.id) * self.product(denial, None), (-1, 1))
            above_leak = 1.0 - (1.0 - above_leak) * (1.0 - special)
        whole = np.zeros_like(reach)
        for place, (number, link) in enumerate(self.index.links[fact.id].items()):
            if number in self.only:
                whole[:, place] = self.draws.strength(link.strength)
        whole_leak = np.reshape(self.leak(fact.id), (-1, 1))
        found = []
        for level, all_of_it, described in ((above, whole, reach), (above_leak, whole_leak, leak)):
            level = np.minimum(level, all_of_it)
            share = np.divide(described, all_of_it, out=np.zeros_like(described), where=all_of_it > 0.0)
            found += [level + share * (all_of_it - level), level]
        return tuple(found)

    def priors(self, match: Array, known: dict[int, bool]) -> tuple[Array, dict[str, tuple[str, ...]]]:
        """Prior (L, n) of each condition with the course that was told, and what moved it."""
        prior, used = np.zeros((self.draws.lanes, len(self.index.names))), {}
        for number, name in enumerate(self.index.names):
            if number in self.only:
                prior[:, number], used[name] = prior_of(
                    self.index.rates, self.base.conditions[name], self.facts, self.draws
                )
        prior *= match
        for number, active in known.items():
            if active:
                prior[:, number] = np.maximum(prior[:, number], RAREST)
        return prior, used

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

    def build(self) -> CaseNetwork:
        index, lanes = self.index, self.draws.lanes
        present = [fact for _, fact in sorted(self.facts.evidence.items())]
        known = self.known()
        keeps, match = self.shared(present, known)
        place = {fact.id: i for i, fact in enumerate(present)}
        scale = np.ones((lanes, len(index.names)))
        denied: list[tuple[str, Array]] = []
        below: list[list[Fact]] = [[] for _ in present]
        for _, fact in sorted(self.facts.absent.items()):
            generic = next((name for name in index.above[fact.id] if name in place), None)
            if generic is not None:
                below[place[generic]].append(fact)
            else:
                row = self.denied_row(fact)
                scale *= row
                denied.append((fact.id, row[0]))
        parts: list[tuple[Array, ...]] = []
        for fact, denials in zip(present, below, strict=True):
            reach, leak = self.reach(fact, keeps)
            nothing = (reach, np.zeros_like(reach), leak, np.zeros_like(leak))
            parts.append(self.between(fact, denials, reach, leak) if denials else nothing)
        prior, used = self.priors(match, known)
        edge = np.empty((lanes, len(index.edges)))
        for i, (_, child) in enumerate(index.edges):
            edge[:, i] = self.draws.strength(index.edge_numbers[i]) * match[:, child]
        pattern = Pattern(
            len(index.names),
            index.edges,
            tuple(tuple(index.links[fact.id]) for fact in present),
            self.complaints(present),
            tuple(known.items()),
        )
        none = np.zeros((lanes, 0))
        numbers = Numbers.of(
            pattern,
            prior=prior,
            scale=scale,
            edge=edge,
            reach=[part[0] for part in parts],
            above=[part[1] for part in parts],
            reach_leak=np.concatenate([none, *(part[2] for part in parts)], axis=1),
            above_leak=np.concatenate([none, *(part[3] for part in parts)], axis=1),
        )
        return CaseNetwork(index, self.facts, pattern, numbers, tuple(present), tuple(denied), used, match[0])


FOCUS = (1e-3, 3e-3, 0.01, 0.03, 0.1)
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
    for least in FOCUS:
        dropped = [(i, False) for i in range(pattern.n) if i not in known and active[i] < least]
        near = replace(pattern, known=tuple(sorted([*known.items(), *dropped])))
        try:
            if plan_for(near).entries <= CHEAP:
                break
        except PlanTooWide:
            continue
    return replace(network, pattern=near)


def network_of(
    base: KnowledgeBase, facts: Facts, *, draws: int = 0, only: frozenset[int] | None = None
) -> CaseNetwork:
    """The case's network: lane 0 with the base's own numbers, then `draws` lanes from their uncertainty.

    only: the conditions whose numbers are wanted; the others get zeros (for use after `focus`).
    """
    index = index_of(base)
    return network_from(index, facts, index.draws(draws), only)


def network_from(index: Index, facts: Facts, draws: Draws, only: frozenset[int] | None = None) -> CaseNetwork:
    """As `network_of`, with lanes from a source of your own."""
    return _Case(index, facts, draws, only).build()
