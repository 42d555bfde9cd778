"""Write every generated block of the pages anew, or say which are stale.

    .venv/bin/python scripts/refresh_docs.py [--check]

`<!-- example:NAME -->` ... `<!-- /example:NAME -->`: a console or python block; what follows each command is
    filled in. After the name, `show: top; Heading 2` keeps only these sections of an answer, and of a section so
    many items; what is left out becomes `...`.
`<!-- table:NAME -->` ... `<!-- /table:NAME -->`: made by the function of that name in `doc_tables.py`,
    `care_tables.py`, `by_hand.py`, `language_tables.py` or `weak_tables.py`.

A block whose intervals alone moved, and only a little, counts as fresh and is left alone.
docs/validation.md is not among them: it needs cases that are not in this repository (scripts/validation.py).
Exit code 1 with --check: some block is stale, or could not be made.
"""

from __future__ import annotations

import contextlib
import doctest
import io
import os
import re
import shlex
import sys
import traceback
from collections.abc import Callable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
COLUMNS = "96"
"""Width of every printed example; tests/docs/test_examples.py uses the same."""
BLOCK = re.compile(
    r"(?P<open><!-- (?P<kind>example|table):(?P<name>[a-z0-9-]+)(?: show: (?P<show>[^>]*?))? -->\n)"
    r"(?P<body>.*?)(?P<close><!-- /(?P=kind):(?P=name) -->)",
    re.DOTALL,
)
INTERVAL = re.compile(
    r"(?P<lead>[─ ]*)(?P<chance>[<>]?\d+ %)  \((?P<low>[<>]?\d+) % to (?P<high>[<>]?\d+) %\)"
)
NEARLY = 15
"""Ends of intervals may differ by so many points before a page is stale: they are drawn anew with each version of
the knowledge, so every edit there moves them a little."""
NEVER_THE_SAME = ("time per case", "Knowledge ")
"""A line that has one of these words is shown as `...`."""


def without_draws(text: str) -> str:
    """The text with the ends of intervals, and the part of a bar that shows them, left out."""
    return INTERVAL.sub(lambda match: f" {match['chance']}  (interval)", text)


def nearly_same(old: str, new: str) -> bool:
    """Whether two texts are the same but for small moves of the ends of intervals."""
    if without_draws(old) != without_draws(new):
        return False
    ends = [
        [int(match[end].strip("<>")) for match in INTERVAL.finditer(text) for end in ("low", "high")]
        for text in (old, new)
    ]
    return all(abs(a - b) <= NEARLY for a, b in zip(*ends, strict=True))


def pages() -> list[Path]:
    """All pages that may hold generated blocks."""
    return [*sorted(ROOT.glob("*.md")), *sorted((ROOT / "docs").rglob("*.md"))]


def output_of(command: str) -> str:
    """What `./crural ...` prints, run in this process."""
    from click.testing import CliRunner

    from crural.surfaces.cli import cli

    words = shlex.split(command, comments=True)
    result = CliRunner().invoke(cli, words[1:], prog_name="crural", catch_exceptions=False)
    if result.exit_code:
        raise RuntimeError(f"$ {command}\nexit code {result.exit_code}\n{result.output}")
    return "\n".join(line.rstrip() for line in result.output.rstrip().splitlines())


def sections_of(text: str) -> list[tuple[str, list[str]]]:
    """(heading, lines) of an answer; the part before the first heading is called `top`."""
    found: list[tuple[str, list[str]]] = [("top", [])]
    lines = text.splitlines()
    for place, line in enumerate(lines):
        heads = place > 0 and not lines[place - 1] and line and not line.startswith((" ", "-"))
        if heads and place + 1 < len(lines) and lines[place + 1].startswith("  "):
            found.append((line, [line]))
        else:
            found[-1][1].append(line)
    return found


def first_items(lines: list[str], most: int) -> list[str]:
    """The lines of the first items: bullets, or causes with their bar."""
    starts = [
        place for place, line in enumerate(lines) if line.startswith("  - ") or re.search(r"%  \(", line)
    ]
    return lines if len(starts) <= most else [*lines[: starts[most]], "..."]


