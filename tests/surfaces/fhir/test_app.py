"""The interface over HTTP: what it takes, what it answers, and errors as OperationOutcomes."""

from __future__ import annotations

import json
import pickle
from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from starlette.testclient import TestClient
from tests.surfaces.fhir.samples import LOCAL, bundle, condition, low_potassium, patient

from crural.knowledge import load
from crural.surfaces.fhir import app as module
from crural.surfaces.fhir import jobs
from crural.surfaces.fhir.adaptive import first_response
from crural.surfaces.fhir.app import app_for
from crural.surfaces.fhir.outcome import FhirError, Issue
from crural.surfaces.http import Settings

CLIENT = TestClient(app_for(load(), Settings()), raise_server_exceptions=False)
JSON = {"content-type": "application/fhir+json"}


def model(body: dict[str, Any]) -> None:
    get_fhir_model_class(body["resourceType"]).model_validate(body)


def outcome(response: Any, status: int) -> str:
    assert response.status_code == status
    assert response.headers["content-type"] == "application/fhir+json; charset=utf-8"
    body = response.json()
    assert body["resourceType"] == "OperationOutcome"
    model(body)
    return str(body["issue"][0]["details"]["text"])


def test_metadata_says_what_there_is() -> None:
    for accept in ("application/fhir+json", "application/json", "application/json+fhir", "*/*"):
        answer = CLIENT.get("/metadata", headers={"accept": accept})
        assert answer.status_code == 200
    body = answer.json()
    model(body)
    assert body["fhirVersion"] == "4.0.1"
    operations = [*body["rest"][0]["operation"], *body["rest"][0]["resource"][0]["operation"]]
    assert {item["name"] for item in operations} == {"assess", "next-question"}


def test_questionnaires_are_found_and_read() -> None:
    found = CLIENT.get("/Questionnaire").json()
    model(found)
    assert {"crural", "crural-adaptive", "score-wells-dvt"} <= {
        entry["resource"]["id"] for entry in found["entry"]
    }
    one = CLIENT.get("/Questionnaire", params={"url": f"{LOCAL}/fhir/Questionnaire/crural-adaptive"}).json()
    (entry,) = one["entry"]
    assert "item" not in entry["resource"]
    assert CLIENT.get("/Questionnaire", params={"title": "LEG COMP"}).json()["total"] == 2
    assert CLIENT.get("/Questionnaire", params={"title": "no such form"}).json()["total"] == 0
    assert CLIENT.get("/Questionnaire/crural").json()["id"] == "crural"
    assert CLIENT.get("/OperationDefinition/assess").json()["code"] == "assess"


def test_assess_and_next_question() -> None:
    answer = CLIENT.post("/$assess", content=json.dumps(low_potassium()), headers=JSON)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "no-store"
    assert answer.json()["parameter"][0] == {"name": "level", "valueCode": "emergency"}
    first = json.dumps(first_response(load(), LOCAL))
    reply = CLIENT.post("/Questionnaire/$next-question", content=first, headers=JSON)
    assert reply.json()["status"] == "in-progress"


@pytest.mark.parametrize(
    ("content", "headers", "status"),
    [
        ("{", JSON, 400),
        ("[" * 100_000 + "]" * 100_000, JSON, 400),
        ('{"resourceType": "Bundle", "id": NaN}', JSON, 400),
        ('{"a": ' * 200 + "1" + "}" * 200, JSON, 400),
        ("{}", JSON, 400),
        ("{}", {"content-type": "text/plain"}, 415),
        ("{}", {"content-type": "application/fhir+xml"}, 415),
        ("{}", {"content-type": "application/fhir+json; fhirVersion=5.0"}, 415),
        (json.dumps(patient(birthDate="2019-01-01")), JSON, 422),
        (json.dumps(patient(deceasedBoolean=True)), JSON, 422),
        (json.dumps(bundle(patient(), {**patient(), "id": "q"})), JSON, 422),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_cure(
    content: str, headers: dict[str, str], status: int
) -> None:
    assert outcome(CLIENT.post("/$assess", content=content, headers=headers), status).endswith(".")


def test_other_forms_addresses_and_methods() -> None:
    assert "JSON" in outcome(CLIENT.get("/metadata", headers={"accept": "application/fhir+xml"}), 406)
    assert "JSON" in outcome(CLIENT.get("/metadata?_format=xml"), 406)
    assert "4.0.1" in outcome(
        CLIENT.get("/metadata", headers={"accept": "application/fhir+json; fhirVersion=5.0"}), 406
    )
    assert CLIENT.get("/metadata?_format=json", headers={"accept": "text/html"}).status_code == 200
    outcome(CLIENT.get("/Patient/1"), 404)
    outcome(CLIENT.get("/Questionnaire/other"), 404)
    outcome(CLIENT.post("/Questionnaire", content="{}", headers=JSON), 405)


def test_a_body_that_is_too_large(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(module, "LARGEST", 1000)
    many = bundle(*(condition("M10.9", "2015-01-01") for _ in range(20)))
    assert "larger" in outcome(CLIENT.post("/$assess", content=json.dumps(many), headers=JSON), 413)


def test_what_nobody_foresaw_says_nothing_of_the_record(monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(*_: Any) -> Any:
        raise RuntimeError("gout")

    monkeypatch.setattr(jobs, "answered", fails)
    text = outcome(CLIENT.post("/$assess", content=json.dumps(patient()), headers=JSON), 500)
    assert "gout" not in text


def test_a_refusal_comes_back_whole_from_another_process() -> None:
    refusal = FhirError(Issue("error", "value", "Mend it.", "Patient.birthDate"), status=400)
    again = pickle.loads(pickle.dumps(refusal))
    assert (again.issues, again.status, str(again)) == (refusal.issues, 400, str(refusal))


def test_what_is_refused_at_the_gate_is_an_outcome_too() -> None:
    closed = TestClient(app_for(load(), Settings(api_keys=("k" * 20,))))
    assert closed.get("/metadata").status_code == 200
    refused = closed.post("/$assess", content="{}", headers=JSON)
    assert "key" in outcome(refused, 401)
    assert refused.headers["www-authenticate"] == "Bearer"
    large = {**JSON, "content-length": "30000000"}
    assert "larger" in outcome(CLIENT.post("/$assess", content="{}", headers=large), 413)


def test_it_ends_in_time() -> None:
    slow = TestClient(app_for(load(), Settings(seconds=0.0001)))
    assert "too long" in outcome(
        slow.post("/$assess", content=json.dumps(low_potassium()), headers=JSON), 503
    )
