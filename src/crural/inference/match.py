"""Whether an atom of a rule, an exception or a correction holds for the facts. There is no "not" in it.

Monotone by construction: an atom only asks for what is told to be present, so one more present finding,
factor or medicine can make it true and never false. Every finding is looked at as it was told, and also joined
with what was told of its generic form. The "unless told otherwise" keys (`not_onset`,
`not_site`, `not_severity`, `not_longer_than_days`) look at how a finding is, not at which findings there are; `not_as`
leaves special forms of the finding out, and what else was told of it stays.
"""

from __future__ import annotations

from copy import copy
from dataclasses import replace
from itertools import chain

from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.facts import Fact, Facts, Qualities
from crural.inference.index import index_of


def _fact_fits(atom: Atom, fact: Fact) -> bool:
    told = fact.qualities
    for quality, wanted in atom.wanted:
        if wanted.isdisjoint(told.get(quality, ())):
            return False
    for quality, refused in atom.refused:
        if quality in told and refused.issuperset(told[quality]):
            return False
    longest = atom.not_longer_than_days
    return longest is None or fact.days is None or fact.days <= longest


class Matcher:
    """Matches atoms against one person's facts. transient: what resolved within 14 days counts too.

    facts_of: each finding as it was told. there: findings that are told or implied. told: these, and all other ids of
    which anything was told.
    """

    def __init__(self, base: KnowledgeBase, facts: Facts, *, transient: bool = False) -> None:
        self.base, self.facts, self.transient = base, facts, transient
        index = index_of(base)
        self.kin, self.above = index.kin, index.above
        self.happened = facts.resolved if transient else {}
        self.pools = (facts.told, facts.present, *((facts.evidence,) if transient else ()))
        names = frozenset(chain(self.happened, *self.pools))
        self.facts_of = {name: self._facts_of(name) for name in names}
        self.there = names.union(*(self.above.get(name, ()) for name in names))
        self.told = self.there | facts.spoken_of

    def _facts_of(self, name: str) -> list[Fact]:
        return [pool[name] for pool in (*self.pools, self.happened) if name in pool]

    def of(self, facts: Facts) -> Matcher:
        """A matcher of the same kind for other facts."""
        return Matcher(self.base, facts, transient=self.transient)

    def besides(self, finding: str, qualities: Qualities) -> Matcher:
        """The matcher as it would be if this finding were told too, or these qualities of it."""
        added = []
        for pool in self.pools:
            old = pool.get(finding)
            if old is None:
                added.append(Fact(finding, qualities))
            else:
                added.append(replace(old, qualities={**old.qualities, **qualities}))
        if finding in self.happened:
            added.append(self.happened[finding])
        then = copy(self)
        then.facts_of = {**self.facts_of, finding: added}
        if finding not in self.facts_of:
            then.there = self.there.union((finding, *self.above.get(finding, ())))
            then.told = self.told | then.there
        return then

    def finding(self, atom: Atom) -> bool:
        """Whether some present finding fits the atom's finding and qualities."""
        if atom.finding not in self.there:
            return False
        facts_of = self.facts_of
        for name in self.kin.get(atom.finding or "", ()):
            for fact in facts_of.get(name, ()) if name not in atom.not_as else ():
                if _fact_fits(atom, fact):
                    return True
        return False

    def medicine(self, name: str) -> bool:
        """Whether the class or generic is taken now."""
        taken = self.facts.medicines.get(name)
        return taken is not None and taken.status == "current"

    def caution(self, name: str) -> bool:
        """Whether the person carries the hazard."""
        carried, facts = self.base.cautions[name], self.facts
        return (
            any(facts.conditions.get(one) in ("new", "known") for one in carried.conditions)
            or any(map(self.medicine, carried.medicines))
            or any(facts.factors.get(one) for one in carried.factors)
            or any(one in self.facts_of for finding in carried.findings for one in self.kin.get(finding, ()))
            or any(map(self.holds, carried.also))
        )

    def own(self, atom: Atom) -> bool:
        """Whether the atom's own keys hold, whatever the groups in it say."""
        if not atom.own_keys:
            return True
        facts = self.facts
        if atom.finding is not None and not self.finding(atom):
            return False
        if atom.factor is not None and not facts.factors.get(atom.factor):
            return False
        if atom.medicine is not None and not self.medicine(atom.medicine):
            return False
        if atom.condition is not None and facts.conditions.get(atom.condition) not in atom.status:
            return False
        if atom.caution is not None and not self.caution(atom.caution):
            return False
        if atom.age_at_least is not None and (facts.age is None or facts.age < atom.age_at_least):
            return False
        return atom.sex is None or facts.sex == atom.sex

    def holds(self, atom: Atom) -> bool:
        """Whether every key of the atom holds."""
        if atom.single:
            return self.own(atom)
        if (atom.needed is not None and atom.needed.isdisjoint(self.told)) or not self.own(atom):
            return False
        for inner in atom.all:
            if not self.holds(inner):
                return False
        return (not atom.any or self._count(atom.any, 1)) and (
            not atom.of or self._count(atom.of, atom.at_least or 1)
        )

    def _count(self, group: tuple[Atom, ...], least: int) -> bool:
        """Whether at least so many of a group hold."""
        found = 0
        for inner in group:
            if self.holds(inner):
                found += 1
                if found >= least:
                    return True
        return False
