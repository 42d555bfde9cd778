"""Scores with their uncertainty: shares with Wilson intervals, Brier score, calibration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from crural.concepts.base import LEVELS, Level
from crural.surfaces.evaluation.rows import Answer, Row

Z95 = 1.959964


@dataclass(frozen=True)
class Share:
    """hits out of n, with the 95 % Wilson interval."""

    hits: int
    n: int

    @property
    def value(self) -> float:
        """The share itself (0 to 1; 0 where n is 0)."""
        return self.hits / self.n if self.n else 0.0

    @property
    def interval(self) -> tuple[float, float]:
        """Wilson's 95 % interval (0 to 1).

        >>> tuple(round(x, 3) for x in Share(8, 10).interval)
        (0.49, 0.943)
        """
        if not self.n:
            return 0.0, 1.0
        p, z2 = self.value, Z95**2
        middle = (p + z2 / (2 * self.n)) / (1 + z2 / self.n)
        half = Z95 * math.sqrt(p * (1 - p) / self.n + z2 / (4 * self.n**2)) / (1 + z2 / self.n)
        return max(0.0, middle - half), min(1.0, middle + half)

    def __str__(self) -> str:
        low, high = self.interval
        return f"{self.value:6.1%}  {self.hits}/{self.n}  ({low:.0%} to {high:.0%})"


def level_verdict(row: Row, level: Level) -> str:
    """right, under or over; a level between two accepted ones is right."""
    expected = row.expect
    if expected.urgency is None:
        return "right"
    accepted = [LEVELS.index(x) for x in (expected.urgency, *expected.urgency_also_ok)]
    given = LEVELS.index(level)
    if min(accepted) <= given <= max(accepted):
        return "right"
    return "under" if given < min(accepted) else "over"


def rank_of(row: Row, answer: Answer) -> int | None:
    """Place (1 is best) of the first right cause; None where none is listed."""
    for place, (name, _) in enumerate(answer.causes, 1):
        if name in row.expect.right:
            return place
    return None


def within(rows: Sequence[Row], answers: Sequence[Answer], k: int) -> Share:
    """Share of rows with a right cause among the first k."""
    ranks = [rank_of(row, answer) for row, answer in zip(rows, answers, strict=True)]
    return Share(sum(rank is not None and rank <= k for rank in ranks), len(ranks))


def brier(pairs: Sequence[tuple[float, bool]]) -> float:
    """Mean squared error of probabilities (0 is perfect); nan where there are none."""
    return float(np.mean([(p - hit) ** 2 for p, hit in pairs])) if pairs else float("nan")


def calibration_bins(pairs: Sequence[tuple[float, bool]], bins: int = 5) -> list[tuple[float, float, int]]:
    """(mean probability, share right, n) of equal-width bins that hold anything."""
    found = []
    for b in range(bins):
        inside = [(p, hit) for p, hit in pairs if min(int(p * bins), bins - 1) == b]
        if inside:
            ps, hits = [p for p, _ in inside], [hit for _, hit in inside]
            found.append((float(np.mean(ps)), float(np.mean(hits)), len(inside)))
    return found


def calibration_error(pairs: Sequence[tuple[float, bool]], bins: int = 5) -> float:
    """Expected calibration error: mean distance of share and probability over bins, weighted by size."""
    n = len(pairs)
    return (
        sum(abs(p - share) * size for p, share, size in calibration_bins(pairs, bins)) / n
        if n
        else float("nan")
    )


def perfect_error(pairs: Sequence[tuple[float, bool]], bins: int = 5, runs: int = 400) -> tuple[float, float]:
    """Mean and 95 % point of the calibration error that a perfect model would show on the same n (seeded)."""
    if not pairs:
        return float("nan"), float("nan")
    random = np.random.default_rng(1)
    ps = np.array([p for p, _ in pairs])
    errors = []
    for _ in range(runs):
        hits = random.random(len(ps)) < ps
        errors.append(calibration_error(list(zip(ps.tolist(), hits.tolist(), strict=True)), bins))
    return float(np.mean(errors)), float(np.quantile(errors, 0.95))


def stated(rows: Sequence[Row], answers: Sequence[Answer], k: int = 3) -> list[tuple[float, bool]]:
    """(probability, right) of the first k causes of every row."""
    return [
        (p, name in row.expect.right)
        for row, answer in zip(rows, answers, strict=True)
        for name, p in answer.causes[:k]
    ]
