"""What the wordings of the knowledge base must not read: daily life, normal results, ordinary complaints.

tests/cases/language/harmless.yaml (nothing present but what `may` names), normal-findings.yaml (nothing
present, `absent` denied) and ordinary.yaml (complaints are read, but no danger sign among them). `gap`
says why a text is not read rightly yet: it is shown as an expected failure and may start to pass at any time.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge import load
from crural.language import read

CASES = Path(__file__).resolve().parents[1] / "cases" / "language"
HABITS = frozenset(
    {
        "caffeine-high",
        "caffeine",
        "long-journey",
        "prolonged-standing",
        "recent-vaccination",
        "running",
        "stress",
    }
)
DENIED = frozenset({"absent", "uncertain", "family"})


def texts(name: str) -> list[Any]:
    """The texts of one file as test parameters."""
    found = []
    for number, case in enumerate(yaml.safe_load((CASES / f"{name}.yaml").read_text(encoding="utf-8")), 1):
        marks = [pytest.mark.xfail(reason=case["gap"], strict=True)] if "gap" in case else []
        found.append(pytest.param(case, id=f"{name}-{number}", marks=marks))
    return found


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


def states(text: str, base: KnowledgeBase) -> dict[str, set[str]]:
    """What is read in a text: id to its states."""
    found: dict[str, set[str]] = {}
    for mention in read(text, base).mentions:
        found.setdefault(mention.id, set()).add(mention.state)
    return found


@pytest.mark.parametrize("case", texts("harmless"))
def test_daily_life_is_no_complaint(base: KnowledgeBase, case: dict[str, Any]) -> None:
    read_as = {name for name, told in states(case["text"], base).items() if told - DENIED}
    assert read_as <= HABITS | set(case.get("may", ()))


@pytest.mark.parametrize("case", texts("normal-findings"))
def test_normal_results_deny(base: KnowledgeBase, case: dict[str, Any]) -> None:
    read_as = states(case["text"], base)
    assert {name for name, told in read_as.items() if told != {"absent"}} == set()
    assert set(case.get("absent", ())) <= read_as.keys()


@pytest.mark.parametrize("case", texts("ordinary"))
def test_ordinary_complaints_are_no_danger_signs(base: KnowledgeBase, case: dict[str, Any]) -> None:
    read_as = {name for name, told in states(case["text"], base).items() if told - DENIED - {"past"}}
    assert read_as.isdisjoint(DANGERS)
    assert set(case.get("reads", ())) <= read_as


DANGERS = frozenset(
    {
        "absent-foot-pulse",
        "ascending-weakness",
        "black-toe",
        "bladder-dysfunction",
        "blood-in-stool",
        "blue-skin",
        "breathing-muscle-weakness",
        "confusion",
        "dark-urine",
        "deformed-limb",
        "face-droop",
        "foot-drop",
        "joint-redness",
        "low-oxygen-saturation",
        "one-sided-weakness",
        "paralysis",
        "saddle-anaesthesia",
        "seizure",
        "syncope",
        "tense-swelling",
        "urinary-retention",
        "visual-loss",
    }
)
