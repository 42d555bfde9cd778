"""What was understood of a free text: each reading with its quote, its place and the rule behind it."""

from __future__ import annotations

from typing import Literal

from pydantic import Field

from crural.concepts.base import Concept, Setting, Sex, Side
from crural.concepts.case import Onset, Severity

State = Literal["present", "absent", "uncertain", "past", "resolved", "family"]
Kind = Literal["finding", "factor", "condition", "medicine"]


class Mention(Concept):
    """One thing that the text speaks of.

    state: present; absent (denied); uncertain ("maybe", or feared); past (before this episode);
    resolved (gone again, within 14 days); family (a relative has or had it).
    status: medicines current or stopped; conditions known (told as a diagnosis) or new.
    start, end: character offsets of `quote` in the text. days: duration in days.
    qualities, without: qualifier values told to be so, or not so.
    rule: the name of the rule that decided the state; cue: the words that it hung on.
    """

    id: str
    kind: Kind
    label: str
    state: State
    status: Literal["current", "stopped", "known", "new"] | None = None
    side: Side | None = None
    site: tuple[str, ...] = ()
    onset: Onset | None = None
    duration: str | None = None
    days: float | None = None
    severity: Severity | None = None
    qualities: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    without: dict[str, tuple[str, ...]] = Field(default_factory=dict)
    started_days: float | None = None
    quote: str
    start: int
    end: int
    rule: str = "default"
    cue: str = ""


class MeasuredValue(Concept):
    """A measurement read from the text, in the first unit of its measure."""

    id: str
    value: float
    unit: str
    quote: str
    start: int
    end: int


class Reading(Concept):
    """Everything that was read from one text.

    about: who the patient is ("self", or a relative or other person whom the writer tells about).
    unread: medically meaningful words that nothing matched; alarming: the dangerous ones among them.
    near: {words as written: id} close but not certain enough ("did you mean").
    readable: false for nonsense or another language.
    """

    mentions: tuple[Mention, ...] = ()
    values: tuple[MeasuredValue, ...] = ()
    age: float | None = None
    sex: Sex | None = None
    setting: Setting | None = None
    pregnant: bool | None = None
    about: Literal["self", "other"] = "self"
    unread: tuple[str, ...] = ()
    alarming: tuple[str, ...] = ()
    near: dict[str, str] = Field(default_factory=dict)
    readable: bool = True
