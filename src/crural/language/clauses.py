"""Cuts sentences into clauses and says which clauses go on speaking of the same complaint.

A contrast word always starts a clause; a comma or *and* only when what follows has a verb of its own.
"""

from __future__ import annotations

from dataclasses import dataclass

from crural.language.tokens import SIGN, Token
from crural.language.words import Words

_STOPS = frozenset(",;:()-/")
_LOOK = 14
_NONE: frozenset[str] = frozenset()


@dataclass(slots=True)
class Clause:
    """Tokens `start` to `end` (exclusive) of one sentence.

    carried: it has no subject of its own (*and feels heavy*, *it goes off*), so that it goes on about
    what the clause before speaks of. group: number of the run of clauses that share their subject.
    general: its subject is the whole person (*I feel ...*), so that no site may be carried into it.
    """

    start: int
    end: int
    sentence: int
    carried: bool
    general: bool
    group: int = 0


class Grammar(dict[str, frozenset[str]]):
    """The groups of words that the splitter and the scopes ask for, from the language pack.

    Any group of its grammar and points by name; those asked for most are attributes too.
    """

    def __init__(self, words: Words) -> None:
        super().__init__(words.grammar)
        self.verb = words.set("verb")
        self.verb_or_noun = words.set("verb-or-noun")
        self.subject = words.set("subject")
        self.possessive = words.set("possessive")
        self.pronoun = words.set("pronoun")
        self.contrast = words.set("contrast")
        self.terminator = words.set("terminator")
        self.both_and = words.set("and")
        self.either_or = words.set("or")
        self.stops = _STOPS | self.both_and
        self.restart = words.set("restart")
        self.predicate = words.set("predicate")
        self.light = words.set("light")
        self.filler = words.fillers
        self.passive = words.set("passive")
        self.preposition = words.set("preposition")
        self.spread = words.set("spread")
        self.place = words.set("place")
        self.carry_verb = words.set("carry-verb")
        self.question = words.set("question")
        self.after_over = words.set("after-over")
        self.complaint = words.set("complaint")
        self.adjective = words.set("complaint-adjective")
        self.predicative = words.set("predicative")
        self.part = words.set("body-part")
        self.result = words.set("result")
        self.linking = words.set("linking")
        self.past_verb = words.set("past-verb")
        self.present_verb = words.set("present-verb")
        self.be_not = words.set("be-not")
        self.of_today = words.set("present-now")
        self.of_late = words.set("of-late")
        self.activity = words.set("activity")
        self.origin = words.set("origin")
        self.advice = words.set("advice")
        self.denial = words.group("cues", "no") | words.group("cues", "not")
        self.inability = words.set("inability")
        self.own_verb = words.set("own-verb")
        self.instead = words.set("instead")
        self.told_present = words.set("told-present")
        self.weather = words.set("weather")
        self.bigger = words.set("bigger")
        self.lasting_time = words.set("lasting-time")
        self.article = words.set("article")
        self.lone_side = words.set("lone-side")
        self.became_there = words.set("moved")
        self.no_one = words.set("no-one")
        self.points_there = self.pronoun | self.of_today | self.instead | self.became_there
        small = self.filler | self.linking | self.place | self.contrast | self.both_and
        self.around_place = small | self.points_there
        self.said = self.verb | self.denial | self.predicate | self.complaint | self.contrast
        self.own = self.possessive | self.article | self.subject
        self.behind_side = (
            self.terminator | self.preposition | self.both_and | self.of_today | words.set("side-end")
        )
        self.listed = self.complaint | self.predicate | self.adjective | self.filler
        self.joining = self.both_and | self.contrast
        self.behind_value = words.set("behind-value")
        self.mishap = words.set("mishap")
        self.that = words.set("that")
        self.gone = words.set("gone")
        self.object = words.set("object")
        self.degree = words.set("degree")
        self.history = words.set("history")
        self.trouble = words.set("trouble")
        self.much = words.set("much")
        self.against = words.set("against")

    def __missing__(self, name: str) -> frozenset[str]:
        return _NONE

    def is_break(self, token: Token) -> bool:
        """Whether the token may start a new clause or list item."""
        return token.word in self.stops

    def has_verb(self, tokens: list[Token], start: int, end: int, sites: dict[int, int]) -> bool:
        """Whether a verb stands between `start` and the next break, before any *when* or *if*."""
        for i in range(start, min(end, start + _LOOK)):
            word = tokens[i].word
            if i > start and (self.is_break(tokens[i]) or word in self.either_or):
                return False
            if word in self.terminator or word in self.contrast:
                return False
            if word in self.verb or (tokens[i].clitic and i in sites):
                return True
            if (
                word in self.verb_or_noun
                and i > start
                and (i - 1 in sites or tokens[i - 1].word in self.subject)
            ):
                return True
        return False


