"""Every example in the README, in docs/ and in docstrings runs, and prints what is said that it prints.

console: each `$ ./crural ...` line runs, and what follows it is the expected output; if nothing follows, only
    exit code 0 counts. `...` stands for anything, as in doctest. A backslash continues a command.
python: lines with `>>>` run as a doctest; a block without them only has to run.
A comment `<!-- no-test: reason -->` just above a block leaves it out.
"""

from __future__ import annotations

import doctest
import importlib
import re
import shlex
from dataclasses import dataclass
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "crural"
PAGES = [ROOT / "README.md", ROOT / "CONTRIBUTING.md", *sorted((ROOT / "docs").rglob("*.md"))]
BLOCK = re.compile(
    r"(?P<skip><!-- no-test:[^>]*-->\s*\n)?^```(?P<kind>console|python)\n(?P<body>.*?)^```$",
    re.MULTILINE | re.DOTALL,
)
INTERVAL = re.compile(r"[─ ]*([<>]?\d+ %)  \([<>]?\d+ % to [<>]?\d+ %\)")
CHECKER = doctest.OutputChecker()
FLAGS = doctest.ELLIPSIS | doctest.REPORT_NDIFF


@dataclass(frozen=True)
class Example:
    """One block of a page."""

    page: str
    line: int
    kind: str
    body: str


def examples_in(text: str, page: str) -> list[Example]:
    return [
        Example(page, text.count("\n", 0, match.start("body")), match["kind"], match["body"])
        for match in BLOCK.finditer(text)
        if not match["skip"]
    ]


def commands_in(body: str) -> list[tuple[str, str]]:
    """(command, expected output) pairs of a console block."""
    pairs = re.split(r"^\$ ", body.replace("\\\n", ""), flags=re.MULTILINE)[1:]
    return [(command, output) for command, _, output in (pair.partition("\n") for pair in pairs)]


def matches(want: str, got: str) -> bool:
    """Whether the output is what the page shows; spaces at line ends do not count.

    Nor do the ends of intervals, which are drawn anew with each version of the knowledge: how far they may move is
    for scripts/refresh_docs.py to say.
    """
    want, got = (INTERVAL.sub(r" \1  (interval)", text) for text in (want, got))
    want, got = (
        "\n".join(line.rstrip() for line in text.strip("\n").splitlines()) + "\n" for text in (want, got)
    )
    return CHECKER.check_output(want, got, FLAGS)


def run_console(example: Example) -> None:
    from click.testing import CliRunner

    from crural.surfaces.cli import cli

    commands = commands_in(example.body)
    assert commands, "a console block needs a line that starts with '$ ./crural'"
    for command, want in commands:
        words = shlex.split(command, comments=True)
        assert words[0] == "./crural", (
            f"only ./crural runs here: mark the block no-test, with the reason: {command}"
        )
        assert not {"|", ">", "<", "&&", ";"} & set(words), (
            f"no shell here, one plain command a line: {command}"
        )
        result = CliRunner().invoke(cli, words[1:], prog_name="crural", catch_exceptions=False)
        assert result.exit_code == 0, f"$ {command}\nexit code {result.exit_code}\n{result.output}"
        if want.strip():
            assert matches(want, result.output), (
                f"$ {command}\nthe page says:\n{want}\nit printed:\n{result.output}"
            )


def run_python(example: Example) -> None:
    if ">>>" not in example.body:
        exec(compile(example.body, f"{example.page}:{example.line}", "exec"), {"__name__": "__example__"})
        return
    test = doctest.DocTestParser().get_doctest(example.body, {}, example.page, example.page, example.line)
    problems: list[str] = []
    failed = doctest.DocTestRunner(optionflags=FLAGS).run(test, out=problems.append).failed
    assert not failed, "".join(problems)


EXAMPLES = [
    example
    for page in PAGES
    for example in examples_in(page.read_text(encoding="utf-8"), page.relative_to(ROOT).as_posix())
]


DOCSTRINGS = [path for path in sorted(CODE.rglob("*.py")) if ">>>" in path.read_text(encoding="utf-8")]


@pytest.mark.parametrize("example", [pytest.param(each, id=f"{each.page}:{each.line}") for each in EXAMPLES])
def test_example_runs(example: Example, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(ROOT)
    monkeypatch.setenv("COLUMNS", "96")  # the width of scripts/refresh_docs.py, whatever the terminal
    (run_console if example.kind == "console" else run_python)(example)


@pytest.mark.parametrize("path", [pytest.param(each, id=str(each.relative_to(CODE))) for each in DOCSTRINGS])
def test_docstring_runs(path: Path) -> None:
    parts = path.relative_to(CODE.parent).with_suffix("").parts
    module = importlib.import_module(".".join(parts).removesuffix(".__init__"))
    assert not doctest.testmod(module, optionflags=FLAGS).failed, "see the captured output"


def test_blocks_are_found_and_left_out() -> None:
    told = "a\n```console\n$ ./crural x \\\n  y\nout\n$ ./crural z\n```\n"
    page = told + "<!-- no-test: slow -->\n```python\n1/0\n```\n"
    (found,) = examples_in(page, "p.md")
    assert (found.kind, found.line) == ("console", 2)
    assert commands_in(found.body) == [("./crural x   y", "out\n"), ("./crural z", "")]


@pytest.mark.parametrize(
    ("want", "got", "same"),
    [
        ("a\n...\nz\n", "a\nb\nc\nz", True),
        ("chance ... %\n", "chance 12 %\n", True),
        ("a  \nb\n", "a\nb\n\n", True),
        ("a\nb\n", "a\nc\n", False),
        ("███─── 50 %  (40 % to 80 %)\n", "███──   50 %  (41 % to 78 %)\n", True),
        ("███─── 50 %  (40 % to 80 %)\n", "███──   51 %  (41 % to 78 %)\n", False),
    ],
)
def test_dots_stand_for_anything(want: str, got: str, same: bool) -> None:
    assert matches(want, got) is same


def test_a_wrong_python_example_is_caught() -> None:
    with pytest.raises(AssertionError, match=r"\+ 2"):
        run_python(Example("p.md", 1, "python", ">>> 1 + 1\n3\n"))
