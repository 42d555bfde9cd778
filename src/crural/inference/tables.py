"""The base's numbers as arrays: for each finding one row a lane and one column a link. Made once, then looked up."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from crural.inference.pattern import Array
from crural.inference.shares import leak_share, link_share
from crural.inference.uncertainty import Draws, Lane

if TYPE_CHECKING:
    from crural.inference.index import Index

MOST_KEPT = 2048
"""Arrays that are kept; beyond that all are made anew (about 10 kB each)."""


class _Missing:
    """No array is kept, while None says that there is none."""


_MISSING = _Missing()


@dataclass
class Tables:
    """Numbers of an index in the lanes of `draws`; L lanes, k links of the finding asked for.

    Of the arrays in `store`, which may have more lanes, the first L are given.
    """

    index: Index
    draws: Draws
    store: dict[object, Array | None]

    @property
    def lanes(self) -> int:
        """Number of lanes L."""
        return self.draws.lanes

    def _kept(self, key: object, make: Callable[[Draws], Array | None]) -> Array | None:
        found = self.store.get(key, _MISSING)
        if isinstance(found, _Missing):
            found = make(self.draws.widest())
            if len(self.store) >= MOST_KEPT:
                self.store.clear()
            self.store[key] = found
        return None if found is None else found[: self.lanes]

    def columns(self, finding: str) -> NDArray[np.intp]:
        """Numbers (k,) of the conditions that are linked to a finding."""
        return self.index.columns[finding]

    def strengths(self, finding: str) -> Array:
        """(L, k) strengths of the links to a finding, as it is told."""
        links = self.index.links[finding].values()
        noticed = self.index.reporting.noticed(finding)

        def make(draws: Draws) -> Array:
            return noticed * _stack([draws.strength(link.strength) for link in links], draws.lanes)

        found = self._kept(finding, make)
        assert found is not None
        return found

    def edges(self) -> Array:
        """(L, E) strengths of the edges between conditions."""
        numbers = self.index.edge_numbers
        found = self._kept("edges", lambda d: _stack([d.strength(n) for n in numbers], d.lanes))
        assert found is not None
        return found

    def shares(self, finding: str, quality: str, value: str, *, of_leak: bool = False) -> Array | None:
        """(L, k) share of a value, as told, given that a link fired; NaN where nothing is known of it, None: nowhere.

        of_leak: given that the leak fired, (L, 1).
        """

        def make(draws: Draws) -> Array | None:
            base, item = self.index.base, self.index.base.findings[finding]
            usual = leak_share(base, item, quality, value)
            if of_leak:
                numbers = [usual]
            else:
                links = self.index.links[finding].values()
                numbers = [link_share(base, item, link.shares, quality, value) for link in links]
            if all(number is None for number in numbers):
                return None
            table = _stack([np.nan if n is None else draws.share(n) for n in numbers], draws.lanes)
            if of_leak or usual is None:
                return table
            return self.index.reporting.described(finding, table, _stack([draws.share(usual)], draws.lanes))

        return self._kept((of_leak, finding, quality, value), make)

    def drawn(self, finding: str, quality: str, value: str, *, denied: bool, of_leak: bool) -> Array | None:
        """(L, k) chance that a link that fires draws the value, or does not (denied); 1 where nothing is known."""

        def make(draws: Draws) -> Array | None:
            wide = Tables(self.index, draws, self.store)
            found = wide.shares(finding, quality, value, of_leak=of_leak)
            if found is None:
                return None
            chance = 1.0 - found if denied else found
            return np.where(np.isnan(chance), 1.0, chance)

        return self._kept((denied, of_leak, finding, quality, value), make)

    def leak(self, finding: str, *, asked: bool = False) -> Array:
        """(L, 1) the leak of a finding, as it is told of its own accord or when asked."""
        leaks, reporting = self.index.base.leaks, self.index.reporting

        def make(draws: Draws) -> Array:
            drawn = reporting.leak(finding, draws.leak(finding, leaks.get(finding, 0.0)), asked)
            return _stack([drawn], draws.lanes)

        found = self._kept(("leak", finding, asked), make)
        assert found is not None
        return found


def _stack(columns: list[Lane], lanes: int) -> Array:
    table = np.empty((lanes, len(columns)))
    for place, column in enumerate(columns):
        table[:, place] = column
    return table
