"""Why: what speaks for and against each cause, with its weight, and which cause comes from which."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.batch import Batch
from crural.inference.facts import Fact, Facts, Qualities
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array
from crural.inference.posterior import Posterior
from crural.inference.queries import ask_weights

SMALLEST_WEIGHT = 0.1
"""Weights nearer to 0 than this (natural log) are not worth a word."""


@dataclass(frozen=True)
class Piece:
    """One piece of evidence: its id, its wording, and its weight for each condition (n,)."""

    id: str
    text: str
    weights: Array


PREFIXES = {"provoked-by": "with ", "eased-by": "eased by ", "duration": "for "}


def in_words(base: KnowledgeBase, qualities: Qualities, side: str | None = None) -> list[str]:
    """What was told of a complaint, in plain words: "calf", "eased by standing still"."""
    said: list[str] = []
    for quality, values in qualities.items():
        if quality == "band":
            said += values
        elif quality == "side" and side in ("left", "right"):
            said.append(side)
        elif quality in base.qualifiers:
            labels = base.qualifiers[quality].labels
            said += [PREFIXES.get(quality, "") + labels.get(value, value) for value in values]
    return said


def describe(network: CaseNetwork, fact: Fact) -> str:
    """The finding in plain words with what was told of it.

    Example: "leg pain or ache (calf, one side, with walking, eased by standing still)".
    """
    base = network.index.base
    finding = base.findings[fact.id]
    said = in_words(base, fact.qualities, fact.side)
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
    used = {name for names in network.priors.used.values() for name in names}
    used.update(network.index.priors.by_exposure)
    told = [name for name in (*facts.factors, *facts.conditions, *facts.medicines) if name in used]
    return [*(["age"] if facts.age is not None else []), *(["sex"] if facts.sex else []), *sorted(set(told))]


def _priors_without(network: CaseNetwork, names: list[str]) -> list[Array]:
    """The prior row (n,) as it would be if a factor had not been told, for each of these."""
    index, settled = network.index, network.pattern.known_states
    asked = []
    for name in names:
        if name in ("age", "sex"):
            touched = set(range(len(index.names)))
        else:
            touched = {number for number, used in network.priors.used.items() if name in used}
            touched.update(index.priors.by_exposure.get(name, ()))
        asked.append((name, _without(network.facts, name), sorted(touched - settled.keys())))
    return network.priors_if(asked)


def ask_pieces(network: CaseNetwork, batch: Batch) -> Callable[[Posterior], list[Piece]]:
    """Every piece of evidence of the case with its leave-one-out weight for every condition.

    Conditions that are known or were left out of the network keep weight 0.
    """
    base, facts, one = network.index.base, network.facts, batch.numbers
    scales = [
        np.where(row > 0.0, one.scale[0] / np.where(row > 0.0, row, 1.0), 1.0) for _, row in network.denied
    ]
    factors = told_factors(network)
    priors = _priors_without(network, factors)
    read_weights = ask_weights(
        batch,
        scales=np.stack(scales) if scales else None,
        priors=np.stack(priors) if priors else None,
    )

    def read(answer: Posterior) -> list[Piece]:
        weights = read_weights(answer)
        found = [
            Piece(fact.id, describe(network, fact), weights.findings[i])
            for i, fact in enumerate(network.observed)
        ]
        for i, (name, _) in enumerate(network.denied):
            text = base.words["without"].format(label=describe(network, facts.absent[name]))
            found.append(Piece(name, text, weights.denied[i]))
        for i, name in enumerate(factors):
            found.append(Piece(name, label_of(network, name), weights.factors[i]))
        return found

    return read


def label_of(network: CaseNetwork, name: str) -> str:
    """Plain label of a factor, condition, medicine class, age or sex, with "no" where it was denied."""
    base, facts = network.index.base, network.facts
    if name in ("age", "sex"):
        return base.words[f"{name}-evidence"]
    if name in base.factors:
        label, denied = base.factors[name].plain, not facts.factors.get(name, True)
    elif name in base.medicines:
        taken, label = facts.medicines.get(name), base.medicines[name].plain
        denied = taken is not None and taken.status == "denied"
        label = f"{taken.by} ({label})" if taken and taken.by != name and not denied else label
    else:
        status, label = facts.conditions.get(name), base.conditions[name].lay_name
        denied = status in ("denied", "not-known")
        label = f"{label} ({status})" if status in ("past", "family") else label
    return base.words["without"].format(label=label) if denied else label


def strongest(found: list[Piece], number: int, *, towards: int, most: int = 5) -> list[tuple[Piece, float]]:
    """The pieces that speak for (towards=1) or against (-1) a condition, strongest first."""
    weighed = [(piece, float(piece.weights[number])) for piece in found]
    fitting = [(p, w) for p, w in weighed if w * towards > SMALLEST_WEIGHT and math.isfinite(w)]
    return sorted(fitting, key=lambda pair: (-round(abs(pair[1]), 9), pair[0].id))[:most]
