"""`crural understand`: what is read in a text."""

from __future__ import annotations

import sys
from datetime import date

import click

from crural.surfaces.cli.files import lines_of, load_base, read_file


@click.command()
@click.argument("text", required=False)
@click.option("--why", is_flag=True, help="Show the rule that decided each reading.")
@click.option("--concepts", metavar="FILE", help='JSON lines {"sentence", "concept"}: state of each concept.')
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "html"]), default="text", show_default=True
)
def understand(text: str | None, why: bool, concepts: str | None, form: str) -> None:
    """Show what is understood of a text, with quotes.

    Example: crural understand "No swelling, but my left calf aches." --why
    """
    from crural.surfaces.understanding import concept_lines, readings_as_html, readings_as_text

    if (text is None) == (concepts is None):
        raise click.UsageError(
            'Give TEXT or --concepts FILE. Example: crural understand "My left calf aches."'
        )
    base = load_base()
    if concepts is not None:
        for line in concept_lines(lines_of(concepts), base):
            click.echo(line)
        return
    from crural.language import read

    words = (read_file("-") if text == "-" else text or "").encode("utf-8", "replace").decode()
    if not words.strip():
        raise click.UsageError('The text is empty. Example: crural understand "My left calf aches."')
    reading = read(words, base, date.today())
    if form == "json":
        click.echo(reading.model_dump_json())
    elif form == "html":
        click.echo(readings_as_html(words, reading, base))
    else:
        click.echo(readings_as_text(words, reading, why=why, colour=sys.stdout.isatty()))
