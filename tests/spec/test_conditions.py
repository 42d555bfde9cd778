"""Every condition as people tell it: how soon it must be seen, and that it is named among the first three.

tests/cases/conditions/<condition>.yaml holds a list of {name, why, case, expect}. `case` is the case of the
command line; `expect` has `urgency` (`at_least`, `at_most`), `in_top_three` (each id must be among the first
three causes) and, where it matters, `top` (the first cause).

open.yaml in that folder has the stories that cannot pass yet, each with its reason (`open`). They are not
asserted; one test counts and prints them, and fails when one passes, so that it goes back to its file.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from crural.assess import assess
from crural.concepts.base import LEVELS
from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge import load

CASES = Path(__file__).resolve().parents[1] / "cases" / "conditions"
OPEN = CASES / "open.yaml"
FIRST = 3


def read(path: Path) -> list[dict[str, Any]]:
    """The stories of a file, none if there is no such file or it is empty."""
    return (yaml.safe_load(path.read_text(encoding="utf-8")) or []) if path.exists() else []


STORIES = [
    pytest.param(story, id=f"{path.stem}: {story['name']}")
    for path in sorted(CASES.glob("*.yaml"))
    if path != OPEN
    for story in read(path)
]


@pytest.fixture(scope="session")
def base() -> KnowledgeBase:
    return load()


def misses(story: dict[str, Any], base: KnowledgeBase) -> list[str]:
    """What the assessment of a story gets wrong, in words; empty when it is as expected."""
    assessment = assess(story["case"], base=base, draws=0)
    expect, level = story["expect"], assessment.urgency.level
    bounds = expect.get("urgency", {})
    first = [cause.id for cause in assessment.causes[:FIRST]]
    found = []
    # LEVELS runs from the mildest to the most urgent.
    if "at_least" in bounds and LEVELS.index(level) < LEVELS.index(bounds["at_least"]):
        found.append(f"{level}, expected at least {bounds['at_least']}")
    if "at_most" in bounds and LEVELS.index(level) > LEVELS.index(bounds["at_most"]):
        found.append(f"{level}, expected at most {bounds['at_most']}")
    found += [f"{name} not in {first}" for name in expect.get("in_top_three", []) if name not in first]
    if "top" in expect and first[:1] != [expect["top"]]:
        found.append(f"{expect['top']} is not first of {first}")
    return found


@pytest.mark.parametrize("story", STORIES)
def test_a_story_is_judged_as_expected(story: dict[str, Any], base: KnowledgeBase) -> None:
    assert not misses(story, base)


def test_open_stories_are_counted(base: KnowledgeBase, capsys: pytest.CaptureFixture[str]) -> None:
    stories = read(OPEN)
    with capsys.disabled():
        print(f"\n{len(stories)} of {len(stories) + len(STORIES)} stories are open")
        for story in stories:
            print(f"  {story['name']}: {story['open']}")
    assert all(story.get("open") for story in stories)
    assert not [story["name"] for story in stories if not misses(story, base)], "move these back"
