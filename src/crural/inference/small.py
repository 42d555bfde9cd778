"""The product of two small tables as gathers and matrices of zeros and ones: few calls, however many axes.

The same additions and products of non-negative numbers as `product`, in the same basis, written out over one grid: an
entry for each combination of the axes, three on a finding that both tables hold. A grid entry takes one entry of a,
the sum of one or two of b, and goes to one entry of the result:

    result = into @ (a[left] * (right @ b))

Made once for each shape of a step. Arrays are (entries, lanes).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache
from math import prod

import numpy as np
from numpy.typing import NDArray

from crural.inference.pattern import Array

Shape = tuple[int, ...]
MOST = 1 << 12
"""Entries of the largest of the three matrices."""
DENSE = 1 << 18
"""Entries of that matrix, times lanes, beyond which gathers and sums are cheaper (`product`)."""


@dataclass(frozen=True)
class Small:
    """left: (grid,) entry of a. right: (grid, entries of b). place: (grid,) entry of the result, as `into` has it.

    into: (entries of the result, grid). from_left: (entries of a, grid), the transpose of `left` as a matrix. size: of
    the largest matrix.
    """

    left: NDArray[np.intp]
    right: Array
    place: NDArray[np.intp]
    into: Array
    from_left: Array
    size: int

    def multiply(self, a: Array, b: Array) -> tuple[Array, Array, Array]:
        """The result (entries, L), and both factors on the grid for the way back."""
        left, right = a.take(self.left, axis=0), self.right @ b
        return self.into @ (left * right), left, right

    def slopes(
        self, slope: Array, left: Array | None, right: Array | None
    ) -> tuple[Array | None, Array | None]:
        """Derivatives with respect to a (give `right`) and to b (give `left`), from that of the result."""
        wide = slope.take(self.place, axis=0)
        of_a = None if right is None else self.from_left @ (wide * right)
        of_b = None if left is None else self.right.T @ (wide * left)
        return of_a, of_b


@lru_cache(maxsize=2048)
def small_of(shape_a: Shape, shape_b: Shape, joint: Shape, summed: bool) -> Small | None:
    """The product of tables that broadcast together; None when a matrix of it would be too large.

    joint: axes of findings that both have (2 entries each). summed: whether the first axis is then added up.
    """
    grid = tuple(
        3 if axis in joint else max(pair) for axis, pair in enumerate(zip(shape_a, shape_b, strict=True))
    )
    kept = tuple(map(max, shape_a, shape_b))
    kept = (1, *kept[1:]) if summed else kept
    entries = prod(grid)
    size = entries * max(prod(shape_a), prod(shape_b), prod(kept))
    if size > MOST:
        return None
    digits = np.indices(grid).reshape(len(grid), entries)

    def entry(shape: Shape, of_three: Shape) -> NDArray[np.intp]:
        """The entry of a table that each grid entry takes; of_three: which, on a joint axis."""
        found = np.zeros(entries, dtype=np.intp)
        for axis, size in enumerate(shape):
            digit = np.array(of_three)[digits[axis]] if axis in joint else digits[axis]
            found = found * size + (digit if size > 1 else 0)
        return found

    def matrix(rows: NDArray[np.intp], count: int) -> Array:
        found = np.zeros((count, entries))
        found[rows, np.arange(entries)] = 1.0
        return found

    # of (s, t) a joint axis takes s, s + t, t
    pairs = [entry(shape_b, (0, 0, 1))]
    for axis in joint:
        more = prod(shape_b[axis + 1 :])
        pairs += [np.where((digits[axis] == 1) & (one >= 0), one + more, -1) for one in pairs]
    right = np.zeros((entries, prod(shape_b)))
    for one in pairs:
        there = one >= 0
        right[np.flatnonzero(there), one[there]] += 1.0
    left, place = entry(shape_a, (0, 1, 0)), entry(kept, (0, 1, 1))
    return Small(left, right, place, matrix(place, prod(kept)), matrix(left, prod(shape_a)), size)
