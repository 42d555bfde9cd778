"""Which open answers a danger rule is likely to need: signs, qualities of what was told, factors, in one measure.

The measure of a question is the expected rise of the urgency (weighed levels, as in `value.py`) that would be lost if it
were never answered, by rules that may need several answers. It is looked at in lanes: nothing dangerous, and each of
the likeliest dangerous conditions, so that signs and factors that come together count together.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.facts import Fact, Facts
from crural.inference.index import Index
from crural.inference.match import Matcher
from crural.inference.network import ONCE, CaseNetwork
from crural.inference.pattern import Array
from crural.inference.shares import leak_share, link_share
from crural.interview.prospects import askable
from crural.interview.rule_net import LEAST, RuleNet
from crural.knowledge.kinship import canonical

LANES = 12
"""Dangerous conditions that are looked at one by one."""


@dataclass(frozen=True)
class _Leaf:
    """What an atom needs that was not told: questions (ids), and for a finding the (quality, values) still open."""

    asks: tuple[str, ...]
    finding: str = ""
    told: bool = False
    open: tuple[tuple[str, frozenset[str]], ...] = ()


TRUE, FALSE = _Leaf(("true",)), _Leaf(())


def _net(index: Index) -> RuleNet:
    return index.once("rule-net", lambda: RuleNet(list(index.base.rules.values())))


def _can_be_listed(base: KnowledgeBase, name: str) -> bool:
    """Whether a person can answer at once: easy to tell, or a sign that a rule asks for."""
    return askable(base, name) and base.findings[name].burden == 1


class _Reader:
    """Says of each leaf whether it holds, cannot hold, or which questions it hangs on."""

    def __init__(self, index: Index, facts: Facts) -> None:
        self.index, self.base, self.facts = index, index.base, facts
        self.matcher = Matcher(index.base, facts, transient=True)
        base = index.base
        self.listed: set[str] = index.once(
            "listed",
            lambda: {n for n in base.findings if _can_be_listed(base, n)}
            | {canonical(base, n) for rule in base.rules.values() for n in rule.ask if n in base.findings},
        )
        self.once = {q for fact in facts.evidence.values() for q in ONCE if q in fact.qualities}

    def leaf(self, atom: Atom) -> _Leaf:
        """What the leaf still needs."""
        if self.matcher.own(atom):
            return TRUE
        if atom.finding is not None:
            return self._finding(atom, canonical(self.base, atom.finding))
        name = atom.factor or atom.medicine or (atom.condition if "known" in atom.status else None)
        return self._person(name) if name is not None else FALSE

    def _person(self, name: str) -> _Leaf:
        base, facts = self.base, self.facts
        if name in facts.unknown or name in facts.spoken_of or facts.holds(base, name) is not None:
            return FALSE
        asked = base.factors[name].question is not None if name in base.factors else name in base.medicines
        return _Leaf((name,)) if asked or name in base.conditions else FALSE

    def _finding(self, atom: Atom, name: str) -> _Leaf:
        facts, index = self.facts, self.index
        told = [fact for kin in index.kin[name] for fact in self.matcher.facts_of.get(kin, ())]
        for fact in told:
            needed = self._open(atom, fact)
            if needed:
                return _Leaf(tuple(f"{fact.id}.{q}" for q, _ in needed), name, True, needed)
        denied = any(one in facts.absent for one in (name, *index.above[name]))
        if told or denied or name in facts.unknown or name not in self.listed:
            return FALSE
        wanted = tuple((q, v) for q, v in atom.wanted if q in index.qualities[name])
        return _Leaf((name,), name, False, wanted) if len(wanted) == len(atom.wanted) else FALSE

    def _open(self, atom: Atom, fact: Fact) -> tuple[tuple[str, frozenset[str]], ...]:
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
        """Whether a quality may still be asked; one course has one side, onset and duration unless told on asking."""
        if quality == "band" or quality not in self.index.qualities[finding]:
            return False
        again = quality in self.once and finding not in self.facts.asked
        return not again and f"{finding}.{quality}" not in self.facts.unknown


def _share(index: Index, finding: str, quality: str, values: frozenset[str]) -> tuple[Array, float]:
    """The share of these values of a quality given each condition (n,), and given none of them."""

    def make() -> tuple[Array, float]:
        base, item = index.base, index.base.findings[finding]
        shares = np.zeros(len(index.names))
        for number, link in index.links[finding].items():
            found = [link_share(base, item, link.shares, quality, value) for value in sorted(values)]
            shares[number] = min(sum(share.value if share else 0.5 for share in found), 1.0)
        usual = [leak_share(base, item, quality, value) for value in sorted(values)]
        return shares, min(sum(share.value if share else 0.5 for share in usual), 1.0)

    return index.once(("share", finding, quality, values), make)


class _Lanes:
    """The lanes: weight (lanes,) of each, and the chances of findings and factors in them. Lane 0: no danger alone."""

    def __init__(self, network: CaseNetwork, active: Array) -> None:
        self.index, self.facts = network.index, network.facts
        index, base = self.index, self.index.base
        usual = [LEVELS.index(base.conditions[name].usual_urgency) for name in index.names]
        danger = active * np.array([0.0, 0.0, 0.1, 0.5, 1.0])[usual]
        danger[active > 1.0 - LEAST] = 0.0
        order = np.argsort(-danger, kind="stable")[:LANES]
        self.chosen = [int(c) for c in order if danger[c] > LEAST]
        weights = np.array([max(1.0 - float(active[self.chosen].sum()), 0.0), *active[self.chosen]])
        self.weight: Array = weights / weights.sum()
        self.active = np.minimum(active, 1.0 - LEAST)
        self.live = np.flatnonzero(self.active > 1e-4)
        self.row = {name: i for i, name in enumerate(index.links)}
        self.common = index.priors.common(self.facts.age, self.facts.sex)

    def made(self, strengths: Array, leaks: Array) -> Array:
        """(k, lanes) the chance that something makes each of k findings; strengths (k, n), leaks (k,)."""
        live = self.live
        spared = np.log1p(-np.minimum(leaks, 1.0 - LEAST))
        spared = spared + np.log1p(-strengths[:, live] * self.active[live]).sum(axis=1)
        lanes = [spared]
        for c in self.chosen:
            mine, sure = strengths[:, c], np.minimum(strengths[:, c], 1.0 - LEAST)
            lanes.append(spared + np.log1p(-sure) - (np.log1p(-mine * self.active[c]) if c in self.live else 0.0))
        return np.asarray(1.0 - np.exp(np.stack(lanes, axis=1)))

    def finding(self, leaf: _Leaf) -> tuple[Array, float]:
        """Strengths (n,) and leak of a finding told with what is open of it."""
        strengths = self.index.strengths[self.row[leaf.finding]]
        leak = self.index.told_leak(leaf.finding, asked=False)
        for quality, values in leaf.open:
            shares, usual = _share(self.index, leaf.finding, quality, values)
            strengths, leak = strengths * shares, leak * usual
        return strengths, leak

    def person(self, name: str) -> Array:
        """(lanes,) the chance of a factor, medicine class or known condition, moved as each lane's condition moves it."""
        index, base = self.index, self.index.base
        common = min(max(self.common[name], LEAST), 1.0 - LEAST)
        found = np.full(len(self.weight), common)
        for place, c in enumerate(self.chosen, start=1):
            exposure = base.conditions[index.names[c]].exposure
            needed = exposure.any_of if exposure else ()
            if name in needed:
                found[place] = max(common, common / max(sum(self.common[one] for one in needed), LEAST))
                continue
            odds = common / (1.0 - common)
            for move in index.priors.moves[c]:
                if move.factor == name and move.status == "known":
                    odds *= float(np.exp(move.log_odds))
            found[place] = odds / (1.0 + odds)
        return found


