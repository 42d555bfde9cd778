"""Decides how each mention is meant: present, absent, uncertain, past, resolved or of the family.

Every decision names its rule and the words that it hung on, so that it can be shown and corrected.
What is not decided by a cue is present.
"""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass

from crural.concepts.reading import Kind, State
from crural.language.cues import Marks, Reach, is_answer
from crural.language.over import resolved
from crural.language.past import past_tokens, sentence_end, spread_past
from crural.language.people import People
from crural.language.phrases import Cue, find_phrases
from crural.language.quantities import Time
from crural.language.signs import sign_cues
from crural.language.tokens import SIGN
from crural.language.view import View

_DENIAL_AFTER = ("denied-after", "uncertain-after")


@dataclass(slots=True)
class Verdict:
    """How a mention is meant, with the rule, the words that decided it, and (conditional) where they stand."""

    state: State
    rule: str = "default"
    cue: str = ""
    at: int = -1


class Context:
    """The cues of one text and what they say about any stretch of it."""

    def __init__(self, view: View, marks: Marks, people: People) -> None:
        self.view = view
        self.tokens = view.tokens
        self.people = people
        self.marks = marks
        self.cues = find_phrases(view.tokens, view.tools.lexicon.cues, marks.given | marks.denials(view))
        for cue in self.cues:
            inside = [i in marks.locked for i in range(cue.start, cue.end)]
            own = inside[-1] if cue.group == "denied-after" else all(inside)
            cue.off = own and cue.group in ("no", "not", "neutral", "denied-after", "no-longer", "started")
        self.cues += sign_cues(view.tokens)
        self.reach = Reach(view, marks, self.cues)
        self.at: dict[str, list[Cue]] = {}
        self.denied: dict[int, Cue] = {}
        self.covered: dict[str, dict[int, Cue]] = {
            name: {}
            for name in ("uncertain", "hypothetical", "general", "past", "no-longer", "family", "after")
        }
        for cue in self.cues:
            if not cue.off:
                self.at.setdefault(cue.group, []).append(cue)
                self._spread(cue)
        self.past = past_tokens(self)
        self.resolved = resolved(self)

    def _spread(self, cue: Cue) -> None:
        """Mark the tokens that a cue covers."""
        group, tokens = cue.group, self.tokens
        if group in ("no", "not"):
            if cue.end - cue.start == 1 and (is_answer(tokens, cue) or self._trails(cue)):
                self._backwards(cue, "denied")
                return
            if (
                tokens[cue.start].word in self.view.grammar["never"]
                and cue.end < len(tokens)
                and tokens[cue.end].word in self.view.grammar["not-denied-by-never"]
            ):
                return
            cue.reach = self.reach.end_of(
                cue, close=group == "not" or tokens[cue.start].word in self.view.grammar["never"]
            )
            for i in range(cue.end, cue.reach):
                self.denied.setdefault(i, cue)
            if cue.end - cue.start == 1 and cue.reach == cue.end and group == "no":
                self._backwards(cue, "denied")
        elif group == "denied-after":
            if tokens[cue.start].word in self.view.grammar["free"] and not tokens[cue.start].hyphen:
                return
            verb = cue.start and tokens[cue.start - 1].word in self.view.grammar["be"]
            if (
                tokens[cue.start].word in self.view.grammar["ruled"]
                and not verb
                and self._concept_soon(cue.end)
            ) or self._leads(cue):
                cue.reach = self.reach.end_of(cue, close=False)
                for i in range(cue.end, cue.reach):
                    self.denied.setdefault(i, cue)
            elif not self.preceded_by_not(cue):
                self._backwards(cue, "denied")
        elif group == "uncertain-after":
            self._backwards(cue, "uncertain")
            self._forward(cue, "uncertain")
        elif group in ("uncertain", "hypothetical", "general", "no-longer"):
            if group == "uncertain" and cue.start in self.marks.concepts:
                return
            self._forward(cue, group)
        elif group == "if":
            if self._advice(tokens[cue.start].sentence, cue.start):
                self._forward(cue, "hypothetical")
        elif group == "past":
            spread_past(self, cue)
        elif group == "family":
            clause = self.view.clauses[self.view.clause_of[cue.start]]
            behind = tokens[cue.end].word if cue.end < len(tokens) else ""
            end = clause.end if behind == ":" else self.reach.end_of(cue, close=False)
            end = cue.end if behind == "," else end
            opens = cue.start > clause.start and tokens[cue.start - 1].kind == SIGN
            for i in range(cue.start if opens else clause.start, max(end, cue.end)):
                self.covered["family"].setdefault(i, cue)

    def _trails(self, cue: Cue) -> bool:
        """Whether a denial stands behind its complaint in a list: *fever no, cough no*."""
        tokens, sentence = self.tokens, self.tokens[cue.start].sentence
        if (
            not cue.start
            or cue.start - 1 not in self.marks.concepts
            or tokens[cue.start].word not in self.view.grammar["plain-no"]
        ):
            return False
        if tokens[cue.start - 1].sentence != sentence or cue.end >= len(tokens):
            return False
        return tokens[cue.end].sentence == sentence and tokens[cue.end].word == ","

    def _leads(self, cue: Cue) -> bool:
        """Whether *neg* or *negative* stands in front of what it denies: *neg Homans*."""
        tokens = self.tokens
        if tokens[cue.start].word not in self.view.grammar["negative"] or cue.end - cue.start > 1:
            return False
        if cue.end >= len(tokens) or cue.end not in self.marks.concepts:
            return False
        first = not cue.start or tokens[cue.start - 1].sentence != tokens[cue.start].sentence
        return first or tokens[cue.start - 1].kind == SIGN

    def _advice(self, sentence: int, index: int) -> bool:
        """Whether the sentence of a token asks or tells what to do in some case."""
        start = index
        while start and self.tokens[start - 1].sentence == sentence:
            start -= 1
        words = {self.tokens[i].word for i in range(start, sentence_end(self, index + 1))}
        return not words.isdisjoint(self.view.grammar.advice)

    def _concept_soon(self, index: int) -> bool:
        return any(i in self.marks.concepts for i in range(index, index + 4))

    def _backwards(self, cue: Cue, name: str) -> None:
        start, end = self.reach.backwards(cue)
        for i in range(start, end):
            if name == "denied":
                self.denied.setdefault(i, cue)
            else:
                self.covered[name].setdefault(i, cue)

    def _forward(self, cue: Cue, name: str) -> None:
        """Doubt and the like reach to the end of their clause; a list goes on."""
        end = self.view.clauses[self.view.clause_of[cue.end - 1]].end
        if self.tokens[cue.start].word == "?":
            end = min(end, cue.end + 3)
        query = self.tokens[cue.start].word in self.view.grammar["query"]
        for i in range(cue.end, end):
            if query and self.tokens[i].word == "," and i - 1 in self.marks.concepts:
                break
            if self.tokens[i].word in self.view.grammar.terminator and any(
                j in self.marks.concepts for j in range(cue.end, i)
            ):
                break
            self.covered[name].setdefault(i, cue)

    def preceded_by_not(self, cue: Cue) -> bool:
        """Whether *not* stands shortly before a cue, as in *has not gone*."""
        low = max(0, cue.start - 3)
        return any(
            self.reach.starts[i].group == "not" for i in range(low, cue.start) if i in self.reach.starts
        )

    def began(self, clause: int) -> bool:
        """Whether the clause says when something began."""
        part = self.view.clauses[clause]
        return bool(self.cues_between("started", part.start, part.end - 1))

    def hurt(self, time: Time) -> bool:
        """Whether a time is told of a mishap: *I twisted my ankle three weeks ago*."""
        clause = self.view.clauses[self.view.clause_of[time.start]]
        words = (self.tokens[i].word for i in range(clause.start, clause.end))
        return any(word in self.view.grammar.mishap for word in words)

    def cues_between(self, group: str, start: int, end: int) -> list[Cue]:
        """The cues of a group that start between two tokens (both included)."""
        cues = self.at.get(group, [])
        low = bisect_left(cues, start, key=lambda cue: cue.start)
        return cues[low : bisect_right(cues, end, key=lambda cue: cue.start)]

    def quote(self, cue: Cue) -> str:
        """The words of a cue as written."""
        return self.view.text[self.tokens[cue.start].start : self.tokens[cue.end - 1].end]

    def until(self, head: int) -> Cue | None:
        """A word such as *until* or *only when* behind a denied complaint, before the next complaint."""
        sentence = self.tokens[head].sentence
        for cue in self.cues_between("until", head + 1, head + 13):
            if self.tokens[cue.start].sentence == sentence:
                between = range(head + 1, cue.start)
                clause = self.view.clause_of[head]
                if (
                    all(i not in self.marks.concepts or self.view.clause_of[i] == clause for i in between)
                    and len(between) < 12
                ):
                    return cue
        return None

    def verdict(
        self,
        head: tuple[int, ...],
        core: frozenset[int],
        kind: Kind,
        denies: bool = False,
        event: bool = True,
        disease: bool = False,
    ) -> Verdict:
        """How a mention with these head tokens is meant.

        event: whether it can be past and done. disease: whether it can be feared.
        """
        first = next((i for i in head if i in self.denied), head[0])
        cue = self.denied.get(first)
        if cue and self._part_of(cue, core):
            cue = None
        if cue or denies:
            if cue and denies:
                return Verdict("present", "denial-of-normal", self.quote(cue))
            undenied = self._undenied(cue) if cue else None
            if undenied:
                return Verdict("uncertain", "double-denial", self.quote(undenied))
            over = self._any_more(cue, head[-1]) if cue and event else None
            if over:
                return Verdict("resolved", "no-longer", self.quote(over))
            until = self.until(head[-1])
            if until:
                return Verdict("present", "conditional", self.quote(until), until.start)
            if cue and head[0] in self.covered["past"] and kind == "condition":
                return Verdict("absent", "denied", self.quote(cue))
            return Verdict("absent", "denied" if cue else "normal-wording", self.quote(cue) if cue else "")
        for name, state in (
            ("hypothetical", "uncertain"),
            ("general", "uncertain"),
            ("no-longer", "resolved"),
        ):
            cue = self._cover(name, head[0], core)
            if cue and not (name == "general" and self._owned(head[0])):
                return Verdict(state, name, self.quote(cue))  # type: ignore[arg-type]
        relative = self.people.relative_at(head[0])
        family = self.covered["family"].get(head[0])
        if family or relative:
            return Verdict("family", "family", self.quote(family) if family else relative)
        cue = self._cover("uncertain", head[0], core)
        if cue:
            return Verdict("uncertain", "doubt", self.quote(cue))
        if disease:
            fear = self.feared(head[0])
            if fear:
                return Verdict("uncertain", "feared", fear)
        return self._time(head, core, event, once=kind == "condition" or not disease)

    def _undenied(self, cue: Cue) -> Cue | None:
        """What takes a denial back: *I wouldn't say there is no pain*."""
        found = self.cues_between("undenied", cue.start - 8, cue.start - 1)
        same = [c for c in found if self.tokens[c.start].sentence == self.tokens[cue.start].sentence]
        return same[-1] if same else None

    def _any_more(self, cue: Cue, last: int) -> Cue | None:
        """What says that the denied complaint was there before: *my legs don't hurt any more*."""
        clause = self.view.clauses[self.view.clause_of[last]]
        if cue.group != "not":
            return None
        return next(iter(self.cues_between("any-more", last + 1, clause.end - 1)), None)

    def _part_of(self, cue: Cue, core: frozenset[int]) -> bool:
        """Whether a denial is one of the words of the mention itself: *troponin is negative*."""
        denial = self.view.grammar.denial
        own = [i for i in range(cue.start, cue.end) if self.tokens[i].word in denial] or [cue.end - 1]
        return all(i in core for i in own)

    def _cover(self, name: str, index: int, core: frozenset[int]) -> Cue | None:
        """The cue of a group that covers a token, unless it is part of the mention itself."""
        cue = self.covered[name].get(index)
        return None if cue and cue.start in core and cue.end - 1 in core else cue

    def _time(self, head: tuple[int, ...], core: frozenset[int], event: bool, once: bool) -> Verdict:
        past = None if self._lasts(head[-1]) else self.past.get(head[0])
        if event:
            cue = self._cover("past", head[0], core)
            if cue:
                return Verdict("past", "history", self.quote(cue))
        if past and (event or (once and self._had_once(head[0]))):
            rule, start, end = past
            return Verdict("past", rule, self.quote(Cue("past", start, end)), start)
        cue = self.resolved.get(head[0]) if event else None
        return Verdict("resolved", "resolved", self.quote(cue)) if cue else Verdict("present")

    def _lasts(self, index: int) -> bool:
        """Whether the next clause says that it is still there: *aches two months ago, they have not gone away*."""
        number = self.view.clause_of[index] + 1
        if number >= len(self.view.clauses) or not self.view.clauses[number].carried:
            return False
        part = self.view.clauses[number]
        cues = self.cues_between("neutral", part.start, part.end - 1)
        denied = any(self.tokens[cue.end - 1].word in self.view.grammar.gone for cue in cues)
        return denied or bool(self.cues_between("still", part.start, part.end - 1))

    def _had_once(self, index: int) -> bool:
        """Whether even a lasting condition is told as over: *I had sciatica last year*."""
        start = self.view.clauses[self.view.clause_of[index]].start
        return any(
            self.tokens[i].word in self.view.grammar["had"] for i in range(max(start, index - 4), index + 1)
        )

    def _owned(self, index: int) -> bool:
        """Whether the complaint is somebody's own: *my swelling*."""
        return any(
            self.tokens[i].word in self.view.grammar.possessive for i in range(max(0, index - 3), index)
        )

    def feared(self, index: int) -> str:
        """The words by which a disease is only feared or asked about."""
        sentence = self.tokens[index].sentence
        for cue in self.cues_between("fear", index - 20, index):
            if self.tokens[cue.start].sentence == sentence and cue.end <= index + 1 and index - cue.end < 12:
                between = {self.tokens[i].word for i in range(cue.end, index)}
                if between.isdisjoint(self.view.grammar.contrast):
                    return self.quote(cue)
        end = sentence_end(self, index + 1)
        if self.tokens[end - 1].word == "?" and not self._owned(index):
            start = index
            while start and self.tokens[start - 1].sentence == sentence:
                start -= 1
            opening = {self.tokens[i].word for i in range(start, min(start + 3, index + 1))}
            if not opening.isdisjoint(self.view.grammar.question):
                return "?"
        return ""
