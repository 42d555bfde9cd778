"""The hand-off letter: a document Bundle that a clinic can read, file and take apart."""

from __future__ import annotations

from typing import Any

from crural.concepts.assessment import Cause
from crural.surfaces.fhir.write.common import (
    LOINC,
    Context,
    bullets,
    coding,
    concept,
    entry,
    link,
    narrative,
    paragraph,
    percent,
)
from crural.surfaces.fhir.write.score import score_line


def _cause_line(cause: Cause) -> str:
    low, high = cause.interval
    chance = f"{percent(cause.probability):.0f} % ({percent(low):.0f} to {percent(high):.0f} %)"
    reasons = "; ".join(item.text for item in cause.for_)
    against = "; ".join(item.text for item in cause.against)
    said = f"{cause.name}, {chance}" + (", already known" if cause.known else "")
    return said + (f". For: {reasons}" if reasons else "") + (f". Against: {against}" if against else "")


def _told(context: Context) -> list[str]:
    answer = context.assessment
    lines = [
        f"{'No ' if f.state == 'absent' else ''}{f.label}"
        + (
            f" ({', '.join(x for x in (f.side, *f.site, f.duration) if x)})"
            if f.side or f.site or f.duration
            else ""
        )
        + (f", {f.state}" if f.state not in ("present", "absent") else "")
        for f in answer.findings
    ]
    lines += [f"{f.label}" + (f" ({f.state})" if f.state != "present" else "") for f in answer.factors]
    lines += [f"{v.id}: {v.value:g} {v.unit}".strip() for v in answer.values]
    return lines + [f"Medicine: {m.name} ({m.status})" for m in answer.medicines]


def _unread(context: Context) -> list[str]:
    read = context.read
    lines = [f"{u.kind} {u.system} {u.code} {u.text} ({u.count})".replace("  ", " ") for u in read.unmapped]
    return [*lines, *read.notes, *dict.fromkeys(issue.text for issue in read.issues)]


def _sections(context: Context, requests: list[dict[str, Any]]) -> list[dict[str, Any]]:
    answer = context.assessment
    asked = context.base.findings
    parts: list[tuple[str, list[str], list[str]]] = [
        (
            "How soon",
            [answer.urgency.act, *(r.text for r in answer.urgency.reasons)],
            [*answer.urgency.while_waiting],
        ),
        ("What was told and measured", [], _told(context)),
        ("Allergies as recorded", [], list(context.read.allergies)),
        ("Possible causes", [answer.cannot_tell.text or ""], [_cause_line(cause) for cause in answer.causes]),
        ("Scores", [], [score_line(found) for found in answer.scores]),
        ("Tests that would help", [], [f"{test.name}: {test.purpose}" for test in answer.tests]),
        ("Danger signs not asked yet", [], [asked[n].plain for n in answer.urgency.not_asked if n in asked]),
        (
            "What the person can do",
            [*answer.follow_up],
            [item.text for item in answer.advice if not item.struck],
        ),
        ("What was not read of the record", [], _unread(context)),
    ]
    found = []
    for title, paragraphs, lines in parts:
        said = [paragraph(text) for text in paragraphs if text] + [bullets(lines)]
        if any(said):
            section: dict[str, Any] = {"title": title, "text": narrative(*said)}
            if title == "Tests that would help" and requests:
                section["entry"] = [link(r) for r in requests]
            found.append(section)
    return found


def composition(context: Context, requests: list[dict[str, Any]]) -> dict[str, Any]:
    """The Composition: urgency first, then what was told, causes, tests, advice, and what was not read."""
    return {
        "resourceType": "Composition",
        "id": context.id("composition"),
        "text": narrative(paragraph(context.assessment.urgency.act)),
        "status": "preliminary",
        "type": concept("Referral note", coding(LOINC, "57133-1", "Referral note")),
        "subject": {"reference": f"urn:uuid:{context.id('patient')}", "type": "Patient"},
        "date": context.moment,
        "author": [context.device()],
        "title": "Leg complaints: hand-off letter",
        "section": _sections(context, requests),
    }


def _patient(context: Context) -> dict[str, Any]:
    """The patient as sent, without what a letter need not carry; where none was sent, the sex as told or unknown."""
    sent = context.read.patient or {}
    kept: dict[str, Any] = {
        name: sent[name] for name in ("identifier", "name", "gender", "birthDate") if name in sent
    }
    told = {"gender": context.assessment.sex or "unknown"}
    return {"resourceType": "Patient", "id": context.id("patient"), **told, **kept}


def letter(context: Context, device: dict[str, Any], requests: list[dict[str, Any]]) -> dict[str, Any]:
    """The document Bundle: the Composition first, then everything it refers to."""
    patient = _patient(context)
    subject = link(patient)
    drafts = [request | {"subject": subject} for request in requests]
    parts = [composition(context, requests), patient, device, *drafts]
    return {
        "resourceType": "Bundle",
        "id": context.id("letter"),
        "type": "document",
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{context.id('letter')}"},
        "timestamp": context.moment,
        "entry": [entry(part) for part in parts],
    }
