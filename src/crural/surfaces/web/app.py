"""The web app as one ASGI application: which address shows which page."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.middleware import Middleware
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response
from starlette.routing import BaseRoute, Route

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.http import Settings
from crural.surfaces.web import ask, clinician, handbook, letter, outcome, person, plain, scores, tell
from crural.surfaces.web.desk import Desk
from crural.surfaces.web.door import House, Page, endpoint
from crural.surfaces.web.guard import Guard
from crural.surfaces.web.sessions import Sessions
from crural.surfaces.web.statics import static, worker
from crural.surfaces.web.wording import Wording, catalogues

OPEN: dict[str, dict[str, Page]] = {
    "/": {"GET": plain.start},
    "/begin": {"POST": plain.begin},
    "/about": {"GET": plain.about},
    "/emergency": {"GET": plain.emergency},
    "/expired": {"GET": plain.expired},
    "/forgotten": {"GET": plain.forgotten},
    "/styleguide": {"GET": plain.styleguide},
    "/handbook": {"GET": handbook.contents, "POST": handbook.find},
    "/handbook/{kind}": {"GET": handbook.chapter},
    "/handbook/{kind}/{name}": {"GET": handbook.page},
    "/clinician": {"GET": clinician.desk, "POST": clinician.begin},
    "/open/{ticket}": {"GET": clinician.hand_over},
}
"""Pages that need no visit."""

VISIT: dict[str, dict[str, Page]] = {
    "/words": {"GET": tell.words, "POST": tell.tell},
    "/understood": {"GET": tell.understood, "POST": tell.correct},
    "/feelings": {"GET": tell.feelings, "POST": tell.feel},
    "/where": {"GET": tell.where, "POST": tell.place},
    "/you": {"GET": person.you, "POST": person.about_you},
    "/more": {"GET": person.more, "POST": person.about_health},
    "/medicines": {"GET": person.medicines, "POST": person.add_medicine},
    "/medicines/suggest": {"POST": person.suggest},
    "/medicines/done": {"POST": person.all_medicines},
    "/questions": {"GET": ask.questions, "POST": ask.answer},
    "/questions/back": {"POST": ask.back},
    "/questions/change": {"POST": ask.change},
    "/answers": {"GET": ask.answers},
    "/urgent": {"GET": plain.urgent, "POST": plain.go_on},
    "/country": {"POST": plain.set_country},
    "/child": {"GET": plain.child},
    "/result": {"GET": outcome.result},
    "/result/cause/{place}": {"GET": outcome.cause},
    "/result/what-if": {"POST": outcome.try_what_if},
    "/result/text": {"GET": outcome.as_text},
    "/result/data": {"GET": outcome.as_json},
    "/result/letter/{kind}": {"GET": letter.letter},
    "/forget": {"GET": plain.forget_page, "POST": plain.forget},
    "/clinician/enter": {"POST": clinician.enter},
    "/clinician/suggest": {"POST": clinician.suggest},
    "/clinician/contrast": {"POST": clinician.contrast},
    "/clinician/score/{kind}": {"GET": scores.show, "POST": scores.fill},
    "/clinician/clear": {"POST": clinician.clear},
}
"""Pages of a visit; without one they lead to the page that says so."""


def _refusals(house: House) -> dict[type[Exception] | int, object]:
    """Pages for what goes wrong; none repeats what was sent."""
    wording = house.wordings["en"]

    def shown(status: int) -> Response:
        page = wording.page("wrong.html", status=status, emergency=None, path="", has_session=False, token="")
        return HTMLResponse(page, status)

    async def refused(_: Request, error: Exception) -> Response:
        return shown(error.status_code if isinstance(error, HTTPException) else 500)

    return {HTTPException: refused, Exception: refused}


def app_for(base: KnowledgeBase, settings: Settings) -> Starlette:
    """The web app over one knowledge base."""
    wordings = {name: Wording(name, catalogue) for name, catalogue in catalogues().items()}
    house = House(base, settings, Sessions(settings.sessions, settings.session_minutes), Desk(base), wordings)
    routes: list[BaseRoute] = [Route("/static/{name}", static), Route("/worker.js", worker)]
    for table, needs_visit in ((OPEN, False), (VISIT, True)):
        for path, pages in table.items():
            for method, page in pages.items():
                routes.append(Route(path, endpoint(house, page, needs_visit=needs_visit), methods=[method]))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        house.sessions.close()

    app = Starlette(
        routes=routes,
        middleware=[Middleware(Guard, settings=settings)],
        exception_handlers=_refusals(house),  # type: ignore[arg-type]
        lifespan=lifespan,
    )
    app.state.house = house
    return app
