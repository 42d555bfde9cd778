"""A plan as flat arrays of whole numbers, for the compiled executor.

A *cell* is one entry of a table in all lanes. A step is a list of *terms*, out[io] += a[ia] * b[ib], with b widened
to (s, s + t, t) on every finding that both tables hold (`product`); sums over a variable and the two states of a
finding need nothing more. Terms are written in the order of the axes, so those with the eliminated finding at
"less" come first (`split` of them).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import lru_cache
from math import prod
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from crural.inference.leaves import node_of_member
from crural.inference.plan import Plan
from crural.inference.tape import Step

Whole = NDArray[np.int64]
Terms = NDArray[np.int32]


class Program(NamedTuple):
    """The plan's parts, one row each.

    sizes: conditions, links, cells of all tables, of widened ones, of tables between, findings, most cells of one
    host, edges.
    tables: first cell of each table.
    hosts: (node, k, first member, members, first link, first cell of the tables between); members: conditions;
    links: rows of links, k for each member or owner in turn.
    owners: (condition, k, states, node, first link). pairs: (link, node, states).
    children: (condition, node, first cell, cells, edges, three edges); child_cells: (bits of active parents, on).
    steps: (a, b, out, finding, summed, wants a, wants b, first term, terms, split, first cell of the widened b,
    its cells, first joint axis, joint axes). joints: (cells before, cells after), see `widen`.
    axes: (step, digits, joint, strides in a, b, out).
    """

    sizes: Whole
    tables: Whole
    hosts: Whole
    members: Whole
    links: Whole
    owners: Whole
    pairs: Whole
    children: Whole
    child_cells: Whole
    steps: Whole
    joints: Whole
    ia: Terms
    ib: Terms
    io: Terms
    roots: Whole
    component: Whole
    closed: Whole
    bare: Whole
    active_parents: Whole
    denied_children: Whole
    rootless: Whole
    known: Whole
    complaint_links: Whole


def _rows(rows: Sequence[Sequence[int]], width: int) -> Whole:
    return np.array(rows, dtype=np.int64).reshape(len(rows), width)


def _strides(shape: Sequence[int]) -> list[int]:
    """Cells from one entry to the next on each axis; 0 on an axis of one entry."""
    found, step = [], 1
    for size in reversed(shape):
        found.append(step if size > 1 else 0)
        step *= size
    return found[::-1]


class _Writer:
    """Gives each table its cells."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self.size = [0] * plan.nodes
        self.steps: list[tuple[int, ...]] = []
        self.joints: list[tuple[int, int]] = []
        self.axes: list[tuple[int, ...]] = []
        self.terms = self.wide = 0

    def step(self, step: Step) -> None:
        """The row of a step and of its axes; tables come in the order in which they are made."""
        number, joint = len(self.steps), set(step.joint)
        shape_b = step.shape_b if step.b >= 0 else (1,) * len(step.shape_a)
        wide = [3 if axis in joint else size for axis, size in enumerate(shape_b)]
        out = [max(pair) for pair in zip(step.shape_a, shape_b, strict=True)]
        kept = out[1:] if step.summed else out
        into = ([0] if step.summed else []) + _strides(kept)
        for axis, (a, b, o) in enumerate(zip(_strides(step.shape_a), _strides(wide), into, strict=True)):
            digits = 3 if axis in joint else out[axis]
            self.axes.append((number, digits, axis in joint, a, b, o))
        terms = prod(3 if axis in joint else size for axis, size in enumerate(out))
        first = 3 if 0 in joint else out[0] if out else 1
        joints = len(self.joints)
        for axis in step.joint:
            self.joints.append((prod(wide[:axis]), prod(shape_b[axis + 1 :])))
        self.size[step.out] = prod(kept)
        self.steps.append(
            (
                *(step.a, step.b, step.out, step.finding, step.summed, step.wants_a, step.wants_b),
                *(self.terms, terms, terms // first if step.finding >= 0 else terms),
                *(self.wide, prod(wide) if joint else 0, joints, len(joint)),
            )
        )
        self.terms += terms
        self.wide += prod(wide) if joint else 0


def terms_of(plan: Plan) -> int:
    """How many terms the program of a plan has."""
    total = 0
    for step in plan.steps:
        shape_b = step.shape_b if step.b >= 0 else step.shape_a
        sizes = [max(pair) for pair in zip(step.shape_a, shape_b, strict=True)]
        total += prod(3 if axis in step.joint else size for axis, size in enumerate(sizes))
    return total


def program_of(plan: Plan) -> Program:
    """The program of a plan."""
    from crural.inference.compiled.steps import expand

    writer, pattern = _Writer(plan), plan.pattern
    hosts: list[tuple[int, ...]] = []
    members: list[int] = []
    links: list[int] = []
    between = most = 0
    for group in plan.leaves:
        node_of = node_of_member(group)
        order = sorted(range(len(node_of)), key=node_of.__getitem__)
        for node in group.nodes:
            own = [place for place in order if node_of[place] == node]
            hosts.append((node, group.k, len(members), len(own), len(links), between))
            members += [int(group.conditions[place]) for place in own]
            links += [int(row) for place in own for row in group.links[place]]
            writer.size[node] = 1 << group.k
            between += (len(own) + 1) << group.k
            most = max(most, 1 << group.k)
    owners = []
    for group in plan.owners:
        for place, node in enumerate(group.nodes):
            owners.append((int(group.conditions[place]), group.k, group.states, node, len(links)))
            links += group.links[place].tolist()
            writer.size[node] = group.states << group.k
            most = max(most, 1 << group.k)
    pairs = []
    for pair in plan.pairs:
        for row, node in zip(pair.links.tolist(), pair.nodes, strict=True):
            pairs.append((row, node, pair.states))
            writer.size[node] = 2 * pair.states
    children, child_cells = _children(plan, writer)
    for step in plan.steps:
        writer.step(step)
    tables = np.cumsum([0, *writer.size])
    known = [(int(c), 1) for c in plan.known_active] + [(int(c), 0) for c in plan.known_inactive]
    rows = pattern.link_offsets
    of_complaint = np.zeros(rows[-1] + 1, dtype=np.int64)
    for f in pattern.complaints:
        of_complaint[rows[f] : rows[f + 1]] = 1
    axes = _rows(writer.axes, 6)
    steps = _rows(writer.steps, 14)
    ia, ib, io = (np.zeros(writer.terms, dtype=np.int32) for _ in range(3))
    starts = np.searchsorted(axes[:, 0], np.arange(len(steps) + 1)).astype(np.int64)
    expand(steps, axes, starts, ia, ib, io)
    sizes = [pattern.n, rows[-1], int(tables[-1]), writer.wide, between, len(pattern.findings), most]
    sizes.append(len(pattern.edges))
    return Program(
        sizes=np.array(sizes, dtype=np.int64),
        tables=tables.astype(np.int64),
        hosts=_rows(hosts, 6),
        members=np.array(members, dtype=np.int64),
        links=np.array(links, dtype=np.int64),
        owners=_rows(owners, 5),
        pairs=_rows(pairs, 3),
        children=_rows(children, 8),
        child_cells=_rows(child_cells, 2),
        steps=steps,
        joints=_rows(writer.joints, 2),
        ia=ia,
        ib=ib,
        io=io,
        roots=np.array(plan.roots, dtype=np.int64),
        component=plan.component.astype(np.int64),
        closed=plan.closed.astype(np.int64),
        bare=plan.bare.astype(np.int64),
        active_parents=_rows(plan.active_parents, 2),
        denied_children=_rows(plan.denied_children, 2),
        rootless=plan.rootless.astype(np.int64),
        known=_rows(known, 2),
        complaint_links=of_complaint,
    )


def _children(plan: Plan, writer: _Writer) -> tuple[list[tuple[int, ...]], list[tuple[int, int]]]:
    """Rows of the tables P(child | parents), and for each of their cells which parents are active."""
    children: list[tuple[int, ...]] = []
    cells: list[tuple[int, int]] = []
    for child in plan.children:
        start = len(cells)
        cells += _cells(child.states, child.axes, child.known_active)
        edges = [*child.edges, -1, -1, -1][:3]
        count = len(cells) - start
        children.append((child.child, child.node, start, count, len(child.edges), *edges))
        writer.size[child.node] = count
    return children, cells


@lru_cache(maxsize=256)
def _cells(states: Sequence[int], axes: Sequence[int], known_active: bool) -> list[tuple[int, int]]:
    """For each cell of a table P(child | parents): which parents are active (bits), and whether the child is."""
    order = sorted(range(len(axes)), key=axes.__getitem__)
    cells = []
    for cell in np.ndindex(*(states[axis] for axis in order)):
        state = {axis: min(value, 1) for axis, value in zip(order, cell, strict=True)}
        parents = [state[axis] for axis in range(len(axes))]
        on = 1 if known_active else parents.pop(0)
        cells.append((sum(bit << place for place, bit in enumerate(parents)), on))
    return cells
