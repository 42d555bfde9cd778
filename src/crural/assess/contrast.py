"""Two causes against each other: which answers speak for each, and what would tell them apart."""

from __future__ import annotations

import numpy as np

from crural.assess.causes import cause_of, evidence_of
from crural.assess.told import AnyCase, Told
from crural.concepts.assessment import Cause, Evidence
from crural.concepts.explanation import Contrast, Separator
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.errors import InputError
from crural.inference.pattern import Array
from crural.knowledge import load

SMALLEST_WEIGHT = 0.1
MOST_REASONS = 5


def _separator(told: Told, a: tuple[Condition, int], b: tuple[Condition, int]) -> Separator | None:
    """The open question whose answer is expected to move the odds of a against b most."""
    names = [n for n in told.open_findings([a[0], b[0]]) if told.base.findings[n].kind != "test"]
    if not names:
        return None
    out, sure = told.outcomes(names), 1e-9

    def odds(chances: Array) -> Array:
        p, q = (np.clip(chances[..., i], sure, 1.0 - sure) for i in (a[1], b[1]))
        return np.asarray(np.log(p / (1.0 - p)) - np.log(q / (1.0 - q)))

    before = odds(told.work.answer.active[0])
    yes, no = odds(out.yes) - before, odds(out.no) - before
    burden = np.array([told.base.findings[name].burden for name in names])
    worth = (out.chance * np.abs(yes) + (1.0 - out.chance) * np.abs(no)) / burden
    k = min(range(len(names)), key=lambda i: (-float(worth[i]), names[i]))
    sign, finding = (1.0 if yes[k] >= 0.0 else -1.0), told.base.findings[names[k]]
    return Separator(
        id=finding.id,
        text=finding.question or finding.plain,
        for_=a[0].id if sign > 0.0 else b[0].id,
        if_yes=round(sign * float(yes[k]), 2),
        if_no=round(sign * float(no[k]), 2),
    )


def _speaking(told: Told, a: tuple[Condition, int], b: tuple[Condition, int]) -> tuple[Evidence, ...]:
    """The answers that speak for a more than for b, by the difference of their weights."""
    gaps = [(float(p.weights[a[1]] - p.weights[b[1]]), p) for p in told.asked.pieces]
    best = sorted(((w, p) for w, p in gaps if w > SMALLEST_WEIGHT), key=lambda item: (-item[0], item[1].id))
    return tuple(evidence_of(told.work, piece, weight, a[0]) for weight, piece in best[:MOST_REASONS])


def contrast(case: AnyCase, a: str, b: str, *, base: KnowledgeBase | None = None) -> Contrast:
    """Why cause a rather than cause b, or the other way round: the answers that speak for each.

    a, b: ids of two different causes. Raises InputError.
    """
    base = base or load()
    told = Told(case, base)
    first, second = told.condition(a), told.condition(b)
    if a == b:
        raise InputError("Name two different causes", code="IN-009")
    for_a, for_b = _speaking(told, first, second), _speaking(told, second, first)
    causes = [cause_of(told.work, told.asked, condition) for condition, _ in (first, second)]
    asked = _separator(told, first, second)
    return Contrast(
        a=causes[0],
        b=causes[1],
        for_a=for_a,
        for_b=for_b,
        ask=asked,
        text=_words(base, causes, for_a, for_b, asked),
    )


def _words(
    base: KnowledgeBase,
    causes: list[Cause],
    for_a: tuple[Evidence, ...],
    for_b: tuple[Evidence, ...],
    asked: Separator | None,
) -> str:
    """The contrast in sentences: which is likelier, what speaks for each, what to ask."""
    words = base.words
    likelier = sorted(causes, key=lambda cause: -cause.probability)
    said = [
        words[
            "contrast-likelier" if likelier[0].probability > likelier[1].probability else "contrast-alike"
        ].format(first=likelier[0].lay_name, second=likelier[1].lay_name)
    ]
    for cause, reasons in zip(causes, (for_a, for_b), strict=True):
        told = "; ".join(reason.text for reason in reasons[:3])
        key = "contrast-for" if told else "contrast-nothing"
        said.append(words[key].format(cause=cause.lay_name, told=told))
    if asked is not None:
        said.append(words["contrast-ask"].format(question=asked.text))
    return " ".join(said)
