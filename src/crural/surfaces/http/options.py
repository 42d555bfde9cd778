"""Options of the interfaces for the command that serves them, in one place."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar

import click

from crural.surfaces.http.settings import Settings

F = TypeVar("F", bound=Callable[..., Any])
OPTIONS = (
    click.option("--api", is_flag=True, help="Serve the interfaces only, without the pages."),
    click.option(
        "--key-file",
        type=click.Path(path_type=Path, exists=True, dir_okay=False),
        help="File of API keys, one a line, of which REST asks for one.",
    ),
    click.option("--cors", metavar="ORIGIN", multiple=True, help="An origin that may call from a browser."),
    click.option(
        "--trusted-jku", metavar="URL", multiple=True, help="A key set whose CDS clients are believed."
    ),
    click.option(
        "--feedback",
        type=click.Path(path_type=Path, dir_okay=False),
        help="File for the feedback of CDS Hooks.",
    ),
    click.option(
        "--link-cases",
        is_flag=True,
        help="Cards of CDS Hooks open the desk with the case, which is kept with the sessions until then.",
    ),
    click.option(
        "--processes",
        type=click.IntRange(0, 64),
        default=0,
        show_default=True,
        help="Processes that compute; 0: threads in the one that serves.",
    ),
)
KEY = 20
"""Least length of an API key (characters)."""


def interface_options(command: F) -> F:
    """Give a command the options; what they say goes through `with_interfaces`."""
    for option in reversed(OPTIONS):
        command = option(command)
    return command


def with_interfaces(settings: Settings, given: dict[str, Any]) -> Settings:
    """The settings with what was given for these options."""
    keys: list[str] = []
    if given["key_file"] is not None:
        keys = given["key_file"].read_text(encoding="utf-8").split()
        if not keys or any(len(key) < KEY for key in keys):
            raise click.UsageError(f"--key-file: give at least one key, each of {KEY} characters or more.")
    return replace(
        settings,
        api_keys=tuple(keys),
        cors=given["cors"],
        trusted_jku=given["trusted_jku"],
        feedback=given["feedback"],
        link_cases=given["link_cases"],
        processes=given["processes"],
    )
