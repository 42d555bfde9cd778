"""The service: each part under its path, one knowledge base for all, and the two addresses that watch it."""

from __future__ import annotations

from contextlib import AsyncExitStack, asynccontextmanager
from importlib import import_module
from typing import TYPE_CHECKING, Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import BaseRoute, Mount, Route

from crural import __version__
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.http import Settings

if TYPE_CHECKING:
    from collections.abc import AsyncIterator

INTERFACES = {
    "/v1": "crural.surfaces.rest.app:app_for",
    "/fhir": "crural.surfaces.fhir.app:app_for",
    "/cds-services": "crural.surfaces.cds_hooks.app:app_for",
}
PAGES = {"": "crural.surfaces.web.app:app_for"}
"""Path of each part, and the function (base, settings) -> ASGI application that makes it. Order matters: pages last."""


def _made(address: str, base: KnowledgeBase, settings: Settings) -> Any | None:
    """The part, or None where a library that only it needs is not installed."""
    module, _, name = address.partition(":")
    try:
        return getattr(import_module(module), name)(base, settings)
    except ModuleNotFoundError:
        if address in PAGES.values():
            raise
        return None


def service(base: KnowledgeBase, settings: Settings, *, pages: bool = True) -> Starlette:
    """The whole service as one ASGI application; without pages only the interfaces.

    An interface whose libraries are not installed is left out; /readyz says which parts are there.
    The parts' own start and stop (their lifespans) run with that of the whole.
    """
    addresses = {**INTERFACES, **(PAGES if pages else {})}
    made = {path: _made(address, base, settings) for path, address in addresses.items()}
    parts = {path: part for path, part in made.items() if part is not None}

    async def alive(_: Request) -> Response:
        return JSONResponse({"status": "ok"})

    async def ready(_: Request) -> Response:
        there = {"status": "ready", "crural": __version__, "knowledge": base.version, "parts": sorted(parts)}
        return JSONResponse(there)

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        async with AsyncExitStack() as stack:
            for part in parts.values():
                router = getattr(part, "router", None)
                if router is not None:
                    await stack.enter_async_context(router.lifespan_context(part))
            yield

    routes: list[BaseRoute] = [Route("/healthz", alive), Route("/readyz", ready)]
    routes += [Mount(path, app=part) for path, part in parts.items()]
    return Starlette(routes=routes, lifespan=lifespan)
