"""Which untold qualities of the complaints would tell the leading conditions apart, and what each value would leave."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np

from crural.inference.batch import Batch
from crural.inference.index import Index
from crural.inference.network import ONCE, CaseNetwork
from crural.inference.pattern import Array, Numbers
from crural.inference.posterior import Posterior
from crural.inference.shares import exclusive, leak_share, link_share
from crural.inference.uncertainty import RAREST
from crural.interview.outcomes import LEAST
from crural.interview.prospects import TIE, Prospect, Read, fewer

MOST_QUALITIES = 9


@dataclass(frozen=True)
class _Quality:
    """A quality of a present complaint: shares (values, links) and leak (values,) of each value given a cause."""

    position: int
    finding: str
    quality: str
    values: tuple[str, ...]
    shares: Array
    leak: Array
    single: bool


def _shares(index: Index, finding: str, quality: str) -> tuple[tuple[str, ...], Array, Array]:
    """The values of a quality, the share of each given each link (values, links), and given the leak (values,)."""
    base, item = index.base, index.base.findings[finding]
    values = tuple(base.qualifiers[quality].labels)
    links = index.links[finding].values()
    rows = [[link_share(base, item, link.shares, quality, v) for link in links] for v in values]
    shares = np.array([[number.value if number else 0.5 for number in row] for row in rows])
    leaks = [leak_share(base, item, quality, v) for v in values]
    leak = np.array([number.value if number else 0.5 for number in leaks])
    shares = index.reporting.described(finding, shares.clip(RAREST, 1.0 - RAREST), leak[:, None])
    return values, shares, leak


def _qualities(network: CaseNetwork, gives: Array, most: int) -> list[_Quality]:
    """The untold qualities of the present complaints that tell the leading conditions apart most.

    A course has one side, onset and duration: told of one complaint, they are not asked of another.
    """
    base, index, facts = network.index.base, network.index, network.facts
    once = {quality for fact in network.observed for quality in ONCE if quality in fact.qualities}
    skipped = {name.partition(".")[2] for name in facts.unknown if "." in name} & set(ONCE)
    found: list[tuple[float, _Quality]] = []
    for position, fact in enumerate(network.observed):
        finding, links = base.findings[fact.id], index.links[fact.id]
        if finding.kind != "symptom" or not links:
            continue
        weight = gives[list(links)]
        for quality in sorted(index.qualities[fact.id] - {"band"}):
            told = (
                quality in fact.qualities
                or f"{fact.id}.{quality}" in facts.unknown
                or quality in fact.without
            )
            if told or quality in once or quality in skipped:
                continue
            values, shares, leak = index.once(
                ("shares", fact.id, quality), partial(_shares, index, fact.id, quality)
            )
            mean = (shares * weight).sum(axis=1, keepdims=True) / max(float(weight.sum()), 1e-9)
            spread = float((weight * (shares - mean) ** 2).sum())
            single = exclusive(base, quality)
            item = _Quality(position, fact.id, quality, values, shares, leak, single)
            found.append((-round(spread, TIE), item))
    found.sort(key=lambda pair: (pair[0], pair[1].finding, pair[1].quality))
    return [item for _, item in found[:most]]


MOST_VALUES = 4
"""Of a quality with many values these are looked at, each as told or not."""


def ask_open_qualities(network: CaseNetwork, batch: Batch, gives: Array, share: float = 1.0) -> Read:
    """The untold qualities of the complaints: one lane for each value, and of several values one for "not" too.

    share: of the usual number of qualities, how many are looked at.
    """
    items = _qualities(network, gives, fewer(MOST_QUALITIES, share))
    lanes_of: list[tuple[_Quality, int, bool]] = []
    for item in items:
        if item.single:
            lanes_of += [(item, v, True) for v in range(len(item.values))]
        else:
            order = np.argsort(-item.shares.var(axis=1), kind="stable")[:MOST_VALUES]
            lanes_of += [(item, int(v), yes) for v in order for yes in (True, False)]

    def fill(lanes: Numbers, _: Array, rows: slice) -> None:
        for k, (item, v, yes) in enumerate(lanes_of):
            row, f = rows.start + k, item.position
            share, leak = item.shares[v], item.leak[v]
            lanes.reach[f][row] *= share if yes else 1.0 - share
            lanes.reach_leak[row, f] *= leak if yes else 1.0 - leak
        for low, high in (*zip(lanes.above, lanes.reach, strict=True), (lanes.above_leak, lanes.reach_leak)):
            low[rows] = np.minimum(low[rows], high[rows])

    rows = batch.ask(len(lanes_of), fill)

    def read(answer: Posterior) -> list[Prospect]:
        weight = np.exp(np.minimum(answer.log_evidence[rows] - answer.log_evidence[0], 0.0))
        active, gives_now = answer.active[rows], answer.contribution[rows]
        found, k = [], 0
        while k < len(lanes_of):
            item, v, _ = lanes_of[k]
            count = len(item.values) if item.single else 2
            part = slice(k, k + count)
            values = item.values if item.single else (item.values[v], f"not {item.values[v]}")
            chance = np.maximum(weight[part], LEAST)
            found.append(
                Prospect(
                    id=f"{item.finding}.{item.quality}",
                    kind="quality",
                    burden=1,
                    values=values,
                    chance=chance / chance.sum(),
                    active=active[part],
                    gives=gives_now[part],
                )
            )
            k += count
        return found

    return read
