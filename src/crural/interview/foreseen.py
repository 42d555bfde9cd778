"""Which open answers a danger rule is likely to need: signs, details of what was told, facts about the person.

A rule may need several answers, so each question is judged by how often an alarm would hang on it, in several lanes:
one without danger, and one for each of the likeliest dangerous conditions, in which its signs and factors meet.
A question is good when an alarm hangs on it where there is danger, and seldom where there is none.
"""

from __future__ import annotations

import math
from collections.abc import Container, Iterable
from dataclasses import dataclass, field

import numpy as np

from crural.concepts.base import LEVELS
from crural.inference.index import Index
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array
from crural.inference.shares import leak_share, link_share
from crural.interview.leaves import Leaf, net_of, told, untold
from crural.interview.relatives import Relatives, relatives_of
from crural.interview.rule_net import LEAST

LANES = 16
"""Dangerous conditions that are looked at one by one."""
LIVE = 1e-4
"""A condition less likely than this makes no findings here."""
TIE = 12
"""Decimals that count: what differs less is a tie, whatever computed it."""


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


def _made_by(index: Index, leaf: Leaf, *, whole: bool = False) -> tuple[Array, float]:
    """Strengths (n,) and leak of a finding with what is open of it; whole: of the finding, however it is."""
    rows = index.once("link-rows", lambda: {name: row for row, name in enumerate(index.links)})
    strengths, leak = index.strengths[rows[leaf.finding]], index.told_leak(leaf.finding, asked=False)
    for quality, values in () if whole else leaf.open:
        shares, usual = _share(index, leaf.finding, quality, values)
        strengths, leak = strengths * shares, leak * usual
    return strengths, leak


def _stacked(made: Iterable[tuple[Array, float]]) -> tuple[Array, Array]:
    pairs = list(made)
    return np.stack([strengths for strengths, _ in pairs]), np.array([leak for _, leak in pairs])


def _odds(index: Index) -> dict[str, dict[int, float]]:
    """By factor, medicine or condition: the odds ratio of each condition that it moves."""
    found: dict[str, dict[int, float]] = {}
    for number, moves in enumerate(index.priors.moves):
        for move in moves:
            if move.status == "known":
                by_condition = found.setdefault(move.factor, {})
                by_condition[number] = by_condition.get(number, 1.0) * float(np.exp(move.log_odds))
    return found


class _Lanes:
    """Lane 0: none of the dangers. danger: (dangers,) for each of the others the chance that it makes the complaints,
    and how bad it is, 0 to 1.
    """

    def __init__(self, network: CaseNetwork, active: Array, gives: Array, harm: Array) -> None:
        self.index, self.facts = network.index, network.facts
        usual = [LEVELS.index(self.index.base.conditions[name].usual_urgency) for name in self.index.names]
        danger = np.where(active > 1.0 - LEAST, 0.0, gives * harm[usual]).round(TIE)
        order = np.argsort(-danger, kind="stable")[:LANES]
        self.chosen = [int(c) for c in order if danger[c] > 0.0]
        self.danger: Array = danger[self.chosen]
        self.active = np.where(active > LIVE, np.minimum(active, 1.0 - LEAST), 0.0)
        self.active[self.chosen] = np.minimum(active[self.chosen], 1.0 - LEAST)
        self.live = np.flatnonzero(self.active)
        self.common = self.index.priors.common(self.facts.age, self.facts.sex)
        self.odds = self.index.once("odds-by-factor", lambda: _odds(self.index))

    def made(self, strengths: Array, leaks: Array) -> Array:
        """(k, lanes) the chance that something makes each of k findings: strengths (k, n), leaks (k,)."""
        live, strengths = self.live, np.minimum(strengths, 1.0 - LEAST)
        spared = np.log1p(-np.minimum(leaks, 1.0 - LEAST))[:, None]
        each = np.log1p(-strengths[:, live] * self.active[live])
        place = {int(c): i for i, c in enumerate(live)}
        chosen = [place[c] for c in self.chosen]
        rest = spared + each.sum(axis=1, keepdims=True)
        lanes = rest - each[:, chosen] + np.log1p(-strengths[:, self.chosen])
        return np.asarray(1.0 - np.exp(np.concatenate([rest, lanes], axis=1)))

    def person(self, name: str) -> Array:
        """(lanes,) the chance of a factor, medicine or known condition, moved as each lane's condition moves it.

        Of the exposures without which a condition cannot be, one at least is there.
        """
        conditions, names = self.index.base.conditions, self.index.names
        found = np.full(len(self.chosen) + 1, self._moved(name, None))
        for place, c in enumerate(self.chosen, start=1):
            found[place] = self._moved(name, c)
            exposure = conditions[names[c]].exposure
            if exposure and name in exposure.any_of:
                found[place] /= 1.0 - math.prod(1.0 - self._moved(one, c) for one in exposure.any_of)
        return np.asarray(np.minimum(found, 1.0 - LEAST))

    def _moved(self, name: str, condition: int | None) -> float:
        """The chance of a factor, medicine or condition in somebody who has a condition."""
        common = min(max(self.common[name], LEAST), 1.0 - LEAST)
        ratio = self.odds.get(name, {}).get(-1 if condition is None else condition, 1.0)
        return ratio * common / (1.0 - common + ratio * common)


