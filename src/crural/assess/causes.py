"""The ranked causes of an answer, each with its interval, its reasons and its mechanism."""

from __future__ import annotations

import numpy as np

from crural.assess.work import Asked, Work
from crural.concepts.assessment import Cause, Evidence, Joint
from crural.concepts.knowledge import Condition
from crural.inference.explain import Piece, strongest
from crural.inference.queries import Pairs

MOST_CAUSES = 10
EXPLAINED = 5
SET_HOLDS = 0.95
"""Share of all contributions that the set of causes holds."""


def ranked(work: Work) -> list[tuple[Condition, int, float]]:
    """Conditions by contribution, best first, ties by id."""
    contribution = np.round(work.answer.contribution[0], 4)
    names = work.network.index.names  # in order
    shown = np.flatnonzero(contribution >= work.base.settings.shown_from.value)
    order = shown[np.argsort(-contribution[shown], kind="stable")].tolist()
    return [(work.base.conditions[names[i]], i, float(contribution[i])) for i in order]


def evidence_of(work: Work, piece: Piece, weight: float, condition: Condition) -> Evidence:
    """A piece with its weight for a condition and the sources behind their link."""
    records: list[str] = []
    for link in condition.produces:
        if link.finding == piece.id:
            records += [work.base.records[r].source or r for r in link.strength.records]
    for item in condition.factors:
        if item.factor == piece.id:
            records += [work.base.records[r].source or r for r in item.odds.records]
    return Evidence(
        id=piece.id, text=piece.text, weight=round(weight, 2), source=tuple(dict.fromkeys(records))
    )


def _because_of(work: Work, condition: Condition) -> tuple[str, ...]:
    number = work.network.index.number
    parents = [edge.condition for edge in condition.caused_by if edge.condition in number]
    if condition.stage_of:
        parents.append(condition.stage_of)
    active, least = work.answer.active[0], work.base.settings.name_from.value
    return tuple(p for p in parents if p in number and active[number[p]] >= least)


def _reasons(
    work: Work, found: list[Piece], condition: Condition, number: int, towards: int
) -> tuple[Evidence, ...]:
    return tuple(
        evidence_of(work, piece, w, condition) for piece, w in strongest(found, number, towards=towards)
    )


def _missing(work: Work, found: list[Piece], condition: Condition) -> tuple[str, ...]:
    """What would speak for the condition most and was not told, in plain words."""
    told = {piece.id for piece in found}
    links = sorted(condition.produces, key=lambda link: -link.strength.value)
    open_ones = [work.base.findings[link.finding] for link in links if link.finding not in told]
    return tuple(finding.plain for finding in open_ones if finding.kind != "test")[:3]


def cause_of(work: Work, asked: Asked, condition: Condition, *, explained: bool = True) -> Cause:
    """One cause with its interval; explained: with reasons, mechanism, what is missing and treatment too."""
    number = work.network.index.number[condition.id]
    probability = round(float(work.answer.contribution[0][number]), 4)
    low, high = (round(float(asked.spans.contribution[q, number]), 4) for q in (0, 1))
    cause = _cause(work, condition, probability, (low, high), float(work.answer.active[0][number]))
    if not explained:
        return cause
    return cause.model_copy(
        update={
            "for_": _reasons(work, asked.pieces, condition, number, 1),
            "against": _reasons(work, asked.pieces, condition, number, -1),
            "mechanism": tuple(chain.steps for chain in condition.mechanism),
            "missing": _missing(work, asked.pieces, condition),
            "treatment": condition.treatment.text if condition.treatment else None,
        }
    )


def causes_of(work: Work, asked: Asked) -> tuple[Cause, ...]:
    """The causes, best first, ties by id; the leading ones with reasons and mechanism.

    A conjunction says nothing that its parts do not: it stands behind the other causes, unless all its parts were told.
    """
    order = ranked(work)[: MOST_CAUSES - len(work.conjunctions)]
    if not order:
        return ()
    causes = [
        cause_of(work, asked, condition, explained=place < EXPLAINED)
        for place, (condition, _, _) in enumerate(order)
    ]
    told = work.facts.conditions
    behind = {}
    for condition, probability, active in work.conjunctions:
        behind[condition.id] = 1 if all(told.get(p) == "known" for p in condition.conjunction_of) else 2
        whole = next((c for c in causes if c.id == condition.conjunction_of[0]), None)
        share = probability / whole.probability if whole and whole.probability else 0.0
        interval = (whole.interval[0] * share, whole.interval[1] * share) if whole else (0.0, probability)
        cause = _cause(work, condition, probability, interval, active)
        causes.append(cause.model_copy(update={"because_of": condition.conjunction_of}))
    place = {cause.id: behind.get(cause.id, 0) for cause in causes}
    return tuple(sorted(causes, key=lambda c: (place[c.id] == 2, -c.probability, place[c.id], c.id)))


def _cause(
    work: Work, condition: Condition, probability: float, interval: tuple[float, float], active: float
) -> Cause:
    return Cause(
        id=condition.id,
        name=condition.name,
        lay_name=condition.lay_name,
        plain=condition.plain,
        probability=probability,
        interval=(min(round(interval[0], 4), probability), max(round(interval[1], 4), probability)),
        active=max(round(active, 4), probability),
        urgency=condition.usual_urgency,
        known=work.facts.conditions.get(condition.id) == "known",
        because_of=_because_of(work, condition),
        worse_if=condition.worse_if,
        sources=condition.sources,
    )


def set_of(work: Work, asked: Asked) -> tuple[str, ...]:
    """The causes, likeliest first, that hold all but a twentieth of what the known causes are expected to make.

    The chances are averaged over the uncertainty of the numbers. Those outside make 5 of 100 complaints of known cause.
    """
    near = work.near.pattern
    dropped = [i for i, is_active in near.known if not is_active]
    chances = asked.spans.mean.copy()
    chances[dropped] = work.answer.contribution[0][dropped]
    names, total = work.network.index.names, float(chances.sum())
    found: list[str] = []
    held = 0.0
    for i in np.argsort(-np.round(chances, 4), kind="stable").tolist():
        if held >= SET_HOLDS * total:
            break
        held += float(chances[i])
        found.append(names[i])
    return tuple(found)


def joint_of(work: Work, pairs: Pairs) -> tuple[Joint, ...]:
    """The best pair of causes that both play a part, if that is worth a word."""
    names = work.network.index.names
    best: list[tuple[float, int, int]] = []
    for i in range(len(pairs.conditions)):
        for j in range(i + 1, len(pairs.conditions)):
            best.append((round(float(pairs.both[i, j]), 9), pairs.conditions[i], pairs.conditions[j]))
    best.sort(key=lambda item: -item[0])
    if not best or best[0][0] < work.base.settings.pair_from.value:
        return ()
    chance, a, b = best[0]
    first, second = work.base.conditions[names[a]], work.base.conditions[names[b]]
    text = work.base.words["joint"].format(
        first=first.lay_name, second=second.lay_name, percent=f"{chance:.0%}"
    )
    return (Joint(causes=(first.id, second.id), probability=round(chance, 4), text=text),)
