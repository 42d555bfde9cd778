"""The handbook inside the app: contents, pages, search. It needs no session."""

from __future__ import annotations

from starlette.exceptions import HTTPException
from starlette.responses import Response

from crural.surfaces.pages import KINDS, page_of, pages_of, search
from crural.surfaces.web.door import Call


def contents(call: Call) -> Response:
    """What there is, and the search box."""
    counts = {kind: len(getattr(call.base, kind)) for kind in KINDS}
    return call.page("handbook.html", kinds=KINDS, counts=counts, found=None, typed="")


def find(call: Call) -> Response:
    """Pages that fit what was typed; only the list when the page itself asks."""
    typed = call.one("words", 100)
    found = search(call.base, typed)
    if call.partial:
        return call.page("pieces/found.html", found=found, typed=typed)
    counts = {kind: len(getattr(call.base, kind)) for kind in KINDS}
    return call.page("handbook.html", kinds=KINDS, counts=counts, found=found, typed=typed)


def chapter(call: Call) -> Response:
    """All pages of one kind."""
    kind = call.path_params["kind"]
    if kind not in KINDS:
        raise HTTPException(404)
    return call.page("chapter.html", kind=kind, heading=KINDS[kind], pages=pages_of(call.base, kind))


def page(call: Call) -> Response:
    """One page."""
    kind = call.path_params["kind"]
    found = page_of(call.base, kind, call.path_params["name"])
    if found is None:
        raise HTTPException(404)
    return call.page("article.html", kind=kind, heading=KINDS[kind], p=found)
