"""`crural serve`: the web app and the interfaces on one machine."""

from __future__ import annotations

import os
from pathlib import Path

import click

from crural.surfaces.http import Settings


def state_file() -> Path:
    """Where sessions are kept when nothing else is said: the user's own state folder."""
    home = os.environ.get("XDG_STATE_HOME")
    folder = Path(home) if home else Path.home() / ".local" / "state"
    return folder / "crural" / "sessions.sqlite"


@click.command()
@click.option("--host", default="127.0.0.1", show_default=True, help="Address to listen on.")
@click.option(
    "--port", type=click.IntRange(0, 65535), default=8000, show_default=True, help="Port to listen on."
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
def serve(
    host: str,
    port: int,
    public_url: str | None,
    sessions: Path | None,
    memory: bool,
    minutes: int,
    per_minute: int,
) -> None:
    """Open the web app, and the interfaces beside it, until you press Ctrl-C.

    Example: crural serve --port 8080
    """
    try:
        import uvicorn

        from crural.surfaces.serve.app import service
    except ImportError as error:
        raise click.ClickException(
            f"The web app needs more libraries ({error.name} is missing). Fix: pip install 'crural[web,pdf]'"
        ) from None
    from crural.knowledge import load

    settings = Settings(
        public_url=(public_url or f"http://{host}:{port}").rstrip("/"),
        sessions=None if memory else (sessions or state_file()),
        session_minutes=minutes,
        per_minute=per_minute,
    )
    app = service(load(), settings)
    click.echo(f"Crural is at {settings.public_url}/ - press Ctrl-C to stop.", err=True)
    uvicorn.run(
        app,
        host=host,
        port=port,
        access_log=False,
        log_level="warning",
        timeout_graceful_shutdown=10,
        server_header=False,
    )
