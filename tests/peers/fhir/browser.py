"""A page beside the FHIR interface, on this machine only, for form renderers of others."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from tests.surfaces.serving import served

from crural.knowledge import load
from crural.surfaces.fhir.app import app_for
from crural.surfaces.http import Settings


@contextmanager
def beside_fhir(page: Path, folders: dict[str, Path]) -> Iterator[str]:
    """The address of a server of a page, of folders, and of the FHIR interface."""

    async def shown(_: Any) -> Response:
        return FileResponse(page)

    mounts = [Mount(path, StaticFiles(directory=folder)) for path, folder in folders.items()]
    routes = [Route("/page", shown), *mounts, Mount("/fhir", app_for(load(), Settings()))]
    with served(Starlette(routes=routes)) as address:
        yield address


def page_at(browser: Any, address: str) -> Any:
    """A page at an address; nothing outside of this machine is asked."""
    page = browser.new_page()
    page.route("**/*", lambda r: r.continue_() if "127.0.0.1" in r.request.url else r.abort())
    page.goto(address)
    return page
