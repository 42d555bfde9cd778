"""A wide case is worked in pieces; its answer is the one of a narrow case."""

import pytest

from crural.assess import assess, work
from crural.knowledge import load

CASES = (
    {"age": 61, "present": ["leg-heaviness", {"id": "leg-swelling", "side": "both"}], "absent": ["fever"]},
    {"age": 34, "present": ["fatigue", "leg-weakness", "leg-pain"], "main": ["leg-pain"]},
)


@pytest.mark.parametrize("case", CASES)
def test_a_wide_case_has_the_ranking_and_the_silence_of_a_narrow_one(case, monkeypatch):
    base = load()
    narrow = assess(case, base=base, draws=0)
    monkeypatch.setattr(work, "WIDE", 0)
    wide = assess(case, base=base, draws=0)
    assert [(cause.id, cause.probability) for cause in wide.causes] == [
        (cause.id, cause.probability) for cause in narrow.causes
    ]
    assert wide.cannot_tell == narrow.cannot_tell
    assert wide.urgency == narrow.urgency
