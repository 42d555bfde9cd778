"""Tells the items of a list from statements that begin after a comma or *and*."""

from __future__ import annotations

from dataclasses import dataclass, field

from crural.language.phrases import Cue
from crural.language.tokens import NUMBER, WORD
from crural.language.view import View

_NAME = 4


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


class Items:
    """Questions about the items of lists in one text. starts: {first token of a cue: the cue}."""

    def __init__(self, view: View, marks: Marks, starts: dict[int, Cue]) -> None:
        self.view = view
        self.marks = marks
        self.tokens = view.tokens
        self.grammar = view.grammar
        self.starts = starts

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
        if any(self._settles(i) or self._denied_later(start, i) for i in range(start + 1, end)):
            return True
        if self._told_for_itself(start, end) and not soft and not self.goes_on(end, sentence):
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
        return weak and not soft and not listed and not self.goes_on(end, sentence)

    def _no_name(self, start: int, end: int) -> bool:
        """Whether an item cannot be one of a denied list: *short of breath* is no noun, *pulse 110* is measured."""
        tokens = self.tokens
        if tokens[start - 1].word in self.grammar.either_or:
            return False
        if tokens[start].word in self.grammar.predicative:
            return True
        return any(tokens[i].kind == NUMBER and i not in self.marks.told for i in range(start + 1, end))

    def normal(self, start: int) -> bool:
        """Whether a list item is a normal result, told for itself: *no pain, power 5/5*."""
        end = start
        sentence = self.tokens[start - 1].sentence
        while end < len(self.tokens) and self.tokens[end].sentence == sentence:
            if self.grammar.is_break(self.tokens[end]):
                break
            end += 1
        return any(i in self.marks.normal for i in range(start, min(end, start + 6)))

    def new_event(self, start: int) -> bool:
        """Whether an item is an event that is told as recent, so that it is there: *no SOB, recent knee surgery*."""
        tokens, events = self.tokens, self.marks.events
        if start + 1 >= len(tokens) or tokens[start].word not in self.grammar.of_late:
            return False
        return any(i in events for i in range(start, min(len(tokens), start + 4))) and not self.goes_on(
            start, tokens[start].sentence
        )

    def _settles(self, index: int) -> bool:
        """Whether a word tells by itself how its item is meant: *positive*, *negative*."""
        cue = self.starts.get(index)
        return self.tokens[index].word in self.grammar.told_present or (
            cue is not None and cue.group == "denied-after"
        )

    def _denied_later(self, start: int, index: int) -> bool:
        """Whether a disease has something denied of it behind its name: *no pulses, AF not anticoagulated*."""
        cue = self.starts.get(index)
        denied = cue is not None and cue.group == "not"
        return denied and all(i in self.marks.events for i in range(start, index))

    def _told_for_itself(self, start: int, end: int) -> bool:
        """Whether an item is more than a name in a list: *wet myself twice*, *swollen left calf*."""
        word = self.tokens[start].word
        if word in self.grammar.own_verb:
            return True
        adjective = word in self.grammar.predicate or word in self.grammar.adjective
        groups = [self.view.group_at(i) for i in range(start + 1, end)] if adjective else []
        return any(group is not None and group.side() in ("left", "right") for group in groups)

    def own_statement(self, start: int) -> bool:
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
        return (told or named) and not self.goes_on(start, sentence)

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

    def goes_on(self, index: int, sentence: int) -> bool:
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

    def long(self, comma: int) -> bool:
        """Whether more than a name stands before a comma, so that it is told for itself."""
        i = comma - 1
        while i >= 0 and not self.grammar.is_break(self.tokens[i]) and comma - i <= _NAME + 1:
            i -= 1
        return comma - 1 - i > _NAME
