"""The report as Markdown and HTML, and the calibration line."""

from __future__ import annotations

import json
from html.parser import HTMLParser

import numpy as np
import pytest

from crural.knowledge import load
from crural.surfaces.evaluation import evaluate_files, ids_of
from crural.surfaces.evaluation.calibration import line_of, log_score
from crural.surfaces.evaluation.document import Section, as_html, as_markdown
from crural.surfaces.evaluation.paper import TITLE, Paper

ROWS = [
    {
        "id": "made-1",
        "text": "My right calf aches after one block and stops when I stand still. No swelling.",
        "age": 68,
        "sex": "male",
        "expect": {"condition": "peripheral-artery-disease", "urgency": "routine"},
    },
    {
        "id": "made-2",
        "text": "I have an urge to move my legs every evening in bed.",
        "age": 40,
        "sex": "female",
        "expect": {"condition": "restless-legs-syndrome", "urgency": "routine"},
    },
]
FILES = [("made.jsonl", "\n".join(json.dumps(row) for row in ROWS))]


def drawn(too_sure: float, n: int = 4000) -> list[tuple[float, bool]]:
    """Chances, and what was so when the true log odds are the stated ones divided by `too_sure`."""
    random = np.random.default_rng(3)
    p = random.uniform(0.02, 0.98, n)
    true = 1 / (1 + np.exp(-np.log(p / (1 - p)) / too_sure))
    return list(zip(p.tolist(), (random.random(n) < true).tolist(), strict=True))


def test_the_slope_is_one_for_a_perfect_model_and_a_half_for_one_that_is_twice_too_sure() -> None:
    perfect, sure = line_of(drawn(1.0)), line_of(drawn(2.0))
    assert perfect is not None
    assert sure is not None
    assert perfect.slope[1] <= 1.0 <= perfect.slope[2]
    assert sure.slope[1] <= 0.5 <= sure.slope[2]
    assert log_score(drawn(2.0)) > log_score(drawn(1.0))


def test_no_slope_from_a_few() -> None:
    assert line_of([(0.5, True)] * 19 + [(0.5, False)] * 80) is None


def test_a_section_is_the_same_in_both_forms_and_escaped() -> None:
    section = Section(
        "A & B", ("Some *text* with `code`.", "- one\n- two < three"), ("x", "y"), [("1", "**2**")]
    )
    assert "| 1 | **2** |" in as_markdown("T", [section])
    page = as_html("T", [section])
    assert "<h2>A &amp; B</h2>" in page
    assert "<td><strong>2</strong></td>" in page
    assert "<li>two &lt; three</li>" in page
    assert "<script" not in page


@pytest.mark.slow
def test_a_full_report_has_every_part_and_no_text_of_a_case() -> None:
    base = load()
    report = evaluate_files(FILES, base, ablations=True)
    assert {r.system for r in report.ablations} == {
        "no rules",
        "one cause only",
        "no age priors",
        "no negation",
    }
    page = Paper(report, base, ids_of(FILES)).as_html()
    for title in (
        "Confidence against correctness",
        "By area",
        "By condition",
        "Published figures",
        "Worst cases",
    ):
        assert title in page
    assert "calf aches" not in page
    assert TITLE.lower() in page
    HTMLParser().feed(page)
    data = json.loads(report.as_json())
    assert all("calibration_error_of_the_first_cause" in item for item in data["results"])
