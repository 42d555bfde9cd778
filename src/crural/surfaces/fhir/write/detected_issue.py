"""Danger signs, one resource for each reason of the urgency."""

from __future__ import annotations

from typing import Any

from crural.concepts.assessment import Reason
from crural.concepts.base import Level
from crural.surfaces.fhir.write.common import (
    RULES,
    Context,
    coding,
    concept,
    condition_concept,
    finding_concept,
)

SEVERITY: dict[Level, str] = {
    "emergency": "high",
    "same-day": "high",
    "soon": "moderate",
    "routine": "low",
    "self-care": "low",
}


def _code(context: Context, reason: Reason) -> dict[str, Any]:
    if reason.rule and reason.rule in context.base.rules:
        name = context.base.rules[reason.rule].name
        return concept(name, coding(RULES, reason.rule, name))
    if reason.cause and reason.cause in context.base.conditions:
        return condition_concept(context.base, reason.cause)
    return concept(reason.text)


def detected_issues(context: Context) -> list[dict[str, Any]]:
    """A DetectedIssue for each reason."""
    answer, base = context.assessment, context.base
    told = [finding_concept(base, f.id, f.label) for f in answer.findings if f.state == "present"]
    return [
        {
            "resourceType": "DetectedIssue",
            "id": context.id("issue", str(index)),
            "status": "final",
            "code": _code(context, reason),
            "severity": SEVERITY[reason.level],
            "patient": context.subject,
            "identifiedDateTime": context.moment,
            "author": context.device(),
            **({"evidence": [{"code": told}]} if told else {}),
            "detail": _detail(context, reason),
            "mitigation": [{"action": concept(answer.urgency.act), "date": context.moment}],
        }
        for index, reason in enumerate(answer.urgency.reasons)
    ]


def _detail(context: Context, reason: Reason) -> str:
    titles = [context.base.sources[name].title for name in reason.source if name in context.base.sources]
    return reason.text + (f" Source: {'; '.join(titles)}." if titles else "")
