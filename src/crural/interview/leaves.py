"""What each leaf of the danger rules still needs: it holds, it cannot hold any more, or it hangs on open questions."""

from __future__ import annotations

from dataclasses import dataclass

from crural.concepts.knowledge import Atom
from crural.inference.facts import Fact, Facts
from crural.inference.index import Index
from crural.inference.match import Matcher
from crural.inference.network import ONCE
from crural.interview.prospects import askable
from crural.interview.rule_net import RuleNet
from crural.knowledge.kinship import canonical

Details = tuple[tuple[str, frozenset[str]], ...]
"""Qualities of a finding that are open, each with the values that are needed."""


@dataclass(frozen=True)
class Leaf:
    """What was not told of a leaf. holds: nothing is missing. asks: the questions (ids) that it hangs on; none: it
    cannot hold any more. finding: what it is about, if a finding; told: that was told, and only `open` is missing.
    """

    holds: bool = False
    asks: tuple[str, ...] = ()
    finding: str = ""
    told: bool = False
    open: Details = ()


HOLDS, CANNOT = Leaf(holds=True), Leaf()


def net_of(index: Index) -> RuleNet:
    """The net of all danger rules of the base."""
    return index.once("rule-net", lambda: RuleNet(list(index.base.rules.values())))


def _listed(index: Index) -> frozenset[str]:
    """Findings that can stand in a list of signs: easy to tell, or asked for by a rule."""
    base = index.base
    easy = {name for name in base.findings if askable(base, name) and base.findings[name].burden == 1}
    asked = {canonical(base, n) for rule in base.rules.values() for n in rule.ask if n in base.findings}
    return frozenset(easy | asked)


class _Reader:
    """Reads leaves of one person's facts."""

    def __init__(self, index: Index, facts: Facts) -> None:
        self.index, self.base, self.facts = index, index.base, facts
        self.matcher = Matcher(index.base, facts, transient=True)
        self.listed = index.once("listed", lambda: _listed(index))
        self.once = {q for fact in facts.evidence.values() for q in ONCE if q in fact.qualities}
        self.touched = {*self.matcher.told, *facts.absent, *facts.unknown}
        if facts.medicines_complete:
            self.touched.update(index.base.medicines)

    def leaf(self, atom: Atom) -> Leaf:
        """What the leaf still needs."""
        if self.matcher.own(atom):
            return HOLDS
        if atom.finding is not None:
            return self._finding(atom, canonical(self.base, atom.finding))
        name = atom.factor or atom.medicine or (atom.condition if "known" in atom.status else None)
        return self._person(name) if name is not None else CANNOT

    def _person(self, name: str) -> Leaf:
        base, facts = self.base, self.facts
        if name in facts.unknown or name in facts.spoken_of or facts.holds(base, name) is not None:
            return CANNOT
        asked = base.factors[name].question is not None if name in base.factors else name in base.medicines
        return Leaf(asks=(name,)) if asked or name in base.conditions else CANNOT

    def _finding(self, atom: Atom, name: str) -> Leaf:
        facts, index = self.facts, self.index
        told = [fact for kin in index.kin[name] for fact in self.matcher.facts_of.get(kin, ())]
        for fact in told:
            needed = self._open(atom, fact)
            if needed:
                return Leaf(
                    asks=tuple(f"{fact.id}.{q}" for q, _ in needed), finding=name, told=True, open=needed
                )
        denied = any(one in facts.absent for one in (name, *index.above[name]))
        can_be_told = all(quality in index.qualities[name] for quality, _ in atom.wanted)
        if told or denied or not can_be_told or name in facts.unknown or name not in self.listed:
            return CANNOT
        return Leaf(asks=(name,), finding=name, open=atom.wanted)

    def _open(self, atom: Atom, fact: Fact) -> Details:
        """The qualities of a told finding that the atom still needs; none when it cannot fit any more."""
        said = fact.qualities
        if any(values.isdisjoint(said.get(quality, values)) for quality, values in atom.wanted):
            return ()
        if any(quality in said and values.issuperset(said[quality]) for quality, values in atom.refused):
            return ()
        if atom.not_longer_than_days is not None and (fact.days or 0.0) > atom.not_longer_than_days:
            return ()
        needed = tuple((quality, values) for quality, values in atom.wanted if quality not in said)
        return needed if all(self._can_be_asked(fact.id, quality) for quality, _ in needed) else ()

    def _can_be_asked(self, finding: str, quality: str) -> bool:
        """Whether a quality may be asked; of one course the side, onset and duration are asked once."""
        if quality == "band" or quality not in self.index.qualities[finding]:
            return False
        again = quality in self.once and finding not in self.facts.asked
        return not again and f"{finding}.{quality}" not in self.facts.unknown


def _watched(index: Index) -> list[frozenset[str] | None]:
    """Of each leaf the ids on which it depends; None where it depends on who the person is."""
    found: list[frozenset[str] | None] = []
    for atom in net_of(index).leaves:
        name = canonical(index.base, atom.finding) if atom.finding else ""
        related = (name, *index.above[name], *index.kin[name]) if name else ()
        found.append(None if atom.personal else atom.own_names.union(related))
    return found


def untold(index: Index) -> list[Leaf]:
    """The leaves of somebody who told nothing yet, in the order of the net."""

    def make() -> list[Leaf]:
        reader = _Reader(index, Facts())
        return [reader.leaf(atom) for atom in net_of(index).leaves]

    return index.once("untold-leaves", make)


def told(index: Index, facts: Facts) -> dict[int, Leaf]:
    """The leaves that are otherwise than `untold`, by their place in the net."""
    reader, atoms, plain = _Reader(index, facts), net_of(index).leaves, untold(index)
    watched = index.once("watched-leaves", lambda: _watched(index))
    read = {
        place: reader.leaf(atoms[place])
        for place, names in enumerate(watched)
        if names is None or not names.isdisjoint(reader.touched)
    }
    return {place: leaf for place, leaf in read.items() if leaf != plain[place]}
