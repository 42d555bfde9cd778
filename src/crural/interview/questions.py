"""The next best questions: open danger signs first, then the highest expected information.

The information of a question is the expected fall of the summed entropy of all conditions' contributions
to the answer, exact, computed as extra lanes of the case's own plan: one lane for "no" (or for each value).
"""

from __future__ import annotations

import numpy as np

from crural.concepts.assessment import Question
from crural.concepts.knowledge import Rule
from crural.inference.network import RAREST, CaseNetwork
from crural.inference.pattern import Array
from crural.inference.posterior import Posterior, posterior

MOST_CANDIDATES = 24


def _entropy(p: Array) -> Array:
    q = np.clip(p, 1e-12, 1.0 - 1e-12)
    return np.asarray(-(q * np.log(q) + (1.0 - q) * np.log1p(-q)).sum(axis=-1))


def _finding_candidates(network: CaseNetwork, answer: Posterior) -> list[tuple[str, Array]]:
    """Unasked findings that the leading conditions produce, with the weights row of "no"."""
    base, facts = network.index.base, network.facts
    told = {*facts.present, *facts.absent, *facts.unknown, *facts.resolved}
    active = answer.active[0]
    scored: list[tuple[float, str, Array]] = []
    for name, links in network.index.links.items():
        finding = base.findings[name]
        if name in told or not links or not finding.question or finding.kind in ("test", "sign"):
            continue
        if finding.implies in facts.absent or any(base.findings[f].implies == name for f in facts.present):
            continue
        row = np.ones(len(network.index.names))
        for number, link in links.items():
            row[number] = 1.0 - link.strength.value
        p = 1.0 - np.prod(1.0 - active * (1.0 - row))
        spread = float((active * (1.0 - active) * (1.0 - row) ** 2).sum())
        scored.append((spread / max(float(p), 0.02) / finding.burden, name, row))
    scored.sort(key=lambda item: (-item[0], item[1]))
    return [(name, row) for _, name, row in scored[:MOST_CANDIDATES]]


def _finding_gains(network: CaseNetwork, answer: Posterior, candidates: list[tuple[str, Array]]) -> Array:
    """Expected fall of entropy (nats) of each yes/no question."""
    one = network.numbers.rows([0])
    leaks = np.array([network.index.base.leaks.get(name, 0.0) for name, _ in candidates])
    lanes = one.rows([0] * len(candidates))
    scale = lanes.scale * np.stack([row for _, row in candidates])
    no = posterior(network.pattern, lanes.with_(scale=scale))
    p_no = np.clip(np.exp(no.log_evidence - answer.log_evidence[0]) * (1.0 - leaks), 1e-9, 1.0 - 1e-9)
    before = answer.active[0]
    yes = np.clip((before - p_no[:, None] * no.active) / (1.0 - p_no)[:, None], 0.0, 1.0)
    return np.asarray(_entropy(before) - p_no * _entropy(no.active) - (1.0 - p_no) * _entropy(yes))


def _quality_gains(network: CaseNetwork, answer: Posterior) -> list[tuple[float, str, str]]:
    """(gain, finding, qualifier) of asking for an untold quality of each present complaint."""
    base, one = network.index.base, network.numbers.rows([0])
    found: list[tuple[float, str, str]] = []
    lanes: list[tuple[int, str, str, Array, float]] = []
    for position, item in enumerate(network.observed):
        fact, links = item.fact, network.index.links[item.fact.id]
        finding = base.findings[fact.id]
        for quality in finding.qualifiers:
            if quality in fact.qualities or quality not in base.qualifiers:
                continue
            usual = {**base.qualifiers[quality].usual, **finding.usual.get(quality, {})}
            for value, common in usual.items():
                background = common.value
                told = [link.shares.get(quality, {}) for link in links.values()]
                if not any(value in shares for shares in told):
                    continue
                row = np.array([shares[value].value if value in shares else background for shares in told])
                lanes.append((position, fact.id, f"{quality}", np.clip(row, RAREST, 1 - RAREST), background))
    if not lanes:
        return found
    spread = [float(np.var(row)) for _, _, _, row, _ in lanes]
    keep = sorted(range(len(lanes)), key=lambda i: -spread[i])[:MOST_CANDIDATES]
    lanes = [lanes[i] for i in keep]
    copies = one.rows([0] * (2 * len(lanes)))
    reach = [array.copy() for array in copies.reach]
    leak = copies.reach_leak.copy()
    for k, (position, _, _, row, background) in enumerate(lanes):
        reach[position][2 * k] *= row
        reach[position][2 * k + 1] *= 1.0 - row
        leak[2 * k, position] *= background
        leak[2 * k + 1, position] *= 1.0 - background
    above = tuple(np.minimum(a, r) for a, r in zip(copies.above, reach, strict=True))
    split = posterior(network.pattern, copies.with_(reach=tuple(reach), reach_leak=leak, above=above))
    chance = np.exp(split.log_evidence - answer.log_evidence[0]).reshape(-1, 2)
    chance = chance / np.maximum(chance.sum(axis=1, keepdims=True), 1e-12)
    after = _entropy(split.active).reshape(-1, 2)
    gains = float(_entropy(answer.active)[0]) - (chance * after).sum(axis=1)
    best: dict[tuple[str, str], float] = {}
    for (_, name, quality, _, _), gain in zip(lanes, gains, strict=True):
        best[name, quality] = max(best.get((name, quality), 0.0), float(gain))
    return [(gain, name, quality) for (name, quality), gain in best.items()]


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


def next_questions(
    network: CaseNetwork, open_signs: list[tuple[str, Rule]], *, most: int = 5
) -> list[Question]:
    """The next questions, best first: open danger signs, then by information and burden."""
    base = network.index.base
    questions = [_danger_question(network, name, rule) for name, rule in open_signs[: most - 1]]
    asked = {question.id for question in questions}
    answer = posterior(network.pattern, network.numbers)
    ranked: list[tuple[float, str, str, str | None]] = []
    candidates = [item for item in _finding_candidates(network, answer) if item[0] not in asked]
    if candidates:
        for (name, _), gain in zip(candidates, _finding_gains(network, answer, candidates), strict=True):
            finding = base.findings[name]
            ranked.append(
                (float(gain) / finding.burden, name, finding.question or finding.plain, finding.help)
            )
    for gain, name, quality in _quality_gains(network, answer):
        text = f"{base.findings[name].label}: {base.qualifiers[quality].question}"
        ranked.append((gain, f"{name}.{quality}", text[0].upper() + text[1:], None))
    ranked.sort(key=lambda item: (-item[0], item[1]))
    order = np.argsort(-answer.contribution[0], kind="stable")[:2]
    names = [base.conditions[network.index.names[int(i)]].lay_name for i in order]
    why = base.words["why-information"].format(first=names[0], second=names[1]) if len(names) > 1 else ""
    for gain, name, text, help_text in ranked:
        if len(questions) >= most or gain <= 0.0:
            break
        questions.append(Question(id=name, text=text, why=why, help=help_text))
    return questions
