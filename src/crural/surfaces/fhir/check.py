"""A QuestionnaireResponse against its Questionnaire: structure, required answers, options, conditions, limits.

Works for any R4 Questionnaire, not only ours. Answers never stand in a message.
"""

from __future__ import annotations

import operator
from collections.abc import Callable, Iterator
from typing import Any

from crural.surfaces.fhir.outcome import Issue
from crural.surfaces.fhir.plain import Resource, codings, items, obj, word

VALUES: dict[str, tuple[str, ...]] = {
    "boolean": ("Boolean",),
    "decimal": ("Decimal", "Integer"),
    "integer": ("Integer",),
    "date": ("Date",),
    "dateTime": ("DateTime",),
    "time": ("Time",),
    "string": ("String",),
    "text": ("String",),
    "url": ("Uri",),
    "choice": ("Coding", "Integer", "Date", "Time", "String"),
    "open-choice": ("Coding", "Integer", "Date", "Time", "String"),
    "attachment": ("Attachment",),
    "reference": ("Reference",),
    "quantity": ("Quantity",),
}
COMPARE: dict[str, Callable[[Any, Any], bool]] = {
    "=": operator.eq,
    "!=": operator.ne,
    ">": operator.gt,
    "<": operator.lt,
    ">=": operator.ge,
    "<=": operator.le,
}
ENDED = ("completed", "amended")
LIMIT = "http://hl7.org/fhir/StructureDefinition/"


def _value(holder: dict[str, Any], name: str = "value") -> tuple[str, Any]:
    """(type, value) of an answer or option; empty for none."""
    return next(
        ((key[len(name) :], raw) for key, raw in holder.items() if key.startswith(name) and key != name),
        ("", None),
    )


def _same(left: Any, right: Any) -> bool:
    """Whether two values are one; codings by system and code."""
    if isinstance(left, dict) and isinstance(right, dict) and ("code" in left or "code" in right):
        systems = {word(left.get("system")), word(right.get("system"))} - {""}
        return word(left.get("code")) == word(right.get("code")) and len(systems) <= 1
    return bool(left == right)


