"""Posteriors of many people of one network: for batches and registers, compiled where Numba is installed."""

from __future__ import annotations

from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from functools import lru_cache
from itertools import chain, pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crural.inference import executors
from crural.inference.pattern import Array, InferenceInputError, Numbers, Pattern
from crural.inference.posterior import posterior
from crural.inference.stable import frontier

Ids = NDArray[np.int64]
MOST = 10
"""Present findings of a person up to which no plan is made."""
PIECES = 8
"""Pieces of work for each thread, where there are several."""
WIDEST = 8
"""Open conditions of a network up to which no plan is made."""


@dataclass(frozen=True)
class Network:
    """n conditions and what they produce, the same for all people.

    edges, edge: (parent, child) pairs and their strengths (E,). findings, strengths: for each finding the conditions
    linked to it and the strengths of the links; leak: (findings,).
    """

    n: int
    edges: tuple[tuple[int, int], ...]
    edge: Array
    findings: tuple[tuple[int, ...], ...]
    strengths: tuple[Array, ...]
    leak: Array


@dataclass(frozen=True)
class Many:
    """active, contribution: (people, n), 0 to 1; log_evidence, trusted, exact: (people,), as in `Posterior`.

    planned: (people,) whether the person needed a plan of their own (slower).
    """

    active: Array
    contribution: Array
    log_evidence: Array
    trusted: NDArray[np.bool_]
    exact: NDArray[np.bool_]
    planned: NDArray[np.bool_]


class Parts(NamedTuple):
    """The connected parts of a network and the order in which their conditions are worked off.

    visits: condition, open conditions before it, first entry of `goes` and of the gates, open ones after it.
    goes: where each state of (condition, open ones) is added. spared, brought: the gates, for each state of the open
    ones: chance that no active parent brings the condition about, and that one does.
    """

    part_of: Ids
    part_start: Ids
    visits: Ids
    goes: Ids
    spared: Array
    brought: Array
    widest: int


@lru_cache(maxsize=8)
def parts_of(pattern: Pattern, edge: tuple[float, ...]) -> Parts:
    """The parts of a pattern's conditions. edge: strengths."""
    order, closings, widest = frontier(pattern, _places(pattern))
    part_of = np.zeros(pattern.n, dtype=np.int64)
    starts, visits, goes, spared, brought = [0], [], list[int](), list[float](), list[float]()
    opened: list[int] = []
    for visit, (c, closes) in enumerate(zip(order, closings, strict=True)):
        part_of[c] = len(starts) - 1
        parents = [(opened.index(pattern.edges[e][0]), edge[e]) for e in pattern.parent_edges[c]]
        now = [c, *opened]
        kept = [axis for axis in range(len(now)) if axis not in closes]
        visits.append((c, len(opened), len(goes), len(spared), len(kept)))
        for state in range(1 << len(opened)):
            off, on = 1.0, 0.0
            for axis, strength in parents:
                if state >> (len(opened) - 1 - axis) & 1:
                    off, on = off * (1.0 - strength), on + strength * (1.0 - on)
            spared.append(off)
            brought.append(on)
        for state in range(1 << len(now)):
            values = [state >> (len(now) - 1 - axis) & 1 for axis in kept]
            goes.append(sum(bit << place for place, bit in enumerate(reversed(values))))
        opened = [now[axis] for axis in kept]
        if not opened:
            starts.append(visit + 1)
    return Parts(
        part_of,
        np.array(starts, dtype=np.int64),
        np.array(visits, dtype=np.int64).reshape(-1, 5),
        np.array(goes, dtype=np.int64),
        np.array(spared),
        np.array(brought),
        widest,
    )


def _places(pattern: Pattern) -> list[int]:
    """For each condition its place in an order, parents first, that keeps few conditions open (greedy)."""
    children: list[list[int]] = [[] for _ in range(pattern.n)]
    parents = [[pattern.edges[e][0] for e in entering] for entering in pattern.parent_edges]
    for parent, child in pattern.edges:
        children[parent].append(child)
    done: set[int] = set()
    opened: set[int] = set()
    places = [0] * pattern.n

    def after(c: int) -> set[int]:
        return {x for x in (*opened, c) if any(y != c and y not in done for y in children[x])}

    for place in range(pattern.n):
        ready = [c for c in range(pattern.n) if c not in done and done.issuperset(parents[c])]
        near = [c for c in ready if opened.intersection(parents[c])]
        shared = [c for c in ready if any(opened.intersection(parents[y]) for y in children[c])]
        chosen = min(near + shared or ready, key=lambda c: (len(after(c)), -len(parents[c]), c))
        opened = after(chosen)
        done.add(chosen)
        places[chosen] = place
    return places


