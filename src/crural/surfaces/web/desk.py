"""What is worked out for a visit: the level and the next question after each change, and the full answer at the end.

The last answers are kept in memory, keyed by visit and case, so that looking at a page again costs nothing.
"""

from __future__ import annotations

import threading
from collections import OrderedDict
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

from crural.assess import assess
from crural.assess.explanation import contrast, explain, what_if
from crural.assess.turns import next_turn
from crural.concepts.assessment import Assessment, Urgency
from crural.concepts.case import Case
from crural.concepts.explanation import Contrast, Explanation, WhatIf
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.web.visit import Visit

KEPT = 256
"""Answers kept in memory."""

Made = TypeVar("Made")


@dataclass
class Desk:
    """The knowledge base, and the answers worked out lately."""

    base: KnowledgeBase
    kept: OrderedDict[tuple[str, ...], Any] = field(default_factory=OrderedDict)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def settle(self, visit: Visit, *, asking: bool) -> Visit:
        """The visit with its level worked out anew and, when asking, the next question."""
        if not visit.told_anything():
            return visit.model_copy(update={"urgency": None, "turn": None, "child": False})
        turn = next_turn(visit.case, base=self.base) if asking else None
        if turn is not None and turn.stop != "not-for-us" and turn.urgency != "emergency":
            calm = Urgency(level=turn.urgency, act="")  # its reasons are shown by the result
            return visit.model_copy(update={"urgency": calm, "turn": turn, "child": False})
        now = assess(visit.case, base=self.base, draws=0)
        child = now.out_of_scope is not None and now.out_of_scope.reason == "child"
        return visit.model_copy(update={"urgency": now.urgency, "child": child, "turn": turn})

    def answer(self, who: str, case: Case) -> Assessment:
        """The full answer with its intervals. who: the session, so that it can be forgotten."""
        return self._once(("answer",), who, case, lambda: assess(case, base=self.base))

    def what_if(self, who: str, case: Case, name: str, value: str) -> WhatIf:
        """The answer beside that with one answer changed. Raises InputError."""
        change = {name: value}
        return self._once(("what-if", name, value), who, case, lambda: what_if(case, change, base=self.base))

    def explain(self, who: str, case: Case, cause: str) -> Explanation:
        """One cause in depth. Raises InputError."""
        return self._once(("explain", cause), who, case, lambda: explain(case, cause, base=self.base))

    def contrast(self, who: str, case: Case, a: str, b: str) -> Contrast:
        """Two causes against each other. Raises InputError."""
        return self._once(("contrast", a, b), who, case, lambda: contrast(case, a, b, base=self.base))

    def _once(self, what: tuple[str, ...], who: str, case: Case, make: Callable[[], Made]) -> Made:
        key = (who, case.model_dump_json(exclude_defaults=True), *what)
        with self.lock:
            if key in self.kept:
                self.kept.move_to_end(key)
                found: Made = self.kept[key]
                return found
        made = make()
        with self.lock:
            self.kept[key] = made
            while len(self.kept) > KEPT:
                self.kept.popitem(last=False)
        return made

    def forget(self, who: str) -> None:
        """Drop all that was worked out for a session."""
        with self.lock:
            for key in [key for key in self.kept if key[0] == who]:
                del self.kept[key]
