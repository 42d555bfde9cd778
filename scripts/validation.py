"""Score Crural on files of cases and write docs/validation.md and docs/reliability.svg.

    .venv/bin/python scripts/validation.py CASES.jsonl [MORE.jsonl ...]

The cases are not part of this repository. Their texts never appear in what is written: only ids, labels, and counts.
"""

from __future__ import annotations

import json
import math
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np

from crural.concepts.base import LEVELS
from crural.knowledge import load
from crural.surfaces.evaluation import Report, evaluate_files
from crural.surfaces.evaluation.report import Result
from crural.surfaces.evaluation.scores import (
    Share,
    brier,
    calibration_bins,
    calibration_error,
    level_verdict,
    perfect_error,
    rank_of,
    stated,
    within,
)

ROOT = Path(__file__).resolve().parent.parent
PAGE, PLOT = ROOT / "docs" / "validation.md", ROOT / "docs" / "reliability.svg"
VIEWS = ("full text", "history only")
SYSTEMS = ("crural", "keywords", "prior only")
SAME_DAY = LEVELS.index("same-day")
RANKS = (1, 3, 5, 10)
FEWEST = 20
"""A calibration slope on fewer right causes than this says nothing."""

LIMITS = """\
- The labels are the reading of one reader. Nobody else checked them, and some can be argued about.
- Most cases are exam cases and written vignettes, told to be solved. They are tidier than what people write at
  home, and rare diseases are more common in them. Good scores here do not say how good it is with people.
- The cases were written by others. They are not ours and not part of this repository; only their ids appear here.
- They are development data: whoever works on Crural sees these scores, and chooses what to work on by them. Nothing
  may be fitted to single cases, but the scores are no longer those of a blind test.
- The numbers of cases are small. Read the intervals, not the shares.
- *Full text* may hold examination and test results; *history only* leaves these out where the case allows it. The
  second is closer to what a person at home can tell.
- Refused rows (children) count for urgency and not for causes.
- The ranking is measured without interval draws, which do not change it; times are of this form.
"""


def grid(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *[f"| {' | '.join(row)} |" for row in rows]])


def share_text(share: Share) -> str:
    """Hits of n, in percent, with the Wilson interval."""
    low, high = share.interval
    return f"{share.value:.1%} ({share.hits} of {share.n}; {low:.0%} to {high:.0%})" if share.n else "no rows"


def over_reaction(result: Result) -> dict[str, Share]:
    """Of routine and self-care rows those above every accepted level, at same-day or higher."""
    calm = [
        (row, answer)
        for row, answer in zip(result.rows, result.answers, strict=True)
        if row.expect.urgency in ("routine", "self-care")
    ]

    def over(least: int) -> Share:
        hits = sum(
            LEVELS.index(answer.level) >= least and level_verdict(row, answer.level) == "over"
            for row, answer in calm
        )
        return Share(hits, len(calm))

    return {"emergency": over(SAME_DAY + 1), "same-day": over(SAME_DAY)}


def slope(pairs: list[tuple[float, bool]]) -> tuple[float, float, float]:
    """Calibration slope with its 95 % interval: regression of "right" on the stated log odds (1 is perfect)."""
    p = np.clip(np.array([chance for chance, _ in pairs]), 1e-4, 1 - 1e-4)
    x = np.column_stack([np.ones(len(p)), np.log(p / (1 - p))])
    y, beta = np.array([float(hit) for _, hit in pairs]), np.array([0.0, 1.0])
    information = np.eye(2)
    for _ in range(50):
        mu = 1 / (1 + np.exp(-np.clip(x @ beta, -30, 30)))
        information = x.T @ (x * (mu * (1 - mu))[:, None]) + 1e-9 * np.eye(2)
        step = np.linalg.solve(information, x.T @ (y - mu))
        beta = beta + np.clip(step, -2, 2)
        if np.abs(step).max() < 1e-9:
            break
    error = 1.96 * math.sqrt(np.linalg.inv(information)[1, 1])
    return float(beta[1]), float(beta[1] - error), float(beta[1] + error)


