"""An answer put into a case: it takes the place of whatever the case said of the same thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError, shown

Answer = str | float | Sequence[str]
"""yes, no or unsure; values of choices; or a number in the unit that was asked for."""

ABOUT_THE_PERSON = ("age", "sex", "medicines_complete")


def _problem(name: str, wanted: str) -> InputError:
    return InputError(f"{shown(name)}: answer with {wanted}", code="IN-009")


def _without(entries: tuple[Entry, ...], name: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.id != name)


def _detail(case: Case, name: str, value: Answer, base: KnowledgeBase) -> Case:
    """A quality of a complaint that the case names."""
    finding, _, quality = name.partition(".")
    values = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ()
    if quality not in base.qualifiers or not values or set(values) - set(base.qualifiers[quality].labels):
        raise _problem(name, "one of its choices")

    def told(entry: Entry) -> Entry:
        qualities = {**entry.qualities, quality: values}
        return entry.model_copy(update={"qualities": qualities})

    present = tuple(told(entry) if entry.id == finding else entry for entry in case.present)
    if present == case.present:
        present = (*present, told(Entry(id=finding)))
    return case.model_copy(update={"present": present})


def _person(case: Case, name: str, value: Answer) -> Case:
    if name == "age":
        if isinstance(value, bool) or not isinstance(value, int | float) or not 0 <= value <= 120:
            raise _problem(name, "a number of years from 0 to 120")
        return case.model_copy(update={"age": float(value)})
    if name == "sex":
        if value not in ("female", "male"):
            raise _problem(name, "female or male")
        return case.model_copy(update={"sex": value})
    if value not in ("yes", "no"):
        raise _problem(name, "yes or no")
    return case.model_copy(update={"medicines_complete": value == "yes"})


def with_answer(case: Case, name: str, value: Answer, base: KnowledgeBase) -> Case:
    """The case with one answer put in; an earlier answer to the same question goes.

    name: the id of the question (see `concepts.interview.Ask`). value: "yes", "no" or "unsure"; a value or values of
    its choices; or a number in its unit. Raises InputError for an answer that does not fit, or an unknown id.
    """
    case = case.model_copy(update={"unknown": _without(case.unknown, name)})
    if value == "unsure":
        return case.model_copy(update={"unknown": (*case.unknown, Entry(id=name))})
    if name in ABOUT_THE_PERSON:
        return _person(case, name, value)
    if "." in name:
        return _detail(case, name, value, base)
    fields = {field: _without(getattr(case, field), name) for field in ("present", "absent", "medicines")}
    if name in base.measures:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _problem(name, "a number")
        unit = next(iter(base.measures[name].units))
        fields["present"] = (*fields["present"], Entry(id=name, value=float(value), unit=unit))
        return case.model_copy(update=fields)
    if not any(name in pool for pool in (base.findings, base.factors, base.conditions, base.medicines)):
        raise InputError(f"There is no question called {shown(name)}", code="IN-004")
    if value not in ("yes", "no"):
        raise _problem(name, "yes, no or unsure")
    taken = "medicines" if name in base.medicines else "present"
    where = taken if value == "yes" else "absent"
    kept = next((entry for entry in case.present if entry.id == name), Entry(id=name))
    fields[where] = (*fields[where], kept)
    return case.model_copy(update=fields)


def with_answers(case: Case, answers: Mapping[str, Answer], base: KnowledgeBase) -> Case:
    """The case with several answers put in, in their order."""
    for name, value in answers.items():
        case = with_answer(case, name, value, base)
    return case
