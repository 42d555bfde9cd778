"""Which danger rules a single answer could fire."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Atom, Rule
from crural.inference.facts import Fact, Facts
from crural.inference.index import Index
from crural.inference.match import Matcher
from crural.interview.factors import with_factor


class Alarms:
    """The danger rules above the level of those that fired, by the ids of which a single answer could fire them.

    fired: ids of the rules that hold. rank: the level that they reach (position in LEVELS).
    """

    def __init__(self, index: Index, facts: Facts, fired: set[str], rank: int) -> None:
        self.index, self.facts, self.rank = index, facts, rank
        self.plain, self.lately = Matcher(index.base, facts), Matcher(index.base, facts, transient=True)
        self.about: dict[str, list[Rule]] = {}
        for rule in index.base.rules.values():
            if rule.id not in fired and LEVELS.index(rule.level) > rank:
                for name in self._missing(rule.when, self.lately) or ():
                    for said in index.kin.get(name, (name,)):
                        self.about.setdefault(said, []).append(rule)

    def _missing(self, atom: Atom, matcher: Matcher) -> set[str] | None:
        """What any single answer would have to be about to make the atom hold; None when it holds already."""
        found: set[str] | None = None
        for need in self._needs(atom, matcher):
            found = need if found is None else found & need
            if not found:
                return set()
        return found

    def _needs(self, atom: Atom, matcher: Matcher) -> Iterator[set[str]]:
        """Of each part of the atom that does not hold: what a single answer to mend it could be about."""
        if not matcher.own(atom):
            yield {name for name in (atom.finding, atom.factor, atom.medicine, atom.condition) if name}
        for inner in atom.all:
            part = self._missing(inner, matcher)
            if part is not None:
                yield part
        for group, least in ((atom.any, 1), (atom.of, atom.at_least or 1)):
            parts = [self._missing(inner, matcher) for inner in group]
            if group and parts.count(None) < least:
                yield set().union(*(part for part in parts if part))

    def levels(self) -> dict[str, int]:
        """The highest level (position in LEVELS) that an answer about each id could reach."""
        return {name: max(LEVELS.index(rule.level) for rule in rules) for name, rules in self.about.items()}

    def rank_after(self, name: str, value: str) -> int:
        """The highest level of the rules that fire by this answer; 0 when none does."""
        rules = self.about.get(name.partition(".")[0], [])
        if not rules or value == "no" or value.startswith("not "):
            return 0
        facts, best = self._after(name, value), 0
        matchers: dict[bool, Matcher] = {}
        for rule in rules:
            rank, lately = LEVELS.index(rule.level), rule.transient_counts
            if rank > best:
                if lately not in matchers:
                    matchers[lately] = Matcher(self.index.base, facts, transient=lately)
                best = rank if matchers[lately].holds(rule.when) else best
        return best

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
