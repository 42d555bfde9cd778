"""Parts of the report that look closer: calibration, confusion, areas, conditions, worst rows, ablations."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Callable, Iterable

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.evaluation.bars import Scores, share_text, spread_text
from crural.surfaces.evaluation.calibration import Pairs, line_of, log_score
from crural.surfaces.evaluation.document import Cells, Section
from crural.surfaces.evaluation.report import Result
from crural.surfaces.evaluation.rows import Answer, Row
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

WORST = 12


def calibration_row(name: str, pairs: Pairs) -> Cells:
    """One line of the calibration table."""
    line, (mean, end) = line_of(pairs), perfect_error(pairs)
    return (
        name,
        str(len(pairs)),
        f"{sum(p for p, _ in pairs) / len(pairs):.1%}",
        f"{sum(hit for _, hit in pairs) / len(pairs):.1%}",
        f"{calibration_error(pairs):.3f}",
        f"{mean:.3f} (95 % below {end:.3f})",
        spread_text(line.slope) if line else "too few right",
        spread_text(line.intercept) if line else "too few right",
        f"{brier(pairs):.3f}",
        f"{log_score(pairs):.3f}",
    )


def calibration(views: dict[str, Scores]) -> Section:
    """The first cause beside the first three, and beside the first three that are not parts or already known."""
    rows: list[Cells] = []
    for view, scores in views.items():
        rows_, answers = scores.covered.rows, scores.covered.answers
        for k in (1, 3):
            if pairs := stated(rows_, answers, k):
                rows.append(
                    calibration_row(f"{view}: " + ("first cause" if k == 1 else "first three"), pairs)
                )
    return Section(
        "Calibration: the first cause beside the first three",
        (
            "A row has one labelled cause (and perhaps accepted others), while Crural may rightly name several that"
            " contribute at once: a condition and its part, a disease known before and a new one. Of the first three,"
            " at least two then count as wrong by the label alone, so the first three look too sure even when all"
            " are at work. The first cause alone does not have this fault, but it is the largest of many chances, and"
            " the largest is too large on average where numbers are uncertain. The truth lies between the two lines. No"
            " correction is fitted to either.",
        ),
        ("view, causes", "n", "stated", "right", "error", "perfect model", "slope", "intercept", "Brier", "log score"),
        rows,
    )  # fmt: skip


def confidence(scores: Scores) -> Section:
    """How often the first cause is right by how sure Crural was of it."""
    pairs = stated(scores.covered.rows, scores.covered.answers, 1)
    rows = [(f"{p:.0%}", share_text(Share(round(share * n), n))) for p, share, n in calibration_bins(pairs)]
    return Section(
        "Confidence against correctness (Crural, full text)",
        ("The first cause only, by the chance stated for it.",),
        ("mean chance stated", "first cause right"),
        rows,
    )


def confusion(result: Result) -> Section:
    """Expected levels against levels given."""
    counts = Counter(
        (row.expect.urgency, answer.level)
        for row, answer in zip(result.rows, result.answers, strict=True)
        if row.expect.urgency
    )
    order = LEVELS[::-1]
    rows = [(expected, *(str(counts[expected, given]) for given in order)) for expected in order]
    return Section(
        "Urgency: expected and given (Crural, full text)",
        ("Rows: the level that the labeller expects first. Columns: the level given. Left of the diagonal is more"
         " urgent than expected, right of it less. Accepted other levels are not shown here.",),
        ("expected", *order),
        rows,
    )  # fmt: skip


def _grouped(scores: Scores, key: Callable[[Row], str]) -> Iterable[tuple[str, list[Row], list[Answer]]]:
    groups: dict[str, list[int]] = defaultdict(list)
    for place, row in enumerate(scores.covered.rows):
        groups[key(row)].append(place)
    for name, places in sorted(groups.items(), key=lambda item: (-len(item[1]), item[0])):
        yield (
            name,
            [scores.covered.rows[i] for i in places],
            [scores.covered.answers[i] for i in places],
        )


def _share_rows(scores: Scores, key: Callable[[Row], str]) -> list[Cells]:
    found = []
    for name, rows, answers in _grouped(scores, key):
        levels = Result("", "", rows, answers).levels()
        found.append(
            (
                name,
                str(len(rows)),
                share_text(within(rows, answers, 1)),
                share_text(within(rows, answers, 3)),
                *(f"{levels[kind].hits} of {levels[kind].n}" for kind in ("under", "over")),
            )
        )
    return found


def groups(scores: Scores, base: KnowledgeBase) -> list[Section]:
    """The main scores by area of medicine and by condition."""
    head = ("", "rows", "first", "among three", "level too low", "level too high")

    def area(row: Row) -> str:
        known = base.conditions.get(row.expect.condition or "")
        return known.area if known else "other"

    return [
        Section("By area (Crural, full text)", (), ("area", *head[1:]), _share_rows(scores, area)),
        Section(
            "By condition (Crural, full text)",
            ("Most conditions have one or two rows: this shows where the gaps are, not how large they are.",),
            ("condition", *head[1:]),
            _share_rows(scores, lambda row: row.expect.condition or "none"),
        ),
    ]


def kind_of_miss(base: KnowledgeBase, row: Row, answer: Answer) -> str:
    """Why a sure first cause may differ from the label, as far as the base itself can tell."""
    first, _ = answer.causes[0]
    condition = base.conditions[first]
    for label in sorted(row.expect.right & set(base.conditions)):
        other = base.conditions[label]
        related = {
            *condition.conjunction_of,
            *condition.member_of,
            *(edge.condition for edge in condition.caused_by),
        }
        back = {*other.conjunction_of, *other.member_of, *(edge.condition for edge in other.caused_by)}
        if label in related or first in back:
            return "a part, a heading or a cause of the expected one, or the other way round"
        if label == condition.stage_of or first == other.stage_of:
            return "a stage of the expected one, or the other way round"
        if condition.area == other.area:
            return "another one of the same area"
    return "another area"


def worst(scores: Scores, base: KnowledgeBase) -> Section:
    """The surest wrong answers; ids only."""
    found = sorted(
        (
            (answer.causes[0][1], row, answer)
            for row, answer in zip(scores.covered.rows, scores.covered.answers, strict=True)
            if answer.causes and rank_of(row, answer) != 1
        ),
        key=lambda item: (-item[0], item[1].id),
    )
    rows = [
        (
            f"`{row.id}`",
            answer.causes[0][0],
            f"{p:.0%}",
            row.expect.condition or "",
            str(rank_of(row, answer) or "not listed"),
            kind_of_miss(base, row, answer),
            {"right": "accepted", "under": "**too low**", "over": "too high"}[level_verdict(row, answer.level)],
        )
        for p, row, answer in found[:WORST]
    ]  # fmt: skip
    return Section(
        "Worst cases: the surest wrong answers (Crural, full text)",
        (f"{len(found)} of {len(scores.covered.rows)} rows have another first cause than an accepted one:",),
        ("row", "first cause given", "stated", "expected", "its place", "how they are related", "level"),
        rows,
    )


def ablation(found: dict[str, Scores]) -> Section:
    """What each part is worth: Crural without it, on the same rows in the same run."""
    rows: list[Cells] = []
    for name, scores in found.items():
        levels = scores.levels
        first = stated(scores.covered.rows, scores.covered.answers, 1)
        rows.append(
            (
                name,
                share_text(scores.top[1]),
                share_text(scores.top[3]),
                share_text(levels["accepted"]),
                share_text(levels["under"]),
                share_text(levels["emergencies as emergency"]),
                f"{calibration_error(first):.3f}" if first else "",
                f"{calibration_error(scores.pairs):.3f}" if scores.pairs else "",
            )
        )
    return Section(
        "What each part is worth (full text)",
        (
            "The same rows in the same run, with one part taken away. *No rules*: urgency from likely causes alone."
            " *One cause only*: exactly one new cause may be at work. *No age priors*: all is as common at every age."
            " *No negation*: what is denied counts as said. Intervals overlap; the rows are the same.",
        ),
        ("", "first", "among three", "level accepted", "too low", "emergencies caught",
         "error, first cause", "error, first three"),
        rows,
    )  # fmt: skip
