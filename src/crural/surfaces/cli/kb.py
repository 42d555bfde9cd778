"""`crural kb`: the knowledge base on the terminal."""

from __future__ import annotations

from typing import Any

import click

from crural.surfaces.cli.files import case_data, items_of, load_base


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


@kb.command()
@click.argument("stories", nargs=-1, metavar="[STORIES...]")
@click.option(
    "--people", default=60, show_default=True, type=click.IntRange(0), help="Self-made people beside them."
)
@click.option("--seed", default=1, show_default=True, type=click.IntRange(0))
@click.option("--most", default=30, show_default=True, type=click.IntRange(1), help="Length of the list.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def critical(stories: tuple[str, ...], people: int, seed: int, most: int, form: str) -> None:
    """Rank the numbers that would change an urgent answer if they were wrong by their own interval.

    STORIES are files of stories as in tests/cases/conditions.

    Example: crural kb critical tests/cases/conditions/deep-vein-thrombosis.yaml --people 100
    """
    from crural.assess import read_case
    from crural.surfaces.evaluation.critical import critical_numbers, critical_text
    from crural.surfaces.evaluation.report import to_json
    from crural.surfaces.evaluation.simulation import Plan, cases_of

    base = load_base()
    told = [
        (f"{path}: {number}", read_case(story["case"]))
        for path in stories
        for number, story in enumerate(_stories(path), 1)
    ]
    drawn = cases_of(base, Plan(people, seed)) if people else []
    cases = [*told, *((f"self-made {number}", case) for number, case in enumerate(drawn, 1))]
    found = critical_numbers(base, cases)
    if form == "json":
        click.echo(to_json([item.data() for item in found]))
    else:
        click.echo(critical_text(found, len(cases), most))


def _stories(path: str) -> list[dict[str, Any]]:
    data = case_data(path)
    if not isinstance(data, list) or not all(isinstance(item, dict) and "case" in item for item in data):
        raise click.UsageError(f"The file {path} is not a list of stories, each with a case.")
    return data


@kb.command()
@click.argument("directory_file", metavar="FILE")
@click.option("--case", "case_file", metavar="FILE", help="A case as JSON or YAML: who in the list fits it?")
@click.option("--text", help="What a person says: who in the list fits it?")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def services(directory_file: str, case_file: str | None, text: str | None, form: str) -> None:
    """Check a directory of services, and list who in it fits a case.

    Example: crural kb services examples/services-sample.yaml --case examples/tired-legs.json
    """
    if case_file is not None and text is not None:
        raise click.UsageError("Give one of --case and --text.")
    from crural.advice.services import fitting, read_directory
    from crural.assess import assess, read_case
    from crural.surfaces.services import directory_text, fitting_text

    base = load_base()
    directory = read_directory(case_data(directory_file), base)
    if case_file is None and text is None:
        click.echo(directory.model_dump_json(indent=2) if form == "json" else directory_text(directory, base))
        return
    case = read_case(case_data(case_file) if case_file is not None else {"text": text})
    found = fitting(directory, assess(case, base=base), base)
    click.echo(found.model_dump_json(indent=2) if form == "json" else fitting_text(found, base))


@kb.command()
@click.argument("folder", metavar="DIR", type=click.Path(file_okay=False))
def site(folder: str) -> None:
    """Write the handbook into a folder: a page for everything, to open in any browser.

    Example: crural kb site build/handbook
    """
    from pathlib import Path

    try:
        from crural.surfaces.handbook.site import write_site
    except ModuleNotFoundError as error:
        if error.name != "jinja2":
            raise
        raise click.ClickException("The handbook needs the extra web: pip install 'crural[web]'") from None
    pages = write_site(load_base(), Path(folder))
    click.echo(f"Open {Path(folder) / 'index.html'} in a browser.\n{pages} pages.")
