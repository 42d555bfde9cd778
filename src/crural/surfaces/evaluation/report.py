"""The scores in words, as JSON, and as a reliability plot."""

from __future__ import annotations

import json
import statistics
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any

from crural.concepts.base import LEVELS
from crural.surfaces.evaluation.calibration import line_of, log_score
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
from crural.surfaces.evaluation.understanding_scores import Understanding

ADULT = 18


def to_json(data: Any) -> str:
    """Figures as JSON; shares as {hits, n, value, interval}."""

    def plain(value: Any) -> Any:
        if isinstance(value, Share):
            low, high = value.interval
            return {
                "hits": value.hits,
                "n": value.n,
                "value": round(value.value, 4),
                "interval": [round(low, 4), round(high, 4)],
            }
        raise TypeError(type(value).__name__)

    return json.dumps(data, default=plain, indent=1)


@dataclass(frozen=True)
class Result:
    """The answers of one system in one view (full text or history only)."""

    view: str
    system: str
    rows: Sequence[Row]
    answers: Sequence[Answer]

    def pick(self, *, adults: bool = False, scope: bool = False, known: set[str] | None = None) -> Result:
        """Only the rows that fit."""
        keep = [
            i
            for i, row in enumerate(self.rows)
            if (not adults or row.age is None or row.age >= ADULT)
            and (not scope or (row.expect.in_scope and row.expect.condition is not None))
            and (known is None or row.expect.right & known)
        ]
        return Result(self.view, self.system, [self.rows[i] for i in keep], [self.answers[i] for i in keep])

    def levels(self) -> dict[str, Share]:
        """Urgency: exact, right, under, over; emergencies caught; over-reaction on calm rows."""
        pairs = [(row, a) for row, a in zip(self.rows, self.answers, strict=True) if row.expect.urgency]
        verdicts = [level_verdict(row, answer.level) for row, answer in pairs]
        urgent = [(r, a) for r, a in pairs if r.expect.urgency == "emergency"]
        calm = [
            (r, a)
            for r, a in pairs
            if r.expect.urgency in ("routine", "self-care")
            and not {"same-day", "emergency"} & set(r.expect.urgency_also_ok)
        ]
        calm_all = [(r, a) for r, a in pairs if r.expect.urgency in ("routine", "self-care")]
        same_day = LEVELS.index("same-day")

        def high(items: list[tuple[Row, Answer]], least: int) -> int:
            return sum(LEVELS.index(a.level) >= least for _, a in items)

        return {
            "exact": Share(sum(a.level == r.expect.urgency for r, a in pairs), len(pairs)),
            "accepted": Share(verdicts.count("right"), len(pairs)),
            "under": Share(verdicts.count("under"), len(pairs)),
            "over": Share(verdicts.count("over"), len(pairs)),
            "emergencies as emergency": Share(high(urgent, same_day + 1), len(urgent)),
            "emergencies below same-day": Share(len(urgent) - high(urgent, same_day), len(urgent)),
            "calm rows sent to emergency": Share(high(calm_all, same_day + 1), len(calm_all)),
            "calm rows same-day or higher": Share(high(calm_all, same_day), len(calm_all)),
            "strictly calm rows same-day or higher": Share(high(calm, same_day), len(calm)),
        }


