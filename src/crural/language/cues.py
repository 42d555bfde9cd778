"""How far the cues that work forwards (denials above all) reach, and what those speak of that stand behind."""

from __future__ import annotations

from crural.language.items import Items, Marks
from crural.language.phrases import Cue
from crural.language.tokens import SIGN, Token
from crural.language.view import View

_ANSWER_BEFORE = frozenset(":-?=(")


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
        self.items = Items(view, marks, self.starts)

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
                if word in ",;" and ((close and not seen) or self.items.restarts(i + 1, soft)):
                    return i
                if word in ",;" and self.items.normal(i + 1):
                    return i
                if word in ",;" and closed and not self.items.goes_on(i + 1, first.sentence):
                    return i
                if word == "," and fresh and not soft and self.items.new_event(i + 1):
                    return i
                if (
                    word == ","
                    and seen
                    and first.word in grammar["without"]
                    and self.items.own_statement(i + 1)
                ):
                    return i
            elif word in grammar.both_and:
                if word in grammar.against and tokens[cue.end - 1].word in grammar.much:
                    return i
                if self.items.restarts(i + 1, soft):
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
                if i in self.starts or (word == "," and self.items.long(i)):
                    break
            begin = i
            i -= 1
        return begin, end
