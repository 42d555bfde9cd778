"""Runs another engine in a process of its own, with a limit of time and of memory, so that the benchmark ends."""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import threading
import venv
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import numpy as np

HERE = Path(__file__).resolve().parent
CACHE = HERE.parent.parent / ".crural-cache"
SECONDS = {"pyagrum": 12.0, "pyagrum-factored": 12.0, "pgmpy": 60.0}
"""For all cases of a cell together."""
MEMORY = 8 << 30
PGMPY = "pgmpy==1.1.2"


@dataclass
class Answers:
    """What an engine said before it ended: milliseconds and actives of the cases done; why it ended early."""

    ms: list[float] = field(default_factory=list)
    active: list[Any] = field(default_factory=list)
    died: str = ""


def _limit() -> None:
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def pgmpy_python() -> Path | None:
    """The Python of an environment with pgmpy, made at first use; None where it cannot be made."""
    home = CACHE / "pgmpy"
    python, mark = home / "bin" / "python", home / "ready.txt"
    if not mark.exists():
        venv.create(home, with_pip=True, clear=True)
        command = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check", PGMPY]
        done = subprocess.run(command, capture_output=True, text=True, timeout=600, check=False)
        if done.returncode:
            return None
        mark.write_text(PGMPY, encoding="utf-8")
    return python


def python_of(engine: str) -> Path | None:
    """The interpreter that has the engine; None where there is none."""
    if engine == "pgmpy":
        return pgmpy_python()
    try:
        import pyagrum  # noqa: F401
    except ImportError:
        return None
    return Path(sys.executable)


def ask(engine: str, python: Path, cases: list[dict[str, Any]], seconds: float | None = None) -> Answers:
    """The engine's answers to the cases; it is stopped when all of them together take too long."""
    answers, seconds = Answers(), seconds or SECONDS[engine]
    process = subprocess.Popen(
        [str(python), str(HERE / "peer.py"), engine],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, preexec_fn=_limit,
    )  # fmt: skip
    stop = threading.Timer(seconds + 6.0, process.kill)  # the allowance is for its start
    stop.start()
    try:
        said, complaint = process.communicate("".join(json.dumps(case) + "\n" for case in cases))
    finally:
        stopped = not stop.is_alive()
        stop.cancel()
    for line in said.splitlines():
        try:
            answer = json.loads(line)
        except json.JSONDecodeError:
            break
        answers.ms.append(answer["ms"])
        answers.active.append(np.array(answer["active"]))
    if len(answers.ms) < len(cases):
        last = complaint.strip().splitlines()[-1][:60] if complaint.strip() else f"exit {process.returncode}"
        answers.died = f"stopped after {seconds:.0f} s" if stopped or process.returncode == -9 else last
    return answers
