"""Other people's form renderers show our questionnaires, and give the score that we give. Some minutes the first time.

LHC-Forms also drives the adaptive questionnaire from the first question to the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.peers.fhir.browser import beside_fhir, page_at
from tests.peers.fhir.javascript import HERE, installed, lforms, run
from tests.surfaces.chromium import launched

from crural.knowledge import load
from crural.surfaces.fhir.adaptive import first_response
from crural.surfaces.fhir.check import check_response
from crural.surfaces.fhir.questionnaire import danger_count, questionnaire
from crural.surfaces.fhir.scores import TOTAL, score_of, score_questionnaire

pytestmark = [pytest.mark.peers, pytest.mark.slow, pytest.mark.xdist_group("forms")]

TOLD = {"fever": "yes", "dyspnoea": "yes", "chest-pain": "no", "pale-skin": "yes", "cool-skin": "unsure"}
SCORE = 3
SCORED = ("wells-dvt", "wells-pe", "villalta")
LOCAL = "http://127.0.0.1:8000"
SHOW = """async (name) => {
  const form = await (await fetch(`/fhir/Questionnaire/${name}`)).json();
  document.getElementById('form').innerHTML = '';
  await LForms.Util.addFormToPage(form, 'form', {fhirVersion: 'R4'});
}"""
STEP = """async (sent) => {
  const answer = await fetch('/fhir/Questionnaire/$next-question', {
    method: 'POST', headers: {'content-type': 'application/fhir+json'}, body: JSON.stringify(sent)});
  const next = await answer.json();
  if (next.resourceType !== 'QuestionnaireResponse' || next.status === 'completed') return next;
  let form = LForms.Util.convertFHIRQuestionnaireToLForms(next.contained[0], 'R4');
  form = LForms.Util.mergeFHIRDataIntoLForms('QuestionnaireResponse', next, form, 'R4');
  document.getElementById('form').innerHTML = '';
  await LForms.Util.addFormToPage(form, 'form', {fhirVersion: 'R4'});
  return next;
}"""
READ = "LForms.Util.getFormFHIRData('QuestionnaireResponse', 'R4')"


@pytest.fixture(scope="module")
def chromium() -> Iterator[Any]:
    with launched() as browser:
        yield browser


@pytest.fixture(scope="module")
def lhc(chromium: Any) -> Iterator[Any]:
    with beside_fhir(HERE / "lforms.html", {"/lforms": lforms()}) as address:
        page = page_at(chromium, f"{address}/page")
        page.wait_for_function("window.LForms?.Util && window.LForms.FHIR")
        yield page


def pick(page: Any, place: str, value: str) -> None:
    page.locator(f'[id="{place}|urn:crural:answer|{value}"]').click()


def score_in(response: dict[str, Any]) -> int:
    found = [item for item in response["item"] if item["linkId"] == "danger-signs"]
    return int(found[0]["answer"][0]["valueInteger"])


def test_lhc_forms_shows_the_form_and_gives_our_score(lhc: Any) -> None:
    lhc.evaluate(SHOW, "crural")
    lhc.wait_for_selector("text=Danger signs that you have")
    for name, value in TOLD.items():
        pick(lhc, f"{name}/1/1", value)
    assert lhc.locator('[id^="label-leg-pain.site/"]').count() == 0
    pick(lhc, "leg-pain/1/1", "yes")
    lhc.wait_for_selector('[id^="label-leg-pain.site/"]')  # enableWhen
    response = lhc.evaluate(READ)
    assert score_in(response) == danger_count(response) == SCORE
    assert not check_response(response, questionnaire(load(), LOCAL))


@pytest.mark.parametrize("name", SCORED)
def test_lhc_forms_gives_our_total_of_a_score(lhc: Any, name: str) -> None:
    form = score_questionnaire(load(), name, LOCAL)
    lhc.evaluate(SHOW, form["id"])
    for link, value in choices_for(form).items():
        pick(lhc, f"{link}/1", value)
    response = lhc.evaluate(READ)
    for _ in range(50):  # the form adds up a moment after the last tick
        if total_in(response) == our_total(name, response):
            break
        lhc.wait_for_timeout(100)
        response = lhc.evaluate(READ)
    assert total_in(response) == our_total(name, response)


def choices_for(form: dict[str, Any]) -> dict[str, str]:
    """An option for each item, the first for one and the last for the next."""
    questions = [item for item in form["item"] if item["type"] == "choice"]
    options = {item["linkId"]: [o["valueCoding"]["code"] for o in item["answerOption"]] for item in questions}
    return {name: codes[0 if number % 2 else -1] for number, (name, codes) in enumerate(options.items())}


def total_in(response: dict[str, Any]) -> float:
    (found,) = [item for item in response["item"] if item["linkId"] == TOTAL]
    return float(found["answer"][0]["valueDecimal"])


def our_total(name: str, response: dict[str, Any]) -> float:
    found = score_of(load(), name, response)
    assert found.low == found.high
    assert found.low is not None
    return found.low


def fill(page: Any, item: dict[str, Any], number: int) -> None:
    name = item["linkId"]
    if item["type"] == "decimal":
        page.locator(f'[id="{name}/1"]').fill("67" if name == "age" else "5")
    elif name == "main":
        pick(page, f"{name}/1", "leg-swelling")
    else:
        options = item["answerOption"]
        pick(page, f"{name}/1", options[number % 2]["valueCoding"]["code"])


def test_lhc_forms_drives_the_adaptive_questionnaire_to_its_end(lhc: Any) -> None:
    response, number = lhc.evaluate(STEP, first_response(load(), LOCAL)), 0
    while response.get("status") == "in-progress" and number < 60:
        number += 1
        there = {item["linkId"] for item in response.get("item", [])}
        for item in response["contained"][0]["item"]:
            if item["linkId"] not in there:
                fill(lhc, item, number)
        lhc.keyboard.press("Tab")
        answered = lhc.evaluate(READ)
        response = lhc.evaluate(STEP, {**response, "item": answered["item"]})
    assert response["status"] == "completed", response
    assert number > 3
    result = response["item"][-1]
    assert [item["linkId"] for item in result["item"]][:2] == ["result.level", "result.act"]
    assert not check_response(response, response["contained"][0])


@pytest.fixture(scope="module")
def smart(chromium: Any) -> Iterator[Any]:
    folder = installed("smart-forms")
    if not (folder / "dist" / "index.html").exists():
        run("npx", "vite", "build", at=folder)
    dist = folder / "dist"
    with beside_fhir(dist / "index.html", {"/assets": dist / "assets"}) as address:
        yield page_at(chromium, f"{address}/page")


def answer_in_smart_forms(page: Any, form: dict[str, Any], told: dict[str, str]) -> dict[str, Any]:
    page.goto(page.url.split("?")[0] + f"?form={form['id']}")
    page.wait_for_function("window.ready", timeout=60_000)
    texts = texts_of(form["item"])
    for name, value in told.items():
        group = page.get_by_role("radiogroup", name=texts[name])
        group.first.wait_for(timeout=60_000)
        group.first.locator(f'input[value="{value}"]').click()
    page.wait_for_timeout(1500)  # answers are taken over after a pause in typing
    return dict(page.evaluate("window.answers()"))


def texts_of(items: list[dict[str, Any]]) -> dict[str, str]:
    found = {item["linkId"]: item["text"] for item in items}
    for item in items:
        found |= texts_of(item.get("item", []))
    return found


def test_smart_forms_shows_the_form_and_gives_our_score(smart: Any) -> None:
    response = answer_in_smart_forms(smart, questionnaire(load(), LOCAL), TOLD)
    assert danger_count(response) == SCORE
    assert score_in(response) == SCORE


@pytest.mark.parametrize("name", SCORED)
def test_smart_forms_gives_our_total_of_a_score(smart: Any, name: str) -> None:
    form = score_questionnaire(load(), name, LOCAL)
    response = answer_in_smart_forms(smart, form, choices_for(form))
    assert total_in(response) == our_total(name, response)
