"""What every written resource shares: codings, references, stable ids, narrative."""

from __future__ import annotations

import html
import uuid
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from crural.concepts.assessment import Assessment
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.fhir.meaning import OWN
from crural.surfaces.fhir.read import FhirCase

ICD = "http://hl7.org/fhir/sid/icd-10-cm"
LOINC = "http://loinc.org"
RULES = "urn:crural:rule"
UCUM = "http://unitsofmeasure.org"
SPACE = uuid.UUID("8c7a1d3e-52c1-4d0a-9a53-0d1b6a7c4f10")
"""Names every id that we give, so that the same answer gets the same ids."""

Resource = dict[str, Any]


@dataclass(frozen=True)
class Context:
    """What a resource is written from. now: the moment that it is written, with a time zone."""

    base: KnowledgeBase
    read: FhirCase
    assessment: Assessment
    now: datetime

    @property
    def subject(self) -> Resource:
        """The reference to the patient."""
        return {"reference": self.read.reference}

    @property
    def moment(self) -> str:
        """The moment of writing as FHIR has it."""
        return self.now.isoformat(timespec="seconds")

    def id(self, *parts: str) -> str:
        """A stable id for a part of this answer."""
        told = self.read.case.model_dump_json()
        return str(uuid.uuid5(SPACE, "|".join((told, self.base.version, self.moment, *parts))))

    def device(self) -> Resource:
        """The reference to ourselves as the author."""
        return {"reference": f"urn:uuid:{self.id('device')}", "type": "Device", "display": "Crural"}


def coding(system: str, code: str, display: str | None = None) -> Resource:
    """One Coding."""
    return {"system": system, "code": code} | ({"display": display} if display else {})


def concept(text: str, *codings: Resource) -> Resource:
    """A CodeableConcept of a text and codings."""
    return ({"coding": list(codings)} if codings else {}) | {"text": text}


def condition_concept(base: KnowledgeBase, name: str) -> Resource:
    """A condition by its name, with its ICD-10-CM code and our id."""
    found = base.conditions[name]
    return concept(found.name, coding(ICD, found.icd10cm), coding(OWN, name, found.name))


def finding_concept(base: KnowledgeBase, name: str, text: str) -> Resource:
    """Anything that a case can hold, by our id and, for findings, its HPO term."""
    finding = base.findings.get(name)
    hpo = [coding("http://purl.obolibrary.org/obo/hp.owl", finding.hpo)] if finding and finding.hpo else []
    return concept(text, *hpo, coding(OWN, name))


def narrative(*blocks: str) -> Resource:
    """A generated narrative of blocks of XHTML."""
    div = "".join(blocks) or "<p>Nothing to say.</p>"
    return {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{div}</div>'}


def paragraph(text: str) -> str:
    """A paragraph of XHTML."""
    return f"<p>{html.escape(text, quote=False)}</p>"


def bullets(lines: Iterable[str]) -> str:
    """A list of XHTML; nothing for no lines."""
    said = [f"<li>{html.escape(line, quote=False)}</li>" for line in lines]
    return f"<ul>{''.join(said)}</ul>" if said else ""


def percent(chance: float) -> float:
    """A chance (0 to 1) as the percentage that RiskAssessment asks for.

    >>> percent(0.1742)
    17.42
    """
    return round(100 * chance, 2)


def entry(resource: Resource) -> Resource:
    """A resource as an entry of a Bundle, under its urn."""
    return {"fullUrl": f"urn:uuid:{resource['id']}", "resource": resource}


def link(resource: Resource) -> Resource:
    """A reference to a resource of the same Bundle."""
    return {"reference": f"urn:uuid:{resource['id']}", "type": resource["resourceType"]}
