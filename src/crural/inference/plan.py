"""What to compute, decided once for each `Pattern` without touching a number (pure Python, cached).

Every finding gets an auxiliary variable of two states, so that every table holds one condition and one auxiliary,
however many causes the finding has (Diez and Galan 2003; Savicky and Vomlel 2007). The two states are "all links so
far drew less than the observed level" and "the highest drew exactly it" (`product`): unlike the difference of two
products this needs no subtraction. A condition with parents has one table with its (at most three) parents.
Variables are then eliminated one by one (minimum fill, `order`).

Most conditions have no parent or child and can go first (*leaves*). A leaf with k findings yields a table of 2^k
entries; they are evaluated in groups (`leaves`). Everything after that is a *tape* of products of two tables, some
followed by the elimination of one variable. Each table is used once, so one sweep back over the tape gives the
derivative of the total with respect to every table, hence the weight of every state.

Known conditions are taken out: inactive ones leave their findings, active ones act on their children as a larger
prior; only their findings keep them as a leaf, because their contribution is asked for.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from crural.inference.leaves import OwnGroup, leaf_groups, node_of_member, own_group
from crural.inference.order import Graph, elimination_order
from crural.inference.pattern import Pattern
from crural.inference.tape import Step, TapeBuilder

BUDGET = 1 << 24
"""Table entries of one lane (128 MB) beyond which a case is answered approximately.

