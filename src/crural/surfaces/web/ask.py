"""The questions that follow from what was told, one page at a time, with a way back and a way to change any answer."""

from __future__ import annotations

import math
from collections import Counter

from starlette.responses import Response

from crural.assess.turns import with_answer
from crural.concepts.interview import Ask
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError
from crural.surfaces.web.door import Call
from crural.surfaces.web.visit import Answered, Visit

US_UNITS = ("mg/dL", "g/dL", "°F", "in", "lb")
"""Units that people in the United States know, where a measure has them."""

OPEN = ("none", "unsure")
"""Choices of a list that say nothing of the ones that are ticked."""


def asks_of(visit: Visit) -> tuple[Ask, ...]:
    """What this page asks: the one that is being changed, or what comes next."""
    if visit.editing is not None:
        old = visit.answered(visit.editing)
        if old is not None:
            return (old.ask,)
    return visit.turn.questions if visit.turn else ()


def questions(call: Call) -> Response:
    """The next questions; when there is none, on to the answer."""
    if call.visit.turn is None and call.visit.editing is None:
        if not call.visit.told_anything():
            return call.go("/words")
        call.settle(asking=True)
    if call.visit.must_see_urgent():
        return call.go("/questions")
    if not asks_of(call.visit):
        return call.go("/result")
    return _page(call)


def _page(call: Call, status: int = 200, problem: str | None = None) -> Response:
    visit = call.visit
    asks = asks_of(visit)
    old = {item.ask.id: item.value for item in visit.trail}
    return call.page(
        "question.html",
        status,
        asks=asks,
        old=old,
        turn=visit.turn,
        changing=visit.editing is not None,
        lists={ask.id: _nth(visit, ask) for ask in asks},
        units={ask.id: units_of(call.base, ask, visit.country) for ask in asks},
        problem=problem,
    )


def _nth(visit: Visit, ask: Ask) -> int:
    """How many pages with these words came up to this one: lists of danger signs differ in nothing else."""
    before = [item.ask for item in visit.trail]
    if ask.id in [old.id for old in before]:
        before = before[: [old.id for old in before].index(ask.id)]
    return 1 + sum(old.text == ask.text for old in before)


def units_of(base: KnowledgeBase, ask: Ask, country: str) -> list[str]:
    """The units that a number may be given in, the likeliest for the country first."""
    if ask.form != "number" or ask.id not in base.measures:
        return [ask.unit] if ask.unit else []
    units = list(base.measures[ask.id].units)
    return sorted(units, key=lambda unit: unit not in US_UNITS) if country == "us" else units


def _value(call: Call, ask: Ask) -> str | float | tuple[str, ...] | None:
    """The answer to one question as sent, or None when it is missing or not one."""
    sent = [value for value in call.many(f"answer-{ask.id}") if value.strip()]
    ticked = tuple(v for v in sent if v not in OPEN)
    if ask.form == "many-of" and ticked and {choice.value for choice in ask.choices} >= set(ticked):
        return ticked  # "none of these" or "not sure" beside a tick speaks of the rest, and never takes the tick away
    if call.one("unsure") or "unsure" in sent:
        return "unsure"
    if not sent:
        return None
    if ask.form == "number":
        return _number(call, ask, sent[0])
    allowed = {"yes", "no"} if ask.form == "yes-no" else {choice.value for choice in ask.choices}
    if not set(sent) <= allowed:
        return None
    return tuple(sent) if ask.form == "many-of" else sent[0]


def _number(call: Call, ask: Ask, sent: str) -> float | None:
    try:
        value = float(sent.strip().replace(",", ".")[:20])
    except ValueError:
        return None
    measure = call.base.measures.get(ask.id)
    if measure is not None:
        unit = call.one(f"unit-{ask.id}") or next(iter(measure.units))
        if unit not in measure.units:
            return None
        value = value * measure.units[unit] + measure.unit_offset.get(unit, 0.0)
    low = ask.least if ask.least is not None else -math.inf
    high = ask.most if ask.most is not None else math.inf
    return value if math.isfinite(value) and low <= value <= high else None


def answer(call: Call) -> Response:
    """Take the answers of one page in. A page of another tab may answer what was asked before."""
    visit = call.visit
    known = {item.ask.id: item.ask for item in visit.trail} | {ask.id: ask for ask in asks_of(visit)}
    asked = [known[name] for name in call.many("ask") if name in known]
    given: dict[str, str | float | tuple[str, ...]] = {}
    for ask in asked:
        value = _value(call, ask)
        if value is None and len(asked) == 1:
            return _page(call, 422, _wanted(call, ask))
        given[ask.id] = value if value is not None else "unsure"
    case = visit.case
    for name, value in given.items():
        try:
            case = with_answer(case, name, value, call.base)
        except InputError:
            return _page(call, 422, _wanted(call, known[name]))
    trail = tuple(item for item in visit.trail if item.ask.id not in given)
    trail += tuple(Answered(ask=known[name], value=value) for name, value in given.items())
    call.settle(asking=True, case=case, trail=trail, editing=None)
    return call.go("/questions")


def _wanted(call: Call, ask: Ask) -> str:
    if ask.form == "number":
        span = f"{ask.least:g} - {ask.most:g}" if ask.least is not None and ask.most is not None else ""
        return call.words("Enter a number, or press “I am not sure”.") + (f" ({span})" if span else "")
    if ask.form == "yes-no":
        return call.words("Choose yes, no, or “I am not sure”.")
    return call.words("Choose what fits, or press “I am not sure”.")


def back(call: Call) -> Response:
    """To the question before; before the first one, to the medicines."""
    trail = [item.ask.id for item in call.visit.trail]
    editing = call.visit.editing
    before = trail[: trail.index(editing)] if editing in trail else trail
    call.keep(editing=before[-1] if before else None)
    return call.go("/questions" if before else "/medicines")


def change(call: Call) -> Response:
    """Ask one question again."""
    name = call.one("id")
    if call.visit.answered(name) is None:
        return call.go("/answers")
    call.keep(editing=name)
    return call.go("/questions")


def spoken(call: Call, item: Answered) -> str:
    """An answer in words."""
    plain = {"yes": call.words("Yes"), "no": call.words("No"), "unsure": call.words("Not sure")}
    labels = {choice.value: choice.label for choice in item.ask.choices}
    if isinstance(item.value, float | int):
        unit = item.ask.unit or ""
        measure = call.base.measures.get(item.ask.id)
        return f"{item.value:g} {next(iter(measure.units)) if measure else unit}".strip()
    values = (item.value,) if isinstance(item.value, str) else item.value
    return ", ".join(labels.get(value) or plain.get(value, value) for value in values)


def answers(call: Call) -> Response:
    """All that was told, each with a way to change it. Questions in the same words say what they were about."""
    trail = call.visit.trail
    texts = Counter(item.ask.text for item in trail)
    said = [
        (item, spoken(call, item), [choice.label for choice in item.ask.choices if choice.value != "none"])
        if texts[item.ask.text] > 1
        else (item, spoken(call, item), [])
        for item in trail
    ]
    return call.page("answers.html", said=said)
