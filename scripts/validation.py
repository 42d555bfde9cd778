"""Score Crural on files of cases and write docs/validation.md and docs/reliability.svg.

    .venv/bin/python scripts/validation.py CASES.jsonl [MORE.jsonl ...]

The cases are not part of this repository. Their texts never appear in what is written: only ids, labels, and counts.
"""

from __future__ import annotations

import sys
from pathlib import Path

from crural.knowledge import load
from crural.surfaces.evaluation import evaluate_files, ids_of
from crural.surfaces.evaluation.document import as_markdown
from crural.surfaces.evaluation.paper import TITLE, Paper
from crural.surfaces.evaluation.simulation import Plan, simulate
from crural.surfaces.evaluation.simulation_report import figures

ROOT = Path(__file__).resolve().parent.parent
PAGE, PLOT = ROOT / "docs" / "validation.md", ROOT / "docs" / "reliability.svg"
NOTE = "This page is written by `scripts/validation.py`, as the figures come out. Do not edit it by hand."
PLANS = (
    Plan(200, 2),
    Plan(200, 1, perturbed=True),
    Plan(400, 1, perturbed=True, wrong=0.1, missing=0.1),
)


def main(names: list[str]) -> int:
    """Score, write the page and the plot, and say where."""
    if not names:
        print("Name the case files: scripts/validation.py CASES.jsonl [MORE.jsonl ...]", file=sys.stderr)
        return 2
    base, files = load(), [(Path(name).name, Path(name).read_text(encoding="utf-8")) for name in names]
    report = evaluate_files(files, base, ablations=True)
    paper = Paper(report, base, ids_of(files), [figures(plan, simulate(base, plan)) for plan in PLANS])
    text = as_markdown(TITLE, paper.sections()).replace("\n\n", f"\n\n{NOTE}\n\n", 1)
    PAGE.write_text(text, encoding="utf-8")
    PLOT.write_text(report.as_svg() + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} and {PLOT.relative_to(ROOT)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