That takes seconds in NumPy, and is worth it: folding to a quarter of what a case needs has put a wrong cause first.
"""
CACHE_SIZE = 512
CACHE_ENTRIES = 1 << 22
"""Table entries of all plans together that are kept: a compiled program takes some 25 bytes for each."""
Index = NDArray[np.intp]


class PlanTooWide(Exception):
    """The exact evaluation would need more table entries per lane than the budget allows."""


@dataclass(frozen=True)
class PairGroup:
    """Tables of one finding and one condition (finding first), when the finding is eliminated first."""

    states: int
    links: Index
    nodes: tuple[int, ...]


@dataclass(frozen=True)
class ChildTable:
    """P(child | live parents).

    axes: place of (child, parents) in the table; states of each; child known active?
    """

    child: int
    edges: tuple[int, ...]
    states: tuple[int, ...]
    axes: tuple[int, ...]
    known_active: bool
    node: int


@dataclass(frozen=True)
class Plan:
    """See the module text. `entries`: float64 numbers per lane in all tables together.

    bare: findings without any link left; closed: conditions that touch nothing. kept: what an executor makes of it.
    """

    pattern: Pattern
    closed: Index
    leaves: tuple[OwnGroup, ...]
    owners: tuple[OwnGroup, ...]
    pairs: tuple[PairGroup, ...]
    children: tuple[ChildTable, ...]
    bare: Index
    active_parents: tuple[tuple[int, int], ...]
    denied_children: tuple[tuple[int, int], ...]
    rootless: Index
    known_active: Index
    known_inactive: Index
    steps: tuple[Step, ...]
    roots: tuple[int, ...]
    nodes: int
    component: Index
    entries: int
    kept: dict[str, object] = field(default_factory=dict)


_cache: OrderedDict[Pattern, Plan | int] = OrderedDict()  # a number: refused at this budget
_lock = threading.Lock()


def forget_plans() -> None:
    """Empty the plan cache."""
    with _lock:
        _cache.clear()


def plan_for(pattern: Pattern, budget: int = BUDGET) -> Plan:
    """The plan of a pattern, from the cache when it is there (the 512 used last are kept, fewer where they are wide).

    budget: largest number of table entries per lane.
    Raises PlanTooWide, before any arithmetic.
    """
    with _lock:
        found = _cache.get(pattern)
        if found is not None:
            _cache.move_to_end(pattern)
    if found is None or (isinstance(found, int) and found < budget):
        try:
            found = make_plan(pattern, budget)
        except PlanTooWide:
            found = budget
        with _lock:
            _cache[pattern] = found
            held = sum(plan.entries for plan in _cache.values() if isinstance(plan, Plan))
            while len(_cache) > 1 and (len(_cache) > CACHE_SIZE or held > CACHE_ENTRIES):
                _, oldest = _cache.popitem(last=False)
                held -= oldest.entries if isinstance(oldest, Plan) else 0
    if isinstance(found, int):
        raise PlanTooWide(f"more than {budget} table entries per lane")
    if found.entries > budget:
        raise PlanTooWide(f"{found.entries} table entries per lane, the budget is {budget}")
    return found


def make_plan(pattern: Pattern, budget: int) -> Plan:
    """Plan without the cache; raises PlanTooWide as soon as the predicted size passes the budget."""
    known = pattern.known_states
    m = len(pattern.findings)
    links: list[list[tuple[int, int]]] = [[] for _ in range(pattern.n)]  # condition -> (finding, row)
    for f, conditions in enumerate(pattern.findings):
        for place, c in enumerate(conditions):
            if known.get(c, True):
                links[c].append((f, pattern.link_offsets[f] + place))

    live: dict[int, tuple[int, ...]] = {}  # child -> edges from parents that are not known
    active_parents: list[tuple[int, int]] = []
    denied_children: list[tuple[int, int]] = []
    joined = set()
    families: list[list[int]] = []
    for child in range(pattern.n):
        entering = pattern.parent_edges[child]
        active_parents += [(child, e) for e in entering if known.get(pattern.edges[e][0]) is True]
        unknown = tuple(e for e in entering if pattern.edges[e][0] not in known)
        if known.get(child) is False:
            denied_children += [(pattern.edges[e][0], e) for e in unknown]
        elif unknown:
            live[child] = unknown
            family = [pattern.edges[e][0] for e in unknown] + ([child] if child not in known else [])
            families.append(family)
            joined.update(family)

    found = _order(pattern, links, joined, families, budget.bit_length())
    if found is None:
        raise PlanTooWide(f"more than {budget} table entries per lane")
    order, leaves, cliques = found
    position = {node: i for i, node in enumerate(order)}
    complaint = set(pattern.complaints)
    states = [2] * len(order)
    late: dict[int, list[tuple[int, int]]] = {}
    early: dict[int, list[tuple[int, int]]] = {}
    for node in order:
        if node >= m:
            c = node - m
            placed = sorted((position[f], f, row) for f, row in links[c])
            late[c] = [(f, row) for at, f, row in placed if at > position[node]]
            early[c] = [(f, row) for at, f, row in placed if at < position[node]]
            if any(f in complaint for f, _ in early[c]):
                states[position[node]] = 3

    tape = TapeBuilder(states, [node if node < m else -1 for node in order], budget, PlanTooWide)
    rows_of = [dict(pairs) for pairs in links]
    none = pattern.link_offsets[-1]
    leaf_tables = leaf_groups([node - m for node in leaves], rows_of, none, cliques, position, tape)
    owner_groups = []
    for shape in sorted({(len(late[c]), states[position[m + c]]) for c in late}):
        members = [c for c in late if (len(late[c]), states[position[m + c]]) == shape]
        nodes = [tape.add([position[m + c], *(position[f] for f, _ in late[c])]) for c in members]
        rows = [[row for _, row in late[c]] for c in members]
        owner_groups.append(own_group(shape[0], shape[1], members, rows, nodes))
    pair_groups = []
    for count in (2, 3):
        chosen = [(c, f, row) for c in early for f, row in early[c] if states[position[m + c]] == count]
        if chosen:
            pair_nodes = tuple(tape.add([position[f], position[m + c]]) for c, f, _ in chosen)
            pair_rows = np.array([row for _, _, row in chosen], dtype=np.intp)
            pair_groups.append(PairGroup(count, pair_rows, pair_nodes))
    child_tables = []
    for child, unsorted in live.items():
        entering = tuple(sorted(unsorted, key=lambda e: position[m + pattern.edges[e][0]]))
        parents = [position[m + pattern.edges[e][0]] for e in entering]
        scope = parents if child in known else [position[m + child], *parents]
        child_tables.append(
            ChildTable(
                child,
                entering,
                tuple(states[p] for p in scope),
                tuple(sorted(scope).index(p) for p in scope),
                child in known,
                tape.add(scope),
            )
        )
    wanted = {node for group in (*leaf_tables, *owner_groups) for node in group.nodes}
    steps, roots, component_of_node = tape.finish(wanted)

    component = np.full(pattern.n, -1, dtype=np.intp)
    for group in (*leaf_tables, *owner_groups):
        for c, node in zip(group.conditions, node_of_member(group), strict=True):
            component[c] = component_of_node[node]
    return Plan(
        pattern=pattern,
        closed=np.flatnonzero(component < 0),
        leaves=tuple(leaf_tables),
        owners=tuple(owner_groups),
        pairs=tuple(pair_groups),
        children=tuple(child_tables),
        bare=np.array([f for f in range(m) if not any(f in rows for rows in rows_of)], dtype=np.intp),
        active_parents=tuple(active_parents),
        denied_children=tuple(denied_children),
        rootless=np.array(sorted(live), dtype=np.intp),
        known_active=np.array([c for c, on in pattern.known if on], dtype=np.intp),
        known_inactive=np.array([c for c, on in pattern.known if not on], dtype=np.intp),
        steps=steps,
        roots=roots,
        nodes=tape.nodes,
        component=component,
        entries=tape.entries,
    )


def _order(
    pattern: Pattern,
    links: list[list[tuple[int, int]]],
    joined: set[int],
    families: list[list[int]],
    widest: int,
) -> tuple[list[int], list[int], dict[int, int]] | None:
    """Elimination order of findings (f) and conditions (m + c), the leaves (m + c), and the cliques.

    None when a node has more than `widest` neighbours left.
    """
    m = len(pattern.findings)
    near = dict.fromkeys(range(m), 0)
    near.update({m + c: 0 for c in sorted(joined)})
    classes: dict[int, list[int]] = {}
    for c in range(pattern.n):
        if c in joined:
            for f, _ in links[c]:
                near[f] |= 1 << (m + c)
                near[m + c] |= 1 << f
        elif links[c]:
            classes.setdefault(sum(1 << f for f, _ in links[c]), []).append(m + c)
    for family in families:
        mask = sum(1 << (m + c) for c in family)
        for c in family:
            near[m + c] |= mask & ~(1 << (m + c))
    return elimination_order(Graph(m, near, classes), widest)
