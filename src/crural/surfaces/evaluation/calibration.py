"""Calibration in one line: slope and intercept with their intervals, and the log score."""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np

Pairs = list[tuple[float, bool]]
"""(chance stated, whether it was so)."""
FEWEST = 20
"""A slope on fewer that were so than this says nothing."""
SMALLEST = 1e-4


@dataclass(frozen=True)
class Line:
    """Regression of "was so" on the stated log odds, 95 % intervals: slope 1 and intercept 0 are perfect."""

    slope: tuple[float, float, float]
    intercept: tuple[float, float, float]


def line_of(pairs: Pairs) -> Line | None:
    """The calibration line; None where fewer than FEWEST were so."""
    if sum(hit for _, hit in pairs) < FEWEST:
        return None
    p = np.clip(np.array([chance for chance, _ in pairs]), SMALLEST, 1 - SMALLEST)
    x = np.column_stack([np.ones(len(p)), np.log(p / (1 - p))])
    y, beta = np.array([float(hit) for _, hit in pairs]), np.array([0.0, 1.0])
    information = np.eye(2)
    for _ in range(50):
        mu = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        information = x.T @ (x * (mu * (1 - mu))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(information, x.T @ (y - mu))
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    spread = 1.96 * np.sqrt(np.diag(np.linalg.inv(information)))
    low, high = beta - spread, beta + spread
    return Line(
        slope=(float(beta[1]), float(low[1]), float(high[1])),
        intercept=(float(beta[0]), float(low[0]), float(high[0])),
    )


def log_score(pairs: Pairs) -> float:
    """Mean negative natural log of the chance given to what was so (0 is perfect; chances held within 1e-4)."""
    if not pairs:
        return math.nan
    p = np.clip(np.array([chance for chance, _ in pairs]), SMALLEST, 1 - SMALLEST)
    hit = np.array([hit for _, hit in pairs])
    return float(-np.mean(np.where(hit, np.log(p), np.log(1 - p))))
