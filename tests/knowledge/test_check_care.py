"""What answers, services and tests name must be there; every slip is told, with its place."""

from __future__ import annotations

from typing import Any

import pytest

from crural.knowledge import load
from crural.knowledge.check_care import care_problems

BASE = load()


def changed(section: str, **fields: Any) -> list[tuple[str, str]]:
    """(code, message) of what is told when the first entry of a section is changed."""
    entries = dict(getattr(BASE, section))
    name, first = next(iter(entries.items()))
    entries[name] = first.model_copy(update=fields)
    kept = {"claims": {}, "myths": {}, "conditions": BASE.conditions}
    told = care_problems(BASE.model_copy(update={**kept, section: entries}))
    return [(code, message) for where, _, _, code, message in told if where == section]


@pytest.mark.parametrize(
    ("section", "fields", "problem"),
    [
        ("answers", {"conditions": ("moon-leg",)}, ("KB-009", "There is no condition moon-leg.")),
        ("answers", {"services": ("moon-clinic",)}, ("KB-009", "There is no service moon-clinic.")),
        ("answers", {"sources": ("moon-paper",)}, ("KB-009", "There is no source or record moon-paper.")),
        ("answers", {"sources": (), "why": None}, ("KB-010", "An answer without source or reason.")),
        ("services", {"needs_first": ("moon-test",)}, ("KB-009", "There is no test moon-test.")),
        ("services", {"conditions": ("moon-leg",)}, ("KB-009", "There is no condition moon-leg.")),
        ("tests", {"visit": "moon-trip"}, ("KB-009", "There is no visit moon-trip.")),
        ("emergency_numbers", {"sources": ("moon-page",)}, ("KB-009", "There is no source moon-page.")),
    ],
)
def test_a_slip_is_told(section: str, fields: dict[str, Any], problem: tuple[str, str]) -> None:
    assert changed(section, **fields) == [problem]


def test_what_is_sound_says_nothing() -> None:
    assert list(care_problems(BASE)) == []


def test_a_check_of_a_service_names_what_can_be_true_of_a_person() -> None:
    service = next(item for item in BASE.services.values() if item.checks)
    wrong = service.checks[0].model_copy(update={"applies_to": ("moon-sickness",)})
    services = {service.id: service.model_copy(update={"checks": (wrong,)})}
    told = [message for *_, message in care_problems(BASE.model_copy(update={"services": services}))]
    assert "There is no finding or factor or medicine or condition moon-sickness." in told
