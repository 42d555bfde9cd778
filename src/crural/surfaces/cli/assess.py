"""`crural assess`: one case, a file of one, or many lines."""

from __future__ import annotations

import sys
from datetime import date
from typing import Any

import click

from crural.surfaces.cli.files import case_data, lines_of, load_base, read_file

EXAMPLE = "My right calf aches after one block and stops when I stand still. I am 67 and smoke."


@click.command()
@click.argument("text", required=False)
@click.option("--case", "case_file", metavar="FILE", help="A case as JSON or YAML.")
@click.option(
    "--lines", "lines_file", metavar="FILE", help="One JSON case a line; one JSON assessment a line out."
)
@click.option("--age", type=float, help="Age in years.")
@click.option("--sex", type=click.Choice(["female", "male"]), help="Sex.")
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def assess(
    text: str | None, case_file: str | None, lines_file: str | None, age: float | None, sex: Any, form: str
) -> None:
    """Say how soon to be seen, what it might be, why, and what to do.

    TEXT is what the person says, or - to read it from standard input.

    Example: crural assess "My right calf aches after one block and stops when I stand still. I am 67."
    """
    if sum(x is not None for x in (text, case_file, lines_file)) != 1:
        raise click.UsageError(f'Give one of TEXT, --case or --lines. Example: crural assess "{EXAMPLE}"')
    from crural.assess import assess as run
    from crural.assess import read_case
    from crural.surfaces.lines import assess_lines, to_json

    if lines_file is not None:
        from crural.surfaces.progress import Progress

        if age is not None or sex is not None:
            raise click.UsageError("With --lines, age and sex stand in each case.")
        lines = lines_of(lines_file)
        with Progress(sum(1 for line in lines if line.strip())) as progress:
            for answer in assess_lines(lines, load_base(), progress.at):
                click.echo(answer)
        return
    if case_file is not None:
        data = case_data(case_file)
    else:
        words = read_file("-") if text == "-" else text
        if not (words or "").strip():
            raise click.UsageError(f'The text is empty. Say what you feel, for example "{EXAMPLE}"')
        data = {"text": words, "as_of": date.today()}
    if isinstance(data, dict):
        data |= {k: v for k, v in (("age", age), ("sex", sex)) if v is not None}
    case = read_case(data)
    base = load_base()
    result = run(case, base=base)
    if form == "json":
        click.echo(to_json(result))
    else:
        from crural.surfaces.terminal import to_text

        click.echo(to_text(result, base, colour=sys.stdout.isatty()))
