"""Run one benchmark by its name: benchmarks/NAME.py or the package benchmarks/NAME. For ./crural bench."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

BENCHMARKS = Path(__file__).resolve().parent.parent / "benchmarks"


def known() -> dict[str, Path]:
    """Names that can be run, with what Python runs for them."""
    files = {path.stem: path for path in BENCHMARKS.glob("[!_]*.py")}
    packages = {path.parent.name: path.parent for path in BENCHMARKS.glob("*/__main__.py")}
    return dict(sorted({**files, **packages}.items()))


def main(arguments: list[str]) -> int:
    """Hand over to the benchmark with the remaining arguments. Exit code 2: no such benchmark."""
    benchmarks = known()
    name = arguments[0].replace("-", "_") if arguments else ""
    if name not in benchmarks:
        names = ", ".join(benchmarks) or "none yet"
        print(f"Name a benchmark: ./crural bench NAME [--json]. Known: {names}.", file=sys.stderr)
        return 2
    return subprocess.run([sys.executable, str(benchmarks[name]), *arguments[1:]]).returncode


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
