"""Every sentence of `tests/cases/language` has exactly the reading that stands beside it."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml
from tiny import lines_of, tiny

from crural.language import read

CASES = Path(__file__).resolve().parents[2] / "cases" / "language"


def cases() -> list[Any]:
    return [
        pytest.param(case["text"], case["reads"] or [], id=f"{path.stem}: {case['text'][:50]}")
        for path in sorted(CASES.glob("*.yaml"))
        for case in yaml.safe_load(path.read_text(encoding="utf-8"))
        if "reads" in case  # the others belong to tests/spec/test_wordings.py
    ]


@pytest.mark.parametrize(("text", "reads"), cases())
def test_reads_exactly(text: str, reads: list[str]) -> None:
    assert lines_of(read(text, tiny())) == reads


def test_there_are_enough_sentences() -> None:
    assert len(cases()) >= 150
