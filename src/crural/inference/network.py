"""The network of one case: facts and knowledge base in, Pattern and Numbers for the engine out.

Lane 0 holds the base's own numbers; further lanes hold draws from their uncertainty. Every complaint is
one composite finding (decision record 1): its link strengths are the strength of the complaint times the
share of each quality that was told.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import numpy as np

from crural.concepts.knowledge import Condition, Finding, KnowledgeBase, Produces
from crural.concepts.quantity import Number
from crural.inference.facts import Fact, Facts
from crural.inference.pattern import Array, Numbers, Pattern
from crural.inference.posterior import Posterior
from crural.inference.priors import prior_of
from crural.inference.uncertainty import Draws, Lane
from crural.knowledge.leaks import is_node, parents_of
from crural.knowledge.rates import Rates

COMPLAINTS = ("symptom",)
ONCE = ("onset", "duration", "side")
"""Qualities of a course: told of several complaints they are one fact for each condition."""
RAREST = 0.01
"""A described quality is never rarer than this given a cause, whatever the base says (robustness)."""


@dataclass(frozen=True)
class Link:
    """One condition's link to a finding: its number, strength, and where its qualities' shares stand."""

    condition: int
    strength: Number
    shares: dict[str, dict[str, Number]]


@dataclass(frozen=True)
class Index:
    """The base in the order of the engine: condition numbers, edges, and the links of each finding.

    kin: for each finding itself, its synonyms, and every special finding that implies it.
    """

    base: KnowledgeBase
    names: tuple[str, ...]
    number: dict[str, int]
    edges: tuple[tuple[int, int], ...]
    edge_numbers: tuple[Number, ...]
    links: dict[str, dict[int, Link]]
    kin: dict[str, tuple[str, ...]]
    rates: Rates


def _shares(condition: Condition, link: Produces, generic: Produces | None) -> dict[str, dict[str, Number]]:
    course: dict[str, dict[str, Number]] = {}
    if condition.course.onset:
        course["onset"] = {str(k): v for k, v in condition.course.onset.items()}
    if condition.course.duration:
        course["duration"] = {str(k): v for k, v in condition.course.duration.items()}
    return {**course, **(generic.with_ if generic else {}), **link.with_}


def _links(base: KnowledgeBase, names: tuple[str, ...]) -> dict[str, dict[int, Link]]:
    links: dict[str, dict[int, Link]] = {name: {} for name in base.findings}
    for number, name in enumerate(names):
        condition = base.conditions[name]
        by_finding = {base.findings[p.finding].same_as or p.finding: p for p in condition.produces}
        for finding, produces in by_finding.items():
            implied = base.findings[finding].implies
            generic = by_finding.get(implied) if implied else None
            links[finding][number] = Link(number, produces.strength, _shares(condition, produces, generic))
        for finding in by_finding:
            implied = base.findings[finding].implies
            while implied is not None:
                own, special = links[implied].get(number), links[finding][number]
                if own is None or own.strength.value < special.strength.value:
                    shares = own.shares if own else special.shares
                    links[implied][number] = Link(number, special.strength, shares)
                implied = base.findings[implied].implies
    return links


def _kin(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    kin = {name: [name] for name in base.findings}
    for name, finding in base.findings.items():
        above = finding.implies or finding.same_as
        while above is not None and name not in kin[above]:
            kin[above].append(name)
            above = base.findings[above].implies or base.findings[above].same_as
    return {name: tuple(found) for name, found in kin.items()}


@lru_cache(maxsize=4)
def _index(version: str, base_id: int, holder: Any) -> Index:
    base: KnowledgeBase = holder.base
    names = tuple(sorted(name for name, condition in base.conditions.items() if is_node(condition)))
    number = {name: i for i, name in enumerate(names)}
    edges: list[tuple[int, int]] = []
    edge_numbers: list[Number] = []
    for name in names:
        condition = base.conditions[name]
        strengths = {edge.condition: edge.strength for edge in condition.caused_by}
        if condition.stage_of and condition.stage_strength:
            strengths[condition.stage_of] = condition.stage_strength
        for parent, _ in parents_of(condition):
            if parent in number:
                edges.append((number[parent], number[name]))
                edge_numbers.append(strengths[parent])
    return Index(
        base, names, number, tuple(edges), tuple(edge_numbers), _links(base, names), _kin(base), Rates(base)
    )


class _Holder:
    """Hashable by identity, so that the index cache can carry the base."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base

    def __hash__(self) -> int:
        return 0

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder)


def index_of(base: KnowledgeBase) -> Index:
    """The index of a base; built once for each version."""
    return _index(base.version, id(base), _Holder(base))


@dataclass(frozen=True)
class Observed:
    """A present finding as the engine sees it. main: whether causes are ranked on it."""

    fact: Fact
    complaint: bool


