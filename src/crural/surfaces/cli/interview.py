"""`crural interview`: questions one after the other in a terminal, or one step as JSON for other programs."""

from __future__ import annotations

import json
import sys
from datetime import date
from typing import TYPE_CHECKING, Any

import click

from crural.errors import InputError
from crural.surfaces.cli.files import load_base, read_file

if TYPE_CHECKING:
    from crural.concepts.case import Case
    from crural.concepts.interview import Ask
    from crural.concepts.knowledge import KnowledgeBase

WORDS = {
    "y": "yes",
    "yes": "yes",
    "n": "no",
    "no": "no",
    "u": "unsure",
    "unsure": "unsure",
    "not sure": "unsure",
    "don't know": "unsure",
    "i don't know": "unsure",
    "none": "none",
}
WHY, BACK, STOP = ("?", "why", "why?"), ("b", "back"), ("s", "stop", "q", "quit")
HELP = "You can also type: ? (why do you ask), b (back), u (not sure), s (stop and see the answer)."


class _Stopped(Exception):
    """The person wants to see the answer now."""


class _Back(Exception):
    """The person wants to change the answer before."""


def _show(ask: Ask, progress: float) -> None:
    click.echo()
    click.secho(f"[{progress:.0%}] {ask.text}", bold=True)
    if ask.help:
        click.echo(f"    {ask.help}")
    for place, choice in enumerate(ask.choices, 1):
        click.echo(f"    {place}. {choice.label}")


def _hint(ask: Ask) -> str:
    hints = {
        "yes-no": "yes or no",
        "one-of": "one number",
        "many-of": "numbers, as in 1 3",
        "number": ask.unit or "a number",
    }
    return f"  ({hints.get(ask.form) or ask.unit}, u, ?, b, s) > "


def _value(ask: Ask, said: str) -> str | float | list[str] | None:
    """The answer as `with_answer` takes it; None when it is not understood."""
    word = WORDS.get(said)
    if word == "unsure" or (ask.form == "yes-no" and word in ("yes", "no")):
        return word
    if ask.form == "number":
        try:
            return float(said.replace(",", "."))
        except ValueError:
            return None
    values = [choice.value for choice in ask.choices]
    if word in ("no", "none") and "none" in values:
        return "none"
    named = {choice.label.lower(): choice.value for choice in ask.choices}
    if said in named or said in values:
        return named.get(said, said)
    parts = said.replace(",", " ").split()
    if not parts or not all(part.isdigit() and 0 < int(part) <= len(values) for part in parts):
        return None
    picked = [values[int(part) - 1] for part in parts]
    if ask.form == "one-of":
        return picked[0] if len(picked) == 1 else None
    return picked if ask.form == "many-of" else None


def _answer(ask: Ask, progress: float) -> str | float | list[str]:
    """Ask until there is an answer. Raises _Stopped or _Back; the end of the input stops too."""
    _show(ask, progress)
    while True:
        click.echo(_hint(ask), nl=False)
        line = sys.stdin.readline()
        said = line.strip().lower().rstrip(".!")
        if not line or said in STOP:
            click.echo()
            raise _Stopped
        if said in BACK:
            raise _Back
        if said in WHY:
            click.echo(f"    {ask.why} {ask.could_change}".rstrip())
            continue
        value = _value(ask, said)
        if value is not None:
            return value
        click.echo("    That was not understood. " + _hint(ask).strip(" >"))


def _alarm(case: Case, base: KnowledgeBase) -> None:
    """The urgent message, as soon as it holds."""
    from crural.assess import assess

    urgency = assess(case, base=base, draws=0).urgency
    click.echo()
    click.secho(
        f" {urgency.act} ", bold=True, fg="white", bg="red" if urgency.level == "emergency" else "blue"
    )
    for reason in urgency.reasons[:2]:
        click.echo(f"  - {reason.text}")
    for line in urgency.while_waiting if urgency.level == "emergency" else ():
        click.echo(f"  - {line}")


def _ask_all(case: Case, base: KnowledgeBase) -> Case:
    """The dialogue: the case with all that was answered."""
    from crural.assess.turns import next_turn, with_answer
    from crural.concepts.base import LEVELS

    turn = next_turn(case, base=base)
    pending, before = list(turn.questions), list[tuple["Case", list["Ask"]]]()
    level = "routine"
    while True:
        if LEVELS.index(turn.urgency) > max(LEVELS.index(level), LEVELS.index("soon")):
            _alarm(case, base)
        level = turn.urgency
        if turn.done:
            click.echo(f"\n{turn.stop_text}")
            return case
        if len(pending) == len(turn.questions) and turn.heading:
            click.secho(f"\n{turn.heading}", underline=True)
        ask = pending[0]
        try:
            value = _answer(ask, turn.progress)
            then = with_answer(case, ask.id, value, base)
        except _Stopped:
            return case
        except _Back:
            if before:
                case, pending = before.pop()
            else:
                click.echo("    This is the first question.")
            continue
        except InputError as error:
            click.echo(f"    {error.message}")
            continue
        before.append((case, pending))
        case, turn, pending = then, next_turn(then, base=base), pending[1:]
        if not pending or turn.done:
            pending = list(turn.questions)


def _step(base: KnowledgeBase) -> str:
    """One step for another program: {case, answers} from standard input; {turn, case} out."""
    from crural.assess import read_case
    from crural.assess.turns import next_turn, with_answers

    try:
        data = json.loads(read_file("-"))
    except json.JSONDecodeError as error:
        raise InputError(f"Not readable as JSON at character {error.pos + 1}", code="IN-007") from None
    answers: Any = data.get("answers") or {} if isinstance(data, dict) else None
    if not isinstance(answers, dict) or set(data) - {"case", "answers"}:
        raise InputError(
            'Send an object: {"case": {...}, "answers": {"question id": "answer"}}', code="IN-002"
        )
    case = with_answers(read_case(data.get("case") or {}, empty=True), answers, base)
    turn = next_turn(case, base=base)
    out = {"turn": turn.model_dump(mode="json"), "case": case.model_dump(mode="json", exclude_defaults=True)}
    return json.dumps(out, ensure_ascii=False)


@click.command()
@click.argument("text", required=False)
@click.option("--age", type=float, help="Age in years.")
@click.option("--sex", type=click.Choice(["female", "male"]), help="Sex.")
@click.option(
    "--json", "as_json", is_flag=True, help="One step: {case, answers} on standard input, {turn, case} out."
)
def interview(text: str | None, age: float | None, sex: str | None, as_json: bool) -> None:
    """Ask what matters, danger signs first, and then say what to do.

    TEXT is what the person says at first; without it, you are asked.

    Example: crural interview "My left calf is swollen since yesterday."
    """
    if as_json and (text is not None or age is not None or sex is not None):
        raise click.UsageError("With --json the case stands in the standard input.")
    base = load_base()
    if as_json:
        click.echo(_step(base))
        return
    from crural.assess import assess, read_case
    from crural.surfaces.terminal import to_text

    click.echo(HELP)
    if text is None:
        click.echo(
            "\nWhat troubles your legs? Say it in your own words, or press Enter to choose from a list.\n> ",
            nl=False,
        )
        text = sys.stdin.readline().strip()
    told = {"text": text or None, "age": age, "sex": sex, "as_of": date.today()}
    case = read_case({key: value for key, value in told.items() if value is not None}, empty=True)
    case = _ask_all(case, base)
    click.echo()
    click.echo(to_text(assess(case, base=base), base, colour=sys.stdout.isatty()))