def split(
    tokens: list[Token], grammar: Grammar, sites: dict[int, int], whole: frozenset[int] = frozenset()
) -> list[Clause]:
    """The clauses of all sentences, in order.

    sites: {last token of a body site: its first token}. whole: tokens inside something that is never cut.
    """
    clauses: list[Clause] = []
    start, size, group = 0, len(tokens), -1
    may_cut = grammar.stops | grammar.contrast
    while start < size:
        sentence = tokens[start].sentence
        end = start
        while end < size and tokens[end].sentence == sentence:
            end += 1
        begin = start
        for i in range(start + 1, end):
            token = tokens[i]
            if token.word not in may_cut:
                continue
            new = token.word in grammar.contrast and not _not_only(tokens, begin, i, grammar)
            if not new and token.word in grammar.stops and i + 1 < end and i not in whole:
                if tokens[i - 1].word in grammar.both_and or (tokens[i - 1].kind == SIGN and i - 1 > begin):
                    continue
                follow = i + 1
                if grammar.is_break(tokens[follow]) and follow + 1 < end:
                    follow += 1
                new = grammar.has_verb(tokens, follow, end, sites)
                if new and token.word in grammar.both_and and i - 1 in sites:
                    said = any(tokens[j].word in grammar.verb for j in range(begin, i))
                    new = not _site_soon(sites, follow) or (
                        said and not _of_site(tokens, follow, end, grammar)
                    )
                if new and token.word in grammar.both_and and _joint(tokens, begin, i, end, grammar):
                    new = False
            if new and i > begin:
                group = _add(clauses, tokens, begin, i, sentence, grammar, group, begin == start)
                begin = i
        group = _add(clauses, tokens, begin, end, sentence, grammar, group, begin == start)
        start = end
    return clauses


def _joint(tokens: list[Token], begin: int, index: int, end: int, grammar: Grammar) -> bool:
    """Whether *and* joins two names to one subject: *strength and tone are decreased*."""
    said = grammar.said
    if index == begin or any(t.word in said or t.kind == SIGN for t in tokens[begin:index]):
        return False
    follow = index + 1
    while follow < end and follow <= index + 3 and tokens[follow].word not in grammar.verb:
        if tokens[follow].word in grammar.own or tokens[follow].kind:
            return False
        follow += 1
    return index + 1 < follow < end and tokens[follow].word in grammar["plural-be"]


def _not_only(tokens: list[Token], begin: int, index: int, grammar: Grammar) -> bool:
    """Whether a word of contrast only goes on with *not only ... but (also)*."""
    return any(
        tokens[i].word in grammar.instead and tokens[i - 1].word in grammar.denial
        for i in range(begin + 1, index)
    ) and not any(tokens[i].word in grammar.verb for i in range(begin, index))


def _of_site(tokens: list[Token], start: int, end: int, grammar: Grammar) -> bool:
    """Whether the first verb is one of *that*: *pain in the buttocks and thighs that goes away*."""
    for i in range(start, end - 1):
        if tokens[i].word in grammar.verb or grammar.is_break(tokens[i]):
            return False
        if tokens[i].word in grammar.that:
            return tokens[i + 1].word in grammar.verb
    return False


def _site_soon(sites: dict[int, int], start: int) -> bool:
    """Whether a body site begins within three tokens: *right arm and leg*."""
    return any(start <= begin <= start + 2 for begin in sites.values())


def _add(
    clauses: list[Clause],
    tokens: list[Token],
    begin: int,
    end: int,
    sentence: int,
    grammar: Grammar,
    group: int,
    opens: bool,
) -> int:
    """Append a clause and return the number of its group."""
    i = begin
    while i < end - 1 and (
        tokens[i].kind == SIGN or tokens[i].word in grammar.both_and or tokens[i].word in grammar.contrast
    ):
        i += 1
    if i < end - 1 and tokens[i].word in grammar["before-it"] and tokens[i + 1].word in grammar.pronoun:
        i += 1
    word = tokens[i].word
    after = tokens[i + 1].word if i + 1 < end else ""
    person = word in grammar.subject and word not in grammar.pronoun
    no_one = word in grammar.no_one and after in grammar.verb
    carried = (
        word in grammar.pronoun
        or no_one
        or (not opens and (word in grammar.verb or word in grammar.terminator))
    )
    general = person and after not in grammar.carry_verb and word not in grammar.carry_verb
    if not carried or not clauses:
        group += 1
    clauses.append(Clause(begin, end, sentence, carried, general, max(group, 0)))
    return max(group, 0)
