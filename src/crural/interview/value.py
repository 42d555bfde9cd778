"""What a question is worth: how far its answer is expected to move the urgency, the causes and the plan.

Urgency counts first: levels are weighed so that one step towards an emergency outweighs what any question can tell of
causes. Information is the expected fall of entropy (nats) of which condition makes the complaints, and, less, of what
would be done: first tests, specialists and advice. The sum is divided by the burden of answering.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Atom, KnowledgeBase, Rule
from crural.inference.facts import Fact, Facts
from crural.inference.index import Index
from crural.inference.match import Matcher
from crural.inference.pattern import Array
from crural.interview.prospects import Prospect, with_factor
from crural.triage.urgency import harm_ranks

LEVEL_WEIGHT = np.array([0.0, 0.0, 1.0, 2.5, 5.0])
"""What an urgency level weighs, lowest first: the cost of being told the wrong one, in nats of information."""
PLAN_WEIGHT = 0.15
BURDEN = {1: 1.0, 2: 1.8, 3: 4.0}


def entropy(p: Array) -> Array:
    """Summed entropy (nats) of independent chances, over the last axis."""
    q = np.clip(p, 1e-12, 1.0 - 1e-12)
    return np.asarray(-(q * np.log(q) + (1.0 - q) * np.log1p(-q)).sum(axis=-1))


@dataclass(frozen=True)
class Worth:
    """A question and its worth. urgency: expected change of level (weighed); ranks: (k,) level after each answer."""

    prospect: Prospect
    urgency: float
    information: float
    ranks: tuple[int, ...]

    @property
    def total(self) -> float:
        """Worth for the effort that it costs."""
        return (self.urgency + self.information) / BURDEN[self.prospect.burden]


class _Rules:
    """The danger rules above the level so far that a single answer could fire, by what it would be about."""

    def __init__(self, index: Index, facts: Facts, fired: set[str], rank: int) -> None:
        self.index, self.facts = index, facts
        self.plain, self.lately = Matcher(index.base, facts), Matcher(index.base, facts, transient=True)
        self.about: dict[str, list[Rule]] = {}
        for rule in index.base.rules.values():
            if rule.id not in fired and LEVELS.index(rule.level) > rank:
                for name in self._missing(rule.when, self.lately) or ():
                    for said in index.kin.get(name, (name,)):
                        self.about.setdefault(said, []).append(rule)

    def _missing(self, atom: Atom, matcher: Matcher) -> set[str] | None:
        """What any single answer would have to be about to make the atom hold; None when it holds already."""
        own = {name for name in (atom.finding, atom.factor, atom.medicine, atom.condition) if name}
        needed = [] if matcher.own(atom) else [own]
        needed += [part for inner in atom.all if (part := self._missing(inner, matcher)) is not None]
        if atom.any:
            parts = [self._missing(inner, matcher) for inner in atom.any]
            if None not in parts:
                needed.append(set().union(*(part for part in parts if part)))
        if atom.of:
            parts = [self._missing(inner, matcher) for inner in atom.of]
            if parts.count(None) < (atom.at_least or 1):
                needed.append(set().union(*(part for part in parts if part)))
        return set.intersection(*needed) if needed else None

    def rank_after(self, name: str, value: str) -> int:
        """The highest level of the rules that fire by this answer; 0 when none does."""
        rules = self.about.get(name.partition(".")[0], [])
        if not rules or value == "no" or value.startswith("not "):
            return 0
        base, facts = self.index.base, self._after(name, value)
        plain, lately = Matcher(base, facts), Matcher(base, facts, transient=True)
        ranks = [
            LEVELS.index(rule.level)
            for rule in rules
            if (lately if rule.transient_counts else plain).holds(rule.when)
        ]
        return max(ranks, default=0)

    def _after(self, name: str, value: str) -> Facts:
        facts, (finding, _, quality) = self.facts, name.partition(".")
        if finding not in self.index.base.findings:
            return with_factor(self.index.base, facts, name, True)
        told = {quality: (value,)} if quality else {}

        def added(pool: dict[str, Fact]) -> dict[str, Fact]:
            old = pool.get(finding, Fact(finding))
            return {**pool, finding: replace(old, qualities={**old.qualities, **told})}

        return replace(
            facts, told=added(facts.told), present=added(facts.present), evidence=added(facts.evidence)
        )


def plan_matrix(base: KnowledgeBase, names: tuple[str, ...]) -> Array:
    """(items, n) 1 where a condition calls for a first test, a specialist or a piece of advice."""
    rows: dict[str, Array] = {}
    for number, name in enumerate(names):
        condition = base.conditions[name]
        items = [f"test {use.test}" for use in condition.tests if use.stage == "first"]
        items += [f"advice {item}" for item in condition.advice]
        items += [f"see {condition.specialist}"] if condition.specialist else []
        for item in items:
            rows.setdefault(item, np.zeros(len(names)))[number] = 1.0
    return np.stack(list(rows.values())) if rows else np.zeros((0, len(names)))


def weigh(
    index: Index, facts: Facts, prospects: list[Prospect], gives: Array, fired: set[str], rank: int
) -> list[Worth]:
    """The worth of each prospect, in their order.

    gives: (n,) contribution of each condition now. fired: ids of the rules that fired. rank: the level that they reach
    (position in LEVELS); what the causes reach is added here.
    """
    if not prospects:
        return []
    base = index.base
    known = {index.number[c] for c, told in facts.conditions.items() if told == "known" and c in index.number}
    plan = index.once("plan", lambda: plan_matrix(base, index.names))
    now = max(rank, int(harm_ranks(base, index.names, gives[None, :], known)[0]), 1)
    rules = _Rules(index, facts, fired, now)
    stacked = np.concatenate([p.gives for p in prospects])
    by_harm = harm_ranks(base, index.names, stacked, known)

    def planned(chances: Array) -> Array:
        return np.asarray(1.0 - np.exp(np.log1p(-np.clip(chances, 0.0, 1.0 - 1e-9)) @ plan.T))

    causes, plans = entropy(stacked), entropy(planned(stacked))
    causes_now, plans_now = float(entropy(gives)), float(entropy(planned(gives)))
    found, start = [], 0
    for prospect in prospects:
        part = slice(start, start + len(prospect.values))
        start = part.stop
        ranks = [
            max(rank, 1, int(harm), rules.rank_after(prospect.id, value))
            for harm, value in zip(by_harm[part], prospect.values, strict=True)
        ]
        moved = np.abs(LEVEL_WEIGHT[ranks] - LEVEL_WEIGHT[now])
        gain = causes_now - float(prospect.chance @ causes[part])
        plan_gain = plans_now - float(prospect.chance @ plans[part])
        found.append(
            Worth(
                prospect,
                urgency=float(prospect.chance @ moved),
                information=max(gain, 0.0) + PLAN_WEIGHT * max(plan_gain, 0.0),
                ranks=tuple(ranks),
            )
        )
    return found
