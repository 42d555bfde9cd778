"""Junk anywhere in a record, a response or a form is read as if it were not there, or refused: nothing breaks."""

from __future__ import annotations

import copy
import random
from collections.abc import Iterator
from contextlib import suppress
from typing import Any

import pytest
from tests.surfaces.fhir.samples import LOCAL, ME, TODAY, bundle, low_potassium, medicine, patient
from tests.surfaces.test_same_record import FACTS, record

from crural.errors import InputError
from crural.knowledge import load
from crural.surfaces.fhir.adaptive import first_response, next_question
from crural.surfaces.fhir.check import check_response
from crural.surfaces.fhir.operation import request_of
from crural.surfaces.fhir.outcome import FhirError
from crural.surfaces.fhir.read import case_of

JUNK: list[Any] = [
    *(None, True, 0, -1, 3.5, 1e308, "", "x", "9999-99-99", "2026-02-30", "Patient/p", "\ud800"),
    *(
        [],
        {},
        [[]],
        [{}],
        ["a"],
        {"coding": 5},
        {"coding": [5]},
        {"value": "x"},
        {"reference": 5},
        {"reference": "#x"},
    ),
]
OTHERS = bundle(
    patient(),
    {"resourceType": "FamilyMemberHistory", "patient": ME, "condition": [{"code": {"text": "Stroke"}}]},
    {
        "resourceType": "Procedure",
        "subject": ME,
        "status": "completed",
        "performedPeriod": {"start": "2026-02-01"},
    },
    {"resourceType": "AllergyIntolerance", "patient": ME, "code": {"coding": [{"code": "1"}]}},
    {
        **medicine("x", "MedicationRequest"),
        "medicationReference": {"reference": "#m"},
        "contained": [{"id": "m"}],
    },
    {"resourceType": "ConceptMap", "group": [{"element": [{"code": "1", "target": [{"code": "M10.9"}]}]}]},
)


def places(raw: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if place:
        yield place
    inner = raw.items() if isinstance(raw, dict) else enumerate(raw) if isinstance(raw, list) else ()
    for key, value in inner:
        yield from places(value, (*place, key))


def spoilt(raw: Any, dice: random.Random) -> Any:
    """A copy with junk in one place, or in two."""
    made = copy.deepcopy(raw)
    for _ in range(dice.randint(1, 2)):
        *way, last = dice.choice(list(places(made)))
        inner = made
        for key in way:
            inner = inner[key]
        inner[last] = copy.deepcopy(dice.choice(JUNK))
        if not any(True for _ in places(made)):
            break
    return made


@pytest.mark.parametrize("seed", range(4))
def test_junk_breaks_nothing(seed: int) -> None:
    dice, base = random.Random(seed), load()
    asked = next_question(first_response(base, LOCAL), base)
    form = asked["contained"][0]
    asked["item"] = [
        {"linkId": i["linkId"], "answer": [{"valueCoding": {"code": "yes"}}]} for i in form["item"]
    ]
    records = [OTHERS, low_potassium()["parameter"][0]["resource"], *(record(name) for name in FACTS)]
    for number in range(60):
        sent = spoilt(dice.choice(records), dice)
        with suppress(FhirError, InputError):
            request_of(sent)
            case_of([sent], base, TODAY)
        check_response(spoilt(asked, dice), spoilt(form, dice))
        if number % 6 == 0:
            with suppress(FhirError, InputError):
                next_question(spoilt(asked, dice), base)


@pytest.mark.parametrize("derived", [5, "x", {}, [5], None])
def test_an_adaptive_form_that_is_derived_from_junk_is_refused(derived: Any) -> None:
    response = first_response(load(), LOCAL)
    response["contained"][0]["derivedFrom"] = derived
    with pytest.raises(FhirError, match="derivedFrom"):
        next_question(response, load())
