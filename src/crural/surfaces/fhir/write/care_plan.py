"""What to do: advice that holds for this person, the tests, and when to come back. A proposal, never an order."""

from __future__ import annotations

from typing import Any

from crural.concepts.assessment import AdviceItem
from crural.surfaces.fhir.write.common import Context, bullets, link, narrative, paragraph


def _activity(item: AdviceItem) -> dict[str, Any]:
    return {"detail": {"status": "not-started", "description": f"{item.text} {item.because}".strip()}}


def care_plan(context: Context, requests: list[dict[str, Any]]) -> dict[str, Any]:
    """The CarePlan of an answer; it refers to the draft orders. Advice that an exception strikes out is not in it."""
    answer = context.assessment
    advice = [item for item in answer.advice if not item.struck]
    activity = [{"reference": link(r)} for r in requests]
    activity += [_activity(item) for item in advice]
    lines = [*answer.urgency.while_waiting, *(item.text for item in advice), *answer.follow_up]
    return {
        "resourceType": "CarePlan",
        "id": context.id("plan"),
        "text": narrative(paragraph(answer.urgency.act), bullets(lines)),
        "status": "draft",
        "intent": "proposal",
        "title": "What to do about the legs",
        "description": answer.urgency.act,
        "subject": context.subject,
        "created": context.moment,
        "author": context.device(),
        **({"activity": activity} if activity else {}),
        **({"note": [{"text": text} for text in answer.follow_up]} if answer.follow_up else {}),
    }
