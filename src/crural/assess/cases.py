"""From what was sent in to a Case: checked fields, and what its text says added."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from crural.concepts.case import MAX_TEXT, Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention, Reading
from crural.errors import InputError


def read_case(data: Any) -> Case:
    """A Case from plain data (a dict as of JSON or YAML).

    Raises InputError with every field that is wrong, in one message; never the value of a field.
    """
    if not isinstance(data, dict):
        raise InputError("A case is an object with keys such as text, age, sex, present", code="IN-002")
    try:
        case = Case.model_validate(data)
    except ValidationError as error:
        said = []
        for item in error.errors(include_url=False, include_context=False, include_input=False):
            where = ".".join(str(part) for part in item["loc"]) or "case"
            text = (
                "is not a field of a case"
                if item["type"] == "extra_forbidden"
                else item["msg"].removeprefix("Value error, ")
            )
            said.append(f"{where}: {text[0].lower()}{text[1:]}")
        raise InputError("; ".join(said), code="IN-003") from None
    if not (case.text or case.present or case.absent or case.medicines):
        raise InputError("Say something: give a text or at least one entry in present", code="IN-001")
    if case.text is not None and len(case.text) > MAX_TEXT:
        raise InputError(f"The text is longer than {MAX_TEXT:,} characters; please shorten it", code="IN-005")
    return case


def _entry(mention: Mention) -> Entry:
    status: Any = mention.status
    if mention.kind in ("finding", "factor") and mention.state in ("resolved", "past", "family"):
        status = mention.state
    if mention.kind == "condition":
        status = mention.state if mention.state in ("past", "family") else (mention.status or "known")
    duration = f"{mention.days:g} days" if mention.days is not None else None
    if mention.kind == "medicine" and mention.started_days is not None:
        duration = f"{mention.started_days:g} days"
    return Entry(
        id=mention.id,
        side=mention.side,
        site=mention.site,
        onset=mention.onset,
        duration=duration,
        severity=mention.severity,
        status=status,
        qualities=mention.qualities,
        without=mention.without,
    )


def with_reading(case: Case, reading: Reading, base: KnowledgeBase) -> Case:
    """The case with what its text says added; what the case itself states stands before the text."""
    present, absent, medicines = list(case.present), list(case.absent), list(case.medicines)
    stated = {entry.id for entry in (*case.present, *case.absent, *case.unknown)}
    for mention in reading.mentions:
        if mention.id in stated or mention.state == "uncertain":
            continue
        if mention.kind == "medicine":
            if mention.state != "family":
                (absent if mention.state == "absent" else medicines).append(_entry(mention))
        elif mention.state == "absent":
            absent.append(_entry(mention))
        else:
            present.append(_entry(mention))
    present += [
        Entry(id=v.id, value=v.value, unit=next(iter(base.measures[v.id].units))) for v in reading.values
    ]
    if reading.pregnant and "pregnancy" not in stated and "pregnancy" in base.factors:
        present.append(Entry(id="pregnancy"))
    return case.model_copy(
        update={
            "present": tuple(present),
            "absent": tuple(absent),
            "medicines": tuple(medicines),
            "age": case.age if case.age is not None else reading.age,
            "sex": case.sex or reading.sex,
            "setting": case.setting or reading.setting,
        }
    )
