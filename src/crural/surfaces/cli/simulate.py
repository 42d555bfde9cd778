"""`crural simulate`: self-made people whose truth is known, and how well the answers fit them."""

from __future__ import annotations

import click

from crural.surfaces.cli.files import load_base

Chance = click.FloatRange(0.0, 1.0)


@click.command()
@click.option("--people", default=100, show_default=True, type=click.IntRange(1, 100_000), help="How many.")
@click.option(
    "--seed", default=1, show_default=True, type=click.IntRange(0), help="The same seed, the same people."
)
@click.option("--perturbed", is_flag=True, help="From bases with redrawn numbers and linked findings.")
@click.option(
    "--wrong", default=0.0, show_default=True, type=Chance, help="Chance that an answer given is wrong."
)
@click.option("--missing", default=0.0, show_default=True, type=Chance, help="Chance of no answer.")
@click.option("--lines", is_flag=True, help="Print the people as JSON lines instead of the figures.")
@click.option("--json", "as_data", is_flag=True, help="Print the figures as JSON.")
def simulate(
    people: int, seed: int, perturbed: bool, wrong: float, missing: float, lines: bool, as_data: bool
) -> None:
    """Draw self-made people whose truth is known, and measure calibration and sets on them.

    Example: crural simulate --people 200 --seed 1 --perturbed --wrong 0.1 --missing 0.1
    """
    from crural.surfaces.evaluation.report import to_json
    from crural.surfaces.evaluation.simulation import Plan, simulate
    from crural.surfaces.evaluation.simulation_report import as_text, figures

    plan = Plan(people, seed, perturbed, wrong, missing)
    rows = simulate(load_base(), plan)
    if lines:
        for row in rows:
            click.echo(row.line())
        return
    data = figures(plan, rows)
    click.echo(to_json(data) if as_data else as_text(data))
