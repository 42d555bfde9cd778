"""Danger signs first: a short list of signs, a detail of what was told, a list about the person, where a rule needs them.

What a danger rule asks for in this picture (`relevant_if`) is always asked. The rest is chosen by how much an emergency
rule hangs on it (`foreseen.py`), and asked while the whole list is worth a question.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np

from crural.concepts.base import LEVELS
from crural.concepts.interview import Ask
from crural.concepts.knowledge import KnowledgeBase
from crural.interview.foreseen import foreseen
from crural.interview.questions import Options
from crural.interview.value import LEVEL_WEIGHT
from crural.interview.wording import ask_about, ask_any, ask_danger, ask_dangers

import os
SCREENED, SCREEN, MOST_SCREENED, MOST_RELEVANT = float(os.environ.get("S1","0.002")), float(os.environ.get("S2","0.03")), 8, 5
"""A sign joins a list of dangers from this worth on (weighed levels); a question is asked from this worth on; so many
signs stand in a list at most, and so many of them because a rule asks for them in this picture."""
MOST_ABOUT_YOU = 6
TOGETHER = 2
"""Danger questions in one turn at most."""


@dataclass(frozen=True)
class _Part:
    """One danger question. names: what is in it. must: a rule asks for some of it in this picture."""

    value: float
    names: list[str]
    must: bool
    kind: str


def _gain(options: Options) -> np.ndarray:
    """What reaching each level brings beyond the one below; only levels for which somebody must be seen at once."""
    gain = np.maximum(LEVEL_WEIGHT - LEVEL_WEIGHT[max(options.rank, 1)], 0.0) / LEVEL_WEIGHT[-1]
    gain[: LEVELS.index("same-day")] = 0.0
    return gain


def _best(worth: dict[str, float], names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: (-round(worth.get(name, 0.0), 9), name))


def _parts(options: Options) -> list[_Part]:
    base = options.network.index.base
    ahead = foreseen(options.network, options.active, _gain(options), np.array([0.0, 0.0, 0.0, 0.3, 1.0]))
    relevant = [name for name, _ in options.dangers]
    harm = {
        item.prospect.id: item.urgency
        for item in options.worths
        if item.prospect.kind == "finding" and item.ranks[0] > item.ranks[-1] and item.prospect.burden == 1
        and item.urgency >= 0.01
    }
    open_ones = [name for name in ahead.ids if name not in relevant]
    signs = {name: 0.0 for name in relevant if name in base.findings}
    signs = dict(list(signs.items())[:MOST_RELEVANT])
    must_signs = bool(signs)
    for name in sorted(harm, key=lambda n: -harm[n])[:3]:
        if len(signs) < MOST_SCREENED: signs.setdefault(name, harm[name])
    signs |= ahead.best({n for n in open_ones if n in base.findings and n not in signs}, MOST_SCREENED - len(signs), SCREENED, float(os.environ.get("LAM","2")))
    person = {name: 0.0 for name in relevant if name not in base.findings}
    must_person = bool(person)
    person |= ahead.best({n for n in open_ones if n not in base.findings and "." not in n}, MOST_ABOUT_YOU - len(person), SCREENED, float(os.environ.get("LAMD","0.3")))
    details = ahead.best({n for n in open_ones if "." in n}, 1, SCREENED, float(os.environ.get("LAMD","0.3")))
    kinds = (("signs", signs, must_signs), ("detail", details, False), ("person", person, must_person))
    parts = [
        _Part(sum(names.values()), list(names), must, kind)
        for kind, names, must in kinds
        if names
    ]
    if os.environ.get("SHOW"): print([(p.kind, round(p.value,4), p.must, {k:round(v,4) for k,v in {**signs,**person,**details}.items() if k in p.names}) for p in parts])
    asked = [part for part in parts if part.must or part.value >= SCREEN]
    return sorted(asked, key=lambda part: (not part.must, -part.value))[:TOGETHER]


def _ask(base: KnowledgeBase, options: Options, part: _Part) -> Ask:
    if len(part.names) > 1:
        if part.kind == "signs":
            return ask_dangers(base, part.names)
        words = base.words
        return ask_any(base, part.names, words["ask-factors"], words["why-any"], words["could-urgency"], danger=True)
    name = part.names[0]
    rule = dict(options.dangers).get(name)
    if rule is not None:
        return ask_danger(base, name, rule)
    return ask_about(base, name, base.words["why-any"], base.words["could-urgency"], danger=True)


def danger_turn(base: KnowledgeBase, options: Options) -> tuple[str, list[Ask]] | None:
    """The heading and danger questions that matter now; None when no more are worth asking."""
    asks = [_ask(base, options, part) for part in _parts(options)]
    return (base.words["heading-danger"], asks) if asks else None
