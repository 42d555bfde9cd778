"""`$assess`: everything written fits R4, says what the library says, and refuses whom it must refuse."""

from __future__ import annotations

from typing import Any

import pytest
from fhir.resources.R4B import get_fhir_model_class
from tests.surfaces.fhir.samples import (
    NOW,
    TODAY,
    bundle,
    condition,
    low_potassium,
    parameters,
    parts_of,
    patient,
    written_resources,
)

from crural.assess import assess
from crural.errors import InputError
from crural.knowledge import load
from crural.surfaces.fhir.operation import answered, assessed, request_of
from crural.surfaces.fhir.outcome import FhirError
from crural.surfaces.fhir.write import service_request_draft

BASE = load()


@pytest.fixture(scope="module")
def answer() -> dict[str, Any]:
    return answered(request_of(low_potassium()), BASE, NOW)


def named(answer: dict[str, Any], name: str) -> Any:
    found = next(part for part in answer["parameter"] if part["name"] == name)
    return next(value for key, value in found.items() if key != "name")


def kinds(answer: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [e["resource"] for e in named(answer, "result")["entry"] if e["resource"]["resourceType"] == kind]


def test_everything_written_is_r4() -> None:
    for resource in written_resources():
        for part in parts_of(resource):
            get_fhir_model_class(part["resourceType"]).model_validate(part)


def test_it_says_what_the_library_says(answer: dict[str, Any]) -> None:
    read = assessed(request_of(low_potassium()), BASE, TODAY)
    expected = assess(read.read.case, base=BASE)
    assert named(answer, "level") == expected.urgency.level == "emergency"
    assert named(answer, "act") == expected.urgency.act
    (risk,) = kinds(answer, "RiskAssessment")
    chances = [prediction["probabilityDecimal"] for prediction in risk["prediction"]]
    assert chances[:-1] == [pytest.approx(100 * cause.probability) for cause in expected.causes]
    assert all(0 <= chance <= 100 for chance in chances)
    assert max(chances) > 1
    rules = [issue["code"].get("coding", [{}])[0].get("code") for issue in kinds(answer, "DetectedIssue")]
    assert "dangerous-potassium-or-sodium" in rules


def test_nothing_is_ordered(answer: dict[str, Any]) -> None:
    drafts = kinds(answer, "ServiceRequest")
    assert drafts
    assert {(draft["status"], draft["intent"]) for draft in drafts} == {("draft", "proposal")}
    (plan,) = kinds(answer, "CarePlan")
    assert (plan["status"], plan["intent"]) == ("draft", "proposal")


def test_every_link_leads_somewhere(answer: dict[str, Any]) -> None:
    for name in ("result", "letter"):
        found = named(answer, name)
        urls = {entry["fullUrl"] for entry in found["entry"]}
        text = str(found)
        wanted = {f"urn:uuid:{part[:36]}" for part in text.split("'reference': 'urn:uuid:")[1:]}
        assert wanted <= urls


def test_the_letter_names_danger_causes_and_what_was_not_read(answer: dict[str, Any]) -> None:
    letter = named(answer, "letter")
    composition = letter["entry"][0]["resource"]
    text = {section["title"]: section["text"]["div"] for section in composition["section"]}
    assert next(iter(text)) == "How soon"
    assert "39065001" in text["What was not read of the record"]
    assert "Penicillin" in text["Allergies as recorded"]
    assert "stop" not in text["What the person can do"].lower().split("when")[0]


def test_unmapped_codes_are_in_the_answer(answer: dict[str, Any]) -> None:
    part = next(part["part"] for part in answer["parameter"] if part["name"] == "unmapped")
    assert part[1]["valueCoding"]["code"] == "39065001"
    assert part[2]["valueInteger"] == 1


def test_same_record_same_answer(answer: dict[str, Any]) -> None:
    assert answered(request_of(low_potassium()), BASE, NOW) == answer


def issues(*resources: dict[str, Any]) -> list[dict[str, Any]]:
    with pytest.raises(FhirError) as caught:
        answered(request_of(bundle(*resources)), BASE, NOW)
    assert caught.value.status == 422
    return [{"code": i.code, "text": i.text, "place": i.place} for i in caught.value.issues]


def test_a_child_is_refused_with_what_to_do() -> None:
    said = issues(patient(birthDate="2019-01-01"), condition("I63.9", "2026-02-26"))
    assert said[0]["place"] == "Patient.birthDate"
    assert said[1]["text"].startswith("emergency: ")


def test_a_record_that_says_nothing_gets_no_advice_but_what_to_send() -> None:
    burn = {"resourceType": "Condition", "subject": {"reference": "Patient/p"}, "code": {"text": "my secret"}}
    said = issues(patient(), burn, {"resourceType": "Claim"})
    assert [issue["code"] for issue in said] == ["required", "not-found", "informational"]
    assert "1 x Condition" in said[1]["text"]
    assert "secret" not in str(said)


def test_a_text_that_is_too_long_is_refused_as_everywhere() -> None:
    with pytest.raises(FhirError, match="100,000 characters"):
        answered(request_of(parameters("x" * 100_001, patient())), BASE, NOW)


def test_the_dead_are_refused() -> None:
    assert issues(patient(deceasedDateTime="2026-01-01"))[0]["place"] == "Patient.deceased"


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"resourceType": "Parameters"},
        {"resourceType": "Parameters", "parameter": [{"name": "records"}]},
        {"resourceType": "Parameters", "parameter": [{"name": "asOf", "valueDate": "yesterday"}]},
    ],
)
def test_a_body_that_is_no_request_is_refused(body: Any) -> None:
    with pytest.raises(FhirError) as caught:
        request_of(body)
    assert caught.value.status == 400


def test_no_answer_of_the_record_stands_in_an_error() -> None:
    bad = parameters("My leg hurts.", patient(birthDate="1850-07-19"))
    read = assessed(request_of(bad), BASE, TODAY).read
    assert "1850" not in str(read.issues)


def test_a_draft_for_a_test_by_its_id() -> None:
    draft = service_request_draft("d-dimer", BASE, "Patient/7")
    assert draft["code"]["coding"][0] == {"system": "http://loinc.org", "code": "48065-7"}
    get_fhir_model_class("ServiceRequest").model_validate(draft)
    with pytest.raises(InputError):
        service_request_draft("no-such-test", BASE, "Patient/7")
