"""The danger rules as one net of "all of" and "any of" over what can be told: the chance that a rule will hold.

The net is run for several lanes at once. What is told stands at 0 or 1, what is open at its chance. Parts of a rule are
taken as independent within a lane: good enough to choose what is asked, never used to judge.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Atom, Rule
from crural.inference.pattern import Array

LEAST = 1e-9
"""Nothing is held to be less likely than this, or more certain than 1 less this."""


@dataclass(frozen=True)
class _Layer:
    """Groups of one kind whose parts are done. every: all parts are needed, not one. starts: of each in `parts`."""

    every: bool
    groups: NDArray[np.intp]
    parts: NDArray[np.intp]
    starts: NDArray[np.intp]
    counts: NDArray[np.intp]


class RuleNet:
    """leaves: the different atoms at the ends of the rules, each with what it asks for and no group in it."""

    def __init__(self, rules: list[Rule]) -> None:
        self.leaves: list[Atom] = []
        self._place: dict[str, int] = {}
        self._leaf_of: dict[int, int] = {}
        self._groups: list[tuple[int, bool, list[int], int]] = []
        self._heights: list[int] = []
        self._roots = [self._add(rule.when) for rule in rules]
        self._ranks = np.array([LEVELS.index(rule.level) for rule in rules])
        self._ends = np.array(list(self._leaf_of), dtype=np.intp)
        self._end_leaves = np.array(list(self._leaf_of.values()), dtype=np.intp)
        self._layers = self._layered()

    def _node(self, height: int) -> int:
        self._heights.append(height)
        return len(self._heights) - 1

    def _leaf(self, atom: Atom) -> int:
        own = atom.model_copy(update={"all": (), "any": (), "of": ()})
        place = self._place.setdefault(own.model_dump_json(exclude_defaults=True), len(self.leaves))
        if place == len(self.leaves):
            self.leaves.append(own)
        node = self._node(0)
        self._leaf_of[node] = place
        return node

    def _group(self, every: bool, parts: list[int]) -> int:
        if len(parts) == 1:
            return parts[0]
        height = 1 + max(self._heights[part] for part in parts)
        node = self._node(height)
        self._groups.append((node, every, parts, height))
        return node

    def _add(self, atom: Atom) -> int:
        """The node of an atom; "so many of" is taken as all of them."""
        parts = [self._leaf(atom)] if atom.own_keys else []
        parts += [self._add(inner) for inner in (*atom.all, *atom.of)]
        if atom.any:
            parts.append(self._group(False, [self._add(inner) for inner in atom.any]))
        return self._group(True, parts)

    def _layered(self) -> list[_Layer]:
        found = []
        for height, every in sorted({(height, every) for _, every, _, height in self._groups}):
            chosen = [(node, parts) for node, e, parts, h in self._groups if (h, e) == (height, every)]
            counts = np.array([len(parts) for _, parts in chosen], dtype=np.intp)
            found.append(
                _Layer(
                    every=every,
                    groups=np.array([node for node, _ in chosen], dtype=np.intp),
                    parts=np.array([part for _, parts in chosen for part in parts], dtype=np.intp),
                    starts=np.cumsum(counts) - counts,
                    counts=counts,
                )
            )
        return found

    def needs(self, chance: Array, gain: Array) -> Array:
        """(leaves, lanes) how much of the expected gain hangs on each leaf: what is lost when it could not be told.

        chance: (leaves, lanes) of each leaf. gain: (len(LEVELS),) what reaching a level brings beyond the one below.
        """
        value = np.empty((len(self._heights), chance.shape[1]))
        value[self._ends] = np.clip(chance, LEAST, 1.0 - LEAST)[self._end_leaves]
        for layer in self._layers:
            parts = value[layer.parts] if layer.every else 1.0 - value[layer.parts]
            whole = np.multiply.reduceat(parts, layer.starts, axis=0)
            value[layer.groups] = np.clip(whole if layer.every else 1.0 - whole, LEAST**12, 1.0 - LEAST)
        slope = np.zeros_like(value)
        np.add.at(slope, self._roots, gain[self._ranks][:, None])
        for layer in reversed(self._layers):
            part, whole = value[layer.parts], np.repeat(value[layer.groups], layer.counts, axis=0)
            share = whole / part if layer.every else (1.0 - whole) / (1.0 - part)
            slope[layer.parts] += np.repeat(slope[layer.groups], layer.counts, axis=0) * share
        needs = np.zeros_like(chance)
        np.add.at(needs, self._end_leaves, slope[self._ends] * value[self._ends])
        return needs
