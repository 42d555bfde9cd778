"""The command `crural`. Each command reads, calls one function of the core, and prints.

A command is imported when it is called, so that the others start fast and need none of its libraries. Commands of
other surfaces are named here by their address only.
"""

from __future__ import annotations

import os
from importlib import import_module
from typing import Any

import click

from crural import __version__
from crural.errors import CruralError

# The tables of one case are small: a second thread of the linear algebra library only spins, and doubles the cost.
os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")

COMMANDS = {
    "assess": "crural.surfaces.cli.assess:assess",
    "interview": "crural.surfaces.cli.interview:interview",
    "understand": "crural.surfaces.cli.understand:understand",
    "evaluate": "crural.surfaces.cli.evaluate:evaluate",
    "simulate": "crural.surfaces.cli.simulate:simulate",
    "kb": "crural.surfaces.cli.kb:kb",
    "mcp": "crural.surfaces.mcp.command:mcp",
    "schema": "crural.surfaces.cli.schema:schema",
    "fhir": "crural.surfaces.fhir.command:fhir",
    "serve": "crural.surfaces.serve.command:serve",
}
"""Name of each command, in the order of the help, and where it is."""


class Lazy(click.Group):
    """Imports a command on use, and turns every error of ours into its message and exit code 2."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Names in the order of the table."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """The command of that name, or None."""
        if cmd_name not in COMMANDS:
            return None
        module, _, name = COMMANDS[cmd_name].partition(":")
        command = getattr(import_module(module), name)
        assert isinstance(command, click.Command)
        return command

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; an error that we foresaw is a message, never a traceback."""
        try:
            return super().invoke(ctx)
        except CruralError as error:
            click.echo(f"{error.code}: {error.message}", err=True)
            ctx.exit(2)


def _version(ctx: click.Context, _: click.Parameter, value: bool) -> None:
    if value:
        from crural.knowledge.load import KB_FOLDER, content_version

        click.echo(f"crural {__version__}, knowledge {content_version(KB_FOLDER)}")
        ctx.exit()


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show versions."
)
def cli() -> None:
    """How soon must somebody look at these legs, what could it be, and what to do.

    For adults. Not a diagnosis. In an emergency call your local emergency number.

    Example: crural assess "My right calf aches after one block and stops when I stand still."
    """
