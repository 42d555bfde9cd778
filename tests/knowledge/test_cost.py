"""The exact answer stays affordable over people drawn from the base (`./crural bench base-cost` does 2,000)."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path
from types import ModuleType

import pytest

from crural.inference.plan import BUDGET
from crural.knowledge import load

USUAL = 10
"""Complaints that a person tells at most in an ordinary case."""


def benchmark() -> ModuleType:
    place = Path(__file__).resolve().parents[2] / "benchmarks" / "base_cost.py"
    spec = importlib.util.spec_from_file_location("base_cost", place)
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    sys.modules[spec.name] = module
    spec.loader.exec_module(module)
    return module


@pytest.mark.slow
def test_ordinary_cases_are_answered_exactly() -> None:
    module = benchmark()
    found = module.costs(load(), 50)
    usual = [cost for cost in found if cost.complaints <= USUAL]
    assert {cost.known for cost in found} == set(module.SHARES)
    assert len(usual) >= 10
    assert max(cost.entries if cost.entries is not None else BUDGET for cost in usual) <= BUDGET / 8
