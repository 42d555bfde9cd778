"""Danger signs first: a short list of signs, a detail of what was told, a list about the person.

What a danger rule asks for in this picture (`relevant_if`) is always asked. The rest is chosen by how
often an alarm hangs on it when there is a danger (`foreseen.py`), and asked while the list is worth a question.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import partial

import numpy as np

from crural.concepts.base import LEVELS
from crural.concepts.case import Case
from crural.concepts.interview import Ask
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.pattern import Array
from crural.interview.foreseen import foreseen
from crural.interview.questions import Options
from crural.interview.relatives import Relatives, apart
from crural.interview.value import by_level
from crural.interview.wording import ask_about, ask_any, ask_danger, ask_dangers
from crural.knowledge.kinship import canonical

BY_HARM, MOST_BY_HARM = 0.01, 3
"""A sign that makes a dangerous cause likely joins the list from this worth (weighed levels), so many at most."""


@dataclass(frozen=True)
class _Part:
    """One danger question about some ids. must: a rule asks for some of it in this picture."""

    worth: float
    names: list[str]
    must: bool


def _gain(options: Options) -> Array:
    """What it brings to reach each level at which somebody must be seen at once, 1 for an emergency; 0 if reached."""
    weight = by_level(options.network.index.base.settings.interview.level_weight)
    gain: Array = np.maximum(weight - weight[options.rank], 0.0) / weight.max()
    gain[: LEVELS.index("same-day")] = 0.0
    return gain


def _by_harm(options: Options) -> dict[str, float]:
    """Easy signs that would make a dangerous cause likely enough, with their worth, best first."""
    found = {
        worth.prospect.id: worth.urgency
        for worth in options.worths
        if worth.prospect.kind == "finding"
        and worth.prospect.burden == 1
        and worth.ranks[0] > worth.ranks[-1]
        and worth.urgency >= BY_HARM
    }
    return dict(sorted(found.items(), key=lambda item: (-item[1], item[0]))[:MOST_BY_HARM])


def _denied(options: Options, case: Case) -> set[str]:
    """What the person denied, with its special forms, also where one of these was told."""
    index = options.network.index
    return {name for entry in case.absent for name in index.kin.get(canonical(index.base, entry.id), ())}


def _unlike(chosen: Iterable[str], names: Iterable[str], kin: Relatives) -> set[str]:
    """The names that would not stand twice in a list: neither chosen, nor a form of something chosen."""
    near = {name for one in chosen for name in (one, *kin.get(one, ()))}
    return {name for name in names if name not in near}


def _parts(options: Options, denied: set[str]) -> list[_Part]:
    """The danger questions of this turn: what rules ask for first, then by worth."""
    base = options.network.index.base
    limits = base.settings.interview.danger
    ahead = foreseen(options.network, options.active, options.gives, _gain(options), by_level(limits.counts))
    best = partial(ahead.best, least=limits.listed)
    relevant, kin = [name for name, _ in options.dangers], ahead.relatives
    asked_for = apart((name for name in relevant if name in base.findings), kin)[: limits.by_rule]
    by_harm = _by_harm(options)
    signs = {name: by_harm.get(name, 0.0) for name in apart((*asked_for, *by_harm), kin)}
    others = _unlike(signs, (name for name in ahead.ids if name in base.findings), kin) - denied
    signs |= best(others, limits.signs - len(signs), price=limits.price_of_signs)
    details = best({name for name in ahead.ids if "." in name}, 1, price=0.0)
    about_you = apart((name for name in relevant if name not in base.findings), kin)[: limits.about_you]
    person = dict.fromkeys(about_you, 0.0)
    others = _unlike(person, (name for name in ahead.ids if not (name in base.findings or "." in name)), kin)
    person |= best(others, limits.about_you - len(person), price=limits.price_of_rest)
    found = [
        _Part(sum(worths.values()), list(worths), bool(must))
        for worths, must in ((signs, asked_for), (details, ()), (person, about_you))
        if must or sum(worths.values()) >= limits.asked
    ]
    return sorted(found, key=lambda part: (not part.must, -part.worth))[: limits.together]


def _ask(base: KnowledgeBase, options: Options, names: list[str]) -> Ask:
    """One danger question: a list, or a single sign, detail or factor."""
    words, rules = base.words, dict(options.dangers)
    if len(names) == 1 and names[0] in rules:
        return ask_danger(base, names[0], rules[names[0]])
    if len(names) == 1:
        return ask_about(base, names[0], words["why-any"], words["could-urgency"], danger=True)
    if names[0] in base.findings:
        return ask_dangers(base, names)
    return ask_any(base, names, words["ask-factors"], words["why-any"], words["could-urgency"], danger=True)


def danger_turn(base: KnowledgeBase, options: Options, case: Case) -> tuple[str, list[Ask]] | None:
    """The heading and danger questions that matter now; None when no more are worth asking."""
    asks = [_ask(base, options, part.names) for part in _parts(options, _denied(options, case))]
    return (base.words["heading-danger"], asks) if asks else None
