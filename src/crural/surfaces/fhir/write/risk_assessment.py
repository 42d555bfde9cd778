"""The possible causes with their probabilities, as percentages."""

from __future__ import annotations

from typing import Any

from crural.concepts.assessment import Cause, Evidence
from crural.surfaces.fhir.write.common import Context, concept, condition_concept, percent

METHOD = "Exact inference in a noisy-OR network of several causes at once"


def _reasons(label: str, evidence: tuple[Evidence, ...]) -> str:
    said = "; ".join(f"{item.text} ({item.weight:+.1f})" for item in evidence)
    return f"{label}: {said}. " if said else ""


def _prediction(context: Context, cause: Cause) -> dict[str, Any]:
    low, high = cause.interval
    sure = f"90 % interval {percent(low):g} to {percent(high):g} %. "
    why = _reasons("For", cause.for_) + _reasons("Against", cause.against)
    known = "Already known. " if cause.known else ""
    return {
        "outcome": condition_concept(context.base, cause.id),
        "probabilityDecimal": percent(cause.probability),
        "rationale": (known + sure + why).strip(),
    }


def risk_assessment(context: Context) -> dict[str, Any]:
    """The RiskAssessment of an answer."""
    answer = context.assessment
    silent = {
        "outcome": concept("None of the causes that are known to Crural"),
        "probabilityDecimal": percent(answer.cannot_tell.probability),
    }
    return {
        "resourceType": "RiskAssessment",
        "id": context.id("risk"),
        "status": "final",
        "method": concept(
            f"{METHOD}; Crural {answer.versions.crural}, knowledge {answer.versions.knowledge}"
        ),
        "subject": context.subject,
        "occurrenceDateTime": context.moment,
        "performer": context.device(),
        "prediction": [*(_prediction(context, cause) for cause in answer.causes), silent],
        "mitigation": answer.urgency.act,
        "note": [
            {
                "text": "Each percentage is the chance that the cause is there and makes a complaint. Several "
                "causes at once are normal, so they need not add up to 100. Weights are natural logarithms of "
                "Bayes factors."
            }
        ],
    }
