"""Clinical scores as forms of their own, and as Observations."""

from __future__ import annotations

from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from tests.surfaces.fhir.samples import LOCAL, NOW, parameters, patient

from crural.errors import InputError
from crural.knowledge import load
from crural.surfaces.fhir.operation import answered, request_of
from crural.surfaces.fhir.scores import score_of, score_questionnaire, scored

BASE = load()


def test_every_sum_is_a_form_of_r4() -> None:
    assert "wells-dvt" in scored(BASE)
    for name in scored(BASE):
        form = score_questionnaire(BASE, name, LOCAL)
        get_fhir_model_class("Questionnaire").model_validate(form)
        names = [item["linkId"] for item in form["item"]]
        assert len(names) == len(set(names)) == len(BASE.instruments[name].items) + 1


def response(**told: str) -> dict[str, Any]:
    answers = [{"linkId": name, "answer": [{"valueCoding": {"code": code}}]} for name, code in told.items()]
    return {"resourceType": "QuestionnaireResponse", "status": "completed", "item": answers}


def test_our_score_of_a_response_and_its_range() -> None:
    items = BASE.instruments["wells-dvt"].items
    everything = score_of(BASE, "wells-dvt", response(**{item.id: "yes" for item in items}))
    assert everything.low == everything.high == sum(item.points for item in items)
    nothing = score_of(BASE, "wells-dvt", response(**{item.id: "no" for item in items}))
    assert nothing.low == nothing.high == 0
    part = score_of(BASE, "wells-dvt", response(**{items[0].id: "yes"}))
    assert part.low is not None
    assert part.high is not None
    assert part.low < items[0].points < part.high


def test_a_score_that_is_no_sum_or_not_known() -> None:
    for name in ("ceap", "no-such-score"):
        with pytest.raises(InputError):
            score_questionnaire(BASE, name, LOCAL)


def test_scores_of_an_answer_are_observations() -> None:
    said = parameters("My left calf is swollen and tender since yesterday.", patient())
    answer = answered(request_of(said), BASE, NOW)
    result = next(p["resource"] for p in answer["parameter"] if p["name"] == "result")
    found = [e["resource"] for e in result["entry"] if e["resource"]["resourceType"] == "Observation"]
    wells = next(item for item in found if item["code"]["coding"][0]["code"] == "wells-dvt")
    assert wells["status"] == "preliminary"
    assert wells["valueRange"]["low"]["value"] < wells["valueRange"]["high"]["value"]
    get_fhir_model_class("Observation").model_validate(wells)
