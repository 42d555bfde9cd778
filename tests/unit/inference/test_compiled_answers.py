"""The compiled executor gives the assessment that NumPy gives, byte for byte: a service may change over at any time."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from crural.assess import assess
from crural.inference import executors
from crural.knowledge import load

STORIES = Path(__file__).resolve().parents[2] / "cases" / "conditions"


@pytest.mark.slow
def test_stories_come_out_the_same() -> None:
    pytest.importorskip("numba")
    files = sorted(STORIES.glob("*.yaml"))[::6]
    cases = [yaml.safe_load(file.read_text(encoding="utf-8"))[0]["case"] for file in files]
    was = executors.compiled()
    try:
        executors.use_numpy()
        plain = [assess(case, base=load()).model_dump_json() for case in cases]
        assert executors.prepare()
        compiled = [assess(case, base=load()).model_dump_json() for case in cases]
    finally:
        if was is None:
            executors.use_numpy()
    assert compiled == plain
