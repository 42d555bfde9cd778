"""One question of the interview as an item of a Questionnaire, and the words that a form needs."""

from __future__ import annotations

from typing import Any

from crural.concepts.interview import Ask, Choice
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.fhir.meaning import OWN

Item = dict[str, Any]
CORE = "http://hl7.org/fhir/StructureDefinition/"
SDC = "http://hl7.org/fhir/uv/sdc/StructureDefinition/"
ANSWERS = "urn:crural:answer"
ITEM_CONTROL = "http://hl7.org/fhir/questionnaire-item-control"
YES_NO = (Choice(value="yes", label="Yes"), Choice(value="no", label="No"))
UNSURE = Choice(value="unsure", label="I am not sure")
SEXES = (Choice(value="female", label="Female"), Choice(value="male", label="Male"))


def option(choice: Choice) -> Item:
    """An answer that can be picked."""
    return {"valueCoding": {"system": ANSWERS, "code": choice.value, "display": choice.label}}


def extension(url: str, kind: str, value: Any) -> Item:
    """An extension with one value."""
    return {"url": url, f"value{kind}": value}


def control(name: str) -> Item:
    """How an item is to be shown."""
    codings = {"coding": [{"system": ITEM_CONTROL, "code": name}]}
    return extension(CORE + "questionnaire-itemControl", "CodeableConcept", codings)


def _help(name: str, text: str) -> Item:
    return {"linkId": f"{name}/help", "type": "display", "text": text, "extension": [control("help")]}


def item_of(ask: Ask, *, code: bool = True) -> Item:
    """The item for one question; its linkId is the question's id. "I am not sure" is always an answer of choices."""
    item: Item = {"linkId": ask.id, "text": ask.text}
    if code and "." not in ask.id:
        item["code"] = [{"system": OWN, "code": ask.id}]
    if ask.form == "number":
        limits = (("minValue", ask.least), ("maxValue", ask.most))
        found = [extension(CORE + name, "Decimal", value) for name, value in limits if value is not None]
        if ask.unit:
            coding = {"display": ask.unit}
            found.append(extension(CORE + "questionnaire-unit", "Coding", coding))
        item |= {"type": "decimal"} | ({"extension": found} if found else {})
    else:
        choices = YES_NO if ask.form == "yes-no" else ask.choices
        many = ask.form == "many-of"
        shown = control("check-box" if many else "radio-button")
        item |= {
            "type": "choice",
            "extension": [shown],
            "answerOption": [option(c) for c in (*choices, UNSURE)],
        }
        item |= {"repeats": True} if many else {}
    if ask.help:
        item["item"] = [_help(ask.id, ask.help)]
    return item


def when(item: Item, question: str, value: str) -> Item:
    """The item, shown only when a question has an answer."""
    shown = {"question": question, "operator": "=", "answerCoding": {"system": ANSWERS, "code": value}}
    return item | {"enableWhen": [shown]}


def group(name: str, text: str, items: list[Item]) -> Item:
    """Items under a heading."""
    return {"linkId": name, "type": "group", "text": text, "item": items}


def about_you(base: KnowledgeBase) -> list[Item]:
    """The questions of age and sex."""
    age = Ask(
        id="age", text="How old are you, in years?", form="number", unit="years", least=0, most=120, why=""
    )
    sex = {
        "linkId": "sex",
        "text": "What sex were you given at birth?",
        "type": "choice",
        "extension": [control("radio-button")],
        "answerOption": [option(choice) for choice in (*SEXES, UNSURE)],
    }
    return [item_of(age, code=False), sex]


def finding_item(base: KnowledgeBase, name: str) -> Item:
    """A finding as a yes-or-no question, with its qualities below it, asked once it is there."""
    finding = base.findings[name]
    asked = Ask(id=name, text=finding.question or finding.plain, form="yes-no", why="", help=finding.help)
    item = item_of(asked)
    details = [when(quality_item(base, name, quality), name, "yes") for quality in finding.qualifiers]
    below = [*item.get("item", []), *details]
    return item | ({"item": below} if below else {})


def quality_item(base: KnowledgeBase, name: str, quality: str) -> Item:
    """A quality of a complaint as a question."""
    kind = base.qualifiers[quality]
    choices = tuple(Choice(value=value, label=label) for value, label in kind.labels.items())
    text = f"{base.findings[name].label}: {kind.question}"
    form = "one-of" if kind.exclusive else "many-of"
    return item_of(
        Ask(id=f"{name}.{quality}", text=text[0].upper() + text[1:], form=form, choices=choices, why="")
    )
