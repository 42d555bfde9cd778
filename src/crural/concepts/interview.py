"""One step of an interview, in the one shape for every surface. All that was asked and answered lies in the case."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Level

Stop = Literal["settled", "nothing-left", "enough-asked", "not-for-us"]
"""Why no more is asked: no answer would change what to do; no question is left; the limit; a child."""


class Choice(Concept):
    """One answer that can be picked: what is sent back, and what the person reads."""

    value: str
    label: str


class Ask(Concept):
    """One question.

    id: what it is about: a finding, factor, condition or medicine id, `finding.qualifier`, a measure id, `main` (what
    troubles most) or `any-of.ID+ID...` (which of these; for both the choices are finding ids), `age`, `sex`, or
    `medicines_complete`. form: yes-no (answers "yes", "no"), one-of and many-of (values of `choices`; "none" stands
    alone), number (in `unit`, from `least` to `most`). "unsure" is always an answer. danger: it is about danger signs.
    help: how to check it safely. why: why it is asked; could_change: what an answer could change.
    """

    id: str
    text: str
    form: Literal["yes-no", "one-of", "many-of", "number"]
    choices: tuple[Choice, ...] = ()
    unit: str | None = None
    least: float | None = None
    most: float | None = None
    why: str
    could_change: str = ""
    help: str | None = None
    danger: bool = False


class Turn(Concept):
    """What to ask next, together, or the end.

    progress: 0 to 1, never falling while answers are added. stop: why no more is asked. urgency: the level as known so
    far. asked: how many questions the case has answers for.
    """

    questions: tuple[Ask, ...] = ()
    heading: str = ""
    progress: float = Field(ge=0, le=1)
    done: bool = False
    stop: Stop | None = None
    stop_text: str = ""
    urgency: Level
    asked: int = 0
