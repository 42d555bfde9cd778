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

SCREENED, SCREEN, MOST_SCREENED, MOST_RELEVANT = 0.01, 0.15, 8, 5
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
    gain = np.diff(LEVEL_WEIGHT, prepend=0.0)
    gain[: max(options.rank, LEVELS.index("soon")) + 1] = 0.0
    return gain


def _best(worth: dict[str, float], names: list[str]) -> list[str]:
    return sorted(names, key=lambda name: (-round(worth.get(name, 0.0), 9), name))


def _parts(options: Options) -> list[_Part]:
    base = options.network.index.base
    worth = foreseen(options.network, options.active, _gain(options))
    for item in options.worths:
        name, rises = item.prospect.id, item.ranks[0] > item.ranks[-1]
        if item.prospect.kind == "finding" and rises and item.prospect.burden == 1:
            worth[name] = max(worth.get(name, 0.0), item.urgency)
    relevant = [name for name, _ in options.dangers]
    open_ones = [name for name, value in worth.items() if value >= SCREENED and name not in relevant]
    signs = [name for name in relevant if name in base.findings][:MOST_RELEVANT]
    must_signs = bool(signs)
    signs += _best(worth, [name for name in open_ones if name in base.findings])[: MOST_SCREENED - len(signs)]
    person = [name for name in relevant if name not in base.findings][:MOST_ABOUT_YOU]
    must_person = bool(person)
    about = [name for name in open_ones if name not in base.findings and "." not in name]
    person += _best(worth, about)[: MOST_ABOUT_YOU - len(person)]
    details = _best(worth, [name for name in open_ones if "." in name])[:1]
    kinds = (("signs", signs, must_signs), ("detail", details, False), ("person", person, must_person))
    parts = [
        _Part(sum(worth.get(name, 0.0) for name in names), names, must, kind)
        for kind, names, must in kinds
        if names
    ]
    asked = [part for part in parts if part.must or part.value >= SCREEN]
    return sorted(asked, key=lambda part: (not part.must, part.kind != "signs", -part.value))[:TOGETHER]


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
