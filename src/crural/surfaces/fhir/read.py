"""FHIR resources of one person to a case: what is new, known, past or denied, and what could not be read.

Nothing is dropped in silence: codes that mean nothing to us are counted in `unmapped`, what was left out or taken in a
certain way is in `notes`, and elements that are wrong are in `issues`, each with its place and its cure.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Literal

from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.fhir.answers import read_answers
from crural.surfaces.fhir.conditions import OLDEST, read_allergy, read_condition, read_family, read_procedure
from crural.surfaces.fhir.elements import unreadable
from crural.surfaces.fhir.meaning import Coder
from crural.surfaces.fhir.medications import read_medications
from crural.surfaces.fhir.observations import read_observations
from crural.surfaces.fhir.outcome import Issue
from crural.surfaces.fhir.plain import Resource, day_of, items, word
from crural.surfaces.fhir.records import Placed, Records, records_of
from crural.surfaces.fhir.told import Told, Unmapped

__all__ = ["FhirCase", "Unmapped", "case_of"]

READ = (
    "Patient",
    "Condition",
    "Observation",
    "MedicationStatement",
    "MedicationRequest",
    "Medication",
    "AllergyIntolerance",
    "Procedure",
    "FamilyMemberHistory",
    "QuestionnaireResponse",
)
BIRTH_SEX = "http://hl7.org/fhir/us/core/StructureDefinition/us-core-birthsex"


@dataclass(frozen=True)
class FhirCase:
    """What a record says. patient: the Patient resource, if sent. died: on or before the day of the assessment.

    unmapped: codes that mean nothing to us, with how often they stood there. notes: what was left out, or taken in a
    certain way. issues: elements that are wrong. allergies: as recorded, for the letter.
    """

    case: Case
    unmapped: tuple[Unmapped, ...] = ()
    notes: tuple[str, ...] = ()
    issues: tuple[Issue, ...] = ()
    patient: Resource | None = None
    died: bool = False
    allergies: tuple[str, ...] = ()

    @property
    def reference(self) -> str:
        """The reference of the patient; an invented one where none was sent."""
        return f"Patient/{word((self.patient or {}).get('id')) or 'unknown'}"


def _sex(patient: Resource) -> Literal["female", "male"] | None:
    born = {"F": "female", "M": "male"}
    said = [
        born.get(word(e.get("valueCode")))
        for e in items(patient.get("extension"))
        if e.get("url") == BIRTH_SEX
    ]
    found = next((sex for sex in said if sex), None) or word(patient.get("gender"))
    return "female" if found == "female" else "male" if found == "male" else None


def _age(records: Records, as_of: date) -> float | None:
    """Whole years; of a birth date without day the youngest age that fits."""
    born = day_of((records.patient or {}).get("birthDate"), late=True)
    if born is None:
        return None
    years = as_of.year - born.year - ((as_of.month, as_of.day) < (born.month, born.day))
    if 0 <= years <= OLDEST:
        return float(years)
    problem = "is after the day of the assessment" if years < 0 else f"gives an age above {OLDEST}"
    text = f"The birth date {problem}, so the age was left out; mend the date."
    records.issues.append(Issue("warning", "invalid", text, "Patient.birthDate"))
    return None


def _died(patient: Resource, as_of: date) -> bool:
    if patient.get("deceasedBoolean") is True:
        return True
    day = day_of(patient.get("deceasedDateTime"))
    return day is not None and day <= as_of


def _unread_kinds(records: Records) -> list[str]:
    counts = {kind: len(found) for kind, found in records.by_kind.items() if kind not in READ}
    if not counts:
        return []
    return ["Kinds that are not read: " + ", ".join(f"{kind} ({n})" for kind, n in sorted(counts.items()))]


def _notes(told: Told) -> tuple[str, ...]:
    records = told.records
    lines = [f"{text} ({n})" for text, n in sorted(told.remarks.items())]
    lines += [f"Sent twice and read once ({records.doubles})"] if records.doubles else []
    lines += [f"Entered in error and not read ({records.void})"] if records.void else []
    return tuple(lines + _unread_kinds(records))


def case_of(
    resources: Iterable[Resource | Placed],
    base: KnowledgeBase,
    as_of: date,
    *,
    maps: Iterable[Resource] = (),
    text: str | None = None,
) -> FhirCase:
    """The case that resources of one person give (Bundles are unpacked).

    as_of: the day for which the record is read. maps: ConceptMaps from other code systems, such as SNOMED CT, to
    ICD-10-CM, LOINC, ATC or our ids. text: what the person says. Raises FhirError when nothing can be read: several
    patients, or hostile nesting.
    """
    sent = list(resources)
    records = records_of(sent)
    own_maps = [placed.resource for placed in records.of("ConceptMap")]
    told = Told(Coder(base, [*maps, *own_maps]), records, as_of)
    records.issues += [issue for placed in records.of(*READ) for issue in unreadable(placed)]
    for placed in records.of("Condition"):
        read_condition(told, placed)
    for placed in records.of("Procedure"):
        read_procedure(told, placed)
    for placed in records.of("FamilyMemberHistory"):
        read_family(told, placed)
    for placed in records.of("AllergyIntolerance"):
        read_allergy(told, placed)
    read_observations(told)
    read_medications(told)
    patient = records.patient or {}
    case = Case(
        id=word(patient.get("id")) or None,
        as_of=as_of,
        text=text,
        age=_age(records, as_of),
        sex=_sex(patient),
        present=tuple(told.present),
        absent=tuple(told.absent),
        medicines=tuple(told.medicines),
    )
    case = read_answers(told, case)
    return FhirCase(
        case=case,
        unmapped=tuple(Unmapped(*key, count=n) for key, n in sorted(told.unknown_codes.items())),
        notes=_notes(told),
        issues=tuple(records.issues),
        patient=records.patient,
        died=_died(patient, as_of),
        allergies=tuple(dict.fromkeys(word(a) for a in told.allergies if word(a))),
    )
