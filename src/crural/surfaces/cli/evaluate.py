"""`crural evaluate`: scores on cases whose answer is known."""

from __future__ import annotations

import click

from crural.surfaces.cli.files import load_base, read_file, write_file


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="CASES...")
@click.option("--json", "out", metavar="OUT", help="Write all scores as JSON to this file.")
@click.option("--plot", metavar="SVG", help="Write the reliability plot to this file.")
@click.option("--rows", is_flag=True, help="Also print one line for each case.")
def evaluate(files: tuple[str, ...], out: str | None, plot: str | None, rows: bool) -> None:
    """Score files of cases whose answer is known, beside two baselines.

    Example: crural evaluate cases.jsonl --json scores.json
    """
    from crural.surfaces.evaluation import evaluate_files

    report = evaluate_files([(name, read_file(name)) for name in files], load_base())
    click.echo(report.as_text(rows=rows))
    if out:
        write_file(out, report.as_json())
    if plot:
        write_file(plot, report.as_svg())
