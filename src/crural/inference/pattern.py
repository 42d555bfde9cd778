"""What a case looks like (`Pattern`, the key of the plan cache) and its numbers (`Numbers`).

The model is a noisy-OR network over binary *conditions* with *findings* that were observed:

- a condition is absent with chance (1 - prior) * product over its active parents of (1 - edge);
- a finding that was observed has probability

      (1 - above_leak) * product of (1 - above[c])  -  (1 - reach_leak) * product of (1 - reach[c])

  over its active conditions c. Each link draws a level on its own; `reach` is the chance that it draws at
  least the observed level, `above` that it draws a higher one, and the finding shows the highest level
  drawn (noisy-MAX). A plain "present" has above = 0 and above_leak = 0 (noisy-OR).
- findings that were denied need no variable: their factors (1 - w) are multiplied into `scale`.

Source: noisy-OR gate, Pearl 1988; noisy-MAX as a difference of two products, Diez and Galan 2003.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cached_property, lru_cache

import numpy as np
from numpy.typing import ArrayLike, NDArray

Array = NDArray[np.float64]
Mask = NDArray[np.bool_]
MAX_PARENTS = 3
TOLERANCE = 1e-12


class InferenceInputError(ValueError):
    """The pattern or the numbers handed to the engine are malformed. The message says what and where."""


@dataclass(frozen=True)
class Pattern:
    """Everything about a case but its numbers; hashable.

    n: number of conditions, numbered 0 .. n-1.
    edges: (parent, child) pairs; acyclic, no repeats, at most 3 parents each.
    findings: for each observed (positive) finding the conditions linked to it, without repeats.
    complaints: indices of the findings that are complaints (present symptoms), ascending.
    known: (condition, is_active) pairs of conditions whose state is given, ascending.
    Raises InferenceInputError for anything else.
    """

    n: int
    edges: tuple[tuple[int, int], ...] = ()
    findings: tuple[tuple[int, ...], ...] = ()
    complaints: tuple[int, ...] = ()
    known: tuple[tuple[int, bool], ...] = ()

    def __post_init__(self) -> None:
        _check_pattern(self)

    def __hash__(self) -> int:
        return self._hash

    @cached_property
    def _hash(self) -> int:
        return hash((self.n, self.edges, self.findings, self.complaints, self.known))

    @cached_property
    def parent_edges(self) -> tuple[tuple[int, ...], ...]:
        """For each condition the indices into `edges` of the edges that enter it."""
        entering: list[list[int]] = [[] for _ in range(self.n)]
        for index, (_, child) in enumerate(self.edges):
            entering[child].append(index)
        return tuple(tuple(found) for found in entering)

    @cached_property
    def link_offsets(self) -> tuple[int, ...]:
        """Position of each finding's first link when all links are put in a row; one more entry at the end."""
        offsets = [0]
        for links in self.findings:
            offsets.append(offsets[-1] + len(links))
        return tuple(offsets)

    @cached_property
    def known_states(self) -> dict[int, bool]:
        """Known conditions and whether they are active."""
        return dict(self.known)

    def topological_order(self) -> tuple[int, ...]:
        """Conditions with every parent before its children; ties by number."""
        return _topological_order(self.n, self.edges)


