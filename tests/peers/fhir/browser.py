"""A page in Chromium, and the FHIR interface beside the form renderer, on this machine only."""

from __future__ import annotations

import os
import shutil
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from starlette.applications import Starlette
from starlette.responses import FileResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles

from crural.knowledge import load
from crural.surfaces.fhir.app import app_for
from crural.surfaces.http import Settings

ARGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def served(page: Path, folders: dict[str, Path]) -> Iterator[str]:
    """The address of a server of a page, of folders, and of the FHIR interface."""

    async def shown(_: Any) -> Response:
        return FileResponse(page)

    mounts = [Mount(path, StaticFiles(directory=folder)) for path, folder in folders.items()]
    routes = [Route("/page", shown), *mounts, Mount("/fhir", app_for(load(), Settings()))]
    config = uvicorn.Config(Starlette(routes=routes), host="127.0.0.1", port=0, log_level="error")
    server = uvicorn.Server(config)
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started:
        time.sleep(0.05)
    port = server.servers[0].sockets[0].getsockname()[1]
    try:
        yield f"http://127.0.0.1:{port}"
    finally:
        server.should_exit = True
        thread.join(timeout=10)


@contextmanager
def launched() -> Iterator[Any]:
    """Chromium; the test is skipped where it is not installed."""
    sync = pytest.importorskip("playwright.sync_api")
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    if chromium is None:
        pytest.skip("Chromium is not installed")
    with sync.sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=chromium, args=ARGS)
        yield browser
        browser.close()


def page_at(browser: Any, address: str) -> Any:
    """A page at an address; nothing outside of this machine is asked."""
    page = browser.new_page()
    page.route("**/*", lambda r: r.continue_() if "127.0.0.1" in r.request.url else r.abort())
    page.goto(address)
    return page