def _flat(lists: Sequence[Sequence[int]]) -> tuple[Ids, Ids]:
    offsets = np.cumsum([0, *map(len, lists)]).astype(np.int64)
    return offsets, np.fromiter(chain.from_iterable(lists), dtype=np.int64, count=int(offsets[-1]))


def _told(name: str, lists: Sequence[Sequence[int]], network: Network) -> tuple[Ids, Ids]:
    """Where each person's findings begin, and the findings; InferenceInputError when there is no such finding."""
    offsets, ids = _flat(lists)
    if ids.size and not 0 <= ids.min() <= ids.max() < len(network.findings):
        raise InferenceInputError(f"{name}: a finding is outside 0..{len(network.findings) - 1}")
    return offsets, ids


def many(
    network: Network,
    present: Sequence[Sequence[int]],
    absent: Sequence[Sequence[int]],
    prior: Array,
    *,
    threads: int = 1,
) -> Many:
    """Posterior of every person. All present findings count as complaints.

    present, absent: for each person the findings that were answered yes and no. prior: (people, n) chance of each
    condition when no parent is active; what is told of risks belongs in it. threads: cores to use (the compiled
    code runs beside others). Raises InferenceInputError when shapes or values do not fit.
    """
    people = len(present)
    if len(absent) != people or prior.shape != (people, network.n):
        raise InferenceInputError(f"prior: shape {prior.shape}, expected ({people}, {network.n})")
    if not bool(np.all((prior >= 0.0) & (prior <= 1.0))):
        raise InferenceInputError("prior: a value is outside 0..1 or not a number")
    active, contribution = np.zeros((2, people, network.n))
    trusted, exact, planned = np.ones((3, people), dtype=np.bool_)
    found = Many(active, contribution, np.zeros(people), trusted, exact, planned)
    pattern = Pattern(network.n, network.edges)
    parts = parts_of(pattern, tuple(network.edge.tolist())) if executors.compiled() is not None else None
    if parts is not None and parts.widest <= WIDEST:
        _compiled(network, parts, present, absent, np.ascontiguousarray(prior), found, threads)
    else:
        _told("present", present, network), _told("absent", absent, network)
    for person in np.flatnonzero(found.planned).tolist():
        _planned(network, person, present[person], absent[person], prior, found)
    return found


def _compiled(
    network: Network,
    parts: Parts,
    present: Sequence[Sequence[int]],
    absent: Sequence[Sequence[int]],
    prior: Array,
    found: Many,
    threads: int,
) -> None:
    """Everybody who needs no plan. Who has finished a piece takes the next one: lists are read beside arithmetic."""
    from crural.inference.compiled.people import DONE, evaluate_people

    first, condition = _flat(network.findings)
    strengths = np.concatenate([np.empty(0), *network.strengths])
    links = (first, condition, strengths)
    leak = np.array(network.leak, dtype=np.float64)
    status = np.zeros(len(prior), dtype=np.int64)

    def run(rows: slice) -> None:
        yes, no = _told("present", present[rows], network), _told("absent", absent[rows], network)
        most = int(min(max(np.diff(yes[0]).max(initial=1), 1), MOST))
        evaluate_people(
            parts, links, leak, yes, no, prior[rows], most,
            found.active[rows], found.contribution[rows], found.log_evidence[rows], status[rows],
        )  # fmt: skip

    pieces = threads * PIECES if threads > 1 else 1
    ends = np.linspace(0, len(prior), pieces + 1).astype(int).tolist()
    with ThreadPoolExecutor(threads) as pool:
        list(pool.map(run, [slice(a, b) for a, b in pairwise(ends)]))
    found.planned[:] = status != DONE


def _planned(
    network: Network, person: int, present: Sequence[int], absent: Sequence[int], prior: Array, found: Many
) -> None:
    """One person by a plan of their own."""
    scale = np.ones(network.n)
    for f in absent:
        scale[list(network.findings[f])] *= 1.0 - network.strengths[f]
    pattern = Pattern(
        network.n, network.edges, tuple(network.findings[f] for f in present), tuple(range(len(present)))
    )
    numbers = Numbers.of(
        pattern,
        prior=prior[person],
        edge=network.edge,
        scale=scale,
        reach=[network.strengths[f] for f in present],
        reach_leak=network.leak[list(present)],
    )
    answer = posterior(pattern, numbers)
    found.active[person], found.contribution[person] = answer.active[0], answer.contribution[0]
    found.log_evidence[person] = answer.log_evidence[0]
    found.trusted[person], found.exact[person] = answer.trusted[0], answer.exact