@dataclass(frozen=True)
class Numbers:
    """The numbers of a case, in L independent lanes (draws, what-ifs); all float64, probabilities 0 to 1.

    prior: (L, n) chance that the condition is active when no parent is.
    scale: (L, n) weight multiplied in when the condition is active (denied findings); finite, >= 0.
    edge: (L, E) strength of each edge.
    reach, above: for each finding (L, links): chance that the link draws at least / more than the observed
        level; above <= reach. Same order as `Pattern.findings`.
    reach_leak, above_leak: (L, findings), the same for the leak.
    """

    prior: Array
    scale: Array
    edge: Array
    reach: tuple[Array, ...]
    above: tuple[Array, ...]
    reach_leak: Array
    above_leak: Array

    @classmethod
    def of(
        cls,
        pattern: Pattern,
        *,
        prior: ArrayLike,
        reach: Sequence[ArrayLike],
        reach_leak: ArrayLike,
        scale: ArrayLike | None = None,
        edge: ArrayLike | None = None,
        above: Sequence[ArrayLike] | None = None,
        above_leak: ArrayLike | None = None,
    ) -> Numbers:
        """Build and check numbers; a missing lane axis means one lane, shorter lanes (1) are repeated.

        Missing: scale 1, above 0, above_leak 0, edge only when the pattern has none.
        Raises InferenceInputError on a wrong shape or a value out of range.
        """
        raw: list[ArrayLike] = [prior, reach_leak, *reach]
        raw += [x for x in (scale, edge, above_leak) if x is not None]
        raw += list(above or ())
        lanes = max((np.atleast_2d(np.asarray(x)).shape[0] for x in raw), default=1)

        def lanes_of(value: ArrayLike | None, width: int, default: float, name: str) -> Array:
            if value is None:
                return np.full((lanes, width), default)
            array = np.asarray(value, dtype=np.float64)
            array = array[None, :] if array.ndim == 1 else array
            if array.ndim != 2 or array.shape[1] != width or array.shape[0] not in (1, lanes):
                raise InferenceInputError(f"{name}: shape {array.shape}, expected ({lanes}, {width})")
            return np.ascontiguousarray(np.broadcast_to(array, (lanes, width)))

        m = len(pattern.findings)
        if len(reach) != m or (above is not None and len(above) != m):
            raise InferenceInputError(f"reach and above: expected one array for each of {m} findings")
        if edge is None and pattern.edges:
            raise InferenceInputError(f"edge: missing, the pattern has {len(pattern.edges)} edges")
        sizes = [len(links) for links in pattern.findings]
        numbers = cls(
            prior=lanes_of(prior, pattern.n, 0.0, "prior"),
            scale=lanes_of(scale, pattern.n, 1.0, "scale"),
            edge=lanes_of(edge, len(pattern.edges), 0.0, "edge"),
            reach=tuple(lanes_of(reach[f], sizes[f], 0.0, f"reach[{f}]") for f in range(m)),
            above=tuple(
                lanes_of(above[f] if above else None, sizes[f], 0.0, f"above[{f}]") for f in range(m)
            ),
            reach_leak=lanes_of(reach_leak, m, 0.0, "reach_leak"),
            above_leak=lanes_of(above_leak, m, 0.0, "above_leak"),
        )
        numbers.check(pattern)
        return numbers

    @property
    def lanes(self) -> int:
        """Number of lanes L."""
        return int(self.prior.shape[0])

    def arrays(self) -> tuple[Array, ...]:
        """All arrays in a fixed order, each (L, ...)."""
        matrices = (self.prior, self.scale, self.edge, self.reach_leak, self.above_leak)
        return (*matrices, *self.reach, *self.above)

    def with_(self, **changes: Array | tuple[Array, ...]) -> Numbers:
        """A copy with some arrays replaced (not checked)."""
        return replace(self, **changes)  # type: ignore[arg-type]

    def rows(self, index: slice | NDArray[np.intp] | list[int]) -> Numbers:
        """The lanes that `index` picks; repeats are allowed, so [0] * k makes k equal lanes."""
        return Numbers(
            prior=self.prior[index],
            scale=self.scale[index],
            edge=self.edge[index],
            reach=tuple(x[index] for x in self.reach),
            above=tuple(x[index] for x in self.above),
            reach_leak=self.reach_leak[index],
            above_leak=self.above_leak[index],
        )

    def check(self, pattern: Pattern) -> None:
        """Raise InferenceInputError when a shape or a value does not fit the pattern."""
        self.check_shapes(pattern)
        self.check_values()

    def check_shapes(self, pattern: Pattern) -> None:
        """Raise InferenceInputError when a shape does not fit the pattern."""
        m, lanes = len(pattern.findings), self.lanes
        if len(self.reach) != m or len(self.above) != m:
            raise InferenceInputError(f"reach and above: expected one array for each of {m} findings")
        n, links, real = pattern.n, [len(found) for found in pattern.findings], np.dtype(np.float64)
        arrays = (
            self.scale,
            self.prior,
            self.edge,
            self.reach_leak,
            self.above_leak,
            *self.reach,
            *self.above,
        )
        widths = (n, n, len(pattern.edges), m, m, *links, *links)
        for place, (array, width) in enumerate(zip(arrays, widths, strict=True)):
            if array.shape == (lanes, width) and array.dtype == real:
                continue
            each = [f"{name}[{f}]" for name in ("reach", "above") for f in range(m)]
            name = ("scale", "prior", "edge", "reach_leak", "above_leak", *each)[place]
            if array.shape != (lanes, width):
                raise InferenceInputError(f"{name}: shape {array.shape}, expected ({lanes}, {width})")
            raise InferenceInputError(f"{name}: type {array.dtype}, expected float64")

    def check_values(self) -> None:
        """Raise InferenceInputError when a value is out of range."""
        pairs = [(f"above[{f}]", *both) for f, both in enumerate(zip(self.above, self.reach, strict=True))]
        pairs.append(("above_leak", self.above_leak, self.reach_leak))
        named = [("prior", self.prior), ("edge", self.edge), ("reach_leak", self.reach_leak)]
        named += [(f"reach[{f}]", reach) for f, reach in enumerate(self.reach)]
        for name, array in [*named, *((name, low) for name, low, _ in pairs)]:
            if not bool(np.all((array >= 0.0) & (array <= 1.0))):
                raise InferenceInputError(f"{name}: a value is outside 0..1 or not a number")
        if not bool(np.all((self.scale >= 0.0) & np.isfinite(self.scale))):
            raise InferenceInputError("scale: a value is negative or not finite")
        for name, low, high in pairs:
            if not bool(np.all(low <= high + TOLERANCE)):
                raise InferenceInputError(f"{name}: larger than reach; a higher level is never likelier")


