"""An answer put into a case: it takes the place of whatever the case said of the same thing."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError, shown
from crural.inference.gather import ABOUT_THE_PERSON, ANY_OF
from crural.knowledge.kinship import canonical

Answer = str | float | Sequence[str]
"""yes, no or unsure; values of choices; or a number in the unit that was asked for."""

NONE = "none"
"""The choice "none of these" of a quality with several values."""
_FIELDS = ("side", "site", "onset", "severity", "duration")
"""Qualities that have a field of their own in an entry."""
_SIDES = ("left", "right", "both")


def _problem(name: str, wanted: str) -> InputError:
    return InputError(f"{shown(name)}: answer with {wanted}", code="IN-009")


def _without(entries: tuple[Entry, ...], name: str) -> tuple[Entry, ...]:
    return tuple(entry for entry in entries if entry.id != name)


def _described(entry: Entry, quality: str, values: tuple[str, ...], none_of: tuple[str, ...]) -> Entry:
    """The entry with one quality told anew; nothing else of it changes."""
    change: dict[str, Any] = {
        "qualities": {name: said for name, said in entry.qualities.items() if name != quality},
        "without": {name: said for name, said in entry.without.items() if name != quality},
    }
    if quality in _FIELDS:
        change[quality] = () if quality == "site" else None
    if values == (NONE,):
        change["without"][quality] = none_of
    elif quality == "site":
        change["site"] = values
    elif quality in ("onset", "severity") or (quality == "side" and values[0] in _SIDES):
        change[quality] = values[0]
    else:
        change["qualities"][quality] = values
    return entry.model_copy(update=change)


def _detail(case: Case, name: str, value: Answer, base: KnowledgeBase) -> Case:
    """A quality of a complaint; a complaint that only the text names gets an entry of its own."""
    finding, _, quality = name.partition(".")
    kind = base.qualifiers.get(quality)
    if finding not in base.findings or kind is None:
        raise InputError(f"There is no question called {shown(name)}", code="IN-004")
    values = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ()
    allowed = {*kind.labels, *(_SIDES if quality == "side" else ()), *(() if kind.exclusive else (NONE,))}
    alone = kind.exclusive or NONE in values
    if not values or set(values) - allowed or (alone and len(values) > 1):
        raise _problem(name, "one of its choices" if kind.exclusive else "some of its choices")
    none_of = tuple(kind.labels)
    present = case.present
    if not any(canonical(base, entry.id) == canonical(base, finding) for entry in present):
        present = (*present, Entry(id=finding))
    told = tuple(
        _described(entry, quality, values, none_of)
        if canonical(base, entry.id) == canonical(base, finding)
        else entry
        for entry in present
    )
    return case.model_copy(update={"present": told, "absent": _without(case.absent, finding)})


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


def _unsure(case: Case, name: str) -> Case:
    """Not known: what was told before of the person goes too; what was told of a complaint stands."""
    change: dict[str, Any] = {"unknown": (*case.unknown, Entry(id=name))}
    if name in ("age", "sex"):
        change[name] = None
    elif name == "medicines_complete":
        change[name] = False
    elif "." not in name:
        change |= {
            field: _without(getattr(case, field), name) for field in ("present", "absent", "medicines")
        }
    return case.model_copy(update=change)


def _any_of(case: Case, name: str, value: Answer, base: KnowledgeBase) -> Case:
    """A list of findings, factors, medicines or conditions: the picked ones are so, the others are not."""
    listed = name.removeprefix(ANY_OF).split("+")
    picked = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ()
    pools = (base.findings, base.factors, base.medicines, base.conditions)
    if not all(any(item in pool for pool in pools) for item in listed):
        raise InputError(f"There is no question called {shown(name)}", code="IN-004")
    if not picked or (set(picked) - set(listed) and picked not in ((NONE,), ("unsure",))):
        raise _problem(name, "some of its choices")
    for item in listed:
        case = _answered(
            case, item, "unsure" if picked == ("unsure",) else "yes" if item in picked else "no", base
        )
    return case


def _is_medicine(base: KnowledgeBase, name: str) -> bool:
    """Whether the id is a class of medicines or a medicine."""
    return name in base.medicines or any(name in medicine.members for medicine in base.medicines.values())


def _main(case: Case, value: Answer, base: KnowledgeBase) -> Case:
    """The complaints that were picked: present, and the main ones."""
    names = (value,) if isinstance(value, str) else tuple(value) if isinstance(value, Sequence) else ()
    if names == (NONE,):
        return case
    if not names or any(name not in base.findings for name in names):
        raise _problem("main", "some of its choices")
    for name in names:
        case = _answered(case, name, "yes", base)
    return case.model_copy(update={"main": tuple(dict.fromkeys((*case.main, *names)))})


def with_answer(case: Case, name: str, value: Answer, base: KnowledgeBase) -> Case:
    """The case with one answer put in; an earlier answer to the same question goes.

    name: the id of the question (see `concepts.interview.Ask`). value: "yes", "no" or "unsure"; a value or values of
    its choices ("none" for none of them); or a number in its unit. Raises InputError for an answer that does not fit,
    or an unknown id.
    """
    case = _answered(case, name, value, base)
    return case.model_copy(update={"asked": (*(n for n in case.asked if n != name), name)})


def _answered(case: Case, name: str, value: Answer, base: KnowledgeBase) -> Case:
    if name.startswith(ANY_OF):
        return _any_of(case, name, value, base)
    measure, medicine = base.measures.get(name), _is_medicine(base, name)
    pools = (ABOUT_THE_PERSON, base.measures, base.findings, base.factors, base.conditions)
    if not (medicine or "." in name or any(name in pool for pool in pools)):
        raise InputError(f"There is no question called {shown(name)}", code="IN-004")
    case = case.model_copy(update={"unknown": _without(case.unknown, name)})
    if isinstance(value, str) and value == "unsure":
        return _unsure(case, name)
    if name == "main":
        return _main(case, value, base)
    if name in ABOUT_THE_PERSON:
        return _person(case, name, value)
    if "." in name:
        return _detail(case, name, value, base)
    fields = {field: _without(getattr(case, field), name) for field in ("present", "absent", "medicines")}
    if measure is not None:
        if isinstance(value, bool) or not isinstance(value, int | float):
            raise _problem(name, "a number")
        fields["present"] = (
            *fields["present"],
            Entry(id=name, value=float(value), unit=next(iter(measure.units))),
        )
        return case.model_copy(update=fields)
    if value not in ("yes", "no"):
        raise _problem(name, "yes, no or unsure")
    if value == "no":
        not_known = name in base.conditions and name not in base.factors
        fields["absent"] = (*fields["absent"], Entry(id=name, status="known" if not_known else None))
        return case.model_copy(update=fields)
    where = "medicines" if medicine else "present"
    kept = next((entry for entry in getattr(case, where) if entry.id == name), Entry(id=name))
    fields[where] = (*fields[where], kept)
    return case.model_copy(update=fields)


def with_answers(case: Case, answers: Mapping[str, Answer], base: KnowledgeBase) -> Case:
    """The case with several answers put in, in their order."""
    for name, value in answers.items():
        case = with_answer(case, name, value, base)
    return case
