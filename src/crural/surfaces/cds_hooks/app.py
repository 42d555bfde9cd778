"""The CDS Hooks application: discovery, the services, and their feedback. Mounted below /cds-services."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import date

import anyio.to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Route

from crural.concepts.knowledge import KnowledgeBase
from crural.errors import shown
from crural.surfaces.cds_hooks import jobs
from crural.surfaces.cds_hooks.cards import opening
from crural.surfaces.cds_hooks.feedback import keep
from crural.surfaces.cds_hooks.services import SERVICES, discovery
from crural.surfaces.cds_hooks.shapes import Call, Feedback
from crural.surfaces.cds_hooks.token import Tokens
from crural.surfaces.http import Settings
from crural.surfaces.http.bodies import body_of
from crural.surfaces.http.guard import protect
from crural.surfaces.http.problem import Refused
from crural.surfaces.http.workers import workers_of
from crural.surfaces.web.tickets import Tickets

UNREAD = "crural.unread"
"""Name of the extension that lists what could not be read."""
SAID = {"Cache-Control": "no-store"}


def app_for(base: KnowledgeBase, settings: Settings, tokens: Tokens | None = None) -> Starlette:
    """CDS Hooks as one application. tokens: checks callers in another way than by `settings.trusted_jku`."""
    workers = workers_of(base, settings)
    tickets = Tickets(settings) if settings.link_cases else None
    callers = tokens or (Tokens(settings.trusted_jku) if settings.trusted_jku else None)

    async def checked_name(request: Request, ending: str = "") -> str:
        name = str(request.path_params["name"])
        if name not in SERVICES:
            raise Refused(404, "IN-004", f"There is no service called {shown(name)}. See the discovery.")
        if callers is not None:
            address = f"{settings.public_url}/cds-services/{name}{ending}"
            await anyio.to_thread.run_sync(callers.check, request.headers.get("authorization"), address)
        return name

    async def discover(_: Request) -> Response:
        return JSONResponse(discovery())

    async def answer(request: Request) -> Response:
        name = await checked_name(request)
        call = await body_of(request, Call)
        if call.hook != SERVICES[name][0]:
            raise Refused(400, "CH-004", f"hook: this service is for {SERVICES[name][0]}")
        made = await workers.run(jobs.made, call, settings.public_url, date.today())
        cards = made.cards
        if cards and made.case is not None and tickets is not None:
            ticket = await anyio.to_thread.run_sync(tickets.give, made.case)
            cards = [opening(card, f"{settings.public_url}/open/{ticket}") for card in cards]
        more = {"extension": {UNREAD: made.unread}} if made.unread else {}
        return JSONResponse({"cards": cards, **more}, headers=SAID)

    async def feedback(request: Request) -> Response:
        name = await checked_name(request, "/feedback")
        told = await body_of(request, Feedback)
        if settings.feedback is not None:
            await anyio.to_thread.run_sync(keep, settings.feedback, name, told)
        return JSONResponse({}, headers=SAID)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        workers.close()
        if tickets is not None:
            tickets.close()

    app = Starlette(
        routes=[
            Route("/", discover),
            Route("/{name}", answer, methods=["POST"]),
            Route("/{name}/feedback", feedback, methods=["POST"]),
        ],
        lifespan=lifespan,
    )
    protect(app, settings, keys=False, largest={"": settings.batch_bytes})  # records are larger than cases
    return app
