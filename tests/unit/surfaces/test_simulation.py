"""`crural simulate`: the same seed gives the same people, marked as self-made, with figures that follow from them."""

from __future__ import annotations

import json

import pytest
from click.testing import CliRunner

from crural.knowledge import load
from crural.surfaces.cli import cli
from crural.surfaces.evaluation.simulation import Plan, pairs_of, simulate
from crural.surfaces.evaluation.simulation_report import as_text, covered, figures


@pytest.mark.slow
def test_the_same_plan_gives_the_same_people_and_another_seed_others() -> None:
    base = load()
    first, again = (simulate(base, Plan(4, 7, wrong=0.1, missing=0.1)) for _ in range(2))
    assert [row.line() for row in first] == [row.line() for row in again]
    assert [row.line() for row in first] != [row.line() for row in simulate(base, Plan(4, 8))]
    data = figures(Plan(4, 7), first)
    assert data["self_made"] is True
    assert data["calibration"]["first three causes"]["n"] == len(pairs_of(first, 3))
    assert sum(n for _, _, n in data["bins"]) == len(pairs_of(first, 3))
    assert covered(first).n <= 4
    assert as_text(data).startswith("Self-made people")


@pytest.mark.slow
def test_lines_are_json_and_say_that_they_are_self_made() -> None:
    result = CliRunner().invoke(cli, ["simulate", "--people", "2", "--seed", "3", "--perturbed", "--lines"])
    assert result.exit_code == 0
    rows = [json.loads(line) for line in result.stdout.splitlines()]
    assert len(rows) == 2
    assert all(row["self_made"] and row["case"]["present"] for row in rows)
