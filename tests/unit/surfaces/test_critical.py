"""`crural kb critical`: a number counts when the level at one of its ends differs and is urgent."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from click.testing import CliRunner

from crural.assess import read_case
from crural.assess.judge import judged, understood
from crural.inference.sensitivity import moved, swings
from crural.knowledge import load
from crural.surfaces.cli import cli
from crural.surfaces.evaluation.critical import critical_numbers, critical_text

STORIES = Path(__file__).resolve().parents[2] / "cases" / "conditions"


def test_swings_are_the_moves_of_one_cause() -> None:
    base = load()
    near = judged(base, understood(read_case({"text": "My left calf hurts and is swollen."}), base)).work.near
    place = near.index.number["deep-vein-thrombosis"]
    moves = {item.about: item for item in moved(near, (place,))}
    found = swings(near, place, ())
    assert found
    assert all(item.at_high == float(moves[item.about].at_high[place]) for item in found)


@pytest.mark.slow
def test_every_critical_number_is_counted_for_a_case_and_lies_in_its_range() -> None:
    base = load()
    story = yaml.safe_load((STORIES / "transient-synovitis.yaml").read_text(encoding="utf-8"))[0]
    calm = read_case({"text": "I have an urge to move my legs every evening in bed."})
    cases = [("hip", read_case(story["case"])), ("calm", calm)]
    found = critical_numbers(base, cases)
    assert found
    assert [item.cases for item in found] == sorted((item.cases for item in found), reverse=True)
    for item in found:
        assert item.low <= item.high
        assert 1 <= max(item.lowered, item.raised) <= item.cases <= len(cases)
    assert critical_text(found, len(cases), 3).count("\n") <= 4


def test_a_file_that_holds_no_stories_is_refused() -> None:
    result = CliRunner().invoke(cli, ["kb", "critical", "examples/tired-legs.json", "--people", "0"])
    assert result.exit_code == 2
    assert "not a list of stories" in result.stderr
