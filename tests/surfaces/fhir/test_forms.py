"""The static and the adaptive questionnaire, and the check of answers against a form."""

from __future__ import annotations

from copy import deepcopy
from typing import Any

import pytest
from tests.surfaces.fhir.samples import LOCAL

from crural.knowledge import load
from crural.surfaces.fhir.adaptive import first_response, next_question
from crural.surfaces.fhir.check import check_response
from crural.surfaces.fhir.form import ANSWERS
from crural.surfaces.fhir.outcome import FhirError
from crural.surfaces.fhir.questionnaire import SCORE, danger_count, questionnaire

BASE = load()
FORM = questionnaire(BASE, LOCAL)


def all_items(items: list[dict[str, Any]]) -> list[dict[str, Any]]:
    return [found for item in items for found in (item, *all_items(item.get("item", [])))]


def pick(code: str) -> dict[str, Any]:
    return {"valueCoding": {"system": ANSWERS, "code": code}}


# -- the static form


def test_link_ids_are_unique_and_are_ids_of_questions() -> None:
    items = all_items(FORM["item"])
    names = [item["linkId"] for item in items]
    assert len(names) == len(set(names))
    asked = [item["linkId"] for item in items if item["type"] in ("choice", "decimal")]
    known = {*BASE.findings, *BASE.factors, *BASE.medicines, "age", "sex", "medicines_complete"}
    assert {name.partition(".")[0] for name in asked} <= known
    assert len(asked) > 400


def test_every_condition_of_display_names_a_question_and_an_option() -> None:
    items = {item["linkId"]: item for item in all_items(FORM["item"])}
    conditions = [c for item in items.values() for c in item.get("enableWhen", ())]
    assert conditions
    for condition in conditions:
        options = [o["valueCoding"]["code"] for o in items[condition["question"]]["answerOption"]]
        assert condition["answerCoding"]["code"] in options


def answered_form() -> dict[str, Any]:
    side = {"linkId": "leg-pain.side", "answer": [pick("one")]}
    pain = {"linkId": "leg-pain", "answer": [pick("yes") | {"item": [side]}]}
    told = {"fever": "yes", "dyspnoea": "no", "pale-skin": "yes"}
    dangers = [{"linkId": name, "answer": [pick(value)]} for name, value in told.items()]
    return {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": FORM["url"] + "|" + FORM["version"],
        "item": [
            {"linkId": "about-you", "item": [{"linkId": "age", "answer": [{"valueDecimal": 67}]}]},
            {"linkId": "dangers", "item": dangers},
            {"linkId": SCORE, "answer": [{"valueInteger": 2}]},
            {"linkId": "legs", "item": [pain]},
        ],
    }


def test_the_score_counts_the_danger_signs_that_are_there() -> None:
    assert danger_count(answered_form()) == 2
    assert danger_count({"resourceType": "QuestionnaireResponse"}) == 0


# -- the check


def test_a_response_that_fits() -> None:
    assert check_response(answered_form(), FORM) == ()


def broken(change: Any) -> list[tuple[str, str | None]]:
    response = deepcopy(answered_form())
    change(response["item"], response)
    return [(issue.code, issue.place) for issue in check_response(response, FORM)]


@pytest.mark.parametrize(
    ("change", "code", "place"),
    [
        (lambda i, r: i[0]["item"][0].update(linkId="colour"), "not-found", "item[0].item[0].linkId"),
        (lambda i, r: i[1]["item"][0]["answer"].append(pick("no")), "structure", "fever"),
        (
            lambda i, r: i[1]["item"][0].update(answer=[pick("perhaps")]),
            "code-invalid",
            "item[1].item[0].answer[0]",
        ),
        (
            lambda i, r: i[1]["item"][0].update(answer=[{"valueBoolean": True}]),
            "value",
            "item[1].item[0].answer[0]",
        ),
        (
            lambda i, r: i[0]["item"][0].update(answer=[{"valueDecimal": 400}]),
            "value",
            "item[0].item[0].answer[0]",
        ),
        (
            lambda i, r: i[3]["item"][0]["answer"][0]["valueCoding"].update(code="no"),
            "business-rule",
            "leg-pain.side",
        ),
        (lambda i, r: i[1].update(answer=[pick("yes")]), "structure", "dangers"),
        (lambda i, r: i.insert(0, i.pop()), "structure", "QuestionnaireResponse.item"),
        (lambda i, r: i.append({"linkId": "dangers"}), "structure", "dangers"),
        (lambda i, r: r.pop("status"), "required", "QuestionnaireResponse.status"),
        (lambda i, r: r.update(questionnaire="https://other.example/q"), "business-rule", "questionnaire"),
    ],
)
def test_each_way_not_to_fit(change: Any, code: str, place: str) -> None:
    found = broken(change)
    assert any(said == code and place in (where or "") for said, where in found), found


