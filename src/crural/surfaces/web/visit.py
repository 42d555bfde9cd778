"""One visit: the case so far, and where the person is on the way. It is all that a session holds."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field

from crural.concepts.assessment import Urgency
from crural.concepts.case import Case
from crural.concepts.interview import Ask, Turn


class Answered(BaseModel):
    """A question that was asked, and the answer as sent: "yes", "no", "unsure", values of choices, or a number."""

    model_config = ConfigDict(frozen=True)

    ask: Ask
    value: str | float | tuple[str, ...]


class Visit(BaseModel):
    """The state of one visit.

    clinician: the case at the desk, apart from the person's own. scored: answers to the items of scores there.

    urgency: as known so far (None before anything was told). turn: what is asked next (None: not computed yet).
    trail: questions answered, in their order. editing: id of the one that is being changed. waved: danger signs on
    whose page the person chose to go on. visited: names of the steps that were done.
    """

    case: Case = Case()
    urgency: Urgency | None = None
    child: bool = False
    turn: Turn | None = None
    trail: tuple[Answered, ...] = ()
    editing: str | None = None
    waved: tuple[str, ...] = ()
    visited: tuple[str, ...] = ()
    country: str = ""
    medicine_choices: tuple[str, ...] = ()
    what_if: tuple[str, str] | None = None
    clinician: Case = Case()
    contrast: tuple[str, str] | None = None
    scored: dict[str, dict[str, int]] = Field(default_factory=dict)
    unresolved: tuple[str, ...] = Field(default=())

    def dangers(self) -> tuple[str, ...]:
        """Names of the danger signs that stand (rules and likely causes at the level emergency)."""
        if self.urgency is None or self.urgency.level != "emergency":
            return ()
        return tuple(
            reason.rule or reason.cause or "summed"
            for reason in self.urgency.reasons
            if reason.level == "emergency"
        ) or ("summed",)

    def must_see_urgent(self) -> bool:
        """Whether a danger sign stands whose page was not shown yet."""
        return bool(set(self.dangers()) - set(self.waved))

    def told_anything(self) -> bool:
        """Whether the case says anything yet."""
        case = self.case
        return bool((case.text or "").strip() or case.present or case.absent or case.medicines)

    def answered(self, name: str) -> Answered | None:
        """The answer to a question, or None."""
        return next((item for item in self.trail if item.ask.id == name), None)
