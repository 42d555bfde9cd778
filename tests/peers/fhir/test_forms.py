"""Other people's form renderers show our questionnaires, and give the score that we give. About 40 seconds.

LHC-Forms also drives the adaptive questionnaire from the first question to the end.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest
from tests.peers.fhir.browser import opened, served
from tests.peers.fhir.javascript import HERE, installed, lforms, run

from crural.knowledge import load
from crural.surfaces.fhir.adaptive import COMPLAINTS, first_response
from crural.surfaces.fhir.check import check_response
from crural.surfaces.fhir.questionnaire import danger_count, questionnaire

pytestmark = [pytest.mark.peers, pytest.mark.slow, pytest.mark.xdist_group("forms")]

TOLD = {"fever": "yes", "dyspnoea": "yes", "chest-pain": "no", "pale-skin": "yes", "cool-skin": "unsure"}
SCORE = 3
LOCAL = "http://127.0.0.1:8000"
SHOW = """async () => {
  const form = await (await fetch('/fhir/Questionnaire/crural')).json();
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
def lhc() -> Iterator[Any]:
    with served(HERE / "lforms.html", {"/lforms": lforms()}) as address, opened(f"{address}/page") as page:
        page.wait_for_function("window.LForms?.Util && window.LForms.FHIR")
        yield page


def pick(page: Any, place: str, value: str) -> None:
    page.locator(f'[id="{place}|urn:crural:answer|{value}"]').click()


def score_in(response: dict[str, Any]) -> int:
    found = [item for item in response["item"] if item["linkId"] == "danger-signs"]
    return int(found[0]["answer"][0]["valueInteger"])


def test_lhc_forms_shows_the_form_and_gives_our_score(lhc: Any) -> None:
    lhc.evaluate(SHOW)
    lhc.wait_for_selector("text=Danger signs that you have")
    for name, value in TOLD.items():
        pick(lhc, f"{name}/1/1", value)
    assert lhc.locator('[id^="label-leg-pain.site/"]').count() == 0
    pick(lhc, "leg-pain/1/1", "yes")
    lhc.wait_for_selector('[id^="label-leg-pain.site/"]')  # enableWhen
    response = lhc.evaluate(READ)
    assert score_in(response) == danger_count(response) == SCORE
    assert not check_response(response, questionnaire(load(), LOCAL))


def fill(page: Any, item: dict[str, Any], number: int) -> None:
    name = item["linkId"]
    if item["type"] == "decimal":
        page.locator(f'[id="{name}/1"]').fill("67" if name == "age" else "5")
    elif name == COMPLAINTS:
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


def test_smart_forms_shows_the_form_and_gives_our_score() -> None:
    folder = installed("smart-forms")
    if not (folder / "dist" / "index.html").exists():
        run("npx", "vite", "build", at=folder)
    dist = folder / "dist"
    with (
        served(dist / "index.html", {"/assets": dist / "assets"}) as address,
        opened(f"{address}/page") as page,
    ):
        page.wait_for_function("window.ready", timeout=60_000)
        page.wait_for_selector("text=Do you have a fever", timeout=60_000)
        base = load()
        for name, value in TOLD.items():
            group = page.get_by_role("radiogroup", name=base.findings[name].question or "")
            group.locator(f'input[value="{value}"]').click()
        page.wait_for_timeout(1500)  # answers are taken over after a pause in typing
        response = page.evaluate("window.answers()")
    assert danger_count(response) == SCORE
    assert score_in(response) == SCORE
