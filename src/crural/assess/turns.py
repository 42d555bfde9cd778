"""The interview, stateless: a case in, the next questions out. All that was asked lies in the case itself."""

from __future__ import annotations

from crural.assess.judge import Judged, Understood, judged, understood
from crural.assess.work import options_of
from crural.concepts.case import Case
from crural.concepts.interview import Ask, Stop, Turn
from crural.concepts.knowledge import KnowledgeBase
from crural.interview.answers import with_answer, with_answers
from crural.interview.danger_turn import danger_turn
from crural.interview.groups import best_group, first_questions
from crural.knowledge import load

__all__ = ["next_turn", "with_answer", "with_answers"]

LIMIT = 18
"""Questions that one interview asks at most."""
PACE = 1.6
"""How much faster the progress moves at first than at last: most interviews end before the limit."""


def _end(base: KnowledgeBase, case: Case, half: Judged, stop: Stop) -> Turn:
    level = half.urgency.level
    words = base.words["stop-emergency" if level == "emergency" else f"stop-{stop}"]
    return Turn(
        progress=1.0, done=True, stop=stop, stop_text=words, urgency=level, asked=len(case.asked)
    )  # fmt: skip


def _progress(asked: int) -> float:
    left = 1.0 - min(asked, LIMIT) / LIMIT
    return round(min(1.0 - float(left**PACE), 0.97), 4)


def _child(base: KnowledgeBase, known: Understood, case: Case) -> Turn:
    assert known.scope is not None
    return Turn(
        progress=1.0,
        done=True,
        stop="not-for-us",
        stop_text=known.scope.text,
        urgency=judged(base, known).urgency.level,
        asked=len(case.asked),
    )


def next_turn(case: Case, *, base: KnowledgeBase | None = None) -> Turn:
    """What to ask next of this case, or the end with its reason. The case may be empty.

    Raises InputError like `assess`.
    """
    base = base or load()
    known = understood(case, base)
    if known.child:
        return _child(base, known, case)
    half = judged(base, known)
    level = half.urgency.level
    if level == "emergency":
        return _end(base, case, half, "settled")
    left = LIMIT - len(case.asked)
    if left <= 0:
        return _end(base, case, half, "enough-asked")
    heading, asks = _next(base, known, half)
    if not asks:
        return _end(base, case, half, "settled" if heading else "nothing-left")
    return Turn(
        questions=tuple(asks[:left]),
        heading=heading,
        progress=_progress(len(case.asked)),
        urgency=level,
        asked=len(case.asked),
    )


def _next(base: KnowledgeBase, known: Understood, half: Judged) -> tuple[str, list[Ask]]:
    """The heading and the questions of the next turn; no questions with a heading: nothing left is worth asking.

    What troubles comes first, then the dangers that this makes relevant, then age and sex, then what tells most.
    """
    first = first_questions(base, known.facts, known.case)
    if first and not known.facts.evidence:
        return first
    options = options_of(half.work, half.fired, half.open_signs)
    return danger_turn(base, options, known.case) or first or best_group(base, options)
