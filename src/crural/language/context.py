"""The cues of a text (denials, doubt, time, family) and the words that each of them speaks of."""

from __future__ import annotations

from bisect import bisect_left, bisect_right

from crural.language.cues import Reach, is_answer
from crural.language.items import Marks
from crural.language.over import resolved
from crural.language.past import past_tokens, sentence_end, spread_past
from crural.language.people import People
from crural.language.phrases import Cue, find_phrases
from crural.language.quantities import Time
from crural.language.signs import sign_cues
from crural.language.tokens import SIGN
from crural.language.view import View

_DENIAL_AFTER = ("denied-after", "uncertain-after")


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
            close = group == "not" or tokens[cue.start].word in self.view.grammar["never"]
            own = tokens[cue.start].word in self.view.grammar["own-word"]
            cue.reach = cue.end + 1 if own else self.reach.end_of(cue, close)
            for i in range(cue.end, cue.reach):
                self.denied.setdefault(i, cue)
            if cue.end - cue.start == 1 and cue.reach == cue.end and group == "no":
                self._backwards(cue, "denied")
        elif group == "denied-after":
            if tokens[cue.start].word in self.view.grammar["free"] and not tokens[cue.start].hyphen:
                return
            if self._of_next(cue):
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

    def _of_next(self, cue: Cue) -> bool:
        """Whether *absent* stands in front of what it tells of: *oedema and loss of feeling with absent jerks*."""
        tokens, grammar = self.tokens, self.view.grammar
        if cue.end - cue.start > 1 or tokens[cue.start].word not in grammar["absent"] or not cue.start:
            return False
        before, after = tokens[cue.start - 1], tokens[cue.end] if cue.end < len(tokens) else None
        if after is None or after.kind or after.sentence != tokens[cue.start].sentence:
            return False
        joins = grammar.both_and | grammar.either_or | grammar.preposition
        if after.word in joins | grammar.verb | grammar["be"]:
            return False
        return before.word in joins or before.word == ","

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

    def well_until(self, time: Time) -> bool:
        """Whether a time ends what was before any complaint: *I was fine until June, then ...*."""
        start = self.view.clauses[self.view.clause_of[time.start]].start
        ends = time.start > start and self.tokens[time.start - 1].word in self.view.grammar["until"]
        return ends and not any(i in self.marks.concepts for i in range(start, time.start))

    def cues_between(self, group: str, start: int, end: int) -> list[Cue]:
        """The cues of a group that start between two tokens (both included)."""
        cues = self.at.get(group, [])
        low = bisect_left(cues, start, key=lambda cue: cue.start)
        return cues[low : bisect_right(cues, end, key=lambda cue: cue.start)]

    def quote(self, cue: Cue) -> str:
        """The words of a cue as written."""
        return self.view.text[self.tokens[cue.start].start : self.tokens[cue.end - 1].end]