class _Check:
    """One check of one response."""

    def __init__(self, response: Resource, form: Resource) -> None:
        self.response, self.form = response, form
        self.issues: list[Issue] = []
        self.ended = response.get("status") in ENDED
        self.answers: dict[str, list[dict[str, Any]]] = {}
        self._collect(items(response.get("item")))

    def _collect(self, found: list[dict[str, Any]]) -> None:
        for item in found:
            answers = items(item.get("answer"))
            self.answers.setdefault(word(item.get("linkId")), []).extend(answers)
            self._collect(items(item.get("item")))
            for answer in answers:
                self._collect(items(answer.get("item")))

    def say(self, code: str, text: str, place: str) -> None:
        """Note a problem."""
        self.issues.append(Issue("error", code, text, place))

    def enabled(self, item: dict[str, Any]) -> bool:
        """Whether the conditions of an item hold."""
        conditions = items(item.get("enableWhen"))
        if not conditions:
            return True
        held = [self._holds(condition) for condition in conditions]
        return any(held) if item.get("enableBehavior") == "any" else all(held)

    def _holds(self, condition: dict[str, Any]) -> bool:
        given = [_value(answer)[1] for answer in self.answers.get(word(condition.get("question")), ())]
        given = [value for value in given if value is not None]
        sign, (_, wanted) = word(condition.get("operator")), _value(condition, "answer")
        if sign == "exists":
            return bool(given) is bool(wanted)
        if sign in ("=", "!="):
            equal = any(_same(value, wanted) for value in given)
            return equal if sign == "=" else bool(given) and not equal
        return any(self._compare(sign, value, wanted) for value in given)

    @staticmethod
    def _compare(sign: str, value: Any, wanted: Any) -> bool:
        if isinstance(value, dict) and isinstance(wanted, dict):
            value, wanted = value.get("value"), wanted.get("value")
        try:
            return sign in COMPARE and COMPARE[sign](value, wanted)
        except TypeError:
            return False

    def level(
        self, asked: list[dict[str, Any]], given: list[dict[str, Any]], place: str, shown: bool
    ) -> None:
        """The items of one level of the form against those of the response."""
        known = {word(item.get("linkId")): item for item in asked}
        order = [word(item.get("linkId")) for item in given]
        for index, name in enumerate(order):
            if name not in known:
                self.say(
                    "not-found",
                    "The form has no item of this linkId here; mend or remove it.",
                    f"{place}[{index}].linkId",
                )
        positions = [list(known).index(name) for name in order if name in known]
        if positions != sorted(positions):
            self.say("structure", "The items are not in the order of the form.", place)
        for name, item in known.items():
            found = [(f"{place}[{i}]", g) for i, g in enumerate(given) if word(g.get("linkId")) == name]
            self.item(item, found, f"{place}.where(linkId='{name}')", shown)

    def item(
        self, item: dict[str, Any], found: list[tuple[str, dict[str, Any]]], place: str, shown: bool
    ) -> None:
        """One item of the form, and where the response has it."""
        kind, open_ = word(item.get("type")), shown and self.enabled(item)
        answers = [(f"{at}.answer[{i}]", a) for at, g in found for i, a in enumerate(items(g.get("answer")))]
        if not open_ and (answers or any(self._any_answer(g) for _, g in found)):
            self.say(
                "business-rule", "The conditions of this item do not hold, so it must not be answered.", place
            )
            return
        repeats = item.get("repeats") is True
        if len(found) > 1 and not (kind == "group" and repeats):
            self.say(
                "structure", "The item is there more than once; put several answers into one item.", place
            )
        if kind in ("group", "display") and answers:
            self.say("structure", f"A {kind} has no answer of its own.", place)
        elif len(answers) > 1 and not repeats:
            self.say("structure", "Only one answer can be given here.", place)
        self.required(item, found, answers, place, open_)
        for at, answer in answers:
            self.answer(item, answer, at)
        for at, given in found:
            below = items(item.get("item"))
            if kind == "group":
                self.level(below, items(given.get("item")), f"{at}.item", open_)
                continue
            for i, answer in enumerate(items(given.get("answer"))):
                self.level(below, items(answer.get("item")), f"{at}.answer[{i}].item", open_)
            if items(given.get("item")):
                self.level(below, items(given.get("item")), f"{at}.item", open_)

    def _any_answer(self, given: dict[str, Any]) -> bool:
        return bool(items(given.get("answer"))) or any(self._any_answer(g) for g in items(given.get("item")))

    def required(self, item: dict[str, Any], found: Any, answers: Any, place: str, open_: bool) -> None:
        """A required item that is shown has an answer once the response has ended."""
        if item.get("required") is not True or not open_ or not self.ended:
            return
        there = answers or (word(item.get("type")) == "group" and any(self._any_answer(g) for _, g in found))
        if not there and word(item.get("type")) != "display":
            self.say("required", "This item needs an answer.", place)

    def answer(self, item: dict[str, Any], answer: dict[str, Any], place: str) -> None:
        """One answer against the type, the options and the limits of its item."""
        kind, (given, value) = word(item.get("type")), _value(answer)
        if kind not in VALUES:
            return
        if given not in VALUES[kind]:
            wanted = " or ".join(f"value{name}" for name in VALUES[kind])
            self.say("value", f"Give a {wanted} here.", place)
            return
        options = [_value(option)[1] for option in items(item.get("answerOption"))] + list(
            self._contained(item)
        )
        free = kind == "open-choice" and given == "String"
        if options and not free and not any(_same(value, option) for option in options):
            self.say("code-invalid", "The answer is not one of the options of the form.", place)
        longest = item.get("maxLength")
        if isinstance(value, str) and isinstance(longest, int) and len(value) > longest:
            self.say("too-long", f"The answer is longer than {longest} characters.", place)
        self.limits(item, value, place)

    def limits(self, item: dict[str, Any], value: Any, place: str) -> None:
        """Least and greatest value, where the form sets them."""
        number = value.get("value") if isinstance(value, dict) else value
        for item_extension in items(item.get("extension")):
            name = word(item_extension.get("url")).removeprefix(LIMIT)
            if name in ("minValue", "maxValue"):
                sign = "<" if name == "minValue" else ">"
                if self._compare(sign, number, _value(item_extension)[1]):
                    self.say("value", "The answer is outside the limits of the form.", place)

    def _contained(self, item: dict[str, Any]) -> Iterator[dict[str, str]]:
        reference = word(item.get("answerValueSet"))
        for values in items(self.form.get("contained")):
            if reference.startswith("#") and values.get("id") == reference[1:]:
                for concept in items(obj(values.get("expansion")).get("contains")):
                    for system, code, _ in codings(concept):
                        yield {"system": system, "code": code}

    def run(self) -> tuple[Issue, ...]:
        """All problems."""
        name, url = word(self.response.get("questionnaire")).split("|")[0], word(self.form.get("url"))
        if name and url and not name.startswith("#") and name != url:
            self.say(
                "business-rule",
                "The response answers another questionnaire.",
                "QuestionnaireResponse.questionnaire",
            )
        if not word(self.response.get("status")):
            self.say("required", "Give the status.", "QuestionnaireResponse.status")
        self.level(
            items(self.form.get("item")), items(self.response.get("item")), "QuestionnaireResponse.item", True
        )
        return tuple(self.issues)


def check_response(response: Resource, form: Resource) -> tuple[Issue, ...]:
    """Every way in which a QuestionnaireResponse does not fit its Questionnaire; none when it fits.

    Required answers are asked for once the response is completed or amended. A contained form is used when `form` is
    empty. Conditions of FHIRPath (`enableWhenExpression`) and regular expressions are not judged.
    """
    return _Check(response, form).run()
