"""Why: what speaks for and against each cause, with its weight, and which cause comes from which."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import numpy as np

from crural.inference.facts import Fact, Facts
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array
from crural.inference.priors import prior_of
from crural.inference.queries import leave_one_out
from crural.inference.uncertainty import Draws

SMALLEST_WEIGHT = 0.1
"""Weights nearer to 0 than this (natural log) are not worth a word."""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: its id, what kind it is, its wording, and its weight for each condition (n,)."""

    id: str
    kind: str
    text: str
    weights: Array


def describe(network: CaseNetwork, fact: Fact) -> str:
    """The finding in plain words with what was told of it.

    Example: "leg pain or ache (calf, one side, walking, standing still)".
    """
    base = network.index.base
    finding = base.findings[fact.id]
    said: list[str] = []
    for quality, values in fact.qualities.items():
        if quality == "band":
            said += values
        elif quality == "side" and fact.side in ("left", "right"):
            said.append(fact.side)
        elif quality in base.qualifiers:
            prefix = {"provoked-by": "with ", "eased-by": "eased by "}.get(quality, "")
            said += [prefix + base.qualifiers[quality].labels.get(value, value) for value in values]
    return f"{finding.plain} ({', '.join(said)})" if said else finding.plain


def _without(facts: Facts, name: str) -> Facts:
    if name == "age":
        return replace(facts, age=None)
    if name == "sex":
        return replace(facts, sex=None)
    return replace(
        facts,
        factors={k: v for k, v in facts.factors.items() if k != name},
        conditions={k: v for k, v in facts.conditions.items() if k != name},
        medicines={k: v for k, v in facts.medicines.items() if k != name},
        medicines_complete=False,
    )


def told_factors(network: CaseNetwork) -> list[str]:
    """Ids of age, sex, factors, conditions and medicine classes that moved or could move a prior."""
    facts = network.facts
    used = {name for names in network.used_factors.values() for name in names}
    for condition in network.index.base.conditions.values():
        if condition.exposure:
            used.update(condition.exposure.any_of)
    told = [name for name in (*facts.factors, *facts.conditions, *facts.medicines) if name in used]
    return [*(["age"] if facts.age is not None else []), *(["sex"] if facts.sex else []), *sorted(set(told))]


def pieces(network: CaseNetwork) -> list[Piece]:
    """Every piece of evidence of the case with its leave-one-out weight for every condition."""
    base, facts, draws = network.index.base, network.facts, Draws(network.index.base.version, 0)
    one = network.numbers.rows([0])
    scales = [
        np.where(row > 0.0, one.scale[0] / np.where(row > 0.0, row, 1.0), 1.0) for _, row in network.denied
    ]
    factors = told_factors(network)
    priors: list[Array] = []
    for name in factors:
        without, row = _without(facts, name), one.prior[0].copy()
        for number, condition_name in enumerate(network.index.names):
            condition = base.conditions[condition_name]
            touched = name in ("age", "sex") or name in network.used_factors.get(condition_name, ())
            if touched or (condition.exposure and name in condition.exposure.any_of):
                row[number] = (
                    float(prior_of(network.index.rates, condition, without, draws)[0]) * network.match[number]
                )
        priors.append(row)
    weights = leave_one_out(
        network.pattern,
        one,
        scales=np.stack(scales) if scales else None,
        priors=np.stack(priors) if priors else None,
    )
    found = [
        Piece(item.fact.id, "present", describe(network, item.fact), weights.findings[i])
        for i, item in enumerate(network.observed)
    ]
    for i, (name, _) in enumerate(network.denied):
        text = base.words["without"].format(label=describe(network, facts.absent[name]))
        found.append(Piece(name, "absent", text, weights.denied[i]))
    for i, name in enumerate(factors):
        found.append(Piece(name, "factor", label_of(network, name), weights.factors[i]))
    return found


def label_of(network: CaseNetwork, name: str) -> str:
    """Plain label of a factor, condition, medicine class, age or sex, with "no" where it was denied."""
    base, facts = network.index.base, network.facts
    if name in ("age", "sex"):
        return base.words[f"{name}-evidence"]
    if name in base.factors:
        label = base.factors[name].plain
        return label if facts.factors.get(name, True) else base.words["without"].format(label=label)
    if name in base.medicines:
        taken = facts.medicines.get(name)
        label = base.medicines[name].plain
        return f"{taken.by} ({label})" if taken and taken.by != name else label
    status = facts.conditions.get(name)
    label = base.conditions[name].lay_name
    return f"{label} ({status})" if status in ("past", "family") else label


def strongest(found: list[Piece], number: int, *, towards: int, most: int = 5) -> list[tuple[Piece, float]]:
    """The pieces that speak for (towards=1) or against (-1) a condition, strongest first."""
    weighed = [(piece, float(piece.weights[number])) for piece in found]
    fitting = [(p, w) for p, w in weighed if w * towards > SMALLEST_WEIGHT and math.isfinite(w)]
    return sorted(fitting, key=lambda pair: (-abs(pair[1]), pair[0].id))[:most]
