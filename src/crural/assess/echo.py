"""What was understood, echoed back: findings with quotes, factors, medicines, values; and the limits of scope."""

from __future__ import annotations

from typing import Any, Literal

from crural.assess.cases import ADULT
from crural.concepts.assessment import FoundFactor, FoundFinding, FoundMedicine, FoundValue, OutOfScope
from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention, Reading
from crural.inference.facts import Facts

State = Literal["present", "absent", "uncertain", "past", "family"]
_STATES: dict[str, State] = {
    "absent": "absent",
    "denied": "absent",
    "uncertain": "uncertain",
    "past": "past",
    "resolved": "past",
    "stopped": "past",
    "family": "family",
}


def _details(told: Mention | Entry) -> dict[str, tuple[str, ...]]:
    named = {"onset": told.onset, "severity": told.severity}
    return {**told.qualities, **{name: (value,) for name, value in named.items() if value}}


def _read_findings(base: KnowledgeBase, reading: Reading) -> list[FoundFinding]:
    return [
        FoundFinding(
            id=mention.id,
            label=base.findings[mention.id].plain,
            state=_STATES.get(mention.state, "present"),
            side=mention.side,
            site=mention.site,
            duration=mention.duration,
            details=_details(mention),
            quote=mention.quote,
            start=mention.start,
            end=mention.end,
        )
        for mention in reading.mentions
        if mention.kind == "finding"
    ]


def _stated_findings(base: KnowledgeBase, case: Case, facts: Facts, read: set[str]) -> list[FoundFinding]:
    """Findings that the case states, and those that its measurements mean."""
    found = []
    for entries, usual in ((case.present, "present"), (case.absent, "absent")):
        for entry in entries:
            if entry.id in base.findings and entry.id not in read:
                state: State = "absent" if usual == "absent" else _STATES.get(entry.status or "", "present")
                found.append(
                    FoundFinding(
                        id=entry.id,
                        label=base.findings[entry.id].plain,
                        state=state,
                        side=entry.side,
                        site=entry.site,
                        duration=entry.duration,
                        details=_details(entry),
                    )
                )
    shown = {*read, *(finding.id for finding in found)}
    meant = [(name, fact) for name, fact in facts.told.items() if name not in shown]
    for name, fact in meant:
        bands = {"band": fact.qualities["band"]} if "band" in fact.qualities else {}
        found.append(FoundFinding(id=name, label=base.findings[name].plain, state="present", details=bands))
    return found


def _factors(base: KnowledgeBase, reading: Reading, facts: Facts) -> list[FoundFactor]:
    """Factors and conditions; where several things were told of one, what counts is shown."""
    told: dict[str, State] = {
        mention.id: _STATES.get(mention.state, "present")
        for mention in reading.mentions
        if mention.kind in ("factor", "condition")
    }
    told |= {name: "present" if holds else "absent" for name, holds in facts.factors.items()}
    states: dict[str, State] = {"denied": "absent", "not-known": "absent", "past": "past", "family": "family"}
    told |= {name: states.get(status, "present") for name, status in facts.conditions.items()}
    return [
        FoundFactor(
            id=name,
            label=base.factors[name].plain if name in base.factors else base.conditions[name].lay_name,
            state=state,
        )
        for name, state in told.items()
    ]


def echo_of(base: KnowledgeBase, case: Case, reading: Reading, facts: Facts) -> dict[str, Any]:
    """The fields of an Assessment that say what was understood; case: with its reading added."""
    read = _read_findings(base, reading)
    medicines: dict[str, FoundMedicine] = {}
    for entry in (*case.medicines, *case.present):
        taken = facts.medicines.get(entry.id)
        if taken is not None and taken.status != "denied":
            name = base.medicines[entry.id].name if entry.id in base.medicines else entry.id
            medicines[entry.id] = FoundMedicine(id=entry.id, name=name, status=taken.status)
    values = tuple(
        FoundValue(id=e.id, value=e.value, unit=e.unit or next(iter(base.measures[e.id].units)))
        for e in case.present
        if e.id in base.measures and e.value is not None
    )
    return {
        "findings": (*read, *_stated_findings(base, case, facts, {finding.id for finding in read})),
        "factors": tuple(_factors(base, reading, facts)),
        "medicines": tuple(medicines.values()),
        "values": values,
    }


def _not_english(base: KnowledgeBase) -> str:
    """Said to somebody who may read little of it: with the numbers to call, which need no language."""
    numbers = (f"{number.country} {number.call}" for number in base.emergency_numbers.values())
    return base.words["not-english"].format(numbers=", ".join(numbers))


def scope_of(base: KnowledgeBase, facts: Facts, reading: Reading, case: Case) -> OutOfScope | None:
    """What Crural cannot judge here, or None; a flag beside the answer, except for children."""
    if facts.age is not None and facts.age < ADULT:
        return OutOfScope(reason="child", text=base.words["child"])
    if case.text and not facts.evidence:
        if not reading.readable:
            return OutOfScope(reason="not-english", text=_not_english(base))
        if not facts.conditions:
            return OutOfScope(reason="nothing-understood", text=base.words["nothing-understood"])
    topics = {base.findings[name].topic for name in facts.evidence}
    if topics and not topics & {"leg", "record"}:
        return OutOfScope(reason="not-about-legs", text=base.words["not-about-legs"])
    return None
