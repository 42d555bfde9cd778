"""The same answer by additions and multiplications of non-negative numbers only: nothing can cancel.

Conditions are processed one after the other. The state carried along says for each finding whether the links seen
so far all drew less than the observed level (0), or the highest drew exactly it (1); a link that draws more has no
place, its chance is lost. Conditions whose children are still to come keep an axis of their own (the *frontier*).
One pass forward, one back. Cost n * 2^(findings + frontier). It is the second oracle: no plan, no elimination
order, no factorisation, and large enough cases to check the engine where enumeration cannot go.

Source: Quickscore's problem (Heckerman 1989) solved by dynamic programming over explained findings, as in the
project's notes on inference.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crural.inference.pattern import Array, Numbers, Pattern

LIMIT = 1 << 23


@dataclass
class StableWeights:
    """inactive, active, unfired: (n, L) as in `execute`; total: (L,) P(e) with scales and selects."""

    inactive: Array
    active: Array
    unfired: Array
    total: Array


@dataclass
class _Visit:
    condition: int
    before: Array
    off: Array
    on: Array
    closes: list[int]


def frontier(pattern: Pattern, places: Sequence[int] | None = None) -> tuple[list[int], list[list[int]], int]:
    """Order of visits, the axes (0 = the condition itself) that close after each, and the widest frontier.

    places: for each condition its place in an order of your own, parents before children.
    """
    near: list[list[int]] = [[] for _ in range(pattern.n)]
    for parent, child in pattern.edges:
        near[parent].append(child)
        near[child].append(parent)
    part = [-1] * pattern.n
    for start in range(pattern.n):
        stack = [start] if part[start] < 0 else []
        while stack:
            c = stack.pop()
            if part[c] < 0:
                part[c] = start
                stack.extend(near[c])
    rank = (
        {c: i for i, c in enumerate(pattern.topological_order())}
        if places is None
        else dict(enumerate(places))
    )
    order = sorted(range(pattern.n), key=lambda c: (part[c], rank[c]))
    children = [sum(1 for parent, _ in pattern.edges if parent == c) for c in range(pattern.n)]
    opened: list[int] = []
    closes, widest = [], 0
    for c in order:
        opened.insert(0, c)
        widest = max(widest, len(opened))
        for e in pattern.parent_edges[c]:
            children[pattern.edges[e][0]] -= 1
        done = [axis for axis, x in enumerate(opened) if not children[x]]
        closes.append(done)
        opened = [x for x in opened if children[x]]
    return order, closes, widest


def cost(pattern: Pattern) -> int:
    """Numbers kept per lane: entries of all forward tables, at most."""
    return int(pattern.n * 2 ** (frontier(pattern)[2] + len(pattern.findings)))


def stable_weights(pattern: Pattern, numbers: Numbers, select: Array | None = None) -> StableWeights | None:
    """Weights of the states of all conditions in all lanes; None when it would take too much (see LIMIT)."""
    per_lane = cost(pattern)
    if per_lane > LIMIT:
        return None
    size = max(1, LIMIT // per_lane)
    blocks = [
        _block(
            pattern,
            numbers.rows(slice(start, start + size)),
            None if select is None else select[start : start + size],
        )
        for start in range(0, numbers.lanes, size)
    ]
    return StableWeights(
        inactive=np.concatenate([b.inactive for b in blocks], axis=-1),
        active=np.concatenate([b.active for b in blocks], axis=-1),
        unfired=np.concatenate([b.unfired for b in blocks], axis=-1),
        total=np.concatenate([b.total for b in blocks]),
    )


def _block(pattern: Pattern, numbers: Numbers, select: Array | None) -> StableWeights:
    n, m, lanes = pattern.n, len(pattern.findings), numbers.lanes
    weight = np.ones((lanes, n, 3))
    weight[:, :, 2] = 0.0
    if select is not None:
        weight = select
    order, closings, _ = frontier(pattern)
    known = pattern.known_states
    links: list[list[tuple[int, Array, Array, bool]]] = [[] for _ in range(n)]
    for f, conditions in enumerate(pattern.findings):
        for place, c in enumerate(conditions):
            reach, above = numbers.reach[f][:, place], numbers.above[f][:, place]
            links[c].append((f, reach, above, f in pattern.complaints))

    state = np.ones((1, lanes))
    for f in range(m):
        less, exact = 1.0 - numbers.reach_leak[:, f], numbers.reach_leak[:, f] - numbers.above_leak[:, f]
        state = np.concatenate([state * less, state * exact])  # finding f is bit f
    opened: list[int] = []
    visits: list[_Visit] = []
    for c, closes in zip(order, closings, strict=True):
        off, on = _chances(pattern, numbers, c, opened)
        on = on * numbers.scale[:, c]
        if c in known:
            off, on = off * (not known[c]), on * known[c]
        visits.append(_Visit(c, state, off, on, closes))
        drawn = _draw(state, links[c], weight[:, c])
        state = np.stack([state * off * weight[:, c, 0], drawn * on])
        state = state.sum(axis=tuple(closes))
        opened = [x for axis, x in enumerate([c, *opened]) if axis not in closes]
    total = state[-1]

    inactive, active, unfired = (np.zeros((n, lanes)) for _ in range(3))
    result = StableWeights(inactive, active, unfired, total)
    slope = np.zeros_like(state)
    slope[-1] = 1.0
    only_unfired = np.array([0.0, 0.0, 1.0])
    for visit in reversed(visits):
        c = visit.condition
        wide = np.expand_dims(slope, tuple(visit.closes))
        wide = np.broadcast_to(wide, (2, *visit.before.shape))
        off, on = wide[0] * visit.off, wide[1] * visit.on
        w = weight[:, c]
        result.inactive[c] = _total(off * visit.before) * w[:, 0]
        result.active[c] = _total(on * _draw(visit.before, links[c], w))
        result.unfired[c] = _total(on * _draw(visit.before, links[c], np.tile(only_unfired, (lanes, 1))))
        slope = off * w[:, 0] + _draw(on, links[c], w, back=True)
    return result


def _total(table: Array) -> Array:
    return np.asarray(table.reshape(-1, table.shape[-1]).sum(axis=0))


def _chances(pattern: Pattern, numbers: Numbers, c: int, opened: list[int]) -> tuple[Array, Array]:
    """P(c inactive), P(c active) given the open conditions, shaped (open axes..., 1, L)."""
    on = numbers.prior[:, c].reshape((1,) * (len(opened) + 1) + (-1,))
    off = 1.0 - on
    for e in pattern.parent_edges[c]:
        axis = opened.index(pattern.edges[e][0])
        strength = numbers.edge[:, e]
        on = np.concatenate([on, on + strength * (1.0 - on)], axis=axis)
        off = np.concatenate([off, off * (1.0 - strength)], axis=axis)
    return off, on


def _draw(
    state: Array, links: list[tuple[int, Array, Array, bool]], weight: Array, *, back: bool = False
) -> Array:
    """Let all links of an active condition draw. weight: (L, 3), the second for any draw, the third for unfired.

    back: the transposed map, for the sweep back.
    """
    total = weight[:, 1] * _draw_all(state, links, False, back)
    if weight[:, 2].any():
        total = total + weight[:, 2] * _draw_all(state, links, True, back)
    return np.asarray(total)


def _draw_all(state: Array, links: list[tuple[int, Array, Array, bool]], calm: bool, back: bool) -> Array:
    for f, reach, above, is_complaint in links:
        top = reach if calm and is_complaint else above
        less, exact, most = 1.0 - reach, reach - top, 1.0 - top
        shape = state.shape
        split = state.reshape(*shape[:-2], shape[-2] >> (f + 1), 2, 1 << f, shape[-1])
        low, high = split[..., 0, :, :], split[..., 1, :, :]
        parts = [less * low, most * high]
        parts[0 if back else 1] += exact * (high if back else low)
        state = np.stack(parts, axis=-3).reshape(shape)
    return state
