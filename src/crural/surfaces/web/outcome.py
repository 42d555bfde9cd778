"""The result: the full answer as a page, as text, as data; and what it would be with another answer."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from markupsafe import Markup
from starlette.responses import PlainTextResponse, Response

from crural.concepts.assessment import Assessment, FoundFinding
from crural.concepts.knowledge import KnowledgeBase, Source
from crural.errors import InputError
from crural.surfaces.drawing import chain_svg
from crural.surfaces.lines import to_json
from crural.surfaces.terminal import to_text
from crural.surfaces.web.ask import spoken
from crural.surfaces.web.door import Call
from crural.surfaces.web.tell import label_of, sides

SHOWN = 6
"""Causes shown at once."""
COLUMNS = 76
WIDE, NARROW = 680, 320
"""Widths of the drawing of a mechanism (pixels), for a desk and for a phone."""


def sources_of(base: KnowledgeBase, names: Iterable[str]) -> list[Source]:
    """The publications behind record and source ids, each once."""
    found: dict[str, Source] = {}
    for name in names:
        record = base.records.get(name)
        source = base.sources.get((record.source or "") if record else name)
        if source is not None:
            found[source.id] = source
    return list(found.values())


def finding_words(call: Call, found: FoundFinding) -> str:
    """A finding with its side, place and qualities, in words."""
    base, parts = call.base, []
    if found.side:
        parts.append(sides(call)[found.side])
    parts += [base.qualifiers["site"].labels.get(site, site) for site in found.site]
    parts += [found.duration] if found.duration else []
    for quality, values in found.details.items():
        labels = base.qualifiers[quality].labels if quality in base.qualifiers else {}
        parts += [labels.get(value, value) for value in values]
    return f"{found.label} ({', '.join(dict.fromkeys(parts))})" if parts else found.label


def went_by(call: Call, answer: Assessment) -> list[tuple[str, str]]:
    """What the answer rests on, in lines: how it is meant, and what was told so."""
    lines = []
    for state, words in (
        ("present", call.words("You have")),
        ("absent", call.words("You do not have")),
        ("uncertain", call.words("Perhaps")),
        ("past", call.words("Before")),
        ("family", call.words("In the family")),
    ):
        told = [finding_words(call, found) for found in answer.findings if found.state == state]
        told += [factor.label for factor in answer.factors if factor.state == state]
        lines.append((words, "; ".join(told)))
    lines.append((call.words("Medicines"), ", ".join(taken.name for taken in answer.medicines)))
    return [(words, told) for words, told in lines if told]


def _ready(call: Call) -> Assessment | None:
    return call.house.desk.answer(call.who, call.visit.case) if call.visit.told_anything() else None


def result(call: Call) -> Response:
    """The whole result."""
    if call.visit.child:
        return call.go("/child")
    if call.visit.must_see_urgent():
        return call.go("/urgent")
    answer = _ready(call)
    if answer is None:
        return call.go("/words")
    switches = _switches(call, answer)
    return call.page(
        "result.html",
        a=answer,
        shown=SHOWN,
        switches=switches,
        sources=lambda names: sources_of(call.base, names),
        went_by=went_by(call, answer),
        label=lambda name: label_of(call.base, name),
        asked=[label_of(call.base, name) for name in answer.urgency.not_asked],
        what_if=_what_if(call, switches),
    )


@dataclass(frozen=True)
class Switch:
    """An answer that can be tried the other way: its question or finding, and what was said ("yes", "no", "unsure")."""

    id: str
    text: str
    said: str
    value: str


def _switches(call: Call, answer: Assessment) -> list[Switch]:
    """Every yes-no question that was answered, and every finding that the words told of."""
    found = {
        item.ask.id: Switch(item.ask.id, item.ask.text, spoken(call, item), str(item.value))
        for item in call.visit.trail
        if item.ask.form == "yes-no"
    }
    said = {"present": ("yes", call.words("Yes")), "absent": ("no", call.words("No"))}
    for finding in answer.findings:
        if finding.id not in found and finding.state in said:
            value, words = said[finding.state]
            text = finding.label[:1].upper() + finding.label[1:]
            found[finding.id] = Switch(finding.id, text, words, value)
    return list(found.values())


def _what_if(call: Call, switches: list[Switch]) -> dict[str, object] | None:
    """The answer side by side with one answer changed, when the person asked for it."""
    wish = call.visit.what_if
    switch = next((item for item in switches if wish and item.id == wish[0]), None)
    if wish is None or switch is None:
        return None
    try:
        found = call.house.desk.what_if(call.who, call.visit.case, *wish)
    except InputError:
        return None
    return {"text": switch.text, "value": wish[1], "after": found.after, "moved": found.moved[:6]}


def cause(call: Call) -> Response:
    """One cause in depth; the address holds only its place in the ranking."""
    answer = _ready(call)
    place = call.path_params["place"]
    if answer is None or not place.isdecimal() or not 1 <= int(place[:3]) <= len(answer.causes):
        return call.go("/result")
    found = call.house.desk.explain(call.who, call.visit.case, answer.causes[int(place[:3]) - 1].id)
    drawings = [
        Markup(chain_svg(found.chain, width=width)) for width in (WIDE, NARROW)
    ]  # ours, all text escaped
    return call.page(
        "cause.html", e=found, drawings=drawings, sources=lambda names: sources_of(call.base, names)
    )


def try_what_if(call: Call) -> Response:
    """Show the result with one answer changed; the case itself stays as it is."""
    name, value = call.one("id"), call.one("value")
    known = name in call.base.findings or call.visit.answered(name) is not None
    call.keep(what_if=(name, value) if known and value in ("yes", "no", "unsure") else None)
    return call.go("/result#what-if")


def as_text(call: Call) -> Response:
    """The answer as plain text."""
    answer = _ready(call)
    if answer is None:
        return call.go("/words")
    return PlainTextResponse(to_text(answer, call.base, width=COLUMNS))


def as_json(call: Call) -> Response:
    """The answer as data, to keep."""
    answer = _ready(call)
    if answer is None:
        return call.go("/words")
    headers = {"content-disposition": 'attachment; filename="crural.json"'}
    return Response(to_json(answer), media_type="application/json", headers=headers)
