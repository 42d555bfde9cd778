"""A text made ready for reading: tokens, sites, clauses, times and distances in one place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from datetime import date
from functools import cached_property

from crural.language.clauses import Clause, Grammar, split
from crural.language.corrections import Corrector
from crural.language.distances import DistanceFinder
from crural.language.lexicon import Lexicon
from crural.language.numbers import Span
from crural.language.quantities import QuantityFinder, Time
from crural.language.sites import Site, SiteFinder, SiteGroup
from crural.language.timing import Timing
from crural.language.tokens import NUMBER, SIGN, Token


class Tools:
    """The finders for one lexicon, made once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = Grammar(lexicon.words)
        self.sites = SiteFinder(lexicon.words, lexicon.sites)
        self.quantities = QuantityFinder(lexicon.words)
        self.timing = Timing(lexicon.words)
        self.distances = DistanceFinder(lexicon.words)
        self.corrector = Corrector(lexicon.words, self.sites)
        self.joints = lexicon.words.group("joints", "joint")
        self.between_value = lexicon.words.set("between-value")
        self.adjectives = frozenset(map(lexicon.words.key, lexicon.words.set("like-the-adjective")))
        self.parting = self.grammar.either_or | lexicon.words.group("cues", "no")
        self.number_words = self.quantities.numbers.words


class View:
    """One text with everything that later steps look up."""

    LEG = frozenset({"{leg}"})

    def __init__(self, text: str, tokens: list[Token], tools: Tools, as_of: date | None = None) -> None:
        self.text = text
        self.tokens = tokens
        self.tools = tools
        self.grammar = tools.grammar
        fillers = self.grammar.filler
        self.filler = [token.word in fillers or token.word in self.grammar.be_not for token in tokens]
        tools.corrector.mend(tokens)
        numbers = tools.number_words
        side_word = tools.sites.side_word
        self.side_at = {i: side for i, t in enumerate(tokens) if (side := side_word(t.word))}
        self.numerals = [i for i, t in enumerate(tokens) if t.kind == NUMBER or t.word in numbers]
        self.numbers = {i: tools.quantities.numbers.number(tokens, i) for i in self.numerals}
        self.sites: list[Site] = tools.sites.find(tokens)
        times = tools.quantities.times(tokens, as_of)
        tools.timing.mend(tokens, times)
        self.times: list[Time] = [time for time in times if time.kind != "gestation"]
        ago = self.grammar["ago-words"]
        self.of_ago = {i for t in times if tokens[t.end - 1].word in ago for i in range(t.start, t.end - 1)}
        self.gestations: list[Time] = [time for time in times if time.kind == "gestation"]
        ends = {site.end - 1: site.start for site in self.sites}
        whole = frozenset(i for time in self.times for i in range(time.start, time.end))
        self.clauses: list[Clause] = split(tokens, self.grammar, ends, whole)
        unsure = self.grammar["noun-or-adjective"]
        self.nouns = {i for i, token in enumerate(tokens) if token.word in unsure and self._noun(i)}
        self.starts = {clause.start for clause in self.clauses}
        self.clause_of: list[int] = [0] * len(tokens)
        for number, clause in enumerate(self.clauses):
            for i in range(clause.start, clause.end):
                self.clause_of[i] = number
        self.groups: list[SiteGroup] = tools.sites.groups(tokens, self.sites, self.clause_of)
        self.groups_in: dict[int, list[SiteGroup]] = {}
        self._group_at: dict[int, SiteGroup] = {}
        for group in self.groups:
            self.groups_in.setdefault(self.clause_of[group.start], []).append(group)
            for i in range(group.start, group.end):
                self._group_at[i] = group
        self.distances: list[Span] = tools.distances.find(tokens, self.numbers)

    def _noun(self, index: int) -> bool:
        """Whether a word that can be noun or adjective is the noun: *a sore on my foot*, not *a sore foot*."""
        tokens, grammar = self.tokens, self.grammar
        before = tokens[index - 1].word if index else ""
        behind = tokens[index + 1] if index + 1 < len(tokens) else None
        if before not in grammar["before-noun"]:
            return False
        small = grammar.preposition | grammar.place | grammar.verb | grammar.terminator | grammar.both_and
        ends = behind is None or behind.kind == SIGN or behind.sentence != tokens[index].sentence
        return ends or (behind is not None and behind.word in small | grammar.that | grammar.contrast)

    def carries(self, index: int) -> bool:
        """Whether a token carries meaning of its own: neither a small word nor part of a leg site."""
        token = self.tokens[index]
        if token.key in self.tools.lexicon.small:
            return False
        group = self._group_at.get(index)
        return group is None or not group.has_leg

    def parted(self, a: tuple[int, ...], b: tuple[int, ...]) -> bool:
        """Whether *or* or a new denial stands between two parts, so that they are two items of a list."""
        low, high = (a[-1] + 1, b[0]) if b[0] > a[-1] else (b[-1] + 1, a[0])
        parting = self.tools.parting
        return low < high and any(self.tokens[i].word in parting for i in range(low, high))

    @cached_property
    def slots(self) -> dict[str, dict[int, int]]:
        """{slot: {first token: end}} of everything that can fill it."""
        joints = {i: i + 1 for i, token in enumerate(self.tokens) if token.word in self.tools.joints}
        joints.update(
            {
                s.start: s.end
                for s in self.sites
                if s.end - s.start > 1 and s.value in ("big-toe", "knee", "hip")
            }
        )
        numbers: dict[int, int] = {}
        for i in self.numerals:
            number = self.numbers[i]
            if number and (self.tokens[i].kind or self.tokens[i].word not in self.grammar["single"]):
                numbers[i] = number.end
        return {
            "{leg}": {s.start: s.end for s in self.sites if s.is_leg},
            "{joint}": joints,
            "{number}": numbers,
            "{time}": {t.start: t.end for t in self.times if t.kind in ("span", "after", "lasting")},
            "{when}": {t.start: t.end for t in self.times if t.kind in ("ago", "year", "ahead")},
            "{long-ago}": {t.start: t.end for t in self.times if t.long_ago},
            "{distance}": {d.start: d.end for d in self.distances},
        }

    @cached_property
    def slot_ends(self) -> dict[str, dict[int, int]]:
        """{slot: {end: first token}}."""
        return {slot: {end: start for start, end in places.items()} for slot, places in self.slots.items()}

    def times_between(self, start: int, end: int) -> list[Time]:
        """The stretches of time that start between two tokens (both included)."""
        low = bisect_left(self.times, start, key=lambda time: time.start)
        return self.times[low : bisect_right(self.times, end, key=lambda time: time.start)]

    def group_at(self, index: int) -> SiteGroup | None:
        """The group of sites that a token belongs to."""
        return self._group_at.get(index)

    def of_weather(self, head: tuple[int, ...]) -> bool:
        """Whether a word such as *cold* is told of the weather: *when it is cold my legs ache*."""
        tokens, i = self.tokens, head[-1]
        if tokens[i].word not in self.grammar.weather:
            return False
        i -= 1
        while i > 0 and tokens[i].word in self.grammar["becomes"]:
            i -= 1
        return (
            i > 0 and tokens[i].word in self.grammar["it"] and tokens[i - 1].word in self.grammar["if-when"]
        )