def test_required_answers_are_asked_for_at_the_end_and_only_where_shown() -> None:
    form = {
        "resourceType": "Questionnaire",
        "status": "active",
        "item": [
            {"linkId": "a", "type": "boolean", "required": True},
            {
                "linkId": "b",
                "type": "string",
                "required": True,
                "enableWhen": [{"question": "a", "operator": "=", "answerBoolean": True}],
            },
            {
                "linkId": "c",
                "type": "integer",
                "required": True,
                "enableBehavior": "any",
                "enableWhen": [
                    {"question": "a", "operator": "exists", "answerBoolean": False},
                    {"question": "n", "operator": ">", "answerInteger": 3},
                ],
            },
        ],
    }
    no = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "item": [{"linkId": "a", "answer": [{"valueBoolean": False}]}],
    }
    assert check_response(no, form) == ()
    yes = {**no, "item": [{"linkId": "a", "answer": [{"valueBoolean": True}]}]}
    assert [i.place for i in check_response(yes, form)] == ["QuestionnaireResponse.item.where(linkId='b')"]
    assert check_response({**yes, "status": "in-progress"}, form) == ()
    assert len(check_response({**no, "item": []}, form)) == 2


def test_options_of_a_contained_value_set_and_own_words() -> None:
    values = {
        "resourceType": "ValueSet",
        "id": "v",
        "expansion": {"contains": [{"system": "s", "code": "x"}]},
    }
    item = {"linkId": "a", "type": "open-choice", "answerValueSet": "#v"}
    form = {"resourceType": "Questionnaire", "contained": [values], "item": [item]}

    def said(answer: dict[str, Any]) -> int:
        response = {"status": "completed", "item": [{"linkId": "a", "answer": [answer]}]}
        return len(check_response(response, form))

    assert said({"valueCoding": {"system": "s", "code": "x"}}) == 0
    assert said({"valueCoding": {"system": "s", "code": "y"}}) == 1
    assert said({"valueString": "my own words"}) == 0


# -- the adaptive form


def answer_open(
    response: dict[str, Any], values: dict[str, dict[str, Any]], usual: str = "no"
) -> dict[str, Any]:
    there = {item["linkId"] for item in response.get("item", [])}
    new = [item for item in response["contained"][0]["item"] if item["linkId"] not in there]
    codes = {i["linkId"]: [o["valueCoding"]["code"] for o in i.get("answerOption", [])] for i in new}

    def chosen(name: str, options: list[str]) -> dict[str, Any]:
        if name in values or not options:
            return values.get(name, {"valueDecimal": 5})
        return pick(usual if usual in options else options[0])

    answers = [{"linkId": name, "answer": [chosen(name, options)]} for name, options in codes.items()]
    return {**response, "status": "completed", "item": [*response.get("item", []), *answers]}


TOLD = {"age": {"valueDecimal": 67}, "sex": pick("female"), "main": pick("leg-swelling")}


def test_the_first_reply_asks_something_and_keeps_the_rules_of_the_profile() -> None:
    reply = next_question(first_response(BASE, LOCAL), BASE)
    assert reply["status"] == "in-progress"
    assert reply["contained"][0]["item"]
    assert not {"url", "version"} & set(reply["contained"][0])
    assert reply["questionnaire"] == "#q"


def test_it_goes_on_to_the_end_whatever_status_comes_in() -> None:
    response, turns = next_question(first_response(BASE, LOCAL), BASE), 0
    while response["status"] == "in-progress":
        before = response["contained"][0]["item"]
        response = next_question(answer_open(response, TOLD), BASE)
        assert response["contained"][0]["item"][: len(before)] == before
        turns += 1
        assert turns < 60
    assert response["status"] == "completed"
    assert response["item"][-1]["item"][0]["linkId"] == "result.level"
    assert all(item["readOnly"] for item in response["contained"][0]["item"][-1]["item"])
    assert not check_response(response, response["contained"][0])


def test_it_keeps_nothing() -> None:
    opening = next_question(first_response(BASE, LOCAL), BASE)
    first = answer_open(opening, TOLD)
    once = next_question(first, BASE)
    next_question(answer_open(opening, {**TOLD, "main": pick("leg-pain")}), BASE)
    assert next_question(deepcopy(first), BASE) == once
    wrapped = {"name": "questionnaire-response", "resource": first}
    assert next_question({"resourceType": "Parameters", "parameter": [wrapped]}, BASE) == once


def test_what_was_left_open_is_not_asked_again() -> None:
    told = next_question(answer_open(next_question(first_response(BASE, LOCAL), BASE), TOLD), BASE)
    open_ = {item["linkId"] for item in told["contained"][0]["item"]} - {
        item["linkId"] for item in told["item"]
    }
    after = next_question(told, BASE)
    names = [item["linkId"] for item in after["contained"][0]["item"]]
    assert open_
    assert len(names) == len(set(names))


def test_a_child_ends_it() -> None:
    opening = next_question(first_response(BASE, LOCAL), BASE)
    if "age" not in [item["linkId"] for item in opening["contained"][0]["item"]]:
        pytest.skip("this interview does not begin with the age")
    child = answer_open(opening, {**TOLD, "age": {"valueDecimal": 8}})
    assert next_question(child, BASE)["status"] == "completed"


@pytest.mark.parametrize(
    ("change", "place"),
    [
        (lambda r: r.update(resourceType="Patient"), None),
        (lambda r: r.update(contained=[]), "QuestionnaireResponse.contained"),
        (lambda r: r["item"][0].update(answer=[pick("no-such")]), "QuestionnaireResponse.item('{}')"),
    ],
)
def test_what_does_not_fit_is_refused_with_its_place(change: Any, place: str | None) -> None:
    response = answer_open(next_question(first_response(BASE, LOCAL), BASE), TOLD)
    first = response["item"][0]["linkId"]
    change(response)
    with pytest.raises(FhirError) as caught:
        next_question(response, BASE)
    assert caught.value.issues[0].place == (place and place.format(first))
