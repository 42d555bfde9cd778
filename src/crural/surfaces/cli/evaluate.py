"""`crural evaluate`: scores on cases whose answer is known."""

from __future__ import annotations

from pathlib import Path

import click

from crural.surfaces.cli.files import load_base, read_file, write_file


@click.command()
@click.argument("files", nargs=-1, required=True, metavar="CASES...")
@click.option("--json", "out", metavar="OUT", help="Write all scores as JSON to this file.")
@click.option("--html", metavar="OUT", help="Write the full report as one HTML page to this file.")
@click.option("--plot", metavar="SVG", help="Write the reliability plot to this file.")
@click.option("--ablations", is_flag=True, help="Also score Crural with one part taken away at a time.")
@click.option("--rows", is_flag=True, help="Also print one line for each case.")
def evaluate(
    files: tuple[str, ...], out: str | None, html: str | None, plot: str | None, ablations: bool, rows: bool
) -> None:
    """Score files of cases whose answer is known, beside two baselines.

    Example: crural evaluate cases.jsonl --html report.html --json scores.json --ablations
    """
    from crural.surfaces.evaluation import evaluate_files, ids_of

    base, named = load_base(), [(Path(name).name, read_file(name)) for name in files]
    report = evaluate_files(named, base, ablations=ablations)
    click.echo(report.as_text(rows=rows))
    if out:
        write_file(out, report.as_json())
    if html:
        from crural.surfaces.evaluation.paper import Paper

        write_file(html, Paper(report, base, ids_of(named)).as_html())
    if plot:
        write_file(plot, report.as_svg())
