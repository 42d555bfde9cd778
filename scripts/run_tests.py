"""Every check that a change must pass, cheap ones first. Run by ./crural test; see CONTRIBUTING.md."""

from __future__ import annotations

import subprocess
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CODE = [name for name in ("src", "tests", "scripts", "benchmarks") if (ROOT / name).exists()]
LINT_IMPORTS = "from importlinter.cli import lint_imports_command as run; run(prog_name='lint-imports')"


def steps(arguments: list[str]) -> dict[str, list[str]]:
    """Heading and command of each check; `arguments` go to pytest."""
    with_peers = "--peers" in arguments
    pytest = ["-m", "pytest", "-n", "2", *(word for word in arguments if word != "--peers")]
    return {
        "ruff check": ["-m", "ruff", "check", *CODE],
        "ruff format": ["-m", "ruff", "format", "--check", *CODE],
        "import rules": ["-c", LINT_IMPORTS, "--no-logo"],
        "types": ["-m", "mypy"],
        "knowledge": ["-m", "crural", "kb", "check"],
        "docs fresh": ["scripts/refresh_docs.py", "--check"],
        "tests and peers" if with_peers else "tests": [*pytest, "-m", ""] if with_peers else pytest,
    }


def main(arguments: list[str]) -> int:
    """Run all of them, also after a failure, and say at the end which failed."""
    failed, began = [], time.monotonic()
    print("\n== browser and letters", flush=True)
    if not subprocess.run([sys.executable, "-I", "scripts/browser.py"], cwd=ROOT).returncode:
        print("all there", flush=True)
    todo = steps(arguments)
    for heading, command in todo.items():
        print(f"\n== {heading}", flush=True)
        if subprocess.run([sys.executable, "-P", *command], cwd=ROOT).returncode:
            failed.append(heading)
    seconds = round(time.monotonic() - began)
    verdict = f"FAILED: {', '.join(failed)}" if failed else "all passed"
    print(
        f"\n== {len(todo) - len(failed)} of {len(todo)} checks passed in {seconds} s; {verdict}", flush=True
    )
    return 1 if failed else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
