"""What was understood of the person's words, for the page that echoes it, and corrections put into the case."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from crural.assess.cases import heard, with_reading
from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention, Reading
from crural.language import read

Verdict = Literal["yes", "no", "before", "other"]
VERDICTS: tuple[Verdict, ...] = ("yes", "no", "before", "other")
_OF_STATE: dict[str, Verdict] = {
    "present": "yes",
    "absent": "no",
    "past": "before",
    "resolved": "before",
    "stopped": "before",
    "family": "other",
}


@dataclass(frozen=True)
class Heard:
    """One reading: what, in which words, and how it counts now. verdict None: unsure. corrected: by the person."""

    id: str
    kind: str
    label: str
    detail: str
    quote: str
    verdict: Verdict | None
    corrected: bool


@dataclass(frozen=True)
class Piece:
    """A stretch of the text; verdict None and id None: nothing was read there."""

    text: str
    id: str | None = None
    verdict: Verdict | None = None


def detail_of(base: KnowledgeBase, told: Mention | Entry, words: dict[str, str]) -> str:
    """Where, which side, since when and the rest, in words. words: the sides in the reader's language."""
    labels = base.qualifiers
    parts = [words.get(told.side, told.side)] if told.side else []
    parts += [labels["site"].labels.get(site, site) for site in told.site]
    parts += [told.duration] if told.duration else []
    for name, value in (("onset", told.onset), ("severity", told.severity)):
        parts += [labels[name].labels.get(value, value)] if value else []
    for quality, values in told.qualities.items():
        if quality in labels and quality not in ("site", "side", "duration", "onset", "severity"):
            parts += [labels[quality].labels.get(value, value) for value in values]
    return ", ".join(dict.fromkeys(parts))


def _corrected(case: Case, name: str) -> Verdict | None:
    """What the case itself says of an id."""
    for entry in (*case.present, *case.medicines):
        if entry.id == name:
            return _OF_STATE.get(entry.status or "present", "yes")
    return "no" if any(entry.id == name for entry in case.absent) else None


def readings(
    case: Case, base: KnowledgeBase, words: dict[str, str]
) -> tuple[list[Heard], list[Piece], Reading]:
    """Every reading once, the text cut into pieces, and the reading itself."""
    text = case.text or ""
    reading = read(text, base, case.as_of)
    found: dict[str, Heard] = {}
    spans: list[tuple[int, int, str, Verdict | None]] = []
    for mention in reading.mentions:
        stated = _corrected(case, mention.id)
        verdict = stated or _OF_STATE.get("stopped" if mention.status == "stopped" else mention.state)
        spans.append((mention.start, mention.end, mention.id, verdict))
        heard_here = Heard(
            id=mention.id,
            kind=mention.kind,
            label=mention.label,
            detail=detail_of(base, mention, words),
            quote=mention.quote,
            verdict=verdict,
            corrected=stated is not None,
        )
        found.setdefault(mention.id, heard_here)
    return list(found.values()), pieces(text, spans), reading


def pieces(text: str, spans: list[tuple[int, int, str, Verdict | None]]) -> list[Piece]:
    """The text in order, cut where readings begin and end; where two overlap the longer stands.

    >>> [p.text for p in pieces("a sore calf", [(2, 6, "x", "yes"), (2, 11, "y", "yes")])]
    ['a ', 'sore calf']
    """
    found: list[Piece] = []
    at = 0
    for start, end, name, verdict in sorted(spans, key=lambda span: (span[0], -span[1])):
        if end <= at:
            continue
        start = max(start, at)
        if start > at:
            found.append(Piece(text[at:start]))
        found.append(Piece(text[start:end], name, verdict))
        at = end
    if at < len(text):
        found.append(Piece(text[at:]))
    return found


def _entry(base: KnowledgeBase, name: str, verdict: Verdict, kept: Entry) -> Entry:
    """The entry that says the verdict of an id; what was told of it besides is kept."""
    status: str | None
    if name in base.conditions:
        status = {"yes": "known", "no": "known", "before": "past", "other": "family"}[verdict]
    elif name in base.findings or name in base.factors:
        status = {"yes": "new", "no": None, "before": "past", "other": "family"}[verdict]
        status = None if name in base.factors and verdict == "yes" else status
    else:
        status = {"yes": "current", "no": None, "before": "stopped", "other": None}[verdict]
    return Entry.model_validate({**kept.model_dump(), "status": status})


def corrected(case: Case, base: KnowledgeBase, name: str, verdict: Verdict) -> Case:
    """The case with one reading corrected. A disease denied is not known of; somebody else's medicine is not taken."""
    told = next((e for e in (*case.present, *case.medicines) if e.id == name), Entry(id=name))
    fields = {
        part: tuple(entry for entry in getattr(case, part) if entry.id != name)
        for part in ("present", "absent", "unknown", "medicines")
    }
    medicine = name in base.findings or name in base.factors or name in base.conditions
    taken = "present" if medicine else "medicines"
    denied = verdict == "no" or (taken == "medicines" and verdict == "other")
    fields["absent" if denied else taken] += (_entry(base, name, verdict, told),)
    return case.model_copy(update=fields)


def whole(case: Case, base: KnowledgeBase) -> Case:
    """The case with what its text says added."""
    return with_reading(case, heard(case, read(case.text, base, case.as_of)), base) if case.text else case


def complaints(case: Case, base: KnowledgeBase) -> dict[str, list[Entry]]:
    """The leg complaints told so far, each with what was told of it."""
    found: dict[str, list[Entry]] = {}
    for entry in whole(case, base).present:
        finding = base.findings.get(entry.id)
        complaint = finding is not None and finding.topic == "leg" and finding.kind == "symptom"
        if complaint and entry.status not in ("past", "family", "denied"):
            found.setdefault(entry.id, []).append(entry)
    return found
