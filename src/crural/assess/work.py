"""What is known half way: the case with its text read, its facts, its network and the answers to all questions."""

from __future__ import annotations

from dataclasses import dataclass

from crural.assess.conjunctions import Conjunction, ask_conjunctions
from crural.concepts.assessment import Question
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase, Rule
from crural.concepts.reading import Reading
from crural.inference.batch import Batch
from crural.inference.explain import Piece, ask_pieces
from crural.inference.facts import Facts
from crural.inference.network import CaseNetwork, focus, network_of, numbers_from
from crural.inference.pattern import Numbers
from crural.inference.plan import PlanTooWide, plan_for
from crural.inference.posterior import Posterior, posterior
from crural.inference.queries import (
    Intervals,
    Pairs,
    ask_intervals,
    ask_pairs,
    ask_unexplained,
    most_contributing,
    unexplained,
)
from crural.interview import Options, as_questions, ask_options
from crural.triage import Fired

LEAST_DRAWS = 12
MOST_NUMBERS = 1 << 20
"""Table entries times lanes that one assessment may cost (about 10 ms)."""
MOST_ASKED = 1 << 18
"""Table entries of one lane beyond which fewer questions are looked at, in proportion."""
WIDE = 1 << 19
"""Table entries beyond which one lane of the whole network takes tens of milliseconds."""
QUANTILES = (0.05, 0.95)
PAIRED = 5


@dataclass(frozen=True)
class Work:
    """near: the network without the conditions that hardly matter. silent: chance that no cause is modelled."""

    base: KnowledgeBase
    case: Case
    reading: Reading
    facts: Facts
    network: CaseNetwork
    near: CaseNetwork
    answer: Posterior
    mains: tuple[int, ...]
    silent: float
    conjunctions: list[Conjunction]


@dataclass(frozen=True)
class Asked:
    """The answers to what is asked of a case beside its ranking."""

    pieces: list[Piece]
    pairs: Pairs
    questions: list[Question]
    spans: Intervals


def _main_complaints(network: CaseNetwork) -> tuple[int, ...]:
    """Positions of the complaints that "none of these" is about: those of the leg, else all."""
    findings, complaints = network.index.base.findings, network.pattern.complaints
    leg = tuple(i for i in complaints if findings[network.observed[i].id].topic == "leg")
    return leg or complaints


def work_of(base: KnowledgeBase, case: Case, reading: Reading, facts: Facts) -> Work:
    """The case's network and the exact chances of all causes.

    In a wide case each lane of the whole network costs much: "none of these" is then a narrow case of its own, and
    the conjunctions are lanes of the near network.
    """
    network = network_of(base, facts)
    mains = _main_complaints(network)
    if _is_wide(network):
        answer = posterior(network.pattern, network.numbers)
        near = focus(network, answer)
        batch = Batch(near.pattern, near.numbers)
        read_joined = ask_conjunctions(network, batch)
        silent = float(unexplained(network.pattern, network.numbers, mains, answer)[0]) if mains else 1.0
        joined = read_joined(batch.answer())
    else:
        batch = Batch(network.pattern, network.numbers)
        read_silent, read_joined = ask_unexplained(batch, mains), ask_conjunctions(network, batch)
        answer = batch.answer()
        silent, joined = read_silent(answer) if mains else 1.0, read_joined(answer)
        near = focus(network, answer)
    return Work(base, case, reading, facts, network, near, answer, mains, silent, joined)


def _is_wide(network: CaseNetwork) -> bool:
    try:
        return plan_for(network.pattern).entries > WIDE
    except PlanTooWide:
        return True


def _share_asked(near: CaseNetwork) -> float:
    """The share (0 to 1) of the usual questions that is looked at: fewer where each lane is wide."""
    try:
        return min(MOST_ASKED / max(plan_for(near.pattern).entries, 1), 1.0)
    except PlanTooWide:
        return 0.0


def options_of(work: Work, fired: list[Fired], open_signs: list[tuple[str, Rule]]) -> Options:
    """What could be asked next of the case."""
    batch = Batch(work.near.pattern, work.near.numbers)
    read = ask_options(work.near, batch, work.answer, fired, open_signs, _share_asked(work.near))
    return read(batch.answer())


def ask(work: Work, fired: list[Fired], open_signs: list[tuple[str, Rule]], draws: int) -> Asked:
    """Reasons, pairs, questions and the intervals from `draws` drawn lanes, all as lanes of one sweep."""
    near = work.near
    batch = Batch(near.pattern, near.numbers)
    read_pieces = ask_pieces(near, batch)
    read_pairs = ask_pairs(batch, most_contributing(work.answer, PAIRED))
    read_options = ask_options(near, batch, work.answer, fired, open_signs, _share_asked(near))
    read_spans = ask_intervals(batch, _drawn(near, draws), QUANTILES)
    answer = batch.answer()
    return Asked(
        read_pieces(answer), read_pairs(answer), as_questions(read_options(answer)), read_spans(answer)
    )


def _drawn(near: CaseNetwork, draws: int) -> Numbers:
    """The near network's numbers in lanes drawn from their uncertainty, as many as the case can afford."""
    if not draws:
        return near.numbers
    try:
        entries = plan_for(near.pattern).entries
        affordable = max(LEAST_DRAWS, min(draws, MOST_NUMBERS // max(entries, 1)))
    except PlanTooWide:
        affordable = LEAST_DRAWS
    kept = frozenset(range(near.pattern.n)) - {i for i, active in near.pattern.known if not active}
    return numbers_from(near.index, near.facts, near.index.draws(affordable), kept)
