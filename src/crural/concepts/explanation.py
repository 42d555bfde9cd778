"""Why: one cause explained in depth, two causes against each other, and what another answer would have changed."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.assessment import Assessment, Cause, Evidence
from crural.concepts.base import Concept, Level

NodeKind = Literal["factor", "condition", "mechanism", "feeling"]


class Moved(Concept):
    """A cause whose probability (0 to 1) differs between two answers."""

    id: str
    name: str
    before: float
    after: float


class WhatIf(Concept):
    """The same case with some answers changed. moved: the causes that differ, largest change first."""

    before: Assessment
    after: Assessment
    moved: tuple[Moved, ...] = ()


class Separator(Concept):
    """An answer not given yet that would tell two causes apart.

    id, text: the question. for_: the id of the cause for which "yes" would speak. if_yes, if_no: by how much the log
    odds of that cause over the other would move (natural log).
    """

    id: str
    text: str
    for_: str = Field(alias="for")
    if_yes: float
    if_no: float


class Contrast(Concept):
    """Why one cause rather than another.

    a, b: the causes. for_a, for_b: the answers that speak for one more than for the other; the weight is the
    difference of their weights (natural log of a Bayes factor), above 0. ask: what would separate them best.
    """

    a: Cause
    b: Cause
    for_a: tuple[Evidence, ...] = ()
    for_b: tuple[Evidence, ...] = ()
    ask: Separator | None = None
    text: str


class Node(Concept):
    """One box of a mechanism chain. kind: what it is about; label: plain words."""

    id: str
    kind: NodeKind
    label: str


class Link(Concept):
    """One arrow of a mechanism chain, from a node's id to another's."""

    from_: str = Field(alias="from")
    to: str


class Chain(Concept):
    """What leads to what in this person: factor -> condition -> mechanism -> feeling.

    title, text: the same in a few words and in sentences, for who cannot see the drawing. headings: what the nodes of
    each kind are, in plain words.
    """

    title: str
    text: str
    headings: dict[NodeKind, str]
    nodes: tuple[Node, ...]
    links: tuple[Link, ...]


class Counterfactual(Concept):
    """What would be said if one answer were another.

    id, value: the answer as `what_if` takes it. level: the urgency then. leading, probability: the cause that would
    lead, and its chance. before, after: the chance of the cause that is explained.
    """

    id: str
    value: str
    text: str
    level: Level
    leading: str | None
    probability: float
    before: float
    after: float


class Need(Concept):
    """An answer or test not known yet, and the chance of the cause if it is found and if it is not."""

    id: str
    kind: Literal["question", "test"]
    text: str
    chance: float
    if_yes: float
    if_no: float


class Swing(Concept):
    """A number of the base on which the chance of the cause hangs.

    low, high: its own 90 % range; at_low, at_high: the chance of the cause with it there, all else unchanged.
    sourced: whether the number comes from print; else it is an estimate.
    """

    text: str
    value: float
    low: float
    high: float
    at_low: float
    at_high: float
    sourced: bool


class Explanation(Concept):
    """One cause in depth.

    chain: the mechanism, only what concerns this person. counterfactuals: the answers that decided most. needs: what
    would change its chance most. numbers: the three numbers of the base that matter most for it.
    """

    cause: Cause
    chain: Chain
    counterfactuals: tuple[Counterfactual, ...] = ()
    needs: tuple[Need, ...] = ()
    numbers: tuple[Swing, ...] = ()
