"""What every finding must have, and the gaps that are known: they may shrink, and never grow unseen."""

from __future__ import annotations

from crural.concepts.knowledge import Finding
from crural.knowledge import load

BASE = load()
MOST_WITHOUT_HPO = 124
"""How many symptoms and signs may lack a code. Lower it when some are filled."""


def own() -> list[Finding]:
    """Findings that are no synonym of another one."""
    return [item for item in BASE.findings.values() if item.same_as is None]


def test_every_finding_has_a_question_words_and_a_frequency() -> None:
    for item in own():
        assert item.question, item.id
        assert item.question.rstrip(")").endswith(("?", ".")), item.id
        assert len(item.wordings) >= 2, item.id
        assert item.frequency or item.false_positive, item.id


def test_every_finding_says_what_is_meant_or_how_to_look() -> None:
    assert [item.id for item in own() if not (item.check or item.help)] == []


def test_a_help_text_adds_to_the_question() -> None:
    helped = [item for item in own() if item.help and item.question]
    assert [item.id for item in helped if item.help == item.question] == []
    assert [item.id for item in helped if len(item.help or "") > 160] == []


def test_tests_ask_for_a_look_at_the_record_and_not_at_the_body() -> None:
    results = [item for item in own() if item.kind == "test"]
    assert [item.id for item in results if item.burden < 2] == []


def test_codes_do_not_get_fewer() -> None:
    shown = [item for item in own() if item.kind in ("symptom", "sign")]
    assert sum(item.hpo is None for item in shown) <= MOST_WITHOUT_HPO


def test_what_a_finding_names_is_another_finding() -> None:
    for item in own():
        assert item.implies != item.id
        assert item.id not in item.excludes