def excerpt(text: str, show: str) -> str:
    """The sections that are wanted, in their order; the others as one line of dots."""
    wanted: dict[str, int] = {}
    for item in show.split(";"):
        match = re.fullmatch(r"\s*(.*?)(?:\s+(\d+))?\s*", item)
        assert match
        wanted[match[1]] = int(match[2] or 999)
    lines: list[str] = []
    for heading, part in sections_of(text):
        short = next((key for key in wanted if heading.startswith(key)), None)
        shown = ["..."] if short is None else first_items(part, wanted[short])
        lines += shown if shown != ["..."] or lines[-1:] != ["..."] else []
    return "\n".join(lines)


def console(body: str, show: str | None) -> str:
    """A console block with the output of its commands filled in."""
    parts = re.split(r"^(\$ (?:.*\\\n)*.*\n)", body, flags=re.MULTILINE)
    filled = []
    for command in parts[1::2]:
        printed = output_of(command[2:].replace("\\\n", ""))
        lines = excerpt(printed, show).splitlines() if show else printed.splitlines()
        lines = ["..." if any(word in line for word in NEVER_THE_SAME) else line for line in lines]
        filled.append(command + "".join(f"{line}\n" for line in lines))
    return "".join(filled)


def session(body: str) -> str:
    """A python session with its results filled in."""
    names: dict[str, object] = {"__name__": "__example__"}
    filled, written = [], body.splitlines()
    for example in doctest.DocTestParser().get_examples(body):
        if example.lineno and not written[example.lineno - 1]:
            filled.append("")
        lines = example.source.rstrip("\n").split("\n")
        filled += [f"{'...' if place else '>>>'} {line}".rstrip() for place, line in enumerate(lines)]
        printed = io.StringIO()
        with contextlib.redirect_stdout(printed):
            exec(compile(example.source, "<example>", "single"), names)
        filled += printed.getvalue().rstrip("\n").splitlines()
    return "\n".join(filled) + "\n"


def example(body: str, show: str | None) -> str:
    """An example block, fence and all."""
    match = re.fullmatch(r"\s*```(console|python)\n(.*?)```\n", body, re.DOTALL)
    if match is None:
        raise RuntimeError("an example holds one console or python block")
    kind, inside = match.groups()
    return f"```{kind}\n{console(inside, show) if kind == 'console' else session(inside)}```\n"


def tables() -> dict[str, Callable[[], str]]:
    """Every table by its name."""
    sys.path.insert(0, str(Path(__file__).resolve().parent))
    import by_hand
    import care_tables
    import doc_tables
    import language_tables
    import weak_tables

    rooms = (doc_tables, care_tables, by_hand, language_tables, weak_tables)
    return {name: table for room in rooms for name, table in room.TABLES.items()}


def refreshed(text: str, known: dict[str, Callable[[], str]]) -> str:
    """The page with all its blocks made anew."""

    def anew(match: re.Match[str]) -> str:
        if match["kind"] == "example":
            made = example(match["body"], match["show"])
        elif match["name"] in known:
            made = known[match["name"]]().rstrip() + "\n"
        else:
            raise RuntimeError(f"there is no table called {match['name']}")
        if nearly_same(match["body"], made):
            made = match["body"]
        return match["open"] + made + match["close"]

    return BLOCK.sub(anew, text)


def main(arguments: list[str]) -> int:
    """Go through all pages; with --check change nothing."""
    os.environ["COLUMNS"] = COLUMNS
    os.chdir(ROOT)
    check, known, wrong = "--check" in arguments, tables(), []
    for page in pages():
        text, name = page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix()
        try:
            made = refreshed(text, known)
        except Exception as error:
            traceback.print_exc(limit=-2)
            wrong.append(f"{name}: cannot be made ({type(error).__name__})")
            continue
        if made != text and check:
            stale = [
                f"{a['kind']}:{a['name']}"
                for a, b in zip(BLOCK.finditer(text), BLOCK.finditer(made), strict=True)
                if a["body"] != b["body"]
            ]
            wrong.append(f"{name}: stale ({', '.join(stale)})")
        elif made != text:
            page.write_text(made, encoding="utf-8")
            print(f"{name}: written")
    if wrong:
        print("\n".join(wrong))
        print("Fix: .venv/bin/python scripts/refresh_docs.py, then read what moved.")
    else:
        print("Every generated block is fresh.")
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
