"""Many records: one assessment for each patient, as rows of a table. A bad record never stops the rest."""

from __future__ import annotations

import csv
from collections import Counter
from collections.abc import Callable, Iterable, Iterator
from dataclasses import asdict, dataclass, fields
from datetime import date
from pathlib import Path
from typing import IO

from crural.concepts.knowledge import KnowledgeBase
from crural.errors import CruralError
from crural.surfaces.fhir.operation import NothingSaid, judged
from crural.surfaces.fhir.plain import Resource, day_of, items, obj, word
from crural.surfaces.fhir.read import FhirCase, case_of
from crural.surfaces.fhir.spool import Bad, spooled

DATED = (
    "deceasedDateTime",
    "effectiveDateTime",
    "issued",
    "recordedDate",
    "onsetDateTime",
    "authoredOn",
    "performedDateTime",
)


@dataclass
class Row:
    """One patient. refused: why no cause was judged. unmapped: things whose code meant nothing to us."""

    record: str
    patient: str = ""
    as_of: str = ""
    age: str = ""
    sex: str = ""
    level: str = ""
    act: str = ""
    rules: str = ""
    cause_1: str = ""
    probability_1: str = ""
    cause_2: str = ""
    probability_2: str = ""
    cause_3: str = ""
    probability_3: str = ""
    cannot_tell: str = ""
    entries: int = 0
    unmapped: int = 0
    issues: int = 0
    refused: str = ""


@dataclass
class Summary:
    """What a batch came to. unmapped: (kind, system, code, text); left: what was left out; each with how often."""

    patients: int
    levels: Counter[str]
    refused: int
    unmapped: Counter[tuple[str, str, str, str]]
    bad: list[Bad]
    left: Counter[str]


def newest_day(resources: Iterable[Resource], today: date) -> date:
    """The latest day on which something was recorded; today for a record without dates."""
    found = [today.min]
    todo = list(resources)
    while todo:
        resource = todo.pop()
        todo += [obj(entry.get("resource")) for entry in items(resource.get("entry"))]
        days = (day_of(word(resource.get(name))) for name in DATED)
        found += [day for day in days if day and day <= today]
    return max(found) if len(found) > 1 else today


def _fill(row: Row, read: FhirCase, base: KnowledgeBase) -> None:
    case = read.case
    row.patient = case.id or ""
    row.age = "" if case.age is None else f"{case.age:.0f}"
    row.sex = case.sex or ""
    row.entries = len(case.present) + len(case.absent) + len(case.medicines)
    row.unmapped = sum(item.count for item in read.unmapped)
    row.issues = len(read.issues)
    if read.died:
        row.refused = "died"
        return
    try:
        answer = judged(read, base, draws=0)
    except NothingSaid:
        row.refused = "nothing said"
        return
    row.level, row.act = answer.urgency.level, answer.urgency.act
    row.rules = " ".join(reason.rule for reason in answer.urgency.reasons if reason.rule)
    row.cannot_tell = f"{answer.cannot_tell.probability:.4f}"
    if answer.out_of_scope is not None and answer.out_of_scope.reason == "child":
        row.refused = "child"
    for number, cause in enumerate(answer.causes[:3], 1):
        setattr(row, f"cause_{number}", cause.id)
        setattr(row, f"probability_{number}", f"{cause.probability:.4f}")


def row_of(
    record: str,
    resources: list[Resource],
    base: KnowledgeBase,
    as_of: date,
    maps: list[Resource],
    unmapped: Counter[tuple[str, str, str, str]],
) -> Row:
    """The row of one patient; a record that cannot be used says why."""
    row = Row(record, as_of=as_of.isoformat())
    try:
        read = case_of(resources, base, as_of, maps=maps)
        for item in read.unmapped:
            unmapped[item.kind, item.system, item.code, item.text] += item.count
        _fill(row, read, base)
    except CruralError as error:
        row.refused = f"{error.code}: {error.message}"
    except Exception as error:  # a bad record never stops the rest
        row.refused = f"CR-000: this record could not be assessed ({type(error).__name__}); please report it"
    return row


def rows_of(
    folder: Path,
    base: KnowledgeBase,
    out: IO[str],
    *,
    as_of: date | None,
    today: date,
    maps: list[Resource],
    progress: Callable[[int, int], None] | None = None,
) -> Summary:
    """Assess every patient of a folder and write a CSV table. as_of: None for the newest day of each record."""
    writer = csv.DictWriter(out, [item.name for item in fields(Row)], lineterminator="\n")
    writer.writeheader()
    levels: Counter[str] = Counter()
    unmapped: Counter[tuple[str, str, str, str]] = Counter()
    refused = done = 0
    with spooled(folder) as spool:
        total = spool.count()
        for record, resources in _numbered(spool.patients()):
            day = as_of or newest_day(resources, today)
            row = row_of(record, resources, base, day, maps, unmapped)
            writer.writerow(asdict(row))
            done += 1
            refused += bool(row.refused)
            if row.level:
                levels[row.level] += 1
            if progress:
                progress(done, total)
        out.flush()
        return Summary(done, levels, refused, unmapped, list(spool.bad), spool.left)


def _numbered(found: Iterator[tuple[str, list[Resource]]]) -> Iterator[tuple[str, list[Resource]]]:
    """Records by name; one without a patient is named by its number."""
    for number, (name, resources) in enumerate(found, 1):
        yield name or f"record {number}", resources
