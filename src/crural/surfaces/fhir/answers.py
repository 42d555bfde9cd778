"""Answers of a QuestionnaireResponse of ours put into a case. Forms of others are counted, not guessed at."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from crural.assess.turns import with_answer
from crural.concepts.case import Case
from crural.errors import InputError
from crural.interview.answers import Answer
from crural.surfaces.fhir.plain import Resource, items, obj, word
from crural.surfaces.fhir.records import Placed, belongs
from crural.surfaces.fhir.told import Told

FORM = "/Questionnaire/crural"
"""How the canonical address of our questionnaires ends, before any version."""

RESULT, SCORE = "result", "danger-signs"
"""The items that say the result or a calculated score; they are no answers of the person."""

UNKNOWN = "IN-004"
"""The code of the error that there is no such question."""


def derived_from(form: Resource) -> list[str]:
    """The addresses, without a version, of the questionnaires that one is derived from."""
    found = form.get("derivedFrom")
    return [word(name).split("|")[0] for name in found] if isinstance(found, list) else []


def is_ours(response: Resource) -> bool:
    """Whether a response answers a questionnaire of ours, adaptive ones included."""
    names = [word(response.get("questionnaire"))]
    for form in items(response.get("contained")):
        names += [word(form.get("url")), *derived_from(form)]
    return any(
        name.split("|")[0].endswith(FORM) or name.split("|")[0].endswith(FORM + "-adaptive") for name in names
    )


def answered_items(raw: Any) -> Iterator[dict[str, Any]]:
    """Every item with an answer, those below items and answers included, in order."""
    todo = list(reversed(items(raw)))
    while todo:
        item = todo.pop()
        below = items(item.get("item"))
        answers = items(item.get("answer"))
        if answers:
            yield item
        for answer in answers:
            below += items(answer.get("item"))
        todo.extend(reversed(below))


def value_of(answer: dict[str, Any]) -> str | float | None:
    """The value of one answer as the interview takes it; None where there is none."""
    if isinstance(answer.get("valueBoolean"), bool):
        return "yes" if answer["valueBoolean"] else "no"
    coding = obj(answer.get("valueCoding"))
    if coding:
        return word(coding.get("code")) or None
    for number in (
        answer.get("valueDecimal"),
        answer.get("valueInteger"),
        obj(answer.get("valueQuantity")).get("value"),
    ):
        if isinstance(number, int | float) and not isinstance(number, bool):
            return float(number)
    return word(answer.get("valueString")) or None


def answer_of(item: dict[str, Any]) -> Answer | None:
    """All values of an item as one answer."""
    found = [value for value in map(value_of, items(item.get("answer"))) if value is not None]
    if not found:
        return None
    if len(found) == 1:
        return found[0]
    return [str(value) for value in found]


def with_item(case: Case, item: dict[str, Any], told: Told) -> Case:
    """The case with one answered item put in; an answer that does not fit becomes an issue."""
    name, answer = word(item.get("linkId")), answer_of(item)
    if answer is None or name == SCORE or name.partition(".")[0] == RESULT:
        return case
    try:
        return with_answer(case, name, answer, told.base)
    except InputError as error:
        if error.code == UNKNOWN:
            told.unknown_codes["QuestionnaireResponse", "", name, ""] += 1
        else:
            told.wrong("value", error.message, f"QuestionnaireResponse.item('{name}')")
        return case


def _read_one(told: Told, placed: Placed, case: Case) -> Case:
    response = placed.resource
    if not belongs(told.records, placed):
        return case
    if not is_ours(response):
        told.unknown_codes[
            "QuestionnaireResponse", word(response.get("questionnaire")), "", "a form of others"
        ] += 1
        return case
    for item in answered_items(response.get("item")):
        case = with_item(case, item, told)
    return case


def read_answers(told: Told, case: Case) -> Case:
    """The case with the answers of all our QuestionnaireResponses put in, the oldest first."""
    for placed in sorted(
        told.records.of("QuestionnaireResponse"), key=lambda p: word(p.resource.get("authored"))
    ):
        case = _read_one(told, placed, case)
    return case
