"""What plainly stands in a case text is counted, and what is not read of it is listed."""

from __future__ import annotations

import pytest

from crural.knowledge import load
from crural.surfaces.evaluation.phenomena import Phenomenon, phenomena_of
from crural.surfaces.evaluation.rows import read_rows

ROW = (
    '{"id": "made:1", "age": 61, "sex": "female", "expect": {}, "text": "A 61-year-old woman has a 3-day history of '
    "swelling of her left calf. Potassium is 3.1 mEq/L. She denies fever or chest pain. Her mother had gout. "
    'The zinc was 40 mg/dL."}'
)


@pytest.fixture(scope="module")
def found() -> dict[str, Phenomenon]:
    return {p.name: p for p in phenomena_of(read_rows("made.jsonl", [ROW]), load())}


def test_what_is_read_counts(found: dict[str, Phenomenon]) -> None:
    told = {name: (p.share.hits, p.share.n) for name, p in found.items()}
    assert told["age"] == told["sex"] == told["how long"] == (1, 1)
    assert told["side of a part of the leg"] == (1, 1)
    assert told["denied lists (not present)"] == (2, 2)
    assert told["relatives (not the patient's)"] == (1, 1)


def test_what_is_not_read_is_listed_with_its_words(found: dict[str, Phenomenon]) -> None:
    values = found["measured values"]
    assert (values.share.hits, values.share.n) == (1, 2)
    assert len(values.misses) == 1
    assert values.misses[0].startswith("made:1: ")
    assert "zinc" in values.misses[0]
