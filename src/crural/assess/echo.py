"""What was understood, echoed back: findings with quotes, factors, medicines, values; and the limits of scope."""

from __future__ import annotations

from typing import Any

from crural.assess.work import Work
from crural.concepts.assessment import FoundFactor, FoundFinding, FoundMedicine, FoundValue, OutOfScope
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Reading
from crural.inference.facts import Facts

ADULT = 18


def echo_of(work: Work) -> dict[str, Any]:
    """The echo of what was understood: findings with quotes, factors, medicines, values."""
    base = work.base
    findings: list[FoundFinding] = []
    factors: dict[str, FoundFactor] = {}
    for mention in work.reading.mentions:
        state: Any = {"resolved": "past"}.get(mention.state, mention.state)
        if mention.kind == "finding":
            details = {**mention.qualities, **({"onset": (mention.onset,)} if mention.onset else {})}
            findings.append(
                FoundFinding(
                    id=mention.id,
                    label=base.findings[mention.id].plain,
                    state=state,
                    side=mention.side,
                    site=mention.site,
                    duration=mention.duration,
                    details=details,
                    quote=mention.quote,
                    start=mention.start,
                    end=mention.end,
                )
            )
        elif mention.kind in ("factor", "condition"):
            label = (
                base.factors[mention.id].plain
                if mention.kind == "factor"
                else base.conditions[mention.id].lay_name
            )
            factors.setdefault(mention.id, FoundFactor(id=mention.id, label=label, state=state))
    read_ids = {finding.id for finding in findings}
    for pool, told in ((work.facts.present, "present"), (work.facts.absent, "absent")):
        for name, fact in pool.items():
            if name not in read_ids and (told == "present" or name in {e.id for e in work.case.absent}):
                side: Any = fact.side
                findings.append(FoundFinding(id=name, label=base.findings[name].plain, state=told, side=side))
    for name, holds in work.facts.factors.items():
        factors.setdefault(
            name, FoundFactor(id=name, label=base.factors[name].plain, state="present" if holds else "absent")
        )
    for name, status in work.facts.conditions.items():
        state = {"new": "present", "known": "present", "denied": "absent"}.get(status, status)
        factors.setdefault(name, FoundFactor(id=name, label=base.conditions[name].lay_name, state=state))
    medicines: dict[str, FoundMedicine] = {}
    for entry in (*work.case.medicines, *work.case.present):
        if entry.id in base.medicines or any(entry.id in m.members for m in base.medicines.values()):
            name = base.medicines[entry.id].name if entry.id in base.medicines else entry.id
            medicines[entry.id] = FoundMedicine(
                id=entry.id, name=name, status="stopped" if entry.status == "stopped" else "current"
            )
    values = tuple(
        FoundValue(id=e.id, value=e.value, unit=e.unit or next(iter(base.measures[e.id].units)))
        for e in work.case.present
        if e.id in base.measures and e.value is not None
    )
    return {
        "findings": tuple(findings),
        "factors": tuple(factors.values()),
        "medicines": tuple(medicines.values()),
        "values": values,
    }


def scope_of(base: KnowledgeBase, facts: Facts, reading: Reading, case: Case) -> OutOfScope | None:
    """What Crural cannot judge here, or None; a flag beside the answer, except for children."""
    if facts.age is not None and facts.age < ADULT:
        return OutOfScope(reason="child", text=base.words["child"])
    topics = {base.findings[name].topic for name in facts.present}
    if case.text and not facts.present and not facts.resolved:
        if not reading.readable:
            return OutOfScope(reason="not-english", text=base.words["not-english"])
        if not facts.conditions:
            return OutOfScope(reason="nothing-understood", text=base.words["nothing-understood"])
    if topics and not topics & {"leg", "record"}:
        return OutOfScope(reason="not-about-legs", text=base.words["not-about-legs"])
    return None
