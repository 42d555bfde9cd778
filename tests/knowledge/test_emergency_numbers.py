"""Whom to call: in the knowledge files, from pages that were read, and said to people who write another language."""

from __future__ import annotations

import pytest
from pydantic import ValidationError

from crural.assess import assess
from crural.concepts.knowledge import EmergencyNumber
from crural.knowledge import load

BASE = load()


def test_every_number_is_read_on_a_page_with_an_address() -> None:
    assert len(BASE.emergency_numbers) >= 10
    for number in BASE.emergency_numbers.values():
        assert all(BASE.sources[name].url for name in number.sources), number.id


@pytest.mark.parametrize(
    "fields",
    [
        {"call": 112},
        {"call": "12"},
        {"call": "999 or 112"},
        {"advice": "ask your doctor"},
        {"sources": ()},
        {"number": "1"},
    ],
)
def test_a_number_that_could_not_be_called_is_refused(fields: dict[str, object]) -> None:
    sound: dict[str, object] = {"id": "xx", "country": "Somewhere", "call": "112", "sources": ("a-page",)}
    assert EmergencyNumber.model_validate(sound).call == "112"
    with pytest.raises(ValidationError):
        EmergencyNumber.model_validate({**sound, **fields})


def test_a_text_in_another_language_is_answered_with_the_numbers() -> None:
    said = assess("Me duele mucho la pierna izquierda desde ayer y no puedo caminar", base=BASE, draws=0)
    assert said.out_of_scope is not None
    assert said.out_of_scope.reason == "not-english"
    for number in BASE.emergency_numbers.values():
        assert f"{number.country} {number.call}" in said.out_of_scope.text
