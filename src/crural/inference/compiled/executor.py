"""When the compiled executor is used, and how a plan and its numbers are handed to it."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from crural.inference.compiled.program import Program, program_of, terms_of
from crural.inference.compiled.sweep import evaluate
from crural.inference.guard import SMALLEST, TOLERANCE
from crural.inference.pattern import Array, Mask, Numbers, Pattern
from crural.inference.plan import BUDGET, Plan, make_plan

MOST_TERMS = 1 << 20
"""Terms of a program that are written out (12 bytes each); beyond that NumPy is as good."""
BLOCK_NUMBERS = 1 << 23
"""Numbers (cells times lanes) that are held at once."""
BLOCK = 32
"""Lanes evaluated at once: enough to fill vector registers, few enough for the cache of a core."""
NO_SELECT = np.empty((0, 0, 0))


class Found(NamedTuple):
    """Chances of all lanes, as in `Posterior`; good: the guard found nothing."""

    log_evidence: Array
    active: Array
    contribution: Array
    inactive: Array
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


def run(plan: Plan, numbers: Numbers, select: Array | None) -> Found | None:
    """All lanes of a plan; None when a number is out of range or the program would be too long."""
    program = program_for(plan)
    return None if program is None else run_program(program, numbers, select)


def run_program(program: Program, numbers: Numbers, select: Array | None) -> Found | None:
    """All lanes of a program; None when a number is out of range."""
    lanes, n = numbers.lanes, int(program.sizes[0])
    active, contribution, inactive = np.empty((3, lanes, n))
    found = Found(np.empty(lanes), active, contribution, inactive, np.empty(lanes, dtype=np.bool_))
    cells = 2 * int(program.sizes[2]) + int(program.sizes[3]) + int(program.sizes[4]) + 1
    block = min(max(BLOCK_NUMBERS // cells, 1), BLOCK, max(lanes, 1))
    chosen = NO_SELECT if select is None else np.array(select, dtype=np.float64, order="C")
    limits = (TOLERANCE, SMALLEST)
    return found if evaluate(program, joined(numbers), chosen, block, limits, tuple(found)) else None


def warm_up() -> None:
    """Compile, or load from the cache folder, all that `run` needs."""
    pattern = Pattern(2, ((0, 1),), ((0, 1),), (0,))
    numbers = Numbers.of(pattern, prior=[0.1, 0.1], edge=[0.5], reach=[[0.5, 0.5]], reach_leak=[0.1])
    run(make_plan(pattern, BUDGET), numbers, None)
