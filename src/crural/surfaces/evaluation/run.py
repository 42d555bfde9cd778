"""Runs all systems over all rows of the files given."""

from __future__ import annotations

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.evaluation.ablations import ablated
from crural.surfaces.evaluation.report import Report, Result
from crural.surfaces.evaluation.rows import Row, read_rows
from crural.surfaces.evaluation.systems import crural_system, keyword_system, prior_system
from crural.surfaces.evaluation.understanding_scores import understanding_of
from crural.surfaces.progress import Progress


def evaluate_files(files: list[tuple[str, str]], base: KnowledgeBase, *, ablations: bool = False) -> Report:
    """Scores of Crural and the baselines; files: (name, content). Raises InputError for a bad row.

    ablations: also Crural with one part taken away at a time, on the full texts (about five times as long).
    """
    rows: list[Row] = []
    for name, content in files:
        rows += read_rows(name, content.split("\n"))
    systems = {
        "crural": crural_system(base),
        "keywords": keyword_system(base),
        "prior only": prior_system(base),
    }
    results = []
    parts = ablated(base) if ablations else {}
    with Progress(len(rows) * (2 + len(parts))) as progress:
        done = 0
        for view in ("full text", "history only"):
            chosen = [row for row in rows if view == "full text" or row.text_history is not None]
            answers: dict[str, list[object]] = {name: [] for name in systems}
            for row in chosen:
                text = row.text if view == "full text" else (row.text_history or row.text)
                for name, system in systems.items():
                    answers[name].append(system(row, text))
                done += 1
                progress.at(done)
            results += [Result(view, name, chosen, answers[name]) for name in systems]  # type: ignore[arg-type]
        less = []
        for name, system in parts.items():
            said = []
            for row in rows:
                said.append(system(row, row.text))
                done += 1
                progress.at(done)
            less.append(Result("full text", name, rows, said))
    known = {name for name, condition in base.conditions.items() if condition.produces}
    return Report(results, known, base.version, understanding_of(rows, base), less)


def ids_of(files: list[tuple[str, str]]) -> dict[str, set[str]]:
    """Ids of the rows of each file, by file name."""
    return {name: {row.id for row in read_rows(name, content.split("\n"))} for name, content in files}
