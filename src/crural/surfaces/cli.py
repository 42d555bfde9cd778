"""The command `crural`. Each command reads, calls one function of the core, and prints."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any

import click

from crural import __version__
from crural.errors import CruralError

EXAMPLE = "My right calf aches after one block and stops when I stand still. I am 67 and smoke."


class _Command(click.Group):
    """Turns every error of ours into its message and exit code 2."""

    def invoke(self, ctx: click.Context) -> Any:
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


@click.group(cls=_Command, context_settings={"help_option_names": ["-h", "--help"]})
@click.option(
    "--version", is_flag=True, is_eager=True, expose_value=False, callback=_version, help="Show versions."
)
def cli() -> None:
    """How soon must somebody look at these legs, what could it be, and what to do.

    For adults. Not a diagnosis. In an emergency call your local emergency number.

    Example: crural assess "My right calf aches after one block and stops when I stand still."
    """


def _load() -> Any:
    from crural.knowledge.load import KB_FOLDER, load

    return load(KB_FOLDER, log=lambda text: click.echo(text, err=True) if sys.stderr.isatty() else None)


def _read(path: str) -> str:
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise click.UsageError(
            f"There is no file {path}. Check the name, or use - to read from the keyboard."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise click.UsageError(f"The file {path} cannot be read as UTF-8 text.") from None


def _write(path: str, text: str) -> None:
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError:
        raise click.UsageError(f"The file {path} cannot be written. Check its folder.") from None


def _lines(path: str) -> list[str]:
    """Lines as JSON lines means them: only a line feed ends one."""
    return _read(path).split("\n")


def _case_data(path: str) -> Any:
    from crural.surfaces.plain import NotPlain, plain_data

    try:
        return plain_data(_read(path))
    except NotPlain as error:
        where = f" at line {error.line}" if error.line else ""
        raise click.UsageError(f"The file {path} is not readable as JSON or YAML{where}.") from None


def _items(path: str | None) -> list[Any] | None:
    """A list of things with ids."""
    data = _case_data(path) if path else None
    if data is not None and not (
        isinstance(data, list) and all(isinstance(item, dict) and "id" in item for item in data)
    ):
        raise click.UsageError(f"The file {path} is not a list of entries with an id.")
    return data


@cli.command()
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
        lines = _lines(lines_file)
        with Progress(sum(1 for line in lines if line.strip())) as progress:
            for answer in assess_lines(lines, _load(), progress.at):
                click.echo(answer)
        return
    if case_file is not None:
        data = _case_data(case_file)
    else:
        words = _read("-") if text == "-" else text
        if not (words or "").strip():
            raise click.UsageError(f'The text is empty. Say what you feel, for example "{EXAMPLE}"')
        data = {"text": words}
    if isinstance(data, dict):
        data |= {k: v for k, v in (("age", age), ("sex", sex)) if v is not None}
    case = read_case(data)
    base = _load()
    result = run(case, base=base)
    if form == "json":
        click.echo(to_json(result))
    else:
        from crural.surfaces.terminal import to_text

        click.echo(to_text(result, base, colour=sys.stdout.isatty()))


@cli.command()
@click.argument("text", required=False)
@click.option("--why", is_flag=True, help="Show the rule that decided each reading.")
@click.option("--concepts", metavar="FILE", help='JSON lines {"sentence", "concept"}: state of each concept.')
@click.option("--format", "form", type=click.Choice(["text", "json"]), default="text", show_default=True)
def understand(text: str | None, why: bool, concepts: str | None, form: str) -> None:
    """Show what is understood of a text, with quotes.

    Example: crural understand "No swelling, but my left calf aches." --why
    """
    from crural.surfaces.understanding import concept_lines, readings_as_text

    if (text is None) == (concepts is None):
        raise click.UsageError(
            'Give TEXT or --concepts FILE. Example: crural understand "My left calf aches."'
        )
    base = _load()
    if concepts is not None:
        for line in concept_lines(_lines(concepts), base):
            click.echo(line)
        return
    from crural.language import read

    words = (_read("-") if text == "-" else text or "").encode("utf-8", "replace").decode()
    if not words.strip():
        raise click.UsageError('The text is empty. Example: crural understand "My left calf aches."')
    reading = read(words, base)
    if form == "json":
        click.echo(reading.model_dump_json())
    else:
        click.echo(readings_as_text(words, reading, why=why, colour=sys.stdout.isatty()))


@cli.command()
@click.argument("which", type=click.Choice(["case", "assessment", "reading"]), default="assessment")
def schema(which: str) -> None:
    """Print the JSON Schema of a case, an assessment or a reading.

    Example: crural schema case
    """
    from crural.surfaces.schema import schema_of

    click.echo(json.dumps(schema_of(which), indent=2))


@cli.command()
@click.argument("files", nargs=-1, required=True, metavar="CASES...")
@click.option("--json", "out", metavar="OUT", help="Write all scores as JSON to this file.")
@click.option("--plot", metavar="SVG", help="Write the reliability plot to this file.")
@click.option("--rows", is_flag=True, help="Also print one line for each case.")
def evaluate(files: tuple[str, ...], out: str | None, plot: str | None, rows: bool) -> None:
    """Score files of cases whose answer is known, beside two baselines.

    Example: crural evaluate cases.jsonl --json scores.json
    """
    from crural.surfaces.evaluation import evaluate_files

    report = evaluate_files([(name, _read(name)) for name in files], _load())
    click.echo(report.as_text(rows=rows))
    if out:
        _write(out, report.as_json())
    if plot:
        _write(plot, report.as_svg())


@cli.group()
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

    click.echo(stats_text(_load()))


@kb.command()
@click.argument("name", metavar="ID")
def show(name: str) -> None:
    """Show everything the base says of one id.

    Example: crural kb show deep-vein-thrombosis
    """
    from crural.surfaces.knowledge import show_text

    click.echo(show_text(_load(), name))


@kb.command()
@click.option("--scope", metavar="FILE", help="A list of the conditions that the base should hold.")
@click.option("--claims", metavar="FILE", help="A list of claims that the base should carry.")
def coverage(scope: str | None, claims: str | None) -> None:
    """Say what of a list of conditions or claims the base covers.

    Example: crural kb coverage
    """
    from crural.surfaces.knowledge import coverage_text

    click.echo(coverage_text(_load(), _items(scope), _items(claims)))
