"""What each answer to a question would leave of the chances, exact, as lanes of the case's own batch.

A finding that is not told takes the lane of "no", and "yes" is what is left; a quality takes a lane for each value; a
factor one for each answer.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np

from crural.inference.batch import Batch
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array, Numbers
from crural.inference.posterior import Posterior

LEAST = 1e-9
"""No answer is held to be less likely than this."""


@dataclass(frozen=True)
class Outcomes:
    """What the answers to q yes/no questions would leave, for n conditions.

    chance: (q,) of yes. yes, no: (q, n) chance that each condition is active then. gives_yes, gives_no: (q, n)
    its contribution to the complaints told so far.
    """

    chance: Array
    yes: Array
    no: Array
    gives_yes: Array
    gives_no: Array


def _rest(whole: Array, part: Array, chance: Array) -> Array:
    """What is left for "yes" of a chance (n,) when "no" has `part` (q, n) of it with 1 - chance (q,)."""
    weight = chance[:, None]
    return np.asarray(np.clip((whole - (1.0 - weight) * part) / weight, 0.0, 1.0))


def ask_findings(network: CaseNetwork, batch: Batch, names: Sequence[str]) -> Callable[[Posterior], Outcomes]:
    """The outcomes of asking for each of these findings (ids), none of them told yet."""
    index = network.index
    row = {name: i for i, name in enumerate(index.links)}
    strengths = index.strengths[[row[name] for name in names]]
    leaks = np.array([index.told_leak(name, asked=True) for name in names])
    place = {fact.id: f for f, fact in enumerate(network.observed)}
    above = [next((place[g] for g in index.above[name] if g in place), None) for name in names]

    def fill(lanes: Numbers, _: Array, rows: slice) -> None:
        for k, f in enumerate(above):
            lane = rows.start + k
            if f is None:
                lanes.scale[lane] *= 1.0 - strengths[k]
            else:
                _narrow(network, lanes, f, lane, strengths[k], leaks[k])

    rows = batch.ask(len(names), fill)
    outside = np.array([0.0 if f is not None else leak for f, leak in zip(above, leaks, strict=True)])

    def read(answer: Posterior) -> Outcomes:
        ratio = np.exp(np.minimum(answer.log_evidence[rows] - answer.log_evidence[0], 0.0))
        chance = np.clip(1.0 - ratio * (1.0 - outside), LEAST, 1.0 - LEAST)
        no, gives_no = answer.active[rows], answer.contribution[rows]
        yes, gives_yes = _rest(answer.active[0], no, chance), _rest(answer.contribution[0], gives_no, chance)
        return Outcomes(chance, yes, no, np.minimum(gives_yes, yes), gives_no)

    return read


def _narrow(network: CaseNetwork, lanes: Numbers, f: int, lane: int, special: Array, leak: float) -> None:
    """In this lane a special form of the present finding f is denied (the level form of decision record 1)."""
    generic = network.observed[f].id
    columns = network.index.columns[generic]
    whole = network.index.tables(network.index.draws(0)).strengths(generic)[0]
    leak_whole = np.array([network.index.told_leak(generic, generic in network.facts.asked)])
    levels = (
        (lanes.above[f], lanes.reach[f], special[columns], whole, slice(None)),
        (lanes.above_leak, lanes.reach_leak, np.array([leak]), leak_whole, slice(f, f + 1)),
    )
    for low, high, part, all_of_it, where in levels:
        old, described = low[lane, where], high[lane, where]
        level = np.minimum(1.0 - (1.0 - old) * (1.0 - part), np.maximum(all_of_it, old))
        share = np.divide(
            described - old, all_of_it - old, out=np.zeros_like(described), where=all_of_it - old > 1e-12
        )
        low[lane, where] = level
        high[lane, where] = np.clip(level + share * np.maximum(all_of_it - level, 0.0), level, 1.0)
