"""Says of each medicine named whether it is taken, stopped, only asked about, and since when."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from crural.concepts.reading import State
from crural.language.phrases import Cue, find_phrases
from crural.language.tokens import SIGN
from crural.language.view import View

_NEAR, _LATER = 10, 40


@dataclass(slots=True)
class Taking:
    """How a medicine is taken, since when or stopped since when; rule and cue as in a mention."""

    state: State = "present"
    status: Literal["current", "stopped"] | None = "current"
    started_days: float | None = None
    rule: str = "default"
    cue: str = ""


class Treatment:
    """The phrases of treatment in one text."""

    def __init__(self, view: View) -> None:
        self.view = view
        self.cues = find_phrases(view.tokens, view.tools.lexicon.treatment)
        self._starts = [cue.start for cue in self.cues]

    def _quote(self, cue: Cue) -> str:
        tokens = self.view.tokens
        return self.view.text[tokens[cue.start].start : tokens[cue.end - 1].end]

    def taking(self, at: int) -> Taking:
        """How the medicine named at token `at` is taken."""
        view = self.view
        clause = view.clauses[view.clause_of[at]]
        nearest: Cue | None = None
        for cue in self._between(clause.start, clause.end):
            if cue.group == "none" or not clause.start <= cue.start < clause.end:
                continue
            gap = at - cue.end if cue.start < at else cue.start - at
            if gap > _NEAR or (cue.start > at and cue.group not in ("stopped", "started")):
                continue
            if cue.start > at and any(
                view.tokens[i].kind and view.tokens[i].word == "," for i in range(at, cue.start)
            ):
                continue
            if nearest is None or gap < abs(at - nearest.start):
                nearest = cue
        later = self._stopped_later(at, clause.end)
        if later is not None and (nearest is None or nearest.group == "started"):
            since = self._stopped_since(later, later.start)
            return Taking("present", "stopped", since, rule="stopped", cue=self._quote(later))
        if nearest is None:
            course = self._past_course(at)
            return Taking("present", "stopped", rule="past-course", cue=course) if course else Taking()
        quote = self._quote(nearest)
        if nearest.group == "stopped" and self._only_planned(nearest):
            return Taking()
        if nearest.group == "stopped" and nearest.end <= at and self._switched_to(nearest, at):
            return Taking(
                started_days=self._since(nearest, at, clause.start, clause.end), rule="started", cue=quote
            )
        if nearest.group == "stopped":
            return Taking("present", "stopped", self._stopped_since(nearest, at), rule="stopped", cue=quote)
        if nearest.group == "asking":
            return Taking("uncertain", None, rule="asked-about", cue=quote)
        if nearest.group == "never":
            return Taking("absent", None, rule="not-taken", cue=quote)
        return Taking(
            started_days=self._since(nearest, at, clause.start, clause.end), rule="started", cue=quote
        )

    def _past_course(self, at: int) -> str:
        """The words that tell of a course that is over: *clot five years ago, treated with warfarin for six months*."""
        view, grammar = self.view, self.view.grammar
        clause = view.clauses[view.clause_of[at]]
        words = [token.word for token in view.tokens[max(clause.start, at - 3) : at]]
        times = view.times_between(clause.start, clause.end - 1)
        told = [t for t in times if t.start < at and t.days and (t.kind == "ago" or t.kind == "year")]
        lasted = [t for t in times if t.start > at and t.kind == "span" and t.days is not None]
        over = any((s.days or 0) < (a.days or 0) for s in lasted for a in told)
        if not over or grammar["course"].isdisjoint(words):
            return ""
        return view.text[view.tokens[lasted[0].start].start : view.tokens[lasted[0].end - 1].end]

    def _only_planned(self, cue: Cue) -> bool:
        """Whether a stop is planned or asked about (*told to stop*, *should I stop?*), or made a complaint go away.

        *After stopping it the pain resolved* tells that the complaint was there under the medicine.
        """
        tokens, grammar = self.view.tokens, self.view.grammar
        before = [tokens[i].word for i in range(max(0, cue.start - 3), cue.start)]
        if before and (before[-1] in grammar["to"] or not grammar["should"].isdisjoint(before)):
            return True
        if not before or before[-1] not in grammar["after-a-stop"]:
            return False
        end = cue.end
        while end < len(tokens) and tokens[end].sentence == tokens[cue.start].sentence:
            end += 1
        return any(tokens[i].word in grammar["went-away"] for i in range(cue.end, end))

    def _between(self, start: int, end: int) -> list[Cue]:
        """The phrases of treatment that begin between two tokens (the second excluded)."""
        return self.cues[bisect_left(self._starts, start) : bisect_left(self._starts, end)]

    def _stopped_later(self, at: int, end: int) -> Cue | None:
        """A stop without a medicine of its own later in the sentence: *it upset my stomach so I stopped (it)*."""
        tokens, grammar = self.view.tokens, self.view.grammar
        for cue in self._between(end, end + _LATER):
            if cue.group != "stopped" or tokens[cue.start].sentence != tokens[at].sentence:
                continue
            behind = tokens[cue.end] if cue.end < len(tokens) else None
            last = behind is None or behind.sentence != tokens[at].sentence or behind.kind == SIGN
            own = tokens[cue.start - 1].word in grammar.subject | grammar.light
            if own and (last or (behind is not None and behind.word in grammar.pronoun)):
                return cue
        return None

    def _switched_to(self, cue: Cue, at: int) -> bool:
        """Whether it is the second of two medicines: *switched from simvastatin to atorvastatin*."""
        words = [token.word for token in self.view.tokens[cue.start : at]]
        grammar = self.view.grammar
        switched = len(words) > 2 and words[0] in grammar["switched"] and words[1] in grammar["from"]
        return switched and words[-1] in grammar["to-new"]

    def _stopped_since(self, cue: Cue, at: int) -> float | None:
        """Days since a medicine was stopped: *stopped my statin last week*, *two weeks ago I stopped it*."""
        view = self.view
        low, high = min(at, cue.start), max(at, cue.end - 1)
        for time in view.times_between(low - _NEAR, high + _NEAR):
            between = range(high + 1, time.start) if time.start > high else range(time.end, low)
            same = view.tokens[time.start].sentence == view.tokens[at].sentence
            joined = not any(view.grammar.is_break(view.tokens[i]) for i in between)
            if time.kind in ("ago", "since") and same and joined:
                return time.days
        return None

    def _since(self, cue: Cue, at: int, start: int, end: int) -> float | None:
        times = [
            t
            for t in self.view.times_between(start, end - 1)
            if t.kind in ("ago", "since", "span") and t.days is not None
        ]
        after = [t for t in times if t.start >= min(at, cue.start)]
        best = min(after or times, key=lambda t: abs(t.start - at), default=None)
        return best.days if best else None
