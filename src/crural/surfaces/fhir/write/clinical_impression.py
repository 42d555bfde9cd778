"""The answer in short, for systems that show a ClinicalImpression."""

from __future__ import annotations

from typing import Any

from crural.surfaces.fhir.write.common import Context, condition_concept, link, percent


def clinical_impression(context: Context, risk: dict[str, Any]) -> dict[str, Any]:
    """The ClinicalImpression of an answer: urgency first, then the causes."""
    answer = context.assessment
    reasons = " ".join(reason.text for reason in answer.urgency.reasons)
    unsure = f" {answer.cannot_tell.text}" if answer.cannot_tell.text else ""
    findings = [
        {
            "itemCodeableConcept": condition_concept(context.base, cause.id),
            "basis": f"{percent(cause.probability):g} %: " + "; ".join(e.text for e in cause.for_),
        }
        for cause in answer.causes
    ]
    return {
        "resourceType": "ClinicalImpression",
        "id": context.id("impression"),
        "status": "completed",
        "subject": context.subject,
        "effectiveDateTime": context.moment,
        "date": context.moment,
        "description": context.base.words["not-a-diagnosis"],
        "summary": f"{answer.urgency.level}: {answer.urgency.act} {reasons}{unsure}".strip(),
        **({"finding": findings} if findings else {}),
        "prognosisReference": [link(risk)],
    }
