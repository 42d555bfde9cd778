"""`crural schema`: the published shapes."""

from __future__ import annotations

import json

import click


@click.command()
@click.argument(
    "which", type=click.Choice(["case", "assessment", "reading", "services"]), default="assessment"
)
def schema(which: str) -> None:
    """Print the JSON Schema of a case, an assessment, a reading or a directory of services.

    Example: crural schema case
    """
    from crural.surfaces.schema import schema_of

    click.echo(json.dumps(schema_of(which), indent=2))
