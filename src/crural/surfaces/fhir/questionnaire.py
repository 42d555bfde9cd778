"""The whole interview as one static Questionnaire, with conditions of display and a calculated score."""

from __future__ import annotations

from typing import Any

from crural import __version__
from crural.concepts.interview import Ask
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.fhir.answers import FORM, SCORE, answered_items, value_of
from crural.surfaces.fhir.form import SDC, Item, about_you, extension, finding_item, group, item_of, when
from crural.surfaces.fhir.plain import Resource, items, word

DANGERS = "dangers"
EXPRESSION = f"%resource.item.where(linkId='{DANGERS}').item.where(answer.value.code='yes').count()"
"""How many danger signs are there, in the part of FHIRPath that every form renderer has."""


def danger_signs(base: KnowledgeBase) -> list[str]:
    """The findings that the rules of emergency ask for, in the order of the base."""
    asked = {name for rule in base.rules.values() if rule.level == "emergency" for name in rule.ask}
    return [name for name, finding in base.findings.items() if name in asked and finding.question]


def _nested(base: KnowledgeBase, names: list[str]) -> list[Item]:
    """Findings as items; a special one stands below the general one that it implies, once that is there."""
    children: dict[str, list[str]] = {}
    for name in names:
        above = base.findings[name].implies
        if above in names and above is not None:
            children.setdefault(above, []).append(name)
    below = {child for found in children.values() for child in found}

    def made(name: str) -> Item:
        item = finding_item(base, name)
        special = [when(made(child), name, "yes") for child in children.get(name, [])]
        return item | ({"item": [*item.get("item", []), *special]} if special else {})

    return [made(name) for name in names if name not in below]


def _yes_no(name: str, text: str) -> Item:
    return item_of(Ask(id=name, text=text, form="yes-no", why=""))


def _score_item() -> Item:
    expression = {"language": "text/fhirpath", "expression": EXPRESSION}
    return {
        "linkId": SCORE,
        "type": "integer",
        "text": "Danger signs that you have",
        "readOnly": True,
        "extension": [extension(SDC + "sdc-questionnaire-calculatedExpression", "Expression", expression)],
    }


def questionnaire(base: KnowledgeBase, public_url: str) -> Resource:
    """The static Questionnaire. public_url: the address of the service, for its canonical address.

    The linkIds are the ids of the questions of the interview.
    """
    asked = [
        name
        for name, f in base.findings.items()
        if f.question and f.kind in ("symptom", "home-check") and not f.same_as
    ]
    dangers = danger_signs(base)
    legs = [name for name in asked if base.findings[name].topic == "leg" and name not in dangers]
    body = [name for name in asked if base.findings[name].topic != "leg" and name not in dangers]
    factors = [_yes_no(f.id, f.question) for f in base.factors.values() if f.question]
    medicines = [_yes_no(m.id, f"Do you take {m.plain}?") for m in base.medicines.values()]
    complete = _yes_no("medicines_complete", "Did you name all medicines that you take?")
    url = public_url + "/fhir" + FORM
    return {
        "resourceType": "Questionnaire",
        "id": "crural",
        "url": url,
        "version": __version__,
        "name": "CruralLegs",
        "title": "Leg complaints",
        "status": "active",
        "subjectType": ["Patient"],
        "description": f"The interview of Crural as one form. {base.words['not-a-diagnosis']}",
        "item": [
            group("about-you", "About you", about_you(base)),
            group(DANGERS, "Danger signs", [finding_item(base, name) for name in dangers]),
            _score_item(),
            group("legs", "Your legs", _nested(base, legs)),
            group("body", "The rest of your body", _nested(base, body)),
            group("history", "Your health and your life", factors),
            group("medicines", "Your medicines", [*medicines, complete]),
        ],
    }


def danger_count(response: Resource) -> int:
    """The score of a QuestionnaireResponse to the static form: how many danger signs are answered with yes."""
    found = [item for item in items(response.get("item")) if word(item.get("linkId")) == DANGERS]
    direct = [item for dangers in found for item in items(dangers.get("item"))]
    return sum(any(value_of(a) == "yes" for a in items(item.get("answer"))) for item in direct)


def answers_in(response: Resource) -> dict[str, Any]:
    """Link id and values of every answered item."""
    return {
        word(item.get("linkId")): [value_of(a) for a in items(item.get("answer"))]
        for item in answered_items(response.get("item"))
    }