def _plain(index: Index) -> tuple[list[int], Array, Array]:
    """The places, strengths and leaks of the findings among the leaves while nothing is told."""
    places = [place for place, leaf in enumerate(untold(index)) if leaf.finding]
    return places, *_stacked(_made_by(index, untold(index)[place]) for place in places)


def _chances(lanes: _Lanes, leaves: list[Leaf], changed: dict[int, Leaf]) -> Array:
    """(leaves, lanes) the chance that each leaf would be told to hold."""
    index = lanes.index
    chance = np.zeros((len(leaves), len(lanes.chosen) + 1))
    places, strengths, leaks = index.once("plain-leaves", lambda: _plain(index))
    chance[places] = lanes.made(strengths, leaks)
    for place in changed:
        chance[place] = float(leaves[place].holds)
    some = [place for place, leaf in changed.items() if leaf.finding]
    if some:
        made = lanes.made(*_stacked(_made_by(index, leaves[place]) for place in some))
        whole = lanes.made(*_stacked(_made_by(index, leaves[place], whole=True) for place in some))
        is_told = np.array([[leaves[place].told] for place in some])
        chance[some] = np.where(is_told, made / np.maximum(whole, LEAST), made)
    for place, leaf in enumerate(leaves):
        if leaf.asks and not leaf.finding:
            chance[place] = lanes.person(leaf.asks[0])
    return chance


@dataclass(frozen=True)
class Foreseen:
    """How often an alarm hangs on each of k open questions.

    ids: of the questions. calm: (k,) without danger. needs: (k, dangers) how much more often in each danger. weight:
    (dangers,) what each danger counts. relatives: what would stand twice in one list.
    """

    ids: list[str]
    calm: Array
    needs: Array
    weight: Array
    relatives: Relatives = field(default_factory=dict)

    def best(self, names: Container[str], most: int, least: float, price: float) -> dict[str, float]:
        """The questions to put together, best first, with what each adds (at least `least`).

        A second sign of one danger adds less, and a form of one that is chosen nothing. price: what an alarm
        without danger costs, as a share of one with danger.
        """
        rows = [i for i, name in enumerate(self.ids) if name in names]
        missed, found = self.weight.copy(), dict[str, float]()
        needs, cost = self.needs[rows], price * self.calm[rows]
        for _ in range(min(most, len(rows))):
            worth = (needs @ missed - cost).round(TIE)
            best = int(worth.argmax())
            if worth[best] < least:
                break
            found[self.ids[rows[best]]] = float(worth[best])
            missed *= 1.0 - needs[best]
            name = self.ids[rows[best]]
            for place, row in enumerate(rows):
                if place == best or self.ids[row] in self.relatives.get(name, ()):
                    needs[place], cost[place] = 0.0, 1.0
        return found


def foreseen(network: CaseNetwork, active: Array, gives: Array, gain: Array, harm: Array) -> Foreseen:
    """How often an alarm hangs on each open question.

    active, gives: (n,) chance of each condition, and that it makes the complaints told: a danger that has
    nothing to do with them is no more worth asking for than in anybody. gain: by level, what reaching it brings (0 up
    to the one that is reached). harm: by level, how much a condition of that usual urgency counts as a danger (0 to 1).
    """
    index = network.index
    changed = told(index, network.facts)
    leaves = [changed.get(place, leaf) for place, leaf in enumerate(untold(index))]
    lanes = _Lanes(network, active, gives, harm)
    needs = net_of(index).needs(_chances(lanes, leaves, changed), gain)
    pairs = [(name, place) for place, leaf in enumerate(leaves) for name in leaf.asks]
    ids = sorted({name for name, _ in pairs})
    row = {name: i for i, name in enumerate(ids)}
    by_id = np.zeros((len(ids), needs.shape[1]))
    np.add.at(by_id, [row[name] for name, _ in pairs], needs[[place for _, place in pairs]])
    by_id = np.minimum(by_id, 1.0)
    more = np.maximum(by_id[:, 1:] - by_id[:, :1], 0.0)
    weight = lanes.danger**index.base.settings.interview.danger.power
    return Foreseen(ids, by_id[:, 0], more, weight, relatives_of(index))
