"""The pages are whole: what they name exists, generated blocks are closed, and excerpts are cut as meant."""

from __future__ import annotations

import importlib.util
import re
from pathlib import Path
from types import ModuleType

import pytest

ROOT = Path(__file__).resolve().parents[2]
PAGES = [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]
DECISIONS = sorted((ROOT / "docs" / "decisions").glob("*.md"))


def script(name: str) -> ModuleType:
    spec = importlib.util.spec_from_file_location(name, ROOT / "scripts" / f"{name}.py")
    assert spec
    assert spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.mark.parametrize("page", ["SAFETY.md", "CONTRIBUTING.md", "docs/how-to/add-knowledge.md"])
def test_tests_scripts_and_examples_that_a_page_names_exist(page: str) -> None:
    text = (ROOT / page).read_text(encoding="utf-8")
    named = re.findall(r"`(?:\S+ )?((?:tests|scripts|examples|benchmarks)/[\w./-]+)", text)
    assert named
    assert not [name for name in named if not (ROOT / name).exists()]


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_generated_blocks_are_opened_and_closed(page: Path) -> None:
    text = page.read_text(encoding="utf-8")
    opened = re.findall(r"^<!-- ((?:example|table):[a-z0-9-]+)(?: show: [^>]*)? -->$", text, re.MULTILINE)
    closed = re.findall(r"^<!-- /((?:example|table):[a-z0-9-]+) -->$", text, re.MULTILINE)
    assert opened == closed
    assert len(set(opened)) == len(opened)


@pytest.mark.parametrize("page", DECISIONS, ids=lambda page: page.name)
def test_a_decision_is_short_and_whole(page: Path) -> None:
    lines = page.read_text(encoding="utf-8").splitlines()
    assert len(lines) <= 40
    assert lines[0].startswith(f"# {int(page.name[:4])}. ")
    assert {"## Context", "## Decision", "## Consequences"} <= set(lines)


ANSWER = """ TODAY
Have it looked at.

What it could be
  ███  80 %  (70 % to 90 %)
  1. One
     for: a
  █    10 %  (5 % to 20 %)
  2. Two

Who to see
  - A doctor

Sources
  [1] A paper"""


def test_an_excerpt_keeps_what_was_asked_for() -> None:
    assert script("refresh_docs").excerpt(ANSWER, "top; What it could be 1; Sources").splitlines() == [
        " TODAY",
        "Have it looked at.",
        "",
        "What it could be",
        "  ███  80 %  (70 % to 90 %)",
        "  1. One",
        "     for: a",
        "...",
        "Sources",
        "  [1] A paper",
    ]


def test_a_session_is_filled_in_and_keeps_its_blank_lines() -> None:
    body = ">>> x = 2\n\n>>> x + 1\n4\n"
    assert script("refresh_docs").session(body) == ">>> x = 2\n\n>>> x + 1\n3\n"


@pytest.mark.parametrize(
    ("new", "same"),
    [
        ("  ███──   50 %  (41 % to 78 %)", True),
        ("  ███──   51 %  (41 % to 78 %)", False),
        ("  ███     50 %  (40 % to 55 %)", False),
    ],
)
def test_small_moves_of_intervals_keep_a_page_fresh(new: str, same: bool) -> None:
    assert script("refresh_docs").nearly_same("  ███───  50 %  (40 % to 80 %)", new) is same
