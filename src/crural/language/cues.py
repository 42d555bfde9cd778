"""How far the cues that work forwards (denials above all) reach, and what those speak of that stand behind."""

from __future__ import annotations

from dataclasses import dataclass, field

from crural.language.phrases import Cue
from crural.language.tokens import NUMBER, SIGN, WORD, Token
from crural.language.view import View

_NAME = 4
_ANSWER_BEFORE = frozenset(":-?=(")


@dataclass
class Marks:
    """What else stands in the text, for the reach of cues: tokens of complaints and of qualities or times.

    given: tokens of phrases that the caller marked. locked: tokens of complaints that
    a denial word inside does not deny (*no feeling in my foot*). normal: of normal results that are
    told without a denial. events: tokens of events and diseases; diseases: of diseases and lasting factors.
    """

    concepts: set[int] = field(default_factory=set)
    locked: set[int] = field(default_factory=set)
    given: set[int] = field(default_factory=set)
    told: set[int] = field(default_factory=set)
    normal: set[int] = field(default_factory=set)
    events: set[int] = field(default_factory=set)
    diseases: set[int] = field(default_factory=set)

    def denials(self, view: View) -> set[int]:
        """Words of denial that belong to a complaint (*no appetite*), so that no cue may begin before them."""
        return {i for i in self.locked if view.tokens[i].word in view.grammar.denial}


def is_answer(tokens: list[Token], cue: Cue) -> bool:
    """Whether a denial answers what stands before it: *swelling: no*, *Fever? None.*."""
    size = len(tokens)
    before = tokens[cue.start - 1] if cue.start else None
    after = tokens[cue.end] if cue.end < size else None
    ends = (
        after is None
        or after.sentence != tokens[cue.start].sentence
        or (after.kind == SIGN and after.word not in "-:(")
    )
    if before is None or not ends:
        return False
    return before.word in _ANSWER_BEFORE and before.kind == SIGN


