"""Clinical scores at the desk: filled from what was entered, and item by item by the clinician."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from crural.advice.instruments import score
from crural.concepts.assessment import InstrumentScore
from crural.concepts.knowledge import Instrument
from crural.errors import InputError
from crural.inference.gather import facts_of
from crural.surfaces.web.door import Call
from crural.surfaces.web.outcome import sources_of


def span(found: InstrumentScore) -> str:
    """The total, or its range while something is not known; the class of a staging.

    >>> span(InstrumentScore(id="x", name="x", plain="", low=1, high=3, label="", text="", limits=""))
    '1 to 3'
    """
    if found.stage is not None:
        return found.stage
    if found.low is None or found.high is None:
        return ""
    return f"{found.low:g}" if found.low == found.high else f"{found.low:g} to {found.high:g}"


def _instrument(call: Call) -> Instrument:
    found = call.base.instruments.get(call.path_params["kind"])
    if found is None:
        raise HTTPException(404)
    return found


def show(call: Call) -> Response:
    """One instrument: what it is for, its items, and its total as far as known."""
    item = _instrument(call)
    answers = call.visit.scored.get(item.id, {})
    try:
        found = score(call.base, item.id, facts_of(call.visit.clinician, call.base), answers)
    except InputError:
        found = None
    return call.page(
        "score.html",
        item=item,
        answers=answers,
        found=found,
        span=span(found) if found else "",
        sources=lambda names: sources_of(call.base, names),
    )


def fill(call: Call) -> Response:
    """Take the answers to the items in; what is left open is taken from the entries, or stays unknown."""
    item = _instrument(call)
    given: dict[str, int] = {}
    for line in item.items:
        sent = call.one(f"item-{line.id}", 3)
        if sent.isdecimal() and int(sent) <= max(1, len(line.grades)):
            given[line.id] = int(sent)
    call.keep(scored={**call.visit.scored, item.id: given})
    return call.go(f"/clinician/score/{item.id}")
