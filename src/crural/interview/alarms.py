"""Which danger rules a single answer could fire."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Atom, Rule
from crural.inference.facts import Facts
from crural.inference.index import Index
from crural.inference.match import Matcher
from crural.interview.factors import with_factor

Missing = frozenset[str] | None
"""What any single answer would have to be about to make an atom hold; None when it holds already."""


class _Search:
    """Finds what is missing of atoms. own: whether an atom's own keys hold; told: ids of which anything was told.

    untold: what is missing of atoms, by their identity, while nothing was told of them.
    """

    def __init__(
        self, own: Callable[[Atom], bool], told: frozenset[str], untold: Mapping[int, Missing]
    ) -> None:
        self.own, self.told, self.untold = own, told, untold

    def missing(self, atom: Atom) -> Missing:
        """See `Missing`."""
        if atom.single:
            return None if self.own(atom) else atom.own_names
        if id(atom) in self.untold and atom.names.isdisjoint(self.told):
            return self.untold[id(atom)]
        found = None if self.own(atom) else atom.own_names
        for need in self._groups(atom):
            if need is not None:
                found = need if found is None else found & need
            if found is not None and not found:
                break
        return found

    def _groups(self, atom: Atom) -> Iterator[Missing]:
        """What is missing of each group in the atom."""
        for inner in atom.all:
            yield self.missing(inner)
        for group, least in ((atom.any, 1), (atom.of, atom.at_least or 1)):
            if group:
                parts = [self.missing(inner) for inner in group]
                enough = parts.count(None) >= least
                yield None if enough else frozenset().union(*(part for part in parts if part))


def _impersonal(atom: Atom) -> Iterator[Atom]:
    """The atom and those in it that look at no age, sex or hazard, the inmost first."""
    for inner in (*atom.all, *atom.any, *atom.of):
        yield from _impersonal(inner)
    if not atom.personal:
        yield atom


def _untold(rules: Iterable[Rule]) -> dict[int, Missing]:
    """What is missing of each atom of the rules, by its identity, while nothing was told of it."""
    found: dict[int, Missing] = {}
    search = _Search(lambda atom: not atom.own_names, frozenset(), found)
    for rule in rules:
        for atom in _impersonal(rule.when):
            found[id(atom)] = search.missing(atom)
    return found


class Alarms:
    """The danger rules above the level of those that fired, by the ids of which a single answer could fire them.

    fired: ids of the rules that hold. rank: the level that they reach (position in LEVELS).
    """

    def __init__(self, index: Index, facts: Facts, fired: set[str], rank: int) -> None:
        self.index, self.facts, self.rank = index, facts, rank
        rules = index.base.rules.values()
        self.plain, self.lately = Matcher(index.base, facts), Matcher(index.base, facts, transient=True)
        untold = index.once("missing", lambda: _untold(rules))
        search = _Search(self.lately.own, self.lately.told, untold)
        self.about: dict[str, list[Rule]] = {}
        for rule in rules:
            if rule.id not in fired and LEVELS.index(rule.level) > rank:
                for name in search.missing(rule.when) or ():
                    for said in index.kin.get(name, (name,)):
                        self.about.setdefault(said, []).append(rule)

    def levels(self) -> dict[str, int]:
        """The highest level (position in LEVELS) that an answer about each id could reach."""
        return {name: max(LEVELS.index(rule.level) for rule in rules) for name, rules in self.about.items()}

    def rank_after(self, name: str, value: str, least: int = 0) -> int:
        """The highest level above `least` of the rules that fire by this answer; `least` when none does."""
        if value == "no" or value.startswith("not "):
            return least
        best = least
        matchers: dict[bool, Matcher] = {}
        for rule in self._listening(name):
            rank, lately = LEVELS.index(rule.level), rule.transient_counts
            if rank > best:
                if lately not in matchers:
                    matchers[lately] = self._after(name, value, self.lately if lately else self.plain)
                best = rank if matchers[lately].holds(rule.when) else best
        return best

    def _listening(self, name: str) -> list[Rule]:
        """The rules that an answer to a question could fire."""
        finding, _, quality = name.partition(".")
        rules = self.about.get(finding, [])
        if not quality or any(finding not in pool for pool in self.lately.pools):
            return rules
        said = (finding, *self.index.above[finding])
        return [rule for rule in rules if any((one, quality) in rule.when.details for one in said)]

    def _after(self, name: str, value: str, before: Matcher) -> Matcher:
        finding, _, quality = name.partition(".")
        if finding in self.index.base.findings:
            return before.besides(finding, {quality: (value,)} if quality else {})
        return before.of(with_factor(self.index.base, self.facts, name, True))
