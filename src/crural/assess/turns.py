"""The interview, stateless: a case in, the next questions out. All that was asked lies in the case itself."""

from __future__ import annotations

from crural.assess import assess
from crural.concepts.base import LEVELS
from crural.concepts.case import Case
from crural.concepts.interview import Ask, Choice, Turn
from crural.concepts.knowledge import KnowledgeBase
from crural.interview.answers import with_answer, with_answers
from crural.knowledge import load

__all__ = ["next_turn", "with_answer", "with_answers"]

LIMIT = 18


def _ask(base: KnowledgeBase, name: str, text: str, why: str, help_text: str | None, danger: bool) -> Ask:
    finding, dot, quality = name.partition(".")
    if dot:
        kind = base.qualifiers[quality]
        choices = tuple(Choice(value=value, label=label) for value, label in kind.labels.items())
        form = "one-of" if kind.exclusive else "many-of"
        return Ask(id=name, text=text, form=form, choices=choices, why=why)
    return Ask(id=finding, text=text, form="yes-no", why=why, help=help_text, danger=danger)


def next_turn(case: Case, *, base: KnowledgeBase | None = None) -> Turn:
    """What to ask next of this case, or the end with its reason. Raises InputError like `assess`."""
    base = base or load()
    asked = len(case.absent) + len(case.unknown) + len(case.present)
    now = assess(case, base=base, draws=0)
    level = now.urgency.level
    if now.out_of_scope is not None and now.out_of_scope.reason == "child":
        return Turn(
            progress=1.0, done=True, stop="not-for-us", stop_text=now.out_of_scope.text, urgency=level
        )
    open_signs = set(now.urgency.not_asked)
    asks = [_ask(base, q.id, q.text, q.why, q.help, q.id in open_signs) for q in now.questions[:1]]
    assert level in LEVELS
    if not asks:
        return Turn(progress=1.0, done=True, stop="nothing-left", urgency=level, asked=asked)
    if asked >= LIMIT:
        return Turn(progress=1.0, done=True, stop="enough-asked", urgency=level, asked=asked)
    return Turn(
        questions=tuple(asks), progress=min(asked / LIMIT, 0.99), done=False, urgency=level, asked=asked
    )
