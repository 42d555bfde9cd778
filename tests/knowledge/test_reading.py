"""What patients see reads at grade six or below; the exceptions are listed, and no text is far above."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

import pytest
from tests.knowledge.reading import grade, hardness, syllables
from tests.knowledge.shown import shown_texts

from crural.knowledge import load

GRADE = 6.0
HIGHEST = 9.5
"""No exception reads above this grade."""
SHORT = 10
"""Texts with fewer words are too short for a grade."""
EXCEPTIONS = frozenset(
    line
    for line in (Path(__file__).parent / "above_grade_six.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
)


@lru_cache(maxsize=1)
def grades() -> dict[str, float]:
    return {
        shown.place: grade(shown.text) for shown in shown_texts(load()) if len(shown.text.split()) >= SHORT
    }


def test_texts_for_patients_read_at_grade_six() -> None:
    above = {place: round(number, 1) for place, number in grades().items() if number > GRADE}
    assert {place: number for place, number in above.items() if place not in EXCEPTIONS} == {}


def test_no_exception_is_far_above() -> None:
    assert {place: number for place, number in grades().items() if number > HIGHEST} == {}


def test_exceptions_that_are_not_needed_any_more_are_taken_off_the_list() -> None:
    easy = {place for place, number in grades().items() if number <= GRADE - 1}
    assert sorted(EXCEPTIONS & easy) == []


def test_most_texts_are_well_below() -> None:
    numbers = sorted(grades().values())
    assert len(numbers) > 1000
    assert numbers[len(numbers) // 2] < 5.0


@pytest.mark.parametrize(
    ("word", "count"),
    [
        *(("leg", 1), ("ache", 1), ("veins", 1), ("walked", 1)),
        *(
            ("swollen", 2),
            ("aching", 2),
            ("little", 2),
            ("muscle", 2),
            ("rested", 2),
            ("bruises", 2),
            ("diet", 2),
        ),
        *(("arteries", 3), ("area", 3), ("usual", 3)),
    ],
)
def test_syllables(word: str, count: int) -> None:
    assert syllables(word) == count


def test_a_name_counts_two_and_a_citation_nothing() -> None:
    assert hardness("Antibiotics") == 2
    assert hardness("Unequivocally") > 4
    assert grade("Walk each day (American guideline, 2024).") == grade("Walk each day.")


def test_hard_prose_is_found() -> None:
    hard = "Pharmacological intervention necessitates consideration of comorbidities and contraindications."
    assert grade(hard) > 15
    assert grade("Put your legs up. Rest. Call a doctor if it hurts more.") < 3
