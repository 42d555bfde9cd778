"""`crural serve`: the web app and the interfaces on one machine."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any

import click

from crural.surfaces.http import Settings


def state_file() -> Path:
    """Where sessions are kept when nothing else is said: the user's own state folder."""
    home = os.environ.get("XDG_STATE_HOME")
    folder = Path(home) if home else Path.home() / ".local" / "state"
    return folder / "crural" / "sessions.sqlite"


SETTINGS = "CRURAL_SERVE"
"""Environment variable by which the settings reach the worker processes."""

FIRST = "My legs ache."


def from_environment() -> Any:
    """The service with the settings that the command left in the environment; each worker process makes its own."""
    from crural.assess import assess
    from crural.knowledge import load
    from crural.surfaces.serve.app import service

    base = load()
    assess(FIRST, base=base)  # what is made once for each base is made before anybody waits for it
    found = json.loads(os.environ[SETTINGS])
    file = Path(found["sessions"]) if found["sessions"] else None
    return service(base, Settings(**{**found, "sessions": file}))


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help="Port to listen on."
)
@click.option(
    "--public-url", metavar="URL", help="The address that others see, when a proxy stands before it."
)
@click.option(
    "--sessions", type=click.Path(path_type=Path, dir_okay=False), help="SQLite file of the sessions."
)
@click.option("--memory", is_flag=True, help="Keep sessions in memory only; a restart forgets them.")
@click.option(
    "--minutes", type=click.IntRange(1, 1440), default=60, show_default=True, help="Life of an idle session."
)
@click.option(
    "--per-minute",
    type=click.IntRange(0),
    default=600,
    show_default=True,
    help="Requests a minute from one address; 0: no limit.",
)
@click.option(
    "--workers", type=click.IntRange(1, 64), default=1, show_default=True, help="Processes that answer."
)
def serve(
    host: str,
    port: int,
    public_url: str | None,
    sessions: Path | None,
    memory: bool,
    minutes: int,
    per_minute: int,
    workers: int,
) -> None:
    """Open the web app, and the interfaces beside it, until you press Ctrl-C.

    Example: crural serve --port 8080
    """
    if memory and workers > 1:
        raise click.UsageError("Sessions in memory need one process. Fix: leave out --memory or --workers.")
    try:
        import jinja2  # noqa: F401
        import uvicorn
    except ImportError as error:
        raise click.ClickException(
            f"The web app needs more libraries ({error.name} is missing). Fix: pip install 'crural[web,pdf]'"
        ) from None
    address = (public_url or f"http://{host}:{port}").rstrip("/")
    file = None if memory else str(sessions or state_file())
    settings = {
        "public_url": address,
        "sessions": file,
        "session_minutes": minutes,
        "per_minute": per_minute,
    }
    os.environ[SETTINGS] = json.dumps(settings)
    click.echo(f"Crural is at {address}/ - press Ctrl-C to stop.", err=True)
    uvicorn.run(
        "crural.surfaces.serve.command:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        server_header=False,
    )
