"""Clinical scores as Questionnaires of their own: each item a question, the total calculated by the form itself."""

from __future__ import annotations

from typing import Any

from crural import __version__
from crural.advice.instruments import Answers, score
from crural.concepts.assessment import InstrumentScore
from crural.concepts.case import Case
from crural.concepts.interview import Choice
from crural.concepts.knowledge import Instrument, Item, KnowledgeBase
from crural.errors import InputError, shown
from crural.inference.gather import facts_of
from crural.surfaces.fhir.answers import answered_items, value_of
from crural.surfaces.fhir.form import SDC, YES_NO, control, extension, option
from crural.surfaces.fhir.plain import Resource, items, word

TOTAL = "total"
NONE_OF_THEM = Choice(value="0", label="None of these")


def scored(base: KnowledgeBase) -> list[str]:
    """The instruments that are sums of items."""
    return [name for name, instrument in base.instruments.items() if instrument.kind == "sum"]


def _options(item: Item) -> tuple[Choice, ...]:
    if not item.grades:
        return YES_NO
    grades = tuple(Choice(value=str(n), label=grade.text) for n, grade in enumerate(item.grades, 1))
    return (NONE_OF_THEM, *grades)


def _points(item: Item) -> str:
    """What an item adds, in the part of FHIRPath that every form renderer has."""
    answer = f"%resource.item.where(linkId='{item.id}').answer.value.code"
    if not item.grades:
        return f"iif({answer}='yes', {item.points:g}, 0)"
    nested = "0"
    for number, grade in reversed(list(enumerate(item.grades, 1))):
        nested = f"iif({answer}='{number}', {grade.points:g}, {nested})"
    return nested


def _expression(instrument: Instrument) -> str:
    total = " + ".join(_points(item) for item in instrument.items)
    for name, least in instrument.at_least_if.items():
        there = f"%resource.item.where(linkId='{name}').answer.value.code='yes'"
        total = f"iif({there} and ({total}) < {least:g}, {least:g}, {total})"
    return total


def _question(item: Item) -> dict[str, Any]:
    return {
        "linkId": item.id,
        "text": item.text,
        "type": "choice",
        "required": True,
        "extension": [control("radio-button")],
        "answerOption": [option(choice) for choice in _options(item)],
    }


def score_questionnaire(base: KnowledgeBase, name: str, public_url: str) -> Resource:
    """The Questionnaire of one score. Raises InputError for one that is not known or not a sum."""
    if name not in scored(base):
        raise InputError(f"There is no score called {shown(name)}; see `crural kb stats`", code="IN-004")
    instrument = base.instruments[name]
    expression = {"language": "text/fhirpath", "expression": _expression(instrument)}
    total = {
        "linkId": TOTAL,
        "text": "Total",
        "type": "decimal",
        "readOnly": True,
        "extension": [extension(SDC + "sdc-questionnaire-calculatedExpression", "Expression", expression)],
    }
    return {
        "resourceType": "Questionnaire",
        "id": f"score-{name}",
        "url": f"{public_url}/fhir/Questionnaire/score-{name}",
        "version": __version__,
        "name": "Score" + "".join(part.capitalize() for part in name.split("-")),
        "title": instrument.name,
        "status": "active",
        "subjectType": ["Patient"],
        "description": f"{instrument.for_whom} {instrument.limits}",
        "copyright": instrument.licence,
        "item": [*(_question(item) for item in instrument.items), total],
    }


def score_of(base: KnowledgeBase, name: str, response: Resource) -> InstrumentScore:
    """The score that our Python gives for the answers of a response; a range where an item is not answered."""
    told: dict[str, bool | int | None] = {}
    graded = {item.id: bool(item.grades) for item in base.instruments[name].items}
    for item in answered_items(response.get("item")):
        link, value = word(item.get("linkId")), value_of(items(item.get("answer"))[0])
        if link in graded and value is not None:
            told[link] = int(value) if graded[link] else value == "yes"
    answers: Answers = told
    found = score(base, name, facts_of(Case(), base), answers)
    assert found is not None  # a sum always has a total
    return found
