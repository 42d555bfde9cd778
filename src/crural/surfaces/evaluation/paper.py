"""The whole report as sections: methods, limits, bars, scores, and what lies behind them."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.evaluation import details, peers
from crural.surfaces.evaluation.bars import VIEWS, Scores, bars, share_text
from crural.surfaces.evaluation.document import Section, as_html
from crural.surfaces.evaluation.report import Report
from crural.surfaces.evaluation.score_tables import bins_table, by_file, misses, scores_table
from crural.surfaces.evaluation.scores import Share

TITLE = "Validation on written cases"
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
METHODS = (
    "Each case is given to Crural as a text with age and sex, as a person would type it; nothing else is told, and no"
    " question is asked back. The answer is compared with one label for the cause (and accepted others) and one for"
    " urgency (and accepted others). A cause is *right* when its id is the expected or an accepted one; there is no"
    " credit for a near one. Two baselines run on the same rows: *keywords* counts words that the text shares with each"
    " condition's page, *prior only* always names what is commonest at that age and sex. Shares carry 95 % Wilson"
    " intervals. Calibration error is the mean distance between the chance stated and the share right in five bins,"
    " weighted by size; beside it stands what a perfect model would show on the same chances (400 draws). The slope"
    " is that of a logistic regression of *right* on the stated log odds."
)


class Paper:
    """A report in sections. files: ids of the rows of each file. simulated: figures of `crural simulate`."""

    def __init__(
        self,
        report: Report,
        base: KnowledgeBase,
        files: dict[str, set[str]],
        simulated: Sequence[dict[str, Any]] = (),
    ) -> None:
        self.report, self.base, self.files, self.simulated = report, base, files, simulated
        self.scores = {(r.view, r.system): Scores(r, report.known) for r in report.results if r.rows}
        self.views = [view for view in VIEWS if (view, "crural") in self.scores]

    def sections(self) -> list[Section]:
        """All sections in their order."""
        full = self.scores["full text", "crural"]
        known = self.report.known
        found = [
            Section("", (self._intro(full),)),
            Section("How it was done", (METHODS,)),
            Section("What these figures cannot say", (LIMITS.rstrip(),)),
            self._bars(),
            *(Section(f"All scores: {view}", (), *scores_table(self.scores, view)) for view in self.views),
            Section("", (SHARES,)),
            Section("By file (Crural, full text)", (), *by_file(full, self.files, known)),
            Section(
                "Reliability (Crural, full text)", (), *bins_table(full.pairs), drawing=self.report.as_svg()
            ),
            details.calibration({view: self.scores[view, "crural"] for view in self.views}),
            details.confidence(full),
            details.confusion(full.result),
            *details.groups(full, self.base),
        ]
        if self.report.ablations:
            ablations = {r.system: Scores(r, known) for r in self.report.ablations}
            found.append(details.ablation({"Crural": full, **ablations}))
        found += [simulated_section(self.simulated)] if self.simulated else []
        found.append(Section("Published figures of others", (peers.CAVEAT,), peers.HEAD, peers.ROWS))
        found.append(details.worst(full, self.base))
        head, rows = misses(full.result, known)
        found.append(
            Section(
                "Rows that we miss, or disagree with (Crural, full text)",
                (MISSES,) if rows else (MISSES, "None."),
                head,
                rows,
            )
        )
        return found

    def as_html(self) -> str:
        """One HTML page."""
        return as_html(f"Crural: {TITLE.lower()}", self.sections())

    def _intro(self, full: Scores) -> str:
        files = ", ".join(f"{name} ({len(ids)})" for name, ids in self.files.items())
        return (
            f"Knowledge `{self.report.version}`. {len(full.result.rows)} cases from {len(self.files)} files: {files}."
            f" Right cause first: {share_text(full.top[1])}; among the first three: {share_text(full.top[3])}."
            f" Level accepted: {share_text(full.levels['accepted'])}; too low: {share_text(full.levels['under'])}."
        )

    def _bars(self) -> Section:
        return Section(
            "The bars of the design",
            (
                "The bars are for the full text; history only stands beside. Over-reaction counts a row only if the"
                " level given is above every accepted level: a level between two accepted ones is right. Causes count"
                " adults in scope, whether or not the condition is in the base, unless the line says otherwise.",
            ),
            *bars(self.scores),
            note="Not measured here: patterns of danger in other words (`tests/cases`), exactness (`tests/generative`),"
            " and speed with intervals (`./crural bench assess`).",
        )


SHARES = (
    "Shares of causes are of adult rows in scope whose condition is in the base. Calibration is of the first three"
    " causes of each of these rows: a cause counts as right if it is an accepted one. Brier and log score are no race"
    " between the three: a baseline that states only small chances for wrong causes scores well."
)
MISSES = (
    "Every row whose level is not an accepted one, or whose cause is not among the first three. Nothing may be tuned to"
    " a single row. A row may stand here because Crural is wrong, because its condition is not in the base, or because"
    " the label can be argued about."
)


def simulated_section(runs: Sequence[dict[str, Any]]) -> Section:
    """Calibration and sets on self-made people; runs: data of `simulation_report.figures`."""

    def text(share: Share) -> str:
        return share_text(share)

    rows = []
    for data in runs:
        source = f"{data['bases']} perturbed bases" if data["perturbed"] else "the base itself"
        errors = [
            f"{item['error']:.3f} (perfect {item['perfect'][0]:.3f}, to {item['perfect'][1]:.3f})"
            for item in data["calibration"].values()
        ]
        rows.append(
            (
                f"{data['people']} from {source}; wrong {data['wrong']:.0%}, missing {data['missing']:.0%}",
                *errors[1:],
                text(data["set_covers"]),
                f"{data['set_size']:.1f}",
                text(data["cannot_tell"]),
            )
        )
    return Section(
        "Self-made people (no real data)",
        (
            "People drawn from the knowledge base know their true causes. Drawn from the base itself they can only show"
            " that the arithmetic is right. Drawn from *perturbed* bases every number is redrawn from its own"
            " uncertainty, the findings of one cause come together (correlation 0.3), and answers are wrong or missing:"
            " this can fail. Bars: error at most 0.05, and sets that hold the cause in at least 90 %. None of it says"
            " that the base is right about real people. Made by `crural simulate`, with a seed.",
        ),
        ("people", "error, first three", "error, first cause", "set holds the cause", "mean size of the set",
         "cannot tell"),
        rows,
    )  # fmt: skip