def _check_pattern(p: Pattern) -> None:
    def inside(c: int) -> bool:
        return 0 <= c < p.n

    if p.n < 0:
        raise InferenceInputError(f"n: {p.n} is negative")
    for parent, child in p.edges:
        if not (inside(parent) and inside(child)):
            raise InferenceInputError(f"edges: ({parent}, {child}) names a condition outside 0..{p.n - 1}")
    if len(set(p.edges)) != len(p.edges):
        raise InferenceInputError("edges: an edge is given twice")
    counts = [0] * p.n
    for _, child in p.edges:
        counts[child] += 1
        if counts[child] > MAX_PARENTS:
            raise InferenceInputError(f"edges: condition {child} has more than {MAX_PARENTS} parents")
    _topological_order(p.n, p.edges)
    for f, links in enumerate(p.findings):
        if not all(map(inside, links)):
            raise InferenceInputError(f"findings[{f}]: a condition is outside 0..{p.n - 1}")
        if len(set(links)) != len(links):
            raise InferenceInputError(f"findings[{f}]: a condition is linked twice")
    if list(p.complaints) != sorted(set(p.complaints)) or not all(
        0 <= f < len(p.findings) for f in p.complaints
    ):
        raise InferenceInputError("complaints: expected ascending indices of findings")
    conditions = [c for c, _ in p.known]
    if conditions != sorted(set(conditions)) or not all(map(inside, conditions)):
        raise InferenceInputError("known: expected one entry a condition, ascending, inside 0..n-1")


@lru_cache(maxsize=64)
def _topological_order(n: int, edges: tuple[tuple[int, int], ...]) -> tuple[int, ...]:
    waiting = [0] * n
    children: list[list[int]] = [[] for _ in range(n)]
    for parent, child in edges:
        waiting[child] += 1
        children[parent].append(child)
    ready = [c for c in range(n) if not waiting[c]]
    order: list[int] = []
    while ready:
        c = ready.pop()
        order.append(c)
        for child in children[c]:
            waiting[child] -= 1
            if not waiting[child]:
                ready.append(child)
    if len(order) < n:
        raise InferenceInputError("edges: they form a cycle")
    return tuple(order)
