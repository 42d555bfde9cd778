"""When the compiled executor is used, and how a plan and its numbers are handed to it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crural.inference.compiled.program import Program, program_of, terms_of
from crural.inference.compiled.sweep import evaluate
from crural.inference.pattern import Array, Mask, Numbers
from crural.inference.plan import Plan

MOST_TERMS = 1 << 22
"""Terms of a program that are written out (12 bytes each); beyond that NumPy is as good."""
BLOCK_CELLS = 1 << 15
"""Cells times lanes evaluated at once, so that a block stays in the cache of a core."""
NO_SELECT = np.empty((0, 0, 0))


@dataclass(frozen=True)
class Found:
    """Chances of all lanes, as in `Posterior`; good: the guard found nothing."""

    log_evidence: Array
    active: Array
    contribution: Array
    log_odds: Array
    good: Mask


def program_for(plan: Plan) -> Program | None:
    """The program of a plan, made once; None when it would be too long."""
    if "program" not in plan.kept:
        plan.kept["program"] = program_of(plan) if terms_of(plan) <= MOST_TERMS else None
    found = plan.kept["program"]
    assert found is None or isinstance(found, Program)
    return found


def joined(numbers: Numbers) -> Array:
    """All numbers side by side (L, ...), as `evaluate` wants them."""
    low = (numbers.scale, numbers.prior, numbers.edge, *numbers.reach, numbers.reach_leak)
    return np.concatenate((*low, *numbers.above, numbers.above_leak), axis=1)


def run(
    program: Program, numbers: Numbers, select: Array | None, limits: tuple[float, float, float]
) -> Found | None:
    """All lanes of a program; None when a number is out of range. limits: tolerance, smallest weight, cap."""
    lanes, n = numbers.lanes, int(program.sizes[0])
    found = (
        np.empty(lanes),
        np.empty((lanes, n)),
        np.empty((lanes, n)),
        np.empty((lanes, n)),
        np.empty(lanes, dtype=np.bool_),
    )
    cells = 2 * int(program.sizes[2]) + int(program.sizes[3]) + int(program.sizes[4]) + 1
    block = min(max(BLOCK_CELLS // cells, 1), 64, max(lanes, 1))
    chosen = NO_SELECT if select is None else np.ascontiguousarray(select, dtype=np.float64)
    fits = evaluate(program, joined(numbers), chosen, block, limits, found)
    return Found(*found) if fits else None