class Report:
    """All results of a run."""

    def __init__(
        self,
        results: list[Result],
        known: set[str],
        version: str,
        understanding: Understanding | None = None,
        ablations: list[Result] | None = None,
    ) -> None:
        self.results, self.known, self.version = results, known, version
        self.understanding, self.ablations = understanding, ablations or []

    def data(self) -> dict[str, Any]:
        """Every score as plain data."""
        found: dict[str, Any] = {"knowledge": self.version, "results": []}
        for result in [*self.results, *self.ablations]:
            if not result.rows:
                continue
            causes = result.pick(adults=True, scope=True)
            covered = causes.pick(known=self.known)
            pairs = stated(causes.rows, causes.answers)
            first = stated(covered.rows, covered.answers, 1)
            item: dict[str, Any] = {
                "view": result.view,
                "system": result.system,
                "rows": len(result.rows),
                "coverage": Share(len(covered.rows), len(causes.rows)),
                "causes": {f"top-{k}": within(covered.rows, covered.answers, k) for k in (1, 3, 5, 10)},
                "urgency": result.levels(),
                "brier": brier(pairs),
                "calibration_error": calibration_error(pairs),
                "calibration_error_of_a_perfect_model": perfect_error(pairs),
                "calibration_error_of_the_first_cause": calibration_error(first),
                "log_score": log_score(pairs),
                "calibration_line": asdict(line) if (line := line_of(pairs)) else None,
                "bins": calibration_bins(pairs),
            }
            times = sorted(a.seconds * 1000 for a in result.answers)
            if times and times[-1] > 0:
                item["milliseconds"] = {"median": statistics.median(times), "slowest": times[-1]}
            found["results"].append(item)
        if self.understanding is not None:
            found["understanding"] = self.understanding.shares()
        return found

    def as_text(self, *, rows: bool = False) -> str:
        """The scores for a terminal; with `rows` one line for each case of Crural's full-text run."""
        lines = [f"Knowledge {self.version}"]
        for item in self.data()["results"]:
            lines += ["", f"{item['system']}, {item['view']}: {item['rows']} rows"]
            if item["coverage"].n:
                lines.append(f"  condition in the base                 {item['coverage']}")
                lines += [f"  {name:<37} {share}" for name, share in item["causes"].items()]
            lines += [f"  {name:<37} {share}" for name, share in item["urgency"].items()]
            if item["coverage"].n:
                mean, high = item["calibration_error_of_a_perfect_model"]
                lines.append(f"  Brier score (top three stated)        {item['brier']:.4f}")
                error = item["calibration_error"]
                lines.append(
                    f"  calibration error, first cause        {item['calibration_error_of_the_first_cause']:.3f}"
                )
                lines.append(
                    f"  calibration error, first three        {error:.3f} (perfect {mean:.3f}, to {high:.3f})"
                )
            if "milliseconds" in item:
                times = item["milliseconds"]
                lines.append(
                    f"  time per case, ms                     {times['median']:.1f} (slowest {times['slowest']:.0f})"
                )
        if self.understanding is not None:
            lines += ["", *self.understanding.lines(rows=rows)]
        if rows:
            lines += ["", *self._row_lines()]
        return "\n".join(lines)

    def _row_lines(self) -> list[str]:
        lines = []
        for result in self.results:
            if result.system != "crural" or result.view != "full text":
                continue
            for row, answer in zip(result.rows, result.answers, strict=True):
                rank = rank_of(row, answer)
                first = ", ".join(f"{name} {p:.2f}" for name, p in answer.causes[:3])
                verdict = level_verdict(row, answer.level)
                lines.append(
                    f"{row.id}: {row.expect.condition} rank {rank or '-'}; {answer.level} ({verdict},"
                    f" expected {row.expect.urgency}); {first}"
                )
        return lines

    def as_json(self) -> str:
        """The scores as JSON; shares as {hits, n, value, interval}."""
        return to_json(self.data())

    def as_svg(self, size: int = 320) -> str:
        """Reliability plot of Crural's full-text run: stated probability against share that was right."""
        chosen = next(r for r in self.results if r.system == "crural" and r.view == "full text")
        covered = chosen.pick(adults=True, scope=True, known=self.known)
        bins = calibration_bins(stated(covered.rows, covered.answers))
        pad, span = 40, size - 60

        def x(p: float) -> float:
            return round(pad + p * span, 1)

        def y(p: float) -> float:
            return round(20 + (1 - p) * span, 1)

        parts = [
            f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}" role="img"'
            ' font-family="sans-serif" font-size="11">',
            "<title>Stated probability against share that was right</title>",
            f'<rect x="{pad}" y="20" width="{span}" height="{span}" fill="none" stroke="#888"/>',
            f'<line x1="{x(0)}" y1="{y(0)}" x2="{x(1)}" y2="{y(1)}" stroke="#bbb" stroke-dasharray="4"/>',
        ]
        for p, share, n in bins:
            low, high = Share(round(share * n), n).interval
            parts.append(f'<line x1="{x(p)}" y1="{y(low)}" x2="{x(p)}" y2="{y(high)}" stroke="#36c"/>')
            parts.append(f'<circle cx="{x(p)}" cy="{y(share)}" r="{3 + min(n, 60) / 12:.1f}" fill="#36c"/>')
            parts.append(f'<text x="{x(p) + 8}" y="{y(share) - 6}">n={n}</text>')
        for tick in (0.0, 0.5, 1.0):
            parts.append(f'<text x="{x(tick) - 8}" y="{y(0) + 15}">{tick:g}</text>')
            parts.append(f'<text x="{pad - 25}" y="{y(tick) + 4}">{tick:g}</text>')
        parts.append(f'<text x="{pad + span / 2 - 50}" y="{size - 8}">stated probability</text></svg>')
        return "\n".join(parts)
