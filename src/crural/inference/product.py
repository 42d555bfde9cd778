"""Product of two tables whose findings are in the *less / exact* basis: additions and products only.

A finding's axis holds, for the links seen so far: [0] "all drew less than the observed level", [1] "the highest
drew exactly it". Two independent groups of links, (r, d) and (s, t), combine as

    less = r * s        exact = d * (s + t) + r * t

The usual factorisation multiplies (r, r + d) by (s, s + t) and subtracts at the end; with m findings that each have
a small chance it loses all digits (about 1e-16 / P(evidence), measured). Here nothing is subtracted. Every shared
finding axis is widened to three entries, (r, d, r) times (s, s + t, t), and folded back to two.

Shapes: tables are given flat (entries, L) or already shaped (..., L); lanes last.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from crural.inference.pattern import Array

SMALL = 1 << 14
KEEP = 1 << 17
LARGE = 1 << 18
"""Entries a lane of a widened product that are held at once."""
Shape = tuple[int, ...]


@dataclass(frozen=True)
class Widened:
    """The two factors, widened, kept for the sweep back (None when they would take too much memory)."""

    left: Array | None
    right: Array | None


def multiply(a: Array, b: Array, shape_a: Shape, shape_b: Shape, joint: Shape) -> tuple[Array, Widened]:
    """A * b. The shapes (without lanes) broadcast together; `joint`: axes of findings that both have (size 2)."""
    if not joint:
        lanes = a.shape[-1:]
        left, right = a.reshape(shape_a + lanes), b.reshape(shape_b + lanes)
        return left * right, Widened(left, right)
    if _widened(shape_a, shape_b, joint) > LARGE:
        return _multiply_parts(a, b, shape_a, shape_b, joint), Widened(None, None)
    left, right = _left(a, shape_a, joint), _right(b, shape_b, joint)
    kept = Widened(left if left.size <= KEEP else None, right if right.size <= KEEP else None)
    return _fold(left * right, joint, ((1, 2),)), kept


def slopes(
    slope: Array,
    a: Array | None,
    b: Array | None,
    kept: Widened,
    shape_a: Shape,
    shape_b: Shape,
    joint: Shape,
    only_a: Shape = (),
    only_b: Shape = (),
) -> tuple[Array | None, Array | None]:
    """Derivatives with respect to a and to b of `multiply`, given that of the result (shaped, may broadcast).

    a: give it when b's derivative is wanted; b: give it when a's is. only_a, only_b: axes only that one has.
    """
    if joint and _widened(shape_a, shape_b, joint) > LARGE:
        return _slopes_of_parts(slope, a, b, shape_a, shape_b, joint, only_a, only_b)
    wide = _wide(slope, tuple(map(max, shape_a, shape_b)), joint) if joint else slope
    of_a = of_b = None
    if b is not None:
        right = kept.right if kept.right is not None else _right(b, shape_b, joint)
        of_a = _fold(_sum(wide * right, only_b), joint, ((0, 2),))
    if a is not None:
        left = kept.left if kept.left is not None else _left(a, shape_a, joint)
        of_b = _fold(_sum(wide * left, only_a), joint, ((0, 1), (1, 2)))
    return of_a, of_b


def _widened(shape_a: Shape, shape_b: Shape, joint: Shape) -> int:
    """Entries of the widened product, a lane."""
    return int(prod(map(max, shape_a, shape_b)) * 3 ** len(joint)) >> len(joint)


def _halves(table: Array, shape: Shape, axis: int) -> tuple[Array, Array, Shape]:
    """The table at 0 and at 1 of an axis of size 2, and their shape."""
    halves = table.reshape((*shape[:axis], 2, prod(shape[axis + 1 :]), table.shape[-1]))
    return halves[..., 0, :, :], halves[..., 1, :, :], (*shape[:axis], 1, *shape[axis + 1 :])


def _multiply_parts(a: Array, b: Array, shape_a: Shape, shape_b: Shape, joint: Shape) -> Array:
    """`multiply` for large tables, one entry of the first joint axis after the other, so that memory stays small."""
    axis, rest = joint[0], joint[1:]
    r, d, part_a = _halves(a, shape_a, axis)
    s, t, part_b = _halves(b, shape_b, axis)
    less = multiply(r, s, part_a, part_b, rest)[0]
    exact = multiply(d, s + t, part_a, part_b, rest)[0]
    exact += multiply(r, t, part_a, part_b, rest)[0]
    return np.concatenate([less, exact], axis=axis)


def _slopes_of_parts(
    slope: Array,
    a: Array | None,
    b: Array | None,
    shape_a: Shape,
    shape_b: Shape,
    joint: Shape,
    only_a: Shape,
    only_b: Shape,
) -> tuple[Array | None, Array | None]:
    """`slopes` of `_multiply_parts`."""
    full = (*map(max, shape_a, shape_b), slope.shape[-1])
    if slope.size == prod(full):
        slope = slope.reshape(full)
    axis, rest, none = joint[0], joint[1:], Widened(None, None)
    r, d, part_a = (None, None, _one(shape_a, axis)) if a is None else _halves(a, shape_a, axis)
    s, t, part_b = (None, None, _one(shape_b, axis)) if b is None else _halves(b, shape_b, axis)
    less, exact = np.take(slope, [0], axis), np.take(slope, [-1], axis)

    def part(of: Array, left: Array | None, right: Array | None) -> tuple[Array | None, Array | None]:
        return slopes(of, left, right, none, part_a, part_b, rest, only_a, only_b)

    both = None if s is None or t is None else s + t
    of_r, of_s = part(less, r, s)
    of_d, of_st = part(exact, d, both)
    of_r2, of_t = part(exact, r, t)
    of_a = of_b = None
    if of_r is not None and of_r2 is not None and of_d is not None:
        of_a = np.concatenate([of_r + of_r2, of_d], axis=axis)
    if of_s is not None and of_st is not None and of_t is not None:
        of_b = np.concatenate([of_s + of_st, of_st + of_t], axis=axis)
    return of_a, of_b


def _one(shape: Shape, axis: int) -> Shape:
    return (*shape[:axis], 1, *shape[axis + 1 :])


def _sum(table: Array, axes: Shape) -> Array:
    return np.asarray(np.add.reduce(table, axis=axes, keepdims=True)) if axes else table


def _left(a: Array, shape: Shape, joint: Shape) -> Array:
    return _gather(a, shape, joint, (0, 1, 0))


def _wide(slope: Array, shape: Shape, joint: Shape) -> Array:
    return _gather(slope, shape, joint, (0, 1, 1))


def _right(b: Array, shape: Shape, joint: Shape) -> Array:
    wide = _gather(b, shape, joint, (0, 1, 1))
    for axis in joint:
        _add_slot(wide, axis, 1, 0)
    return wide


def _fold(wide: Array, joint: Shape, sums: tuple[tuple[int, int], ...]) -> Array:
    """Add slot j to slot i for each (i, j), in order, on every joint axis, and keep slots 0 and 1."""
    for axis in joint:
        for to, source in sums:
            _add_slot(wide, axis, to, source)
        wide = wide[_at(axis, slice(2))]
    return np.ascontiguousarray(wide)


def _at(axis: int, where: int | slice) -> tuple[int | slice, ...]:
    return (*((slice(None),) * axis), where)


def _add_slot(table: Array, axis: int, to: int, source: int) -> None:
    """Add one slot of an axis to another, in place."""
    target = table[_at(axis, to)]
    target += table[_at(axis, source)]


def _gather(table: Array, shape: Shape, joint: Shape, pick: Shape) -> Array:
    """Replace every joint axis by its entries `pick`; always a copy."""
    lanes = table.shape[-1]
    wide, index = _widening(shape, joint, pick)
    if index is not None:
        return table.reshape(-1, lanes).take(index, axis=0).reshape((*wide, lanes))
    table = table.reshape((*shape, lanes))
    for axis in joint:
        table = table.take(pick, axis=axis)
    return table


@lru_cache(maxsize=4096)
def _widening(shape: Shape, joint: Shape, pick: Shape) -> tuple[Shape, NDArray[np.intp] | None]:
    """The shape after `_gather`, and where each entry comes from (None when that would be a long list)."""
    wide = tuple(3 if axis in joint else size for axis, size in enumerate(shape))
    if prod(wide) > SMALL:
        return wide, None
    index = np.arange(prod(shape), dtype=np.intp).reshape(shape)
    for axis in joint:
        index = index.take(pick, axis=axis)
    return wide, np.ascontiguousarray(index).reshape(-1)


def outer(factors: Array) -> Array:
    """Products over all choices: (G, k, 2, L) -> (G, 2**k, L), the first factor in the highest bit."""
    count, k, _, lanes = factors.shape
    product = np.ones((count, 1, lanes)) if k == 0 else factors[:, 0]
    for j in range(1, k):
        product = (product[:, :, None] * factors[:, j, None]).reshape(count, 2 << j, lanes)
    return product


def contract(slopes: Array, factors: Array) -> Array:
    """Sum over x of slopes(x) * product of factors: (G, 2**k, L), (G, k, 2, L) -> (G, L)."""
    count, k, _, lanes = factors.shape
    for j in range(k - 1, -1, -1):
        halves = slopes.reshape(count, 1 << j, 2, lanes)
        slopes = halves[:, :, 0] * factors[:, j, 0, None] + halves[:, :, 1] * factors[:, j, 1, None]
    return slopes.reshape(count, lanes)
