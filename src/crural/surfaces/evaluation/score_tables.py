"""The tables of the report: every score of every system, reliability, each file, and the rows that are missed."""

from __future__ import annotations

from crural.surfaces.evaluation.bars import RANKS, SYSTEMS, Scores, share_text
from crural.surfaces.evaluation.document import Cells
from crural.surfaces.evaluation.report import Result
from crural.surfaces.evaluation.scores import Share, calibration_bins, level_verdict, rank_of


def scores_table(scores: dict[tuple[str, str], Scores], view: str) -> tuple[Cells, list[Cells]]:
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
    return ("measure", *SYSTEMS), rows


def bins_table(pairs: list[tuple[float, bool]]) -> tuple[Cells, list[Cells]]:
    """Stated chance against the share that was right."""
    rows: list[Cells] = []
    for p, share, n in calibration_bins(pairs):
        rows.append((f"{p:.0%}", share_text(Share(round(share * n), n))))
    return ("mean chance stated", "right"), rows


def by_file(scores: Scores, files: dict[str, set[str]], known: set[str]) -> tuple[Cells, list[Cells]]:
    """The main scores for each file."""
    rows: list[Cells] = []
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
    return ("file", "rows", "first", "among three", "level accepted", "too low", "too high"), rows


def misses(result: Result, known: set[str]) -> tuple[Cells, list[Cells]]:
    """Rows whose level is not accepted, or whose cause is not among the first three."""
    rows: list[Cells] = []
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
    return head, rows
