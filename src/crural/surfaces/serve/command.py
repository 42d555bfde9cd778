"""`crural serve`: the web app and the interfaces on one machine."""

from __future__ import annotations

import json
import os
from dataclasses import asdict, replace
from pathlib import Path
from typing import Any

import click

from crural.surfaces.http import Settings
from crural.surfaces.http.options import interface_options, with_interfaces


def state_file() -> Path:
    """Where sessions are kept when nothing else is said: the user's own state folder."""
    home = os.environ.get("XDG_STATE_HOME")
    folder = Path(home) if home else Path.home() / ".local" / "state"
    return folder / "crural" / "sessions.sqlite"


SETTINGS = "CRURAL_SERVE"
"""Environment variable by which the settings reach the worker processes."""


def from_environment() -> Any:
    """The service with the settings that the command left in the environment; each worker process makes its own."""
    from crural.knowledge import load
    from crural.surfaces.http.workers import warm
    from crural.surfaces.serve.app import service

    base = load()
    warm(base)
    left = json.loads(os.environ[SETTINGS])
    found: dict[str, Any] = {
        name: tuple(value) if isinstance(value, list) else value for name, value in left["settings"].items()
    }
    for name in ("sessions", "feedback"):
        found[name] = Path(found[name]) if found[name] else None
    return service(base, Settings(**found), pages=left["pages"])


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
@interface_options
def serve(
    host: str,
    port: int,
    public_url: str | None,
    sessions: Path | None,
    memory: bool,
    minutes: int,
    per_minute: int,
    workers: int,
    api: bool,
    **interfaces: Any,
) -> None:
    """Open the web app, and the interfaces beside it, until you press Ctrl-C.

    Example: crural serve --port 8080
    """
    settings = with_interfaces(
        Settings(
            session_minutes=minutes,
            per_minute=per_minute,
            sessions=None if memory else sessions or state_file(),
        ),
        interfaces,
    )
    if settings.link_cases and (memory or api):
        raise click.UsageError(
            "--link-cases needs pages and a session file. Fix: leave out --memory and --api."
        )
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
    told = asdict(replace(settings, public_url=address))
    os.environ[SETTINGS] = json.dumps({"settings": told, "pages": not api}, default=str)
    click.echo(f"Crural is at {address}/ - press Ctrl-C to stop.", err=True)
    uvicorn.run(
        "crural.surfaces.serve.command:from_environment",
        factory=True,
        host=host,
        port=port,
        workers=workers,
        http="crural.surfaces.serve.prompt:Prompt",
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        server_header=False,
    )
