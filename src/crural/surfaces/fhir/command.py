"""`crural fhir`: health records on the command line."""

from __future__ import annotations

import json
import sys
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crural.surfaces.fhir.read import FhirCase

LOCAL = "http://127.0.0.1:8000"


def _resource(path: str) -> Any:
    """The JSON of a file; - is standard input."""
    try:
        text = sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8-sig")
    except (OSError, UnicodeDecodeError):
        raise click.UsageError(
            f"The file {path} cannot be read. Check its name; it must be UTF-8 text."
        ) from None
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        raise click.UsageError(f"The file {path} is not readable as JSON.") from None


def _day(written: str | None) -> date | None:
    try:
        return date.fromisoformat(written) if written else None
    except ValueError:
        raise click.UsageError("Write the day as in 2026-03-01.") from None


def _dump(data: Any) -> None:
    click.echo(json.dumps(data, ensure_ascii=False, indent=2))


def _unread(read: FhirCase) -> list[str]:
    """What was not read, as lines."""
    lines = [
        f"{u.kind}: {u.text or u.code} {f'[{u.system}|{u.code}]' if u.code else ''} x {u.count}"
        for u in read.unmapped
    ]
    wrong = [f"{issue.place}: {issue.text}" for issue in read.issues]
    return [*(f"No meaning known: {line}" for line in lines), *wrong, *read.notes]


@click.group()
def fhir() -> None:
    """Read FHIR R4 records, write forms, check answers.

    Example: crural fhir assess record.json
    """


@fhir.command()
@click.argument("bundle", metavar="BUNDLE.json")
@click.option("--text", help="What the person says, beside the record.")
@click.option(
    "--as-of", "day", metavar="DATE", help="The day for which the record is read; today when not given."
)
@click.option("--map", "maps", multiple=True, metavar="FILE", help="A ConceptMap, such as from SNOMED CT.")
@click.option(
    "--format", "form", type=click.Choice(["text", "json", "letter"]), default="text", show_default=True
)
def assess(bundle: str, text: str | None, day: str | None, maps: tuple[str, ...], form: str) -> None:
    """Assess the one patient of a record: a Bundle or a single resource; - is standard input.

    Example: crural fhir assess record.json --text "My left calf is swollen since yesterday."
    """
    from datetime import UTC, datetime

    from crural.knowledge import load
    from crural.surfaces.fhir.operation import Request, answered, assessed, refused_child, request_of
    from crural.surfaces.terminal import to_text

    base = load()
    sent = request_of(_resource(bundle))
    request = Request(
        sent.resources,
        text or sent.text,
        _day(day) or sent.as_of,
        [*sent.maps, *(_resource(path) for path in maps)],
    )
    if form != "text":
        found = answered(request, base, datetime.now(UTC))
        parts = {part["name"]: part.get("resource") for part in found["parameter"]}
        _dump(found if form == "json" else parts["letter"])
        return
    answer = assessed(request, base, date.today())
    child = refused_child(answer)
    if child is not None:
        raise child
    click.echo(to_text(answer.assessment, base, colour=sys.stdout.isatty()))
    unread = _unread(answer.read)
    if unread:
        click.echo("\nNot read of the record, or taken in a certain way")
        for line in unread:
            click.echo(f"  - {line}")


@fhir.command()
@click.option("--adaptive", is_flag=True, help="The one that asks one question after the other.")
@click.option("--score", metavar="ID", help="A clinical score as a form of its own, such as wells-dvt.")
@click.option(
    "--url", default=LOCAL, show_default=True, help="Address of the service, for the canonical address."
)
def questionnaire(adaptive: bool, score: str | None, url: str) -> None:
    """Write the whole interview as a FHIR Questionnaire.

    Example: crural fhir questionnaire
    """
    from crural.knowledge import load
    from crural.surfaces.fhir.adaptive import adaptive_questionnaire
    from crural.surfaces.fhir.questionnaire import questionnaire as static
    from crural.surfaces.fhir.scores import score_questionnaire

    if score:
        _dump(score_questionnaire(load(), score, url.rstrip("/")))
    else:
        _dump((adaptive_questionnaire if adaptive else static)(load(), url.rstrip("/")))


@fhir.command()
@click.argument("folder", type=click.Path(exists=True, file_okay=False, path_type=Path))
@click.option(
    "--as-of",
    "day",
    metavar="DATE|latest",
    help="One day for all, or the newest of each record; today if not given.",
)
@click.option("--map", "maps", multiple=True, metavar="FILE", help="A ConceptMap, such as from SNOMED CT.")
@click.option("--out", metavar="FILE", help="Where the table goes; else to standard output.")
@click.option("--unmapped", metavar="FILE", help="Where the codes without a meaning go, as a table.")
def batch(
    folder: Path, day: str | None, maps: tuple[str, ...], out: str | None, unmapped: str | None
) -> None:
    """Assess every patient of a folder of Bundles or NDJSON files; a CSV table out.

    Example: crural fhir batch records --as-of latest --out table.csv
    """
    from crural.knowledge import load
    from crural.surfaces.fhir.batch import rows_of
    from crural.surfaces.progress import Progress

    base, today = load(), date.today()
    as_of = None if day == "latest" else _day(day) or today
    bar: list[Progress] = []

    def progress(done: int, total: int) -> None:
        if not bar:
            bar.append(Progress(total))
        bar[0].at(done)

    concept_maps = [_resource(path) for path in maps]
    with click.open_file(out or "-", "w", encoding="utf-8") as file:
        found = rows_of(folder, base, file, as_of=as_of, today=today, maps=concept_maps, progress=progress)
    if unmapped:
        import csv

        with click.open_file(unmapped, "w", encoding="utf-8") as file:
            writer = csv.writer(file, lineterminator="\n")
            writer.writerow(["count", "kind", "system", "code", "text"])
            writer.writerows([n, *key] for key, n in found.unmapped.most_common())
    levels = ", ".join(f"{level} {n}" for level, n in found.levels.most_common()) or "none"
    click.echo(
        f"\n{found.patients} patients: {levels}; {found.refused} without causes (see `refused`).", err=True
    )
    click.echo(
        f"{found.unmapped.total()} things, {len(found.unmapped)} different, had no known meaning.", err=True
    )
    for text, number in sorted(found.left.items()):
        click.echo(f"Left out {number} x {text}.", err=True)
    for item in found.bad:
        click.echo(f"{item.place}: {item.text}", err=True)


@fhir.command()
@click.argument("response", metavar="RESPONSE.json")
@click.option(
    "--questionnaire", "form", required=True, metavar="FILE", help="The Questionnaire that it answers."
)
def check(response: str, form: str) -> None:
    """Check a QuestionnaireResponse against its Questionnaire; exit code 2 when it does not fit.

    Example: crural fhir check answers.json --questionnaire form.json
    """
    from crural.surfaces.fhir.check import check_response
    from crural.surfaces.fhir.plain import obj

    issues = check_response(obj(_resource(response)), obj(_resource(form)))
    for issue in issues:
        click.echo(f"{issue.place}: {issue.text}")
    if issues:
        raise SystemExit(2)
    click.echo("The response fits its questionnaire.")
