"""The result: the full answer as a page, as text, as data; and what it would be with another answer."""

from __future__ import annotations

from collections.abc import Iterable

from starlette.responses import PlainTextResponse, Response

from crural.assess import assess
from crural.assess.turns import with_answer
from crural.concepts.assessment import Assessment, FoundFinding
from crural.concepts.knowledge import KnowledgeBase, Source
from crural.errors import InputError
from crural.surfaces.lines import to_json
from crural.surfaces.terminal import to_text
from crural.surfaces.web.ask import spoken
from crural.surfaces.web.door import Call
from crural.surfaces.web.tell import label_of, sides

SHOWN = 6
"""Causes shown at once."""
COLUMNS = 76


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
    switches = [(item, spoken(call, item)) for item in call.visit.trail if item.ask.form == "yes-no"]
    return call.page(
        "result.html",
        a=answer,
        shown=SHOWN,
        switches=switches,
        sources=lambda names: sources_of(call.base, names),
        phrase=lambda found: finding_words(call, found),
        label=lambda name: label_of(call.base, name),
        asked=[label_of(call.base, name) for name in answer.urgency.not_asked],
        what_if=_what_if(call, answer),
    )


def _what_if(call: Call, now: Assessment) -> dict[str, object] | None:
    """The answer side by side with one answer changed, when the person asked for it."""
    wish = call.visit.what_if
    if wish is None:
        return None
    name, value = wish
    try:
        other = assess(with_answer(call.visit.case, name, value, call.base), base=call.base, draws=0)
    except InputError:
        return None
    before = {cause.id: cause for cause in now.causes}
    after = {cause.id: cause for cause in other.causes}
    ids = list(dict.fromkeys([*list(before)[:5], *list(after)[:5]]))
    moved = [
        {
            "name": (before.get(i) or after[i]).lay_name,
            "before": before[i].probability if i in before else 0.0,
            "after": after[i].probability if i in after else 0.0,
        }
        for i in ids
    ]
    item = call.visit.answered(name)
    text = item.ask.text if item else label_of(call.base, name)
    return {"text": text, "value": value, "level": other.urgency.level, "act": other.urgency.act, "moved": moved}


def try_what_if(call: Call) -> Response:
    """Show the result with one answer changed; the case itself stays as it is."""
    name, value = call.one("id"), call.one("value")
    known = call.visit.answered(name) is not None
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
