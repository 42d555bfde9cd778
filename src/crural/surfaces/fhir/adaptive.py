"""`$next-question`: the interview as an adaptive questionnaire of Structured Data Capture. Nothing is kept.

Each reply is the response that was sent, with the next questions appended to its contained Questionnaire. What was
shown before and left open counts as "not sure". The status that comes in is not believed.
"""

from __future__ import annotations

from typing import Any

from crural import __version__
from crural.assess import assess
from crural.assess.turns import next_turn, with_answer
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError
from crural.surfaces.fhir.answers import FORM, RESULT, answer_of, derived_from
from crural.surfaces.fhir.form import SDC, Item, extension, item_of
from crural.surfaces.fhir.outcome import FhirError, Issue, refusal
from crural.surfaces.fhir.plain import Resource, items, word

ADAPTIVE = FORM + "-adaptive"
PROFILE = SDC + "sdc-questionnaire-questionnaireAdaptive"
KEPT = ("resourceType", "id", "meta", "identifier", "subject", "author", "source", "authored", "encounter")


def adaptive_questionnaire(base: KnowledgeBase, public_url: str) -> Resource:
    """The Questionnaire that clients find and derive theirs from: adaptive, without items."""
    return {
        "resourceType": "Questionnaire",
        "id": "crural-adaptive",
        "url": public_url + "/fhir" + ADAPTIVE,
        "version": __version__,
        "name": "CruralLegsAdaptive",
        "title": "Leg complaints, one question after the other",
        "status": "active",
        "subjectType": ["Patient"],
        "description": f"The interview of Crural. {base.words['not-a-diagnosis']}",
        "extension": [extension(PROFILE, "Boolean", True)],
    }


def first_response(base: KnowledgeBase, public_url: str) -> Resource:
    """The response with which a client begins."""
    form = adaptive_questionnaire(base, public_url)
    contained = {key: form[key] for key in ("resourceType", "title", "status", "subjectType", "extension")}
    return {
        "resourceType": "QuestionnaireResponse",
        "contained": [contained | {"id": "q", "derivedFrom": [form["url"]]}],
        "questionnaire": "#q",
        "status": "in-progress",
    }


def _body(raw: Any) -> Resource:
    """The response in a body: bare, or in a Parameters resource."""
    if isinstance(raw, dict) and raw.get("resourceType") == "Parameters":
        wanted = [p for p in items(raw.get("parameter")) if p.get("name") == "questionnaire-response"]
        raw = wanted[0].get("resource") if wanted else None
    if not isinstance(raw, dict) or raw.get("resourceType") != "QuestionnaireResponse":
        text = "Send a QuestionnaireResponse, bare or as the parameter questionnaire-response."
        raise refusal("structure", text, status=400)
    return raw


def _contained(response: Resource) -> Resource:
    """The contained Questionnaire that derives from ours."""
    for form in items(response.get("contained")):
        ours = any(name.endswith(ADAPTIVE) for name in derived_from(form))
        if form.get("resourceType") == "Questionnaire" and ours:
            return form
    text = f"Contain a Questionnaire with derivedFrom the address of ours (it ends with {ADAPTIVE})."
    raise refusal("required", text, "QuestionnaireResponse.contained", 400)


def _answered(item: Item, response: Resource) -> Any:
    """The answer to an item, wherever it stands in the response."""
    todo = items(response.get("item"))
    while todo:
        found = todo.pop(0)
        if found.get("linkId") == item.get("linkId"):
            return answer_of(found)
        todo += items(found.get("item"))
    return None


def _case(shown: list[Item], response: Resource, base: KnowledgeBase) -> Case:
    """The case that the answers give, in the order of the questions. Each answer that does not fit is refused."""
    case, problems = Case(), []
    for item in shown:
        name, answer = word(item.get("linkId")), _answered(item, response)
        try:
            case = with_answer(case, name, "unsure" if answer is None else answer, base)
        except InputError as error:
            problems.append(Issue("error", "value", error.message, f"QuestionnaireResponse.item('{name}')"))
    if problems:
        raise FhirError(*problems)
    return case


def _result(case: Case, base: KnowledgeBase) -> tuple[Item, Item]:
    """The items that say the result, read-only, and their answers."""
    answer = assess(case, base=base, draws=0)
    told = [
        ("result.level", "How soon", answer.urgency.level),
        ("result.act", "What to do now", answer.urgency.act),
        *(
            (f"result.cause-{i}", "Possible cause", f"{c.lay_name} ({c.probability:.0%})")
            for i, c in enumerate(answer.causes[:5], 1)
        ),
    ]
    form = [{"linkId": name, "text": text, "type": "string", "readOnly": True} for name, text, _ in told]
    said = [{"linkId": name, "text": text, "answer": [{"valueString": value}]} for name, text, value in told]
    heading = {"linkId": RESULT, "text": "Result"}
    return heading | {"type": "group", "item": form}, heading | {"item": said}


def next_question(body: Any, base: KnowledgeBase) -> Resource:
    """The response with the next questions, or completed with the result.

    Raises FhirError for a body that is no response, without a Questionnaire derived from ours, or with an answer that
    does not fit its question.
    """
    response = _body(body)
    form = _contained(response)
    shown = [item for item in items(form.get("item")) if word(item.get("linkId")) != RESULT]
    answers = [item for item in items(response.get("item")) if word(item.get("linkId")) != RESULT]
    case = _case(shown, response, base)
    turn = next_turn(case, base=base)
    known = {word(item.get("linkId")) for item in shown}
    asks = [] if turn.done else [ask for ask in turn.questions if ask.id not in known]
    status, more, said = "in-progress", [item_of(ask) for ask in asks], []
    if not more:
        status = "completed"
        item, answer = _result(case, base)
        more, said = [item], [answer]
    kept = {key: response[key] for key in KEPT if key in response}
    others = [c for c in items(response.get("contained")) if c is not form]
    whole = {key: value for key, value in form.items() if key not in ("item", "url", "version")}
    found = [*answers, *said]
    return {
        **kept,
        "contained": [whole | {"item": [*shown, *more]}, *others],
        "questionnaire": response.get("questionnaire") or f"#{word(form.get('id'))}",
        "status": status,
        **({"item": found} if found else {}),
    }
