"""The same facts told in our own shape and as a FHIR record give the same answer, whichever door the record comes
through: $assess over HTTP, the command, the table of a folder, cards, the desk that a card opens, the forms.

The library's answer for the facts in our shape is what all must say.
"""

from __future__ import annotations

import csv
import io
import json
from datetime import date, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.surfaces.cds_hooks.test_cds_hooks import AMLODIPINE, PATIENT, bundle, icd

from crural.assess import assess
from crural.assess.turns import with_answers
from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.inference.gather import ANY_OF
from crural.knowledge import load
from crural.surfaces.fhir.adaptive import first_response
from crural.surfaces.fhir.app import app_for
from crural.surfaces.fhir.batch import rows_of
from crural.surfaces.fhir.command import fhir
from crural.surfaces.fhir.read import case_of
from crural.surfaces.http import Settings
from crural.surfaces.lines import to_json

TODAY = date.today()
LATELY = (TODAY - timedelta(days=10)).isoformat()
BEFORE = (TODAY - timedelta(days=300)).isoformat()
AGE = TODAY.year - 1950 - ((TODAY.month, TODAY.day) < (3, 1))
ME = {"as_of": TODAY.isoformat(), "age": AGE, "sex": "female"}
MINE = {"subject": {"reference": "Patient/p1"}}
HERE = TestClient(app_for(load(), Settings()))


def observation(code: str, system: str = "http://loinc.org", **value: Any) -> dict[str, Any]:
    coded = {"code": {"coding": [{"system": system, "code": code}]}, "effectiveDateTime": TODAY.isoformat()}
    return {
        "resourceType": "Observation",
        "id": code.replace(":", "-"),
        "status": "final",
        **MINE,
        **coded,
        **value,
    }


def finding(name: str, holds: bool) -> dict[str, Any]:
    return observation(name, "urn:crural:concept", valueBoolean=holds)


def statement(text: str, **fields: Any) -> dict[str, Any]:
    named = {"medicationCodeableConcept": {"text": text}}
    return {"resourceType": "MedicationStatement", "id": text, "status": "active", **MINE, **named, **fields}


REFUTED = {"verificationStatus": {"coding": [{"code": "refuted"}]}}
PAIN = icd("M79.605", "Pain in left leg", onsetDateTime=LATELY)
MMOL = {"unit": "mmol/L", "code": "mmol/L", "system": "http://unitsofmeasure.org"}
FACTS: dict[str, tuple[dict[str, Any], list[dict[str, Any]]]] = {
    "danger": (
        {"present": [{"id": "urinary-retention", "on": LATELY}, {"id": "back-pain", "on": LATELY}]},
        [icd("R33.9", "Retention", onsetDateTime=LATELY), icd("M54.5", "Back", onsetDateTime=LATELY)],
    ),
    "result": (
        {
            "present": [
                {"id": "leg-pain", "side": "left", "on": LATELY},
                {"id": "potassium", "value": 2.4, "unit": "mmol/L"},
            ]
        },
        [PAIN, observation("2823-3", valueQuantity={"value": 2.4, **MMOL})],
    ),
    "medicines": (
        {
            "present": [{"id": "leg-swelling"}],
            "absent": ["metformin"],
            "medicines": [
                {"id": "furosemide", "status": "stopped", "on": LATELY},
                {"id": "amlodipine", "status": "current", "on": BEFORE},
                {"id": "calcium-channel-blocker", "status": "current", "on": BEFORE},
            ],
        },
        [
            finding("leg-swelling", True),
            {**AMLODIPINE, "authoredOn": BEFORE},
            statement("Furosemide", status="stopped", effectivePeriod={"end": LATELY}),
            statement("Metformin", status="not-taken"),
        ],
    ),
    "denied": (
        {
            "present": [{"id": "leg-pain", "side": "left", "on": LATELY}],
            "absent": ["deep-vein-thrombosis", "leg-swelling", "fever"],
        },
        [
            PAIN,
            icd("I82.402", "Clot", onsetDateTime=LATELY, **REFUTED),
            finding("leg-swelling", False),
            finding("fever", False),
        ],
    ),
    "side and past": (
        {
            "present": [
                {"id": "leg-pain", "side": "left", "on": LATELY},
                {"id": "leg-swelling", "side": "left"},
                {"id": "deep-vein-thrombosis", "status": "past", "on": "2015-01-01"},
                {"id": "gout", "status": "known", "on": "2015-01-01"},
            ]
        },
        [
            PAIN,
            {**finding("leg-swelling", True), "bodySite": {"text": "Left lower leg"}},
            icd("I82.401", "Clot", onsetDateTime="2015-01-01"),
            icd("M10.9", "Gout", onsetDateTime="2015-01-01"),
        ],
    ),
}
NAMES = pytest.mark.parametrize("name", FACTS)


