"""The next best questions: open danger signs first, then the highest expected information.

The information of a question is the expected fall, by its answer, of the summed entropy of whether each
condition is active, exact, computed as lanes of the case's own batch: one lane for "no" (or for each value).
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from crural.concepts.assessment import Question
from crural.concepts.knowledge import Rule
from crural.inference.batch import Batch
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array, Numbers
from crural.inference.posterior import Posterior
from crural.inference.uncertainty import RAREST

MOST_CANDIDATES = 24


def _entropy(p: Array) -> Array:
    q = np.clip(p, 1e-12, 1.0 - 1e-12)
    return np.asarray(-(q * np.log(q) + (1.0 - q) * np.log1p(-q)).sum(axis=-1))


def _finding_candidates(network: CaseNetwork, active: Array) -> list[tuple[str, Array]]:
    """Unasked findings that the leading conditions produce, with the weights row of "no"."""
    index, base, facts = network.index, network.index.base, network.facts
    told = {*facts.evidence, *facts.absent, *facts.unknown}
    implied = {generic for name in facts.evidence for generic in index.above[name]}
    strengths = index.strengths
    chance = 1.0 - np.prod(1.0 - active * strengths, axis=1)
    spread = (active * (1.0 - active) * strengths**2).sum(axis=1) / np.maximum(chance, 0.02)
    scored: list[tuple[float, str, int]] = []
    for row, (name, links) in enumerate(index.links.items()):
        finding = base.findings[name]
        if name in told or name in implied or not links or not finding.question:
            continue
        if finding.kind in ("test", "sign") or any(generic in facts.absent for generic in index.above[name]):
            continue
        scored.append((float(spread[row]) / finding.burden, name, row))
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [(name, 1.0 - strengths[row]) for _, name, row in scored[:MOST_CANDIDATES]]


def _ask_findings(
    network: CaseNetwork, batch: Batch, candidates: list[tuple[str, Array]]
) -> Callable[[Posterior], Array]:
    """Expected fall of entropy (nats) of each yes/no question."""
    leaks = np.array([network.index.base.leaks.get(name, 0.0) for name, _ in candidates])

    def fill(lanes: Numbers, _: Array, rows: slice) -> None:
        lanes.scale[rows] *= np.stack([row for _, row in candidates])

    rows = batch.ask(len(candidates), fill)

    def read(answer: Posterior) -> Array:
        evidence, no = answer.log_evidence[rows] - answer.log_evidence[0], answer.active[rows]
        p_no = np.clip(np.exp(evidence) * (1.0 - leaks), 1e-9, 1.0 - 1e-9)
        before = answer.active[0]
        yes = np.clip((before - p_no[:, None] * no) / (1.0 - p_no)[:, None], 0.0, 1.0)
        return np.asarray(_entropy(before) - p_no * _entropy(no) - (1.0 - p_no) * _entropy(yes))

    return read


@dataclass(frozen=True)
class _Detail:
    """A value of a quality that may be asked of a complaint: its share for each link (k,), and in general."""

    position: int
    finding: str
    quality: str
    shares: Array
    usual: float


def _details(network: CaseNetwork) -> list[_Detail]:
    """The untold values of the present complaints that tell conditions apart most."""
    base = network.index.base
    found: list[tuple[float, _Detail]] = []
    for position, fact in enumerate(network.observed):
        finding, links = base.findings[fact.id], network.index.links[fact.id]
        for quality in finding.qualifiers:
            if quality in fact.qualities or f"{fact.id}.{quality}" in network.facts.unknown:
                continue
            told = [link.shares.get(quality, {}) for link in links.values()]
            for value, usual in {**base.qualifiers[quality].usual, **finding.usual.get(quality, {})}.items():
                if any(value in shares for shares in told):
                    shares = [item[value].value if value in item else usual.value for item in told]
                    row = np.array(shares).clip(RAREST, 1.0 - RAREST)
                    found.append((float(row.var()), _Detail(position, fact.id, quality, row, usual.value)))
    found.sort(key=lambda item: -item[0])
    return [detail for _, detail in found[:MOST_CANDIDATES]]


def _ask_details(network: CaseNetwork, batch: Batch) -> Callable[[Posterior], list[tuple[float, str, str]]]:
    """(gain, finding, qualifier) of asking for an untold quality of each present complaint."""
    details = _details(network)

    def fill(lanes: Numbers, _: Array, rows: slice) -> None:
        for k, item in enumerate(details):
            yes, no, f = rows.start + 2 * k, rows.start + 2 * k + 1, item.position
            lanes.reach[f][yes] *= item.shares
            lanes.reach[f][no] *= 1.0 - item.shares
            lanes.reach_leak[yes, f] *= item.usual
            lanes.reach_leak[no, f] *= 1.0 - item.usual
        for low, high in (*zip(lanes.above, lanes.reach, strict=True), (lanes.above_leak, lanes.reach_leak)):
            low[rows] = np.minimum(low[rows], high[rows])

    rows = batch.ask(2 * len(details), fill)

    def read(answer: Posterior) -> list[tuple[float, str, str]]:
        chance = np.exp(answer.log_evidence[rows] - answer.log_evidence[0]).reshape(-1, 2)
        chance = chance / np.maximum(chance.sum(axis=1, keepdims=True), 1e-12)
        after = _entropy(answer.active[rows]).reshape(-1, 2)
        gains = float(_entropy(answer.active[0])) - (chance * after).sum(axis=1)
        best: dict[tuple[str, str], float] = {}
        for item, gain in zip(details, gains, strict=True):
            key = item.finding, item.quality
            best[key] = max(best.get(key, 0.0), float(gain))
        return [(gain, name, quality) for (name, quality), gain in best.items()]

    return read


def _danger_question(network: CaseNetwork, name: str, rule: Rule) -> Question:
    base = network.index.base
    item = base.findings.get(name) or base.factors[name]
    text = item.question or item.plain
    return Question(
        id=name,
        text=text,
        why=base.words["why-danger"].format(rule=rule.name),
        help=getattr(item, "help", None),
    )


def ask_questions(
    network: CaseNetwork, batch: Batch, open_signs: list[tuple[str, Rule]], active: Array, *, most: int = 5
) -> Callable[[Posterior], list[Question]]:
    """The next questions, best first: open danger signs, then by information and burden.

    active: (n,) chance of each condition, to choose the findings that may be worth asking about.
    """
    base = network.index.base
    dangers = [_danger_question(network, name, rule) for name, rule in open_signs[: most - 1]]
    asked = {question.id for question in dangers}
    candidates = [item for item in _finding_candidates(network, active) if item[0] not in asked]
    read_findings, read_details = _ask_findings(network, batch, candidates), _ask_details(network, batch)

    def read(answer: Posterior) -> list[Question]:
        ranked: list[tuple[float, str, str, str | None]] = []
        for (name, _), gain in zip(candidates, read_findings(answer), strict=True):
            finding = base.findings[name]
            text = finding.question or finding.plain
            ranked.append((float(gain) / finding.burden, name, text, finding.help))
        for gain, name, quality in read_details(answer):
            text = f"{base.findings[name].label}: {base.qualifiers[quality].question}"
            ranked.append((gain, f"{name}.{quality}", text[0].upper() + text[1:], None))
        ranked.sort(key=lambda item: (-item[0], item[1]))
        order = np.argsort(-answer.contribution[0], kind="stable")[:2]
        names = [base.conditions[network.index.names[int(i)]].lay_name for i in order]
        why = base.words["why-information"].format(first=names[0], second=names[1]) if len(names) > 1 else ""
        told = [
            Question(id=name, text=text, why=why, help=help_text)
            for gain, name, text, help_text in ranked
            if gain > 0.0
        ]
        return [*dangers, *told][:most]

    return read
