"""From what was sent in to a Case: checked fields, and what its text says added."""

from __future__ import annotations

from typing import Any

from pydantic import ValidationError

from crural.concepts.case import MAX_TEXT, Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention, Reading
from crural.errors import InputError, shown

ADULT = 18
"""Age in years from which Crural judges causes."""
SAYS_NOTHING = "IN-001"
"""The code of the error that there is nothing to judge."""


def _problem(item: Any) -> str:
    where = ".".join(shown(part) for part in item["loc"]) or "case"
    if item["type"] == "extra_forbidden":
        return f"{where}: is not a field of a case"
    text = str(item["msg"]).removeprefix("Value error, ")
    return f"{where}: {text[0].lower()}{text[1:]}"


def problems_of(error: ValidationError) -> list[str]:
    """Each wrong field with what is wrong about it; never its value."""
    return [
        _problem(item) for item in error.errors(include_url=False, include_context=False, include_input=False)
    ]


def read_case(data: Any, *, empty: bool = False) -> Case:
    """A Case from plain data (a dict as of JSON or YAML). empty: it need not say anything yet (an interview).

    Raises InputError with every field that is wrong, in one message; never the value of a field.
    """
    if not isinstance(data, dict):
        raise InputError("A case is an object with keys such as text, age, sex, present", code="IN-002")
    try:
        return checked(Case.model_validate(data), empty=empty)
    except ValidationError as error:
        raise InputError("; ".join(problems_of(error)), code="IN-003") from None


def checked(case: Case, *, empty: bool = False) -> Case:
    """The case itself when it says something (or need not), and not too much. Raises InputError."""
    if not (empty or (case.text or "").strip() or case.present or case.absent or case.medicines):
        raise InputError("Say something: give a text or at least one entry in present", code=SAYS_NOTHING)
    if case.text is not None and len(case.text) > MAX_TEXT:
        raise InputError(f"The text is longer than {MAX_TEXT:,} characters; please shorten it", code="IN-005")
    return case


def heard(case: Case, reading: Reading) -> Reading:
    """The reading without what the case itself corrects: what it states stands before its text.

    What it calls unknown is no correction of something said to be so, only of something said not to be.
    An entry of what was before, or is somebody else's, corrects a mention that took it for present.
    """
    absent = {entry.id for entry in case.absent}
    present = {entry.id for entry in (*case.present, *case.medicines)}
    unknown = {entry.id for entry in case.unknown}
    not_now = {entry.id for entry in case.present if entry.status in ("past", "family", "denied")}

    def stands(mention: Mention) -> bool:
        if mention.id in not_now:
            return False
        if mention.id in present:
            return mention.state not in ("absent", "uncertain")
        if mention.id in unknown:
            return mention.state != "absent"
        return mention.id not in absent

    values = tuple(value for value in reading.values if value.id not in present)
    mentions = tuple(mention for mention in reading.mentions if stands(mention))
    return reading.model_copy(update={"mentions": mentions, "values": values})


def _status(mention: Mention) -> Any:
    """The status of the entry for a mention.

    A condition that is denied in words is not known of; that does not rule it out.
    """
    if mention.kind == "condition" and mention.state == "absent":
        return "known"
    if mention.kind == "medicine" and mention.state in ("past", "resolved"):
        return "stopped"
    return mention.state if mention.state in ("past", "resolved", "family") else mention.status


def _stated(entry: Entry | None) -> set[str]:
    """The qualities that the case itself states of a thing, whether as a field or among its qualities."""
    if entry is None:
        return set()
    fields = {name for name in ("side", "site", "onset", "severity", "duration") if getattr(entry, name)}
    return {*fields, *entry.qualities, *entry.without, *(("duration",) if entry.on else ())}


def _entry(mention: Mention, stated: Entry | None) -> Entry:
    """The entry for a mention, without what the case states of the same thing."""
    days = mention.started_days if mention.kind == "medicine" else mention.days
    told = _stated(stated)
    fields: dict[str, Any] = {
        "side": mention.side,
        "site": mention.site,
        "onset": mention.onset,
        "duration": f"{days:.6f} days" if days is not None else None,
        "severity": mention.severity,
    }
    return Entry(
        id=mention.id,
        status=_status(mention) if stated is None or stated.status is None else None,
        qualities={name: said for name, said in mention.qualities.items() if name not in told},
        without={n: v for n, v in mention.without.items() if stated is None or n not in stated.without},
        **{name: value for name, value in fields.items() if name not in told},
    )


def with_reading(case: Case, reading: Reading, base: KnowledgeBase) -> Case:
    """The case with what was read in its text added; see `heard` for what stands when they differ.

    A child whom somebody else tells about is the patient, whatever age the case gives for the sender.
    """
    present, absent, medicines = list(case.present), list(case.absent), list(case.medicines)
    stated = {entry.id: entry for entry in (*case.present, *case.medicines)}
    for mention in reading.mentions:
        if mention.state == "uncertain" or (mention.kind == "medicine" and mention.state == "family"):
            continue
        denied = mention.state == "absent"
        where = absent if denied else medicines if mention.kind == "medicine" else present
        where.append(_entry(mention, stated.get(mention.id)))
    present += [
        Entry(id=v.id, value=v.value, unit=next(iter(base.measures[v.id].units))) for v in reading.values
    ]
    told = {entry.id for entry in (*case.present, *case.absent, *case.unknown)}
    if reading.pregnant and "pregnancy" not in told and "pregnancy" in base.factors:
        present.append(Entry(id="pregnancy"))
    age = case.age if case.age is not None else reading.age
    if reading.about == "other" and reading.age is not None and reading.age < ADULT:
        age = reading.age
    return case.model_copy(
        update={
            "present": tuple(present),
            "absent": tuple(absent),
            "medicines": tuple(medicines),
            "age": age,
            "sex": case.sex or reading.sex,
            "setting": case.setting or reading.setting,
        }
    )