@dataclass(frozen=True)
class CaseNetwork:
    """A case ready for the engine.

    observed: the present findings in the order of the pattern. denied: (finding id, row of weights 1 - w
    by condition) of every denied finding. used_factors: what moved each prior. match: (n,) the chance that a
    condition runs the course that several complaints share.
    """

    index: Index
    facts: Facts
    pattern: Pattern
    numbers: Numbers
    observed: tuple[Observed, ...]
    denied: tuple[tuple[str, Array], ...]
    used_factors: dict[str, tuple[str, ...]]
    match: Array


def _share(
    base: KnowledgeBase, finding: Finding, shares: dict[str, dict[str, Number]], quality: str, value: str
) -> Number | None:
    """Share of a value given that a link fired; None where nothing is known of it (then it is neutral)."""
    told = shares.get(quality, {})
    if value in told:
        return told[value]
    usual = finding.usual.get(quality) or (
        base.qualifiers[quality].usual if quality in base.qualifiers else {}
    )
    if quality in shares and (quality == "band" or base.qualifiers[quality].exclusive):
        return Number(value=RAREST, why="not among the values that the condition is known for")
    return usual.get(value)


def _leak_share(base: KnowledgeBase, finding: Finding, quality: str, value: str) -> Number | None:
    usual = finding.usual.get(quality) or (
        base.qualifiers[quality].usual if quality in base.qualifiers else {}
    )
    if quality == "band" and finding.bands:
        even = 1.0 / len(finding.bands)
        return usual.get(value) or Number(value=even, why="bands taken as equally common without a cause")
    return usual.get(value)