def _chances(lanes: _Lanes, leaves: list[_Leaf]) -> Array:
    """(leaves, lanes) the chance that each leaf would be told."""
    chance = np.zeros((len(leaves), len(lanes.weight)))
    chance[[i for i, leaf in enumerate(leaves) if leaf is TRUE]] = 1.0
    rows = [i for i, leaf in enumerate(leaves) if leaf.finding]
    if rows:
        told = [lanes.finding(leaves[i]) for i in rows]
        made = lanes.made(np.stack([s for s, _ in told]), np.array([leak for _, leak in told]))
        whole = [lanes.finding(_Leaf((), leaves[i].finding)) for i in rows]
        any_way = lanes.made(np.stack([s for s, _ in whole]), np.array([leak for _, leak in whole]))
        is_told = np.array([leaves[i].told for i in rows])[:, None]
        chance[rows] = np.where(is_told, made / np.maximum(any_way, LEAST), made)
    for i, leaf in enumerate(leaves):
        if leaf.asks and not leaf.finding and leaf is not TRUE:
            chance[i] = lanes.person(leaf.asks[0])
    return chance


def foreseen(network: CaseNetwork, active: Array, gain: Array) -> dict[str, float]:
    """What each open question is worth to the danger rules, by its id; only what is worth anything.

    active: (n,) chance of each condition. gain: (len(LEVELS),) what reaching a level brings beyond the one below it, 0
    up to the level that is reached already.
    """
    index = network.index
    net, reader = _net(index), _Reader(index, network.facts)
    leaves = [reader.leaf(atom) for atom in net.leaves]
    lanes = _Lanes(network, active)
    worth = net.needs(_chances(lanes, leaves), gain) @ lanes.weight
    found: dict[str, float] = {}
    for name, value in _named(leaves, worth):
        found[name] = found.get(name, 0.0) + value
    return {name: value for name, value in found.items() if value > LEAST}


def _named(leaves: list[_Leaf], worth: Array) -> Iterator[tuple[str, float]]:
    for leaf, value in zip(leaves, worth.tolist(), strict=True):
        if leaf is not TRUE:
            yield from ((name, value) for name in leaf.asks)
