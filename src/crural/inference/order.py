"""Elimination order by minimum fill, on bit masks.

Nodes are numbered: finding f is node f, condition c is node m + c. Two nodes are neighbours when one table holds
both. *Free* conditions touch findings only; those with the same findings are alike, so they are kept as one class
(findings -> members) and eliminated together; a class is taken apart only when one of its findings goes first.

Minimum fill: eliminate next the node whose neighbours lack the fewest links among each other. It is a heuristic,
greedy and deterministic; ties go to the smaller table, then to the lower number.
"""

from __future__ import annotations

from dataclasses import dataclass, field


def bits(mask: int) -> list[int]:
    """Positions of the ones in a mask, ascending."""
    found = []
    while mask:
        low = mask & -mask
        found.append(low.bit_length() - 1)
        mask ^= low
    return found


@dataclass
class Graph:
    """The graph to be eliminated.

    near: neighbours (mask) of each finding and each condition that is not free.
    classes: findings (mask) -> free conditions (node numbers) that touch exactly these.
    """

    findings: int
    near: dict[int, int]
    classes: dict[int, list[int]]
    fill: dict[int, int] = field(default_factory=dict)
    class_fill: dict[int, int] = field(default_factory=dict)

    def missing(self, mask: int) -> int:
        """Number of pairs inside the mask that are not neighbours."""
        count = 0
        for node in bits(mask):
            count += (mask & ~self.near[node]).bit_count() - 1
        return count // 2

    def connect(self, clique: int) -> None:
        """Make all nodes of the mask neighbours of each other and forget the fills that this changes."""
        near = self.near
        for node in bits(clique):
            near[node] = (near[node] | clique) & ~(1 << node)
        for node in [x for x in self.fill if (near[x] & clique).bit_count() >= 2 or clique >> x & 1]:
            del self.fill[node]
        for mask in [s for s in self.class_fill if (s & clique).bit_count() >= 2]:
            del self.class_fill[mask]

    def free_fill(self, node: int, free: int) -> int:
        """Pairs that eliminating this finding adds because of the free conditions that it touches."""
        others = self.near[node]
        added = free * (free - 1) // 2
        for mask, members in self.classes.items():
            if mask >> node & 1:
                added += len(members) * (others & ~mask).bit_count()
        return added


def elimination_order(graph: Graph, widest: int) -> tuple[list[int], list[int], dict[int, int]] | None:
    """Nodes in order of elimination, the conditions that go before any finding they touch, and the cliques.

    widest: most neighbours that a node may have when it is eliminated; None as soon as one has more.

    The second list (free conditions, *leaves*) comes first in any execution and is not in the first list.
    The cliques: each node of the first list -> mask of its neighbours when it is eliminated.
    """
    cliques: dict[int, int] = {}
    order: list[int] = []
    leaves: list[int] = []
    near, classes = graph.near, graph.classes
    touched = [0] * graph.findings
    for mask, members in classes.items():
        for f in bits(mask):
            touched[f] += len(members)
    while near or classes:
        best: tuple[int, int, int, int] | None = None  # fill, size, kind, name
        for mask in classes:
            fill = graph.class_fill.get(mask)
            if fill is None:
                fill = graph.class_fill[mask] = graph.missing(mask)
            key = (fill, mask.bit_count(), 0, mask)
            if best is None or key < best:
                best = key
        for node, others in near.items():
            free = touched[node] if node < graph.findings else 0
            if best is not None and free * (free - 1) // 2 > best[0]:
                continue
            fill = graph.fill.get(node)
            if fill is None:
                fill = graph.fill[node] = graph.missing(others)
            if free and (best is None or fill <= best[0]):
                fill += graph.free_fill(node, free)
            key = (fill, others.bit_count() + free, 1, node)
            if best is None or key < best:
                best = key
        assert best is not None
        _, width, kind, name = best
        if width > widest:
            return None
        if kind == 0:
            members = classes.pop(name)
            graph.class_fill.pop(name)
            leaves.extend(members)
            for f in bits(name):
                touched[f] -= len(members)
            if best[0]:
                graph.connect(name)
            continue
        if name < graph.findings and touched[name]:
            _take_apart(graph, name, touched)
        clique = cliques[name] = near.pop(name)
        graph.fill.pop(name, None)
        order.append(name)
        for node in bits(clique):
            near[node] &= ~(1 << name)
        graph.connect(clique)
    return order, leaves, cliques


def _take_apart(graph: Graph, finding: int, touched: list[int]) -> None:
    """Turn the free classes that touch a finding into ordinary nodes."""
    for mask in [s for s in graph.classes if s >> finding & 1]:
        members = graph.classes.pop(mask)
        graph.class_fill.pop(mask, None)
        for f in bits(mask):
            touched[f] -= len(members)
            for member in members:
                graph.near[f] |= 1 << member
            graph.fill.pop(f, None)
        for member in members:
            graph.near[member] = mask