@cache
def wanted(name: str) -> Assessment:
    """The library's answer for the facts in our own shape."""
    return assess({"id": "p1", **ME, **FACTS[name][0]})


def record(name: str) -> dict[str, Any]:
    return bundle(PATIENT, *FACTS[name][1])


def same(parameters: dict[str, Any], answer: Assessment) -> None:
    """What $assess answers is what the library says: urgency, its reasons, each cause with its chance and interval."""
    given = {part["name"]: part for part in parameters["parameter"]}
    made = [entry["resource"] for entry in given["result"]["resource"]["entry"]]
    assert given["level"]["valueCode"] == answer.urgency.level
    assert given["act"]["valueString"] == answer.urgency.act
    dangers = [each["detail"] for each in made if each["resourceType"] == "DetectedIssue"]
    assert len(dangers) == len(answer.urgency.reasons)
    for detail, reason in zip(dangers, answer.urgency.reasons, strict=True):
        assert detail.startswith(reason.text)
    (risk,) = (each for each in made if each["resourceType"] == "RiskAssessment")
    assert len(risk["prediction"]) == len(answer.causes) + 1
    for prediction, cause in zip(risk["prediction"], answer.causes, strict=False):
        assert prediction["outcome"]["text"] == cause.name
        assert prediction["probabilityDecimal"] == pytest.approx(100 * cause.probability)
        low, high = (f"{100 * bound:g}" for bound in cause.interval)
        assert f"interval {low} to {high} %" in prediction["rationale"]


def test_the_kinds_of_facts_are_all_there() -> None:
    answers = [wanted(name) for name in FACTS]
    assert {"emergency", "same-day"} <= {answer.urgency.level for answer in answers}
    assert any(value for answer in answers for value in answer.values)
    assert {medicine.status for answer in answers for medicine in answer.medicines} == {"current", "stopped"}
    assert {"left", None} <= {found.side for answer in answers for found in answer.findings}
    assert {"present", "absent"} <= {found.state for answer in answers for found in answer.findings}


@NAMES
def test_a_record_is_read_as_the_same_facts(name: str) -> None:
    read = case_of([record(name)], load(), TODAY)
    assert not read.unmapped
    assert not read.issues
    assert to_json(assess(read.case)) == to_json(wanted(name))


@NAMES
def test_assess_over_http_says_the_same(name: str) -> None:
    parts = [{"name": "record", "resource": record(name)}, {"name": "asOf", "valueDate": ME["as_of"]}]
    said = HERE.post("/$assess", json={"resourceType": "Parameters", "parameter": parts})
    assert said.status_code == 200, said.text
    same(said.json(), wanted(name))


@NAMES
def test_the_command_and_the_table_say_the_same(name: str, tmp_path: Path) -> None:
    answer, file, table = wanted(name), tmp_path / "record.json", io.StringIO()
    file.write_text(json.dumps(record(name)), encoding="utf-8")
    day = ["--as-of", str(ME["as_of"])]
    said = CliRunner().invoke(fhir, ["assess", str(file), *day, "--format", "json"])
    assert said.exit_code == 0, said.output
    same(json.loads(said.stdout), answer)
    rows_of(tmp_path, load(), table, as_of=TODAY, today=TODAY, maps=[])
    (row,) = csv.DictReader(io.StringIO(table.getvalue()))
    assert (row["level"], row["act"]) == (answer.urgency.level, answer.urgency.act)
    assert row["rules"].split() == [reason.rule for reason in answer.urgency.reasons if reason.rule]
    for place, cause in enumerate(answer.causes[:3], 1):
        assert (row[f"cause_{place}"], float(row[f"probability_{place}"])) == (cause.id, cause.probability)


