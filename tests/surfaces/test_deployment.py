"""The container file and the systemd unit of `examples/`: what they name is there, and systemd takes the unit."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest

from crural.surfaces.serve.command import serve

ROOT = Path(__file__).resolve().parents[2]
UNIT = ROOT / "examples" / "crural.service"
CONTAINER = (ROOT / "examples" / "Containerfile").read_text(encoding="utf-8")


def started_by(words: list[str]) -> dict[str, object]:
    """What the command understands of these words. Raises for an option that it does not have."""
    program, name, *rest = words
    assert (Path(program).name, name) == ("crural", "serve")
    return serve.make_context("serve", rest).params


def test_the_unit_starts_the_service() -> None:
    (line,) = re.findall(r"^ExecStart=(.+)$", UNIT.read_text(encoding="utf-8"), re.MULTILINE)
    assert str(started_by(shlex.split(line))["sessions"]) == "%S/crural/sessions.sqlite"


def test_systemd_finds_nothing_wrong_with_the_unit(tmp_path: Path) -> None:
    analyze = shutil.which("systemd-analyze")
    if analyze is None:
        pytest.skip("systemd-analyze is not installed")
    unit = tmp_path / "crural.service"
    unit.write_text(
        UNIT.read_text(encoding="utf-8").replace("/opt/crural/bin/crural", "/bin/true"), encoding="utf-8"
    )
    done = subprocess.run([analyze, "verify", str(unit)], capture_output=True, text=True)
    assert (done.returncode, done.stderr) == (0, "")


def test_the_container_file_copies_what_is_there_and_starts_the_service() -> None:
    copied = [words.split()[:-1] for words in re.findall(r"^COPY (.+)$", CONTAINER, re.MULTILINE)]
    assert all((ROOT / name).exists() for names in copied for name in names)
    (entry,) = re.findall(r"^ENTRYPOINT (.+)$", CONTAINER, re.MULTILINE)
    assert started_by(json.loads(entry))["host"] == "0.0.0.0"