class _Case:
    """Assembles the pattern and the numbers of one case, lane by lane."""

    def __init__(self, index: Index, facts: Facts, draws: Draws, only: frozenset[int] | None) -> None:
        self.index, self.base, self.facts, self.draws, self.only = index, index.base, facts, draws, only

    def product(
        self, finding: Finding, fact: Fact, shares: dict[str, dict[str, Number]] | None, skip: frozenset[str]
    ) -> Lane:
        """Product of the shares of all told qualities; for the leak where shares is None."""
        result: Lane = 1.0
        for negated, told in ((False, fact.qualities), (True, fact.without)):
            for quality, values in told.items():
                if quality in skip or not self.supports(finding, quality):
                    continue
                for value in values:
                    number = (
                        _leak_share(self.base, finding, quality, value)
                        if shares is None
                        else _share(self.base, finding, shares, quality, value)
                    )
                    if number is not None:
                        share = self.draws.share(number, RAREST)
                        result = result * (1.0 - share if negated else share)
        return result

    def inherited(self, finding: Finding) -> tuple[str, ...]:
        """Qualifiers of a finding: its own, its generic's, and the bands."""
        generic = self.base.findings[finding.implies] if finding.implies else None
        return (*(generic.qualifiers if generic else ()), *(("band",) if finding.bands else ()))

    def supports(self, finding: Finding, quality: str) -> bool:
        """Whether a finding has this quality."""
        return quality in finding.qualifiers or quality in self.inherited(finding)

    def shared(self, present: list[Fact], known: dict[int, bool]) -> tuple[dict[tuple[int, str], str], Array]:
        """What several complaints of one condition share: which link keeps it, and the match of each condition.

        A condition runs one course: complaints that it produces have one side, onset and duration. So a value
        told of two or more complaints that it is linked to moves off the links and into the chance (L, n)
        that the condition is active *with that course*. A condition that is known is active in any case:
        there the value stays on its strongest link. The dict names the finding that keeps the value, or "".
        """
        carried: dict[tuple[int, str, tuple[str, ...]], list[Fact]] = {}
        for fact in present:
            finding = self.base.findings[fact.id]
            for quality in ONCE:
                if quality in fact.qualities and self.supports(finding, quality):
                    for number in self.index.links[fact.id]:
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
            shares = self.index.links[strongest.id][number].shares
            only = Fact(strongest.id, {quality: values})
            match[:, number] *= self.product(self.base.findings[strongest.id], only, shares, frozenset())
        return keeps, match

    def reach(self, fact: Fact, keeps: dict[tuple[int, str], str]) -> tuple[tuple[int, ...], Array, Array]:
        """Links, strengths (L, k) and leak (L,) of a present finding."""
        finding = self.base.findings[fact.id]
        links = self.index.links[fact.id]
        strengths = np.zeros((self.draws.lanes, len(links)))
        for place, (number, link) in enumerate(links.items()):
            if self.only is not None and number not in self.only:
                continue
            skip = frozenset(
                quality
                for quality in ONCE
                if quality in fact.qualities
                and keeps.get((number, f"{quality}={fact.qualities[quality]}"), fact.id) != fact.id
            )
            strengths[:, place] = self.draws.strength(link.strength) * self.product(
                finding, fact, link.shares, skip
            )
        leak = np.empty(self.draws.lanes)
        leak[:] = self.draws.leak(self.base.leaks.get(fact.id, 0.0)) * self.product(
            finding, fact, None, frozenset()
        )
        return tuple(links), strengths, leak

    def denied_row(self, fact: Fact) -> Array:
        """Weight (L, n) of each active condition when the finding is denied: 1 - w."""
        finding = self.base.findings[fact.id]
        row = np.ones((self.draws.lanes, len(self.index.names)))
        for number, link in self.index.links[fact.id].items():
            if self.only is not None and number not in self.only:
                continue
            row[:, number] = 1.0 - self.draws.strength(link.strength) * self.product(
                finding, fact, link.shares, frozenset()
            )
        return row

    def build(self) -> CaseNetwork:
        index, facts, lanes = self.index, self.facts, self.draws.lanes
        present = sorted(facts.present.values(), key=lambda fact: fact.id)
        known = self.known()
        keeps, match = self.shared(present, dict(known))
        parts = [self.reach(fact, keeps) for fact in present]
        above: list[Array] = [np.zeros_like(strengths) for _, strengths, _ in parts]
        scale = np.ones((lanes, len(index.names)))
        denied: list[tuple[str, Array]] = []
        by_id = {fact.id: i for i, fact in enumerate(present)}
        for fact in sorted(facts.absent.values(), key=lambda item: item.id):
            row = self.denied_row(fact)
            generic = self.base.findings[fact.id].implies
            if generic in by_id:
                position = by_id[generic]
                links, strengths, _ = parts[position]
                above[position] = np.minimum(strengths, 1.0 - (1.0 - above[position]) * row[:, list(links)])
            elif fact.id not in by_id:
                scale *= row
                denied.append((fact.id, row[0]))
        names, prior = index.names, np.zeros((lanes, len(index.names)))
        used: dict[str, tuple[str, ...]] = {}
        for number, name in enumerate(names):
            if self.only is None or number in self.only:
                prior[:, number], used[name] = prior_of(
                    index.rates, self.base.conditions[name], facts, self.draws
                )
        prior *= match
        for number, active in known:
            if active:
                prior[:, number] = np.maximum(prior[:, number], RAREST)
        mains = set(facts.main) & set(by_id)
        symptoms = {fact.id for fact in present if self.base.findings[fact.id].kind in COMPLAINTS}
        chosen = mains or symptoms or set(by_id)
        complaints = tuple(i for i, fact in enumerate(present) if fact.id in chosen)
        pattern = Pattern(len(names), index.edges, tuple(links for links, _, _ in parts), complaints, known)
        edge = np.empty((lanes, len(index.edges)))
        for place, (_, child) in enumerate(index.edges):
            edge[:, place] = self.draws.strength(index.edge_numbers[place]) * match[:, child]
        leaks = np.stack([leak for _, _, leak in parts], axis=1) if parts else np.zeros((lanes, 0))
        numbers = Numbers.of(
            pattern,
            prior=prior,
            scale=scale,
            edge=edge,
            reach=[strengths for _, strengths, _ in parts],
            above=above,
            reach_leak=leaks,
        )
        observed = tuple(Observed(fact, i in complaints) for i, fact in enumerate(present))
        return CaseNetwork(index, facts, pattern, numbers, observed, tuple(denied), used, match[0])

    def known(self) -> tuple[tuple[int, bool], ...]:
        """Conditions whose state is told, or settled by a defining result."""
        states: dict[int, bool] = {}
        for name, status in self.facts.conditions.items():
            if name in self.index.number and status in ("new", "known", "denied"):
                states[self.index.number[name]] = status != "denied"
        for name, number in self.index.number.items():
            if any(finding in self.facts.present for finding in self.base.conditions[name].defined_by):
                states[number] = True
        return tuple(sorted(states.items()))


def focus(network: CaseNetwork, answer: Posterior, least: float = 1e-3) -> CaseNetwork:
    """The network without the conditions that hardly matter to this case: those active with less than `least`.

    They are clamped to absent, so that many lanes (reasons, questions, intervals) stay cheap; the ranking
    itself is never made from it. answer: the exact posterior of lane 0.
    """
    known = dict(network.pattern.known)
    dropped = [(i, False) for i in range(network.pattern.n) if i not in known and answer.active[0][i] < least]
    return replace(network, pattern=replace(network.pattern, known=tuple(sorted([*known.items(), *dropped]))))


def network_of(
    base: KnowledgeBase, facts: Facts, *, draws: int = 0, only: frozenset[int] | None = None
) -> CaseNetwork:
    """The case's network: lane 0 with the base's own numbers, then `draws` lanes from their uncertainty.

    only: the conditions whose numbers are wanted; the others get zeros (for use after `focus`).
    """
    index = index_of(base)
    return _Case(index, facts, Draws(base.version, draws), only).build()