def log_score(pairs: list[tuple[float, bool]]) -> float:
    """Mean negative natural log of the chance given to what was so (0 is perfect; chances held within 1e-4)."""
    p = np.clip(np.array([chance for chance, _ in pairs]), 1e-4, 1 - 1e-4)
    hit = np.array([hit for _, hit in pairs])
    return float(-np.mean(np.where(hit, np.log(p), np.log(1 - p))))


class Scores:
    """All scores of one system in one view."""

    def __init__(self, result: Result, known: set[str]) -> None:
        self.result = result
        self.scope = result.pick(adults=True, scope=True)
        self.covered = self.scope.pick(known=known)
        self.levels = result.levels()
        self.adults = result.pick(adults=True).levels()
        self.top = {k: within(self.covered.rows, self.covered.answers, k) for k in RANKS}
        self.all_in_scope = {k: within(self.scope.rows, self.scope.answers, k) for k in RANKS}
        self.over = over_reaction(result)
        self.pairs = stated(self.covered.rows, self.covered.answers)
        times = sorted(1000 * answer.seconds for answer in result.answers)
        self.milliseconds = (times[len(times) // 2], times[-1]) if times else (0.0, 0.0)

    def calibration(self) -> tuple[str, ...]:
        """Brier, log score, slope, error, and the error of a perfect model, as text."""
        if not self.pairs:
            return ("",) * 5
        hits = sum(hit for _, hit in self.pairs)
        middle, low, high = slope(self.pairs)
        mean, end = perfect_error(self.pairs)
        return (
            f"{brier(self.pairs):.4f}",
            f"{log_score(self.pairs):.3f}",
            f"{middle:.2f} ({low:.2f} to {high:.2f})" if hits >= FEWEST else f"not fitted: {hits} right",
            f"{calibration_error(self.pairs):.3f}",
            f"{mean:.3f} (95 % below {end:.3f})",
        )


def verdict(met: bool) -> str:
    """Met or missed, so that it can be seen."""
    return "met" if met else "**missed**"


def bars(scores: dict[tuple[str, str], Scores]) -> str:
    """The bars of the design, the figures of both views, and whether the full text meets them."""
    full = scores["full text", "crural"]
    history = scores.get(("history only", "crural"))

    def row(
        name: str, bar: str, get: Callable[[Scores], Share], good: Callable[[Share], bool]
    ) -> tuple[str, ...]:
        beside = share_text(get(history)) if history else ""
        return name, bar, share_text(get(full)), verdict(good(get(full))), beside

    rows = [
        row(
            "expected emergencies below same-day (adults)",
            "none",
            lambda s: s.adults["emergencies below same-day"],
            lambda share: share.hits == 0,
        ),
        row(
            "expected emergencies called emergency",
            "85 % or more",
            lambda s: s.levels["emergencies as emergency"],
            lambda share: share.value >= 0.85,
        ),
        row(
            "routine and self-care rows called emergency",
            "5 % or less",
            lambda s: s.over["emergency"],
            lambda share: share.value <= 0.05,
        ),
        row(
            "routine and self-care rows called same-day or higher",
            "25 % or less",
            lambda s: s.over["same-day"],
            lambda share: share.value <= 0.25,
        ),
        row(
            "right cause first",
            "above 50 % now",
            lambda s: s.all_in_scope[1],
            lambda share: share.value > 0.5,
        ),
        row(
            "right cause first",
            "85 % in the end",
            lambda s: s.all_in_scope[1],
            lambda share: share.value >= 0.85,
        ),
        row(
            "right cause among three",
            "60 % or more at this stage (of rows whose condition is in the base)",
            lambda s: s.top[3],
            lambda share: share.value >= 0.6,
        ),
        row(
            "right cause among three",
            "above 75 % now",
            lambda s: s.all_in_scope[3],
            lambda share: share.value > 0.75,
        ),
        row(
            "right cause among three",
            "95 % in the end",
            lambda s: s.all_in_scope[3],
            lambda share: share.value >= 0.95,
        ),
    ]
    for name in SYSTEMS[1:]:
        other = scores["full text", name]
        beaten = (
            full.top[3].interval[0] > other.top[3].interval[1]
            and full.levels["accepted"].interval[0] > other.levels["accepted"].interval[1]
        )
        rows.append(
            (
                f"clearly better than *{name}*",
                "intervals of top-3 and of accepted levels do not touch",
                f"top-3 {full.top[3].value:.0%} to {other.top[3].value:.0%}; accepted levels"
                f" {full.levels['accepted'].value:.0%} to {other.levels['accepted'].value:.0%}",
                verdict(beaten),
                "",
            )
        )
    error, (_, end) = calibration_error(full.pairs), perfect_error(full.pairs)
    beside = f"{calibration_error(history.pairs):.3f}" if history and history.pairs else ""
    rows.append(
        (
            "calibration error of the first three causes",
            "inside what a perfect model would show",
            f"{error:.3f} (perfect: 95 % below {end:.3f})",
            verdict(error <= end),
            beside,
        )
    )
    return grid(("measure", "bar", "full text", "", "history only"), rows)


def scores_table(scores: dict[tuple[str, str], Scores], view: str) -> str:
    """Every score of all three systems in one view."""
    found = [scores[view, name] for name in SYSTEMS]
    rows = [
        ("rows", *(str(len(s.result.rows)) for s in found)),
        (
            "condition in the base, of adults in scope",
            *(f"{len(s.covered.rows)} of {len(s.scope.rows)}" for s in found),
        ),
    ]
    rows += [
        (
            f"right cause among the first {k}" if k > 1 else "right cause first",
            *(share_text(s.top[k]) for s in found),
        )
        for k in RANKS
    ]
    rows += [
        (f"the same, of all in scope, first {k}", *(share_text(s.all_in_scope[k]) for s in found))
        for k in (1, 3)
    ]
    names = {
        "exact": "level exactly as expected",
        "accepted": "level accepted",
        "under": "level too low",
        "over": "level too high",
    }
    rows += [(names.get(key, key), *(share_text(s.levels[key]) for s in found)) for key in found[0].levels]
    kinds = ("Brier score", "log score", "calibration slope", "calibration error", "error of a perfect model")
    calibrations = [s.calibration() for s in found]
    rows += [(kind, *(c[i] for c in calibrations)) for i, kind in enumerate(kinds)]
    rows.append(
        (
            "time for one, ms: median, slowest",
            *(f"{s.milliseconds[0]:.0f}, {s.milliseconds[1]:.0f}" for s in found[:1]),
            "",
            "",
        )
    )
    return grid(("measure", *SYSTEMS), rows)


def bins_table(scores: Scores) -> str:
    """Stated chance against the share that was right."""
    rows = []
    for p, share, n in calibration_bins(scores.pairs):
        rows.append((f"{p:.0%}", share_text(Share(round(share * n), n))))
    return grid(("mean chance stated", "right"), rows)


def by_file(scores: Scores, files: dict[str, set[str]], known: set[str]) -> str:
    """The main scores for each file."""
    rows = []
    for name, ids in files.items():
        keep = [i for i, row in enumerate(scores.result.rows) if row.id in ids]
        part = Scores(
            Result(
                scores.result.view,
                scores.result.system,
                [scores.result.rows[i] for i in keep],
                [scores.result.answers[i] for i in keep],
            ),
            known,
        )
        rows.append(
            (
                name,
                str(len(keep)),
                share_text(part.top[1]),
                share_text(part.top[3]),
                share_text(part.levels["accepted"]),
                share_text(part.levels["under"]),
                share_text(part.levels["over"]),
            )
        )
    return grid(("file", "rows", "first", "among three", "level accepted", "too low", "too high"), rows)


def misses(result: Result, known: set[str]) -> str:
    """Rows whose level is not accepted, or whose cause is not among the first three."""
    rows = []
    for row, answer in zip(result.rows, result.answers, strict=True):
        level, rank = level_verdict(row, answer.level), rank_of(row, answer)
        judged = (
            row.expect.in_scope and row.expect.condition is not None and (row.age is None or row.age >= 18)
        )
        lost = judged and (rank is None or rank > 3)
        if level == "right" and not lost:
            continue
        accepted = " or ".join(dict.fromkeys([str(row.expect.urgency), *row.expect.urgency_also_ok]))
        cause = row.expect.condition or "none"
        cause += "" if not judged or row.expect.right & known else " (not in the base)"
        place = (str(rank) if rank else "not listed") if judged else "not judged"
        said = {"right": "", "under": " **too low**", "over": " too high"}[level]
        first = answer.causes[0][0] if answer.causes else "none"
        rows.append((f"`{row.id}`", cause, accepted, f"{answer.level}{said}", place, first))
    head = (
        "row",
        "expected cause",
        "accepted levels",
        "level given",
        "place of the cause",
        "first cause given",
    )
    return grid(head, rows) if rows else "None."


def page(report: Report, files: dict[str, set[str]]) -> str:
    """The whole page."""
    scores = {(r.view, r.system): Scores(r, report.known) for r in report.results if r.rows}
    full = scores["full text", "crural"]
    views = [view for view in VIEWS if (view, "crural") in scores]
    parts = [
        "# Validation on written cases",
        "This page is written by `scripts/validation.py`, as the figures come out. Do not edit it by hand.",
        f"Knowledge `{report.version}`. {len(full.result.rows)} cases from {len(files)} files: "
        + ", ".join(f"{name} ({len(ids)})" for name, ids in files.items())
        + ". Intervals are 95 % Wilson intervals. Two baselines ran on the same rows: *keywords* counts words that"
        " the text shares with each condition's page, *prior only* always names what is commonest at that age and"
        " sex.",
        "## What these figures cannot say\n" + LIMITS.rstrip(),
        "## The bars of the design\n"
        "The bars are for the full text; history only stands beside. Over-reaction counts a row only if the level"
        " given is above every accepted level: a level between two accepted ones is right. Causes count adults in"
        " scope, whether or not the condition is in the base, unless the line says otherwise.\n\n"
        + bars(scores),
        "Not measured here: patterns of danger in other words (`tests/cases`), people drawn from a perturbed base,"
        " exactness (`tests/generative`), and speed with intervals (`./crural bench assess`).",
    ]
    for view in views:
        parts.append(f"## All scores: {view}\n" + scores_table(scores, view))
    parts += [
        "Shares of causes are of adult rows in scope whose condition is in the base. Calibration is of the first"
        " three causes of each of these rows: a cause counts as right if it is an accepted one. Since several causes"
        " can be true and a label names one, a perfect model would look a little too sure here. Brier and log score"
        " are no race between the three: a baseline that states only small chances for wrong causes scores well.",
        "## By file (Crural, full text)\n" + by_file(full, files, report.known),
        "## Reliability (Crural, full text)\n![Stated chance against share that was right](reliability.svg)\n\n"
        + bins_table(full),
        "## Rows that we miss, or disagree with (Crural, full text)\n"
        "Every row whose level is not an accepted one, or whose cause is not among the first three. Nothing may be"
        " tuned to a single row. A row may stand here because Crural is wrong, because its condition is not in the"
        " base, or because the label can be argued about.\n\n" + misses(full.result, report.known),
    ]
    return "\n\n".join(parts) + "\n"


def ids_in(content: str) -> set[str]:
    """Ids of the rows of a file."""
    rows: list[dict[str, Any]] = [json.loads(line) for line in content.splitlines() if line.strip()]
    return {str(row["id"]) for row in rows}


def main(names: list[str]) -> int:
    """Score, write the page and the plot, and say where."""
    if not names:
        print("Name the case files: scripts/validation.py CASES.jsonl [MORE.jsonl ...]", file=sys.stderr)
        return 2
    contents = [(Path(name).name, Path(name).read_text(encoding="utf-8")) for name in names]
    report = evaluate_files(contents, load())
    PAGE.write_text(page(report, {name: ids_in(text) for name, text in contents}), encoding="utf-8")
    PLOT.write_text(report.as_svg() + "\n", encoding="utf-8")
    print(f"{PAGE.relative_to(ROOT)} and {PLOT.relative_to(ROOT)} written.")
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
