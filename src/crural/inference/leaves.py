"""Conditions in their own tables, grouped so that one NumPy operation serves many of them.

*Leaves* (conditions summed out at once) are put into *hosts*: sets of up to three findings, or as many as the leaf
has, that lie in one clique of the elimination, so that a host never makes any table wider. The tables of one host
are multiplied in pairs, round by round, for all hosts of one size together.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crural.inference.order import bits
from crural.inference.tape import TapeBuilder

HOST = 3
Index = NDArray[np.intp]


@dataclass(frozen=True)
class OwnGroup:
    """Conditions with equal numbers of findings (k) in their own table; evaluated together.

    conditions (G,); links (G, k): rows of the links, the row after the last one for "no link".
    states: 0 for leaves (the condition is summed out), else 2 or 3; nodes: tape nodes that receive the tables.
    levels: for leaves, rounds of pairwise products (left rows, right rows, single rows), see `execute`.
    """

    k: int
    states: int
    conditions: Index
    links: Index
    nodes: tuple[int, ...]
    levels: tuple[tuple[Index, Index, Index], ...] = ()


def own_group(
    k: int,
    states: int,
    members: list[int],
    rows: list[list[int]],
    nodes: list[int],
    levels: tuple[tuple[Index, Index, Index], ...] = (),
) -> OwnGroup:
    """Pack lists into a group; rows: for each condition the rows of its links, k each."""
    return OwnGroup(
        k=k,
        states=states,
        conditions=np.array(members, dtype=np.intp),
        links=np.array(rows, dtype=np.intp).reshape(len(members), k),
        nodes=tuple(nodes),
        levels=levels,
    )


def leaf_groups(
    leaves: list[int],
    rows_of: list[dict[int, int]],
    none: int,
    cliques: dict[int, int],
    position: dict[int, int],
    tape: TapeBuilder,
) -> list[OwnGroup]:
    """Groups of leaves, their tables added to the tape.

    rows_of: for each condition, finding -> row of the link; none: the row that stands for no link.
    cliques: neighbours (mask) of each node when it is eliminated; position: place in the elimination order.
    """
    by_scope: dict[int, list[int]] = {}
    for c in leaves:
        by_scope.setdefault(sum(1 << f for f in rows_of[c]), []).append(c)
    hosts: list[list[int]] = []  # [findings (mask), conditions ...]
    for scope in sorted(by_scope, key=lambda s: (-s.bit_count(), s)):
        best = min(
            (
                ((host[0] | scope).bit_count() - host[0].bit_count(), place)
                for place, host in enumerate(hosts)
                if _fits(host[0] | scope, host[0], cliques, position)
            ),
            default=None,
        )
        if best is None:
            hosts.append([scope, *by_scope[scope]])
        else:
            hosts[best[1]][0] |= scope
            hosts[best[1]] += by_scope[scope]
    groups = []
    for k in sorted({host[0].bit_count() for host in hosts}):
        chosen = [host for host in hosts if host[0].bit_count() == k]
        findings = [sorted(bits(host[0]), key=position.__getitem__) for host in chosen]
        members = [c for host in chosen for c in host[1:]]
        rows = [
            [rows_of[c].get(f, none) for f in fs]
            for host, fs in zip(chosen, findings, strict=True)
            for c in host[1:]
        ]
        levels, last = _pairing([len(host) - 1 for host in chosen])
        nodes = [tape.add([position[f] for f in findings[which]]) for which in last]
        tape.charge(len(members) * (2 ** (k + 1) + 3**k))
        groups.append(own_group(k, 0, members, rows, nodes, levels))
    return groups


def _fits(union: int, host: int, cliques: dict[int, int], position: dict[int, int]) -> bool:
    """May the host grow to this set of findings: nothing new, or at most HOST of one clique of the elimination."""
    if union == host:
        return True
    if union.bit_count() > HOST:
        return False
    first = min(bits(union), key=position.__getitem__)
    return not (union & ~(1 << first)) & ~cliques[first]


def _pairing(sizes: list[int]) -> tuple[tuple[tuple[Index, Index, Index], ...], list[int]]:
    """Rounds of pairwise products until each run of rows (sizes) is one row; then the run of each row left."""
    runs = [which for which, size in enumerate(sizes) for _ in range(size)]
    levels = []
    while len(set(runs)) < len(runs):
        waiting: dict[int, int] = {}
        left, right = [], []
        for row, which in enumerate(runs):
            if which in waiting:
                left.append(waiting.pop(which))
                right.append(row)
            else:
                waiting[which] = row
        single = sorted(waiting.values())
        levels.append((_index(left), _index(right), _index(single)))
        runs = [runs[row] for row in left] + [runs[row] for row in single]
    return tuple(levels), runs


def _index(values: list[int]) -> Index:
    return np.array(values, dtype=np.intp)


def node_of_member(group: OwnGroup) -> list[int]:
    """The tape node that each condition of the group ends in."""
    if group.states:
        return list(group.nodes)
    found = [[row] for row in range(len(group.conditions))]
    for left, right, single in group.levels:
        found = [found[a] + found[b] for a, b in zip(left, right, strict=True)] + [found[s] for s in single]
    nodes = [0] * len(group.conditions)
    for row, conditions in enumerate(found):
        for place in conditions:
            nodes[place] = group.nodes[row]
    return nodes
