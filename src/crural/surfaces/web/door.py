"""From a request to a page: finds the session, checks where a form came from, runs one function, saves, answers."""

from __future__ import annotations

import hmac
import logging
import traceback
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import PurePath
from typing import Any
from urllib.parse import parse_qs, urlsplit

from pydantic import ValidationError
from starlette.concurrency import run_in_threadpool
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import HTMLResponse, RedirectResponse, Response

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.http import Settings
from crural.surfaces.web.desk import Desk
from crural.surfaces.web.sessions import Row, Sessions
from crural.surfaces.web.visit import Visit
from crural.surfaces.web.wording import Wording, chosen_language

log = logging.getLogger("crural.web")
COOKIE = "crural"
MOST_FIELDS = 400
TRIES = 5
"""How often a change is done again when another tab saved in between."""

Form = Mapping[str, list[str]]


@dataclass
class House:
    """What all pages share."""

    base: KnowledgeBase
    settings: Settings
    sessions: Sessions
    desk: Desk
    wordings: dict[str, Wording]


@dataclass
class Call:
    """One request, as a page function sees it. visit: the state; change it by `keep`. form: what was sent."""

    house: House
    words: Wording
    accept: str
    path: str
    path_params: Mapping[str, str]
    form: Form
    partial: bool
    row: Row | None = None
    visit: Visit = field(default_factory=Visit)
    changed: bool = False
    key: str | None = None

    @property
    def base(self) -> KnowledgeBase:
        """The knowledge base."""
        return self.house.base

    @property
    def who(self) -> str:
        """The session, for the desk."""
        return self.row.key if self.row else ""

    def one(self, name: str, most: int = 200) -> str:
        """A field of the form, cut to a length; empty when it was not sent."""
        return (self.form.get(name) or [""])[0].strip()[:most]

    def many(self, name: str) -> list[str]:
        """All values of a field."""
        return self.form.get(name, [])

    def keep(self, **fields: Any) -> None:
        """Change the visit."""
        self.visit = self.visit.model_copy(update=fields)
        self.changed = True

    def settle(self, *, asking: bool = False, **fields: Any) -> None:
        """Change the visit and work out anew how urgent it is and, when asking, the next question."""
        self.visit = self.house.desk.settle(self.visit.model_copy(update=fields), asking=asking)
        self.changed = True

    def page(self, template: str, status: int = 200, **values: object) -> Response:
        """A page."""
        shared = {
            "visit": self.visit,
            "token": self.row.token if self.row else "",
            "has_session": self.row is not None,
            "emergency": self.base.emergency_numbers.get(self.visit.country),
            "numbers": self.base.emergency_numbers.values(),
            "base": self.base,
            "path": self.path,
            "partial": self.partial,
            "problem": None,
        }
        return HTMLResponse(self.words.page(template, self.accept, **{**shared, **values}), status)

    def go(self, path: str) -> Response:
        """On to another page; to the urgent page first, when a danger sign stands that was not shown.

        For a child only the page that says so is open, and those on which it can be corrected.
        """
        if self.visit.must_see_urgent():
            path = "/urgent"
        elif self.visit.child and path not in ("/words", "/you"):
            path = "/child"
        return RedirectResponse(path, 303)


Page = Callable[[Call], Response]


async def _form(request: Request, most: int) -> Form:
    """The fields of a form. Raises 413 and 415."""
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in ("application/x-www-form-urlencoded", ""):
        raise HTTPException(415)
    body = bytearray()
    async for part in request.stream():
        body += part
        if len(body) > most:
            raise HTTPException(413)
    try:
        return parse_qs(
            body.decode("utf-8", "replace"),
            keep_blank_values=True,
            max_num_fields=MOST_FIELDS,
            errors="replace",
        )
    except ValueError:
        raise HTTPException(413) from None


def _from_here(request: Request) -> bool:
    """Whether the browser says that a form came from our own pages (or says nothing, as tools do)."""
    site = request.headers.get("sec-fetch-site")
    if site is not None:
        return site in ("same-origin", "none")
    origin = request.headers.get("origin")
    return origin is None or urlsplit(origin).netloc == request.headers.get("host")


def visit_of(row: Row | None) -> Visit | None:
    """The visit as stored; None where there is none, or an older version of Crural wrote it in another form."""
    try:
        return Visit.model_validate_json(row.data) if row else None
    except ValidationError:
        return None


def _call(house: House, request: Request, form: Form) -> Call:
    accept = request.headers.get("accept-language", "")
    key = request.cookies.get(COOKIE)
    row = house.sessions.find(key) if key else None
    visit = visit_of(row)
    row = row if visit else None
    return Call(
        house=house,
        words=house.wordings[chosen_language(accept, set(house.wordings))],
        accept=accept,
        path=request.url.path,
        path_params=request.path_params,
        form=form,
        partial=request.headers.get("hx-request") == "true" and "hx-boosted" not in request.headers,
        row=row,
        visit=visit or Visit(),
        key=key if row else None,
    )


def _run(house: House, request: Request, form: Form, page: Page, needs_visit: bool) -> Response:
    """Run the page function and save what it changed; do it again on fresh state if another tab was faster."""
    for _ in range(TRIES):
        call = _call(house, request, form)
        if call.row is None and needs_visit:
            return RedirectResponse("/expired", 303)
        sent = call.one("token")
        if (
            request.method == "POST"
            and call.row is not None
            and not hmac.compare_digest(sent.encode(), call.row.token.encode())
        ):
            return call.page("refused.html", 403)
        answer = page(call)
        if not call.changed:
            return answer
        data = call.visit.model_dump_json(exclude_defaults=True)
        if call.row is None:
            key, _ = house.sessions.open(data)
            secure = house.settings.public_url.startswith("https:")
            answer.set_cookie(COOKIE, key, httponly=True, samesite="lax", secure=secure, path="/")
            return answer
        if house.sessions.save(call.row, data):
            return answer
    raise HTTPException(503)


def endpoint(house: House, page: Page, *, needs_visit: bool) -> Callable[[Request], Any]:
    """The ASGI end of a page function; it runs beside the loop, so that a long answer holds nobody up."""

    async def run(request: Request) -> Response:
        form: Form = {}
        if request.method == "POST":
            if not _from_here(request):
                raise HTTPException(403)
            form = await _form(request, house.settings.max_bytes)
        try:
            return await run_in_threadpool(_run, house, request, form, page, needs_visit)
        except HTTPException:
            raise
        except Exception as error:
            log.error("A page failed: %s at %s", type(error).__name__, place_of(error))
            raise HTTPException(500) from None

    return run


def place_of(error: Exception) -> str:
    """File and line where an error came up. Its text is left out: it may hold somebody's words."""
    frames = traceback.extract_tb(error.__traceback__)
    return f"{PurePath(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "an unknown place"