@NAMES
def test_cards_and_the_desk_that_they_open_say_the_same(name: str, tmp_path: Path) -> None:
    from tests.surfaces.web.walker import Walker

    from crural.surfaces.cds_hooks.app import app_for as cards_for

    answer, sessions = wanted(name), tmp_path / "sessions.sqlite"
    context = {"userId": "Practitioner/1", "patientId": "p1"}
    call = {
        "hook": "patient-view",
        "hookInstance": "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea",
        "context": context,
    }
    with TestClient(cards_for(load(), Settings(link_cases=True, sessions=sessions))) as service:
        said = service.post("/crural-patient-view", json={**call, "prefetch": {"all": record(name)}})
    assert "extension" not in said.json()
    cards = said.json()["cards"]
    details = "\n".join(card["detail"] for card in cards)
    if answer.urgency.level in ("emergency", "same-day", "soon") and answer.urgency.reasons:
        assert f"**{answer.urgency.act}**" in cards[0]["detail"]
        assert all(reason.text in str(cards[0]) for reason in answer.urgency.reasons)
    if answer.urgency.level != "emergency":
        for cause in answer.causes[:3]:
            if any(piece.id in load().medicines for piece in cause.for_):
                assert f"{cause.name}" in details
                assert f"{cause.probability:.0%}" in details
    if not cards:
        return
    nurse = Walker(sessions)
    nurse.get(cards[0]["links"][0]["url"].removeprefix(Settings().public_url))
    assert answer.urgency.act in nurse.text
    for cause in answer.causes[:3]:
        assert cause.name in nurse.text
        assert f"{100 * cause.probability:.0f}" in nurse.text


ANSWERS = {
    "age": 67,
    "sex": "male",
    "leg-swelling": "yes",
    "leg-swelling.side": "one",
    "fever": "no",
    "chest-pain": "unsure",
}


def coding(value: Any) -> dict[str, Any]:
    if isinstance(value, str):
        return {"valueCoding": {"system": "urn:crural:answer", "code": value}}
    return {"valueDecimal": value}


def test_the_static_form_says_the_same() -> None:
    items = [{"linkId": link, "answer": [coding(value)]} for link, value in ANSWERS.items()]
    form = "http://127.0.0.1:8000/fhir/Questionnaire/crural"
    response = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": form,
        "item": items,
    }
    parts = [{"name": "record", "resource": response}, {"name": "asOf", "valueDate": ME["as_of"]}]
    said = HERE.post("/$assess", json={"resourceType": "Parameters", "parameter": parts})
    same(said.json(), assess(with_answers(Case(as_of=TODAY), ANSWERS, load())))


def picked(item: dict[str, Any], number: int) -> Any:
    """The main complaint, age and sex as above; no danger of a list, which would end it; of other choices one after the
    other."""
    if item["type"] == "decimal":
        return ANSWERS.get(item["linkId"], 5)
    options = [option["valueCoding"]["code"] for option in item["answerOption"]]
    known = ANSWERS.get(item["linkId"], "leg-swelling" if item["linkId"] == "main" else None)
    if item["linkId"].startswith(ANY_OF):
        return "none"
    return known if known in options else options[number % len(options)]


def test_the_adaptive_form_asks_and_says_what_the_interview_of_rest_does() -> None:
    from crural.surfaces.rest.app import app_for as rest_for

    rest = TestClient(rest_for(load(), Settings()))
    response = first_response(load(), Settings().public_url)
    case, answers, number = {}, {}, 0
    while response["status"] == "in-progress":
        response = HERE.post("/Questionnaire/$next-question", json=response).json()
        step = rest.post("/interview/next", json={"case": case, "answers": answers}).json()
        case, turn = step["case"], step["turn"]
        known = {item["linkId"] for item in response.get("item", [])}
        shown = [item for item in response["contained"][0]["item"] if item["linkId"] not in known]
        if turn["done"]:
            break
        assert [item["linkId"] for item in shown] == [question["id"] for question in turn["questions"]]
        number += 1
        answers = {item["linkId"]: picked(item, number) for item in shown}
        response["item"] = response.get("item", []) + [
            {"linkId": link, "answer": [coding(value)]} for link, value in answers.items()
        ]
    assert number > 3
    assert response["status"] == "completed"
    told = {item["linkId"]: item["answer"][0]["valueString"] for item in response["item"][-1]["item"]}
    answer = rest.post("/assess", json=case).json()
    assert told["result.level"] == answer["urgency"]["level"]
    assert told["result.act"] == answer["urgency"]["act"]
    causes = [f"{cause['lay_name']} ({cause['probability']:.0%})" for cause in answer["causes"][:5]]
    assert [told[f"result.cause-{place}"] for place in range(1, len(causes) + 1)] == causes
