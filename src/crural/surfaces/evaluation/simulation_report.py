"""The figures of a simulation: calibration, sets, and both by age and sex."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from crural.surfaces.evaluation.scores import Share, brier, calibration_bins, calibration_error, perfect_error
from crural.surfaces.evaluation.simulation import Plan, Simulated, pairs_of

MOST_ERROR, LEAST_COVERED = 0.05, 0.90
"""The bars of the design for people from perturbed bases."""
GROUPS: dict[str, Callable[[Simulated], bool]] = {
    "women": lambda row: row.sex == "female",
    "men": lambda row: row.sex == "male",
    "below 45": lambda row: row.age < 45,
    "45 to 64": lambda row: 45 <= row.age < 65,
    "65 and over": lambda row: row.age >= 65,
}


def covered(rows: list[Simulated]) -> Share:
    """Of people whose main complaint a modelled condition made, and who got a set: those whose set holds it."""
    asked = [row for row in rows if row.spoken is not None and row.answer.set]
    return Share(sum(row.spoken in row.answer.set for row in asked), len(asked))


def _calibration(pairs: list[tuple[float, bool]]) -> dict[str, Any]:
    mean, high = perfect_error(pairs)
    return {
        "n": len(pairs),
        "error": calibration_error(pairs),
        "perfect": [mean, high],
        "stated": sum(p for p, _ in pairs) / max(len(pairs), 1),
        "right": sum(hit for _, hit in pairs) / max(len(pairs), 1),
        "brier": brier(pairs),
    }


def figures(plan: Plan, rows: list[Simulated]) -> dict[str, Any]:
    """Every figure as plain data; shares as `Share`."""
    known = [row for row in rows if row.spoken is not None]
    sets = [len(row.answer.set) for row in rows if row.answer.set]
    return {
        "self_made": True,
        "people": len(rows),
        "seed": plan.seed,
        "perturbed": plan.perturbed,
        "bases": plan.bases,
        "wrong": plan.wrong,
        "missing": plan.missing,
        "calibration": {
            "all causes listed": _calibration(pairs_of(rows)),
            "first three causes": _calibration(pairs_of(rows, 3)),
            "first cause": _calibration(pairs_of(rows, 1)),
        },
        "bins": calibration_bins(pairs_of(rows, 3)),
        "set_covers": covered(rows),
        "set_size": sum(sets) / max(len(sets), 1),
        "cannot_tell": Share(sum(row.answer.cannot_tell.said for row in rows), len(rows)),
        "cause_known": Share(len(known), len(rows)),
        "among_three": Share(
            sum(row.spoken in [cause.id for cause in row.answer.causes[:3]] for row in known), len(known)
        ),
        "groups": {
            name: {
                "n": sum(map(fits, rows)),
                "calibration_error": calibration_error(pairs_of([row for row in rows if fits(row)], 3)),
                "set_covers": covered([row for row in rows if fits(row)]),
            }
            for name, fits in GROUPS.items()
        },
    }


def as_text(data: dict[str, Any]) -> str:
    """The figures for a terminal."""
    source = f"{data['bases']} perturbed bases" if data["perturbed"] else "the base itself"
    lines = [
        f"Self-made people: {data['people']} drawn from {source}, seed {data['seed']};"
        f" answers wrong {data['wrong']:.0%}, missing {data['missing']:.0%}"
    ]
    for name, item in data["calibration"].items():
        mean, high = item["perfect"]
        lines.append(
            f"  calibration error, {name:<20} {item['error']:.3f} (perfect {mean:.3f}, to {high:.3f};"
            f" stated {item['stated']:.1%}, right {item['right']:.1%}, n {item['n']})"
        )
    lines += [f"    stated {p:5.1%}, right {Share(round(share * n), n)}" for p, share, n in data["bins"]]
    lines += [
        f"  sets hold the cause                {data['set_covers']}, mean size {data['set_size']:.1f}",
        f"  cause among the first three        {data['among_three']}",
        f"  a modelled condition was the cause {data['cause_known']}",
        f"  said that it cannot tell           {data['cannot_tell']}",
    ]
    for name, item in data["groups"].items():
        lines.append(
            f"  {name:<12} n {item['n']:<5} calibration error {item['calibration_error']:.3f},"
            f" sets hold {item['set_covers']}"
        )
    if data["perturbed"]:
        error, share = data["calibration"]["first three causes"]["error"], data["set_covers"].value
        lines.append(
            f"Bars: error {error:.3f} {'met' if error <= MOST_ERROR else 'MISSED'} (at most {MOST_ERROR});"
            f" sets {share:.1%} {'met' if share >= LEAST_COVERED else 'MISSED'} (at least {LEAST_COVERED:.0%})"
        )
    return "\n".join(lines)
