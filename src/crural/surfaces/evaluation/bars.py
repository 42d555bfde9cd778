"""All scores of one system in one view, and the bars of the design."""

from __future__ import annotations

from collections.abc import Callable

from crural.concepts.base import LEVELS
from crural.surfaces.evaluation.calibration import line_of, log_score
from crural.surfaces.evaluation.document import Cells
from crural.surfaces.evaluation.report import Result
from crural.surfaces.evaluation.scores import (
    Share,
    brier,
    calibration_error,
    level_verdict,
    perfect_error,
    stated,
    within,
)

VIEWS = ("full text", "history only")
SYSTEMS = ("crural", "keywords", "prior only")
SAME_DAY = LEVELS.index("same-day")
RANKS = (1, 3, 5, 10)


def share_text(share: Share) -> str:
    """Hits of n, in percent, with the Wilson interval."""
    low, high = share.interval
    return f"{share.value:.1%} ({share.hits} of {share.n}; {low:.0%} to {high:.0%})" if share.n else "no rows"


def spread_text(spread: tuple[float, float, float]) -> str:
    """A number with its interval."""
    return f"{spread[0]:.2f} ({spread[1]:.2f} to {spread[2]:.2f})"


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
        line = line_of(self.pairs)
        mean, end = perfect_error(self.pairs)
        return (
            f"{brier(self.pairs):.4f}",
            f"{log_score(self.pairs):.3f}",
            spread_text(line.slope) if line else "not fitted: too few right",
            f"{calibration_error(self.pairs):.3f}",
            f"{mean:.3f} (95 % below {end:.3f})",
        )


def verdict(met: bool) -> str:
    """Met or missed, so that it can be seen."""
    return "met" if met else "**missed**"


def bars(scores: dict[tuple[str, str], Scores]) -> tuple[Cells, list[Cells]]:
    """The bars of the design, the figures of both views, and whether the full text meets them."""
    full = scores["full text", "crural"]
    history = scores.get(("history only", "crural"))

    def row(
        name: str, bar: str, get: Callable[[Scores], Share], good: Callable[[Share], bool]
    ) -> tuple[str, ...]:
        beside = share_text(get(history)) if history else ""
        return name, bar, share_text(get(full)), verdict(good(get(full))), beside

    rows: list[Cells] = [
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
    return ("measure", "bar", "full text", "", "history only"), rows
