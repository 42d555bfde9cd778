"""The house itself: launcher, versions, links, and rules that a linter cannot hold."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import tomllib
from pathlib import Path

import pytest

import crural

ROOT = Path(__file__).resolve().parents[2]
CODE = ROOT / "src" / "crural"
MACHINE_PATH = re.compile(r"""(?:^|[\s"'`(=])/(?:home|root|work|farm|Users|mnt|private|tmp)/[\w.]""")
LINK = re.compile(r"(?<!!)\[[^\]]*\]\((?P<target>[^)\s]+)\)")
CLOCK_READS = {"now", "utcnow", "today"}


def our_files() -> list[Path]:
    """Files that are tracked, or would be."""
    git = ["git", "ls-files", "-z", "--cached", "--others", "--exclude-standard"]
    try:
        names = subprocess.run(git, cwd=ROOT, capture_output=True, check=True, text=True).stdout.split("\0")
        paths = [ROOT / name for name in names if name]
    except (OSError, subprocess.CalledProcessError):  # not a git checkout
        hidden = {path.name for path in ROOT.iterdir() if path.name.startswith(".") and path.name != ".ci"}
        paths = [path for path in ROOT.rglob("*") if path.relative_to(ROOT).parts[0] not in hidden]
    return [path for path in paths if path.is_file()]


def text_of(path: Path) -> str:
    try:
        return path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        return ""


@pytest.mark.parametrize("name", ["crural", ".ci/run", "scripts/lock"])
def test_scripts_can_be_run(name: str) -> None:
    assert os.access(ROOT / name, os.X_OK)


def test_the_checks_of_a_change_are_the_command_of_the_readme() -> None:
    assert "./crural test" in (ROOT / ".ci/run").read_text(encoding="utf-8")
    assert "./crural test" in (ROOT / "README.md").read_text(encoding="utf-8")


def test_the_version_has_one_home_and_a_place_in_the_changelog() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text(encoding="utf-8"))
    assert project["project"]["dynamic"] == ["version"]
    assert project["tool"]["hatch"]["version"]["path"] == "src/crural/__init__.py"
    assert f"## [{crural.__version__}]" in (ROOT / "CHANGELOG.md").read_text(encoding="utf-8")


@pytest.mark.parametrize(("inner", "outer"), [("core", "surfaces"), ("surfaces", "dev"), ("dev", "peers")])
def test_locked_lists_nest_and_name_no_host(inner: str, outer: str) -> None:
    texts = {
        name: (ROOT / "requirements" / f"{name}.txt").read_text(encoding="utf-8") for name in (inner, outer)
    }
    pins = {name: set(re.findall(r"^\S+==\S+", text, re.MULTILINE)) for name, text in texts.items()}
    assert pins[inner]
    assert pins[inner] < pins[outer]
    assert "://" not in "".join(texts.values())


def test_links_in_pages_lead_to_files() -> None:
    broken = [
        f"{page.relative_to(ROOT)}: {target}"
        for page in our_files()
        if page.suffix == ".md"
        for target in LINK.findall(re.sub(r"```.*?```", "", text_of(page), flags=re.DOTALL))
        if not target.startswith(("http://", "https://", "mailto:", "#"))
        and not (page.parent / target.partition("#")[0]).exists()
    ]
    assert not broken


def test_no_file_names_a_place_on_somebodys_machine() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{number}"
        for path in our_files()
        for number, line in enumerate(text_of(path).splitlines(), 1)
        if MACHINE_PATH.search(line)
    ]
    assert not found


def clock_reads(source: str) -> list[int]:
    """Lines that read the clock, or could: the module time, and now, utcnow, today of dates."""
    return [
        node.lineno
        for node in ast.walk(ast.parse(source))
        if (isinstance(node, ast.Import) and any(name.name == "time" for name in node.names))
        or (isinstance(node, ast.ImportFrom) and node.module == "time")
        or (isinstance(node, ast.Attribute) and node.attr in CLOCK_READS)
    ]


def test_only_surfaces_and_store_read_the_clock() -> None:
    found = [
        f"{path.relative_to(ROOT)}:{line}"
        for path in sorted(CODE.rglob("*.py"))
        if path.relative_to(CODE).parts[0] not in {"surfaces", "store"}
        for line in clock_reads(path.read_text(encoding="utf-8"))
    ]
    assert not found, "pass the date in with the case (as_of)"


@pytest.mark.parametrize(
    "source", ["import time", "from time import monotonic", "date.today()", "datetime.datetime.now(tz)"]
)
def test_clock_reads_are_seen(source: str) -> None:
    assert clock_reads(source) == [1]
