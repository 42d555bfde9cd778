"""`crural kb`: the knowledge base on the terminal."""

from __future__ import annotations

import click

from crural.surfaces.cli.files import items_of, load_base


@click.group()
def kb() -> None:
    """Look into the knowledge base and check it.

    Example: crural kb show deep-vein-thrombosis
    """


@kb.command()
def check() -> None:
    """Report every problem of the knowledge files, with file and line, and the anchors.

    Example: crural kb check
    """
    from crural.surfaces.knowledge import check_text

    text, sound = check_text()
    click.echo(text)
    if not sound:
        raise SystemExit(1)


@kb.command()
def stats() -> None:
    """Count entries, and the shares of sourced and estimated numbers.

    Example: crural kb stats
    """
    from crural.surfaces.knowledge import stats_text

    click.echo(stats_text(load_base()))


@kb.command()
@click.argument("name", metavar="ID")
def show(name: str) -> None:
    """Show everything the base says of one id.

    Example: crural kb show deep-vein-thrombosis
    """
    from crural.surfaces.knowledge import show_text

    click.echo(show_text(load_base(), name))


@kb.command()
@click.option("--scope", metavar="FILE", help="A list of the conditions that the base should hold.")
@click.option("--claims", metavar="FILE", help="A list of claims that the base should carry.")
def coverage(scope: str | None, claims: str | None) -> None:
    """Say what of a list of conditions or claims the base covers.

    Example: crural kb coverage
    """
    from crural.surfaces.knowledge import coverage_text

    click.echo(coverage_text(load_base(), items_of(scope), items_of(claims)))
