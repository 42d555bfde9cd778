"""Everything that is written of one answer, together."""

from __future__ import annotations

from typing import Any

from crural.surfaces.fhir.write.care_plan import care_plan
from crural.surfaces.fhir.write.clinical_impression import clinical_impression
from crural.surfaces.fhir.write.common import Context, entry
from crural.surfaces.fhir.write.composition import letter
from crural.surfaces.fhir.write.detected_issue import detected_issues
from crural.surfaces.fhir.write.provenance import device, provenance
from crural.surfaces.fhir.write.risk_assessment import risk_assessment
from crural.surfaces.fhir.write.score import scores
from crural.surfaces.fhir.write.service_request import service_request


def written(context: Context) -> tuple[dict[str, Any], dict[str, Any]]:
    """(a collection Bundle of all resources, the letter as a document Bundle).

    The dangers come first. Of somebody whose causes are not judged (a child) only dangers, plan and letter are written.
    """
    requests = [service_request(context, test) for test in context.assessment.tests]
    parts = [*detected_issues(context)]
    if context.assessment.causes:
        risk = risk_assessment(context)
        parts += [risk, clinical_impression(context, risk)]
    parts += [*scores(context), *requests, care_plan(context, requests)]
    ours = device(context)
    everything = [*parts, provenance(context, parts), ours]
    collection = {
        "resourceType": "Bundle",
        "id": context.id("bundle"),
        "type": "collection",
        "timestamp": context.moment,
        "entry": [entry(part) for part in everything],
    }
    return collection, letter(context, ours, requests)