class Reach:
    """Decides how far a forward cue reaches in its sentence."""

    def __init__(self, view: View, marks: Marks, cues: list[Cue]) -> None:
        self.view = view
        self.marks = marks
        self.tokens = view.tokens
        self.grammar = view.grammar
        self.starts = {cue.start: cue for cue in cues if not cue.off}

    def end_of(self, cue: Cue, close: bool) -> int:
        """The end (exclusive) of what a denial covers. close: it denies only what follows at once (*not*)."""
        tokens, grammar, marks = self.tokens, self.grammar, self.marks
        first = tokens[cue.start]
        soft = not grammar["soft-denial"].isdisjoint(t.word for t in tokens[cue.start : cue.end])
        if tokens[cue.end - 1].word in grammar.that and cue.end - cue.start > 1:
            return self.view.clauses[self.view.clause_of[cue.end - 1]].end
        seen, closed, content, i = False, False, 0, cue.end
        fresh = tokens[min(cue.end, len(tokens) - 1)].word not in grammar.of_late
        size = len(tokens)
        while i < size and tokens[i].sentence == first.sentence:
            token = tokens[i]
            word = token.word
            other = self.starts.get(i)
            if (
                other
                and other.group in ("no", "not", "neutral", "no-relief", "no-longer", "resolved", "until")
                and other is not cue
            ):
                return i
            if i in marks.locked and (word in grammar.denial or word in grammar.inability):
                return i
            if word in grammar.instead and (seen or i > cue.end):
                return i
            if i in marks.concepts:
                seen = True
                i += 1
                continue
            if close and not seen and i in marks.told and i + 1 not in marks.concepts:
                return i + 1
            if word in grammar.contrast or (word in grammar.terminator and (seen or close)):
                return i
            if token.kind == SIGN:
                if word == ":" or (word in "-(" and seen):
                    return i
                if word in ",;" and ((close and not seen) or self.restarts(i + 1, soft)):
                    return i
                if word in ",;" and self._normal(i + 1):
                    return i
                if word in ",;" and closed and not self._list_goes_on(i + 1, first.sentence):
                    return i
                if word == "," and fresh and not soft and self._new_event(i + 1):
                    return i
                if word == "," and seen and first.word in grammar["without"] and self._own_statement(i + 1):
                    return i
            elif word in grammar.both_and:
                if word in grammar.against and tokens[cue.end - 1].word in grammar.much:
                    return i
                if self.restarts(i + 1, soft):
                    return i
            elif word in grammar.either_or:
                closed = closed or seen
            elif (
                seen
                and (word in grammar.verb or word in grammar.subject)
                and word not in grammar.passive
                and tokens[i - 1].word not in grammar.either_or
            ):
                return i
            elif word not in grammar.filler and word not in grammar.light and word not in grammar.either_or:
                content += 1
                if close and not seen and not word.endswith(tuple(grammar["adverb-ending"])):
                    return i
            elif (
                not seen
                and content
                and word in grammar.preposition
                and not soft
                and word not in grammar["place-of-denied"]
            ):
                return i
            i += 1
        return i

    def restarts(self, start: int, soft: bool) -> bool:
        """Whether a new statement begins after a comma or *and*, rather than the next item of a list."""
        tokens, grammar = self.tokens, self.grammar
        size = len(tokens)
        if start >= size:
            return True
        sentence = tokens[start].sentence
        if tokens[start].word in grammar.both_and or tokens[start].word in grammar.either_or:
            start += 1
        end = start
        while end < size and tokens[end].sentence == sentence:
            if end > start and (self.grammar.is_break(tokens[end]) or tokens[end].word in grammar.either_or):
                break
            if tokens[end].word in grammar.contrast:
                break
            end += 1
        if start >= end:
            return False
        if tokens[start].word in grammar.restart or (
            tokens[start].word in grammar.subject and tokens[start].word not in grammar["there"]
        ):
            return True
        if self._no_name(start, end) and not soft:
            return True
        if tokens[start - 1].word not in grammar.either_or and self._has_own_verb(start, end):
            return True
        if any(self._settles(i) for i in range(start + 1, end)):
            return True
        if self._told_for_itself(start, end) and not soft and not self._list_goes_on(end, sentence):
            return True
        weak = any(i in self.marks.told for i in range(start, end)) and any(
            i in self.marks.concepts for i in range(start, end)
        )
        if not weak:
            for i in range(start + 1, end):
                if tokens[i].word in grammar.predicate and (
                    self.view.group_at(i - 1) or i - 1 in self.marks.concepts
                ):
                    weak = True
        listed = tokens[start - 1].word in grammar.either_or
        return weak and not soft and not listed and not self._list_goes_on(end, sentence)

    def _no_name(self, start: int, end: int) -> bool:
        """Whether an item cannot be one of a denied list: *short of breath* is no noun, *pulse 110* is measured."""
        tokens = self.tokens
        if tokens[start - 1].word in self.grammar.either_or:
            return False
        if tokens[start].word in self.grammar.predicative:
            return True
        return any(tokens[i].kind == NUMBER and i not in self.marks.told for i in range(start + 1, end))

    def _normal(self, start: int) -> bool:
        """Whether a list item is a normal result, told for itself: *no pain, power 5/5*."""
        end = start
        sentence = self.tokens[start - 1].sentence
        while end < len(self.tokens) and self.tokens[end].sentence == sentence:
            if self.grammar.is_break(self.tokens[end]):
                break
            end += 1
        return any(i in self.marks.normal for i in range(start, min(end, start + 6)))

    def _new_event(self, start: int) -> bool:
        """Whether an item is an event that is told as recent, so that it is there: *no SOB, recent knee surgery*."""
        tokens, events = self.tokens, self.marks.events
        if start + 1 >= len(tokens) or tokens[start].word not in self.grammar.of_late:
            return False
        return any(i in events for i in range(start, min(len(tokens), start + 4))) and not self._list_goes_on(
            start, tokens[start].sentence
        )

    def _settles(self, index: int) -> bool:
        """Whether a word tells by itself how its item is meant: *positive*, *negative*."""
        cue = self.starts.get(index)
        return self.tokens[index].word in self.grammar.told_present or (
            cue is not None and cue.group == "denied-after"
        )

    def _told_for_itself(self, start: int, end: int) -> bool:
        """Whether an item is more than a name in a list: *wet myself twice*, *swollen left calf*."""
        word = self.tokens[start].word
        if word in self.grammar.own_verb:
            return True
        adjective = word in self.grammar.predicate or word in self.grammar.adjective
        groups = [self.view.group_at(i) for i in range(start + 1, end)] if adjective else []
        return any(group is not None and group.side() in ("left", "right") for group in groups)

    def _own_statement(self, start: int) -> bool:
        """Whether what follows a comma is told for itself: *without much pain, numb feet, diabetes for years*."""
        tokens, sentence = self.tokens, self.tokens[start - 1].sentence
        end = start
        while (
            end < len(tokens) and tokens[end].sentence == sentence and not self.grammar.is_break(tokens[end])
        ):
            end += 1
        words = range(start, end)
        told = any(i in self.marks.told for i in words)
        named = any(tokens[i].word in self.grammar.predicate for i in words) and any(
            self.view.group_at(i) for i in words
        )
        return (told or named) and not self._list_goes_on(start, sentence)

    def _has_own_verb(self, start: int, end: int) -> bool:
        for i in range(start, end):
            word = self.tokens[i].word
            if word in self.grammar.terminator:
                return False
            if (
                word in self.grammar.verb
                and i not in self.marks.concepts
                and word not in self.grammar["no-verb-here"]
            ):
                return True
            if (
                word in self.grammar.verb_or_noun
                and i > start
                and (self.view.group_at(i - 1) or self.tokens[i - 1].word in self.grammar.subject)
            ):
                return True
        return False

    def _list_goes_on(self, index: int, sentence: int) -> bool:
        """Whether *or* or *nor* follows before the list ends, so that the whole list is denied."""
        for i in range(index, min(len(self.tokens), index + 25)):
            token = self.tokens[i]
            if token.sentence != sentence or token.word in self.grammar.contrast:
                return False
            if token.word in self.grammar.either_or:
                return True
            if token.kind == WORD and token.word in self.grammar.verb:
                return False
        return False

    def _long_item(self, comma: int) -> bool:
        """Whether more than a name stands before a comma, so that it is told for itself."""
        i = comma - 1
        while i >= 0 and not self.grammar.is_break(self.tokens[i]) and comma - i <= _NAME + 1:
            i -= 1
        return comma - 1 - i > _NAME

    def backwards(self, cue: Cue) -> tuple[int, int]:
        """The tokens (start, end) that a cue such as *absent* or *: none* speaks of."""
        tokens, grammar, concepts = self.tokens, self.grammar, self.marks.concepts
        i = cue.start - 1
        steps = 0
        while i >= 0 and i not in concepts:
            word = tokens[i].word
            near = tokens[i].sentence == tokens[cue.start].sentence or word == "?"
            passable = (
                word in ":-=?("
                if tokens[i].kind == SIGN
                else word in grammar.light or word in grammar.filler or word in grammar.verb
            )
            if self.view.group_at(i):
                passable = True
            if not near or not passable or steps > 6:
                return cue.start, cue.start
            i -= 1
            steps += 1
        end = i + 1
        if i < 0:
            return cue.start, cue.start
        sentence = tokens[i].sentence
        begin = i
        while i >= 0 and tokens[i].sentence == sentence:
            word = tokens[i].word
            if i not in concepts and not self.view.group_at(i):
                if word in grammar.verb or word in grammar.contrast or word in ":;":
                    break
                if i in self.starts or (word == "," and self._long_item(i)):
                    break
            begin = i
            i -= 1
        return begin, end
