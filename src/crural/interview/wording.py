"""A question in words: what is asked, with which answers, why, and what an answer could change."""

from __future__ import annotations

import numpy as np

from crural.concepts.interview import Ask, Choice
from crural.concepts.knowledge import KnowledgeBase, Rule
from crural.inference.gather import ANY_OF
from crural.interview.answers import NONE
from crural.interview.value import Worth

LEAST_MOVE = 1e-6
"""A condition whose chance an answer moves less than this is not named."""
LIKELY = 0.02
"""An answer counts for what could change from this chance on."""


def _capital(text: str) -> str:
    return text[0].upper() + text[1:]


def question_text(base: KnowledgeBase, name: str) -> str:
    """The question about a finding, quality, factor, medicine class or condition."""
    finding, dot, quality = name.partition(".")
    if dot:
        return f"{_capital(base.findings[finding].plain)}: {base.qualifiers[quality].question}"
    if name in base.findings:
        return base.findings[name].question or base.findings[name].plain
    if name in base.factors:
        return base.factors[name].question or base.factors[name].plain
    if name in base.medicines:
        return base.words["ask-medicine"].format(medicine=base.medicines[name].plain)
    if name == "medicines_complete":
        return base.words["ask-medicines-complete"]
    return base.words["ask-condition"].format(condition=base.conditions[name].lay_name)


def _choices(base: KnowledgeBase, quality: str) -> tuple[Choice, ...]:
    if quality == "side":
        return tuple(
            Choice(value=side, label=base.words[f"side-{side}"]) for side in ("left", "right", "both")
        )
    kind = base.qualifiers[quality]
    choices = [Choice(value=value, label=label) for value, label in kind.labels.items()]
    if not kind.exclusive:
        choices.append(Choice(value=NONE, label=base.words["none-of-these"]))
    return tuple(choices)


def ask_about(base: KnowledgeBase, name: str, why: str, could_change: str, *, danger: bool = False) -> Ask:
    """The question about an id."""
    _, dot, quality = name.partition(".")
    finding = base.findings.get(name)
    choices = _choices(base, quality) if dot else ()
    exclusive = dot and base.qualifiers[quality].exclusive
    return Ask(
        id=name,
        text=question_text(base, name),
        form="yes-no" if not dot else "one-of" if exclusive else "many-of",
        choices=choices,
        why=why,
        could_change=could_change,
        help=(finding.check or finding.help) if finding else None,
        danger=danger,
    )


def ask_danger(base: KnowledgeBase, name: str, rule: Rule) -> Ask:
    """The question about a danger sign that a rule asks for."""
    why = base.words["why-danger"].format(rule=rule.name)
    return ask_about(base, name, why, base.words["could-urgency"], danger=True)


def _label(base: KnowledgeBase, name: str) -> str:
    """An id as a choice of a list."""
    if name in base.conditions and name not in base.factors:
        return base.conditions[name].lay_name
    return next(pool[name].plain for pool in (base.findings, base.factors, base.medicines) if name in pool)


def ask_any(
    base: KnowledgeBase, names: list[str], text: str, why: str, could_change: str, *, danger: bool = False
) -> Ask:
    """Which of these there are, in one list."""
    none = Choice(value=NONE, label=base.words["none-of-these"])
    return Ask(
        id=ANY_OF + "+".join(names),
        text=text,
        form="many-of",
        choices=(*(Choice(value=name, label=_label(base, name)) for name in names), none),
        why=why,
        could_change=could_change,
        danger=danger,
    )


def ask_dangers(base: KnowledgeBase, names: list[str]) -> Ask:
    """Which of these danger signs there are."""
    words = base.words
    return ask_any(base, names, words["ask-any"], words["why-any"], words["could-urgency"], danger=True)


def reasons_for(base: KnowledgeBase, names: tuple[str, ...], worth: Worth) -> tuple[str, str]:
    """Why it is asked, and what an answer could change. names: the conditions."""
    prospect = worth.prospect
    gives = prospect.gives
    spread = gives.max(axis=0) - gives.min(axis=0)
    order = np.argsort(-spread, kind="stable")[:2]
    told = [base.conditions[names[int(i)]].lay_name for i in order if spread[i] > LEAST_MOVE]
    against = len(told) > 1 and (gives[0] - gives[-1])[order[0]] * (gives[0] - gives[-1])[order[1]] < 0.0
    if against:
        why = base.words["why-information"].format(first=told[0], second=told[1])
    else:
        why = base.words["why-information-one"].format(first=told[0]) if told else ""
    likely = [k for k, chance in enumerate(prospect.chance) if chance >= LIKELY]
    ranks = {worth.ranks[k] for k in likely}
    if len(ranks) > 1 or worth.urgency > 0.0:
        return why, base.words["could-urgency"]
    if len({int(gives[k].argmax()) for k in likely}) > 1:
        return why, base.words["could-leading"]
    return why, base.words["could-chance"].format(first=told[0]) if told else ""


def ask_worth(base: KnowledgeBase, names: tuple[str, ...], worth: Worth) -> Ask:
    """The question that a worth is about, with its reasons."""
    why, could_change = reasons_for(base, names, worth)
    return ask_about(base, worth.prospect.id, why, could_change)
