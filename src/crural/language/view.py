"""A text made ready for reading: tokens, sites, clauses, times and distances in one place."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from functools import cached_property

from crural.language.clauses import Clause, Grammar, split
from crural.language.corrections import Corrector
from crural.language.distances import DistanceFinder
from crural.language.lexicon import Lexicon
from crural.language.numbers import Span
from crural.language.quantities import QuantityFinder, Time
from crural.language.sites import Site, SiteFinder, SiteGroup
from crural.language.tokens import NUMBER, SIGN, WORD, Token

_BACK_CLAUSES = 12
_ATTACHED = 4


class Tools:
    """The finders for one lexicon, made once."""

    def __init__(self, lexicon: Lexicon) -> None:
        self.lexicon = lexicon
        self.grammar = Grammar(lexicon.words)
        self.sites = SiteFinder(lexicon.words, lexicon.sites)
        self.quantities = QuantityFinder(lexicon.words)
        self.distances = DistanceFinder(lexicon.words)
        self.corrector = Corrector(lexicon.words, self.sites)
        self.joints = lexicon.words.group("joints", "joint")
        self.between_value = lexicon.words.set("between-value")
        self.parting = self.grammar.either_or | lexicon.words.group("cues", "no")
        self.number_words = self.quantities.numbers.words


class View:
    """One text with everything that later steps look up."""

    LEG = frozenset({"{leg}"})

    def __init__(self, text: str, tokens: list[Token], tools: Tools) -> None:
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
        times = tools.quantities.times(tokens)
        self.times: list[Time] = [time for time in times if time.kind != "gestation"]
        ago = self.grammar["ago-words"]
        self.of_ago = {i for t in times if tokens[t.end - 1].word in ago for i in range(t.start, t.end - 1)}
        self.gestations: list[Time] = [time for time in times if time.kind == "gestation"]
        ends = {site.end - 1: site.start for site in self.sites}
        whole = frozenset(i for time in self.times for i in range(time.start, time.end))
        self.clauses: list[Clause] = split(tokens, self.grammar, ends, whole)
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

    def leg_for(self, head: tuple[int, ...]) -> tuple[SiteGroup | None, bool]:
        """The leg sites that a complaint word belongs to, and whether they were carried from another clause.

        None when the complaint belongs to another part of the body or to none.
        """
        number = self.clause_of[head[0]]
        groups = self.groups_in.get(number)
        if not groups:
            return self._carried(number, head), True
        best, distance = self._nearest(head, groups)
        if not best.has_leg:
            attached = distance <= _ATTACHED
            for group in groups:
                if group.has_leg and (not attached or self._spreads(head, group)):
                    return group, False
            if not attached and self._denied(number, head):
                return SiteGroup(head[0], head[0] + 1, []), True
            return None, False
        return best, False

    def _denied(self, number: int, head: tuple[int, ...]) -> bool:
        """Whether a complaint word stands behind a word of denial in its clause."""
        noun = self.tokens[head[0]].word in self.grammar.complaint or self._alone(number, head)
        start = self.clauses[number].start
        denials = self.grammar.denial
        return noun and any(self.tokens[i].word in denials for i in range(start, head[0]))

    def _nearest(self, head: tuple[int, ...], groups: list[SiteGroup]) -> tuple[SiteGroup, int]:
        gaps = [(self._distance(head, group), number) for number, group in enumerate(groups)]
        gap, number = min(gaps)
        return groups[number], gap

    def attached(self, head: tuple[int, ...]) -> bool:
        """Whether some site stands close to a complaint word."""
        groups = self.groups_in.get(self.clause_of[head[0]])
        return groups is not None and self._nearest(head, groups)[1] <= _ATTACHED

    def nearest_group(self, head: tuple[int, ...]) -> SiteGroup | None:
        """The sites in the clause that a complaint word stands nearest to."""
        groups = self.groups_in.get(self.clause_of[head[0]])
        return self._nearest(head, groups)[0] if groups else None

    def _distance(self, head: tuple[int, ...], group: SiteGroup) -> int:
        """How far a complaint word stands from a group of sites; commas and verbs count more."""
        if group.end <= head[0]:
            low, high, bonus = group.end, head[0], 0
        elif group.start > head[-1]:
            low, high, bonus = head[-1] + 1, group.start, 0
            if low < high and self.tokens[low].word in self.grammar.place:
                bonus = -2
        else:
            return -3
        extra = bonus
        for i in range(low, min(high, low + 30)):
            if self.tokens[i].kind == SIGN or self.tokens[i].word in self.grammar.both_and:
                extra += 2
        return high - low + extra

    def _spreads(self, head: tuple[int, ...], group: SiteGroup) -> bool:
        """Whether the complaint is said to run on into the group's sites."""
        low, high = (head[-1] + 1, group.start) if group.start > head[-1] else (group.end, head[0])
        return any(self.tokens[i].word in self.grammar.spread for i in range(low, high))

    def _of_thing(self, head: tuple[int, ...]) -> bool:
        """Whether an adjective is told of some thing: *the coffee is weak*, *a swollen river*."""
        tokens, grammar, small_words = self.tokens, self.grammar, self.tools.lexicon.small
        if tokens[head[0]].word not in grammar.adjective:
            return False
        clause = self.clauses[self.clause_of[head[0]]]

        def thing(index: int) -> bool:
            token = tokens[index]
            plainly = (
                token.kind == WORD
                and token.key not in small_words
                and not token.word.endswith(tuple(grammar["gerund-ending"]))
            )
            known = grammar.joining | grammar.part | grammar.complaint | grammar.verb | grammar.subject
            return plainly and token.word not in known and not self.times_between(index - 3, index)

        after, before = head[-1] + 1, head[0] - 1
        if before >= clause.start and tokens[before].word in grammar.article and after < clause.end:
            return thing(after)
        linked = False
        while before >= clause.start:
            word = tokens[before].word
            linked = linked or word in grammar.linking
            small = word in grammar.linking or tokens[before].key in small_words
            if word in grammar.subject or word in grammar.preposition or not small:
                break
            before -= 1
        return linked and before >= clause.start and thing(before)

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

    def _alone(self, number: int, head: tuple[int, ...]) -> bool:
        """Whether a clause is nothing but a denied complaint word, behind others: *not red*, *not hot*."""
        clause, denials = self.clauses[number], self.grammar.denial
        words = [i for i in range(clause.start, clause.end) if i not in head and not self.tokens[i].kind]
        small = denials | self.grammar.filler | self.grammar.both_and | self.grammar.either_or
        return (
            number > 0
            and any(self.tokens[i].word in denials for i in words)
            and all(self.tokens[i].word in small for i in words)
        )

    def _object(self, head: tuple[int, ...]) -> bool:
        """Whether the object is a pronoun: *cannot move it* (not *cannot move it much*)."""
        after = [token.word for token in self.tokens[head[-1] + 1 : head[-1] + 3]]
        return (
            after[:1] != []
            and after[0] in self.grammar.object
            and (len(after) < 2 or after[1] not in self.grammar.degree)
        )

    def _meant(self, number: int) -> SiteGroup | None:
        """The leg sites that *it* or *them* stands for: the last before, of this sentence or the one before."""
        for other in range(number, max(-1, number - 1 - _BACK_CLAUSES), -1):
            if self.clauses[number].sentence - self.clauses[other].sentence > 1:
                break
            groups = self.groups_in.get(other)
            if groups:
                return groups[-1] if groups[-1].has_leg else None
        return None

    def _complained(self, number: int) -> bool:
        """Whether the clause before, of the same sentence, names a complaint."""
        here, before = self.clauses[number], self.clauses[max(0, number - 1)]
        words = (self.tokens[i].word for i in range(before.start, before.end))
        return (
            number > 0
            and before.sentence == here.sentence
            and any(w in self.grammar.complaint for w in words)
        )

    def _carried(self, number: int, head: tuple[int, ...]) -> SiteGroup | None:
        """The leg sites that another clause gives, or a group without sites where only the leg can be meant."""
        clause = self.clauses[number]
        if self._object(head):
            return self._meant(number)
        if clause.general:
            return SiteGroup(head[0], head[0] + 1, []) if self._denied(number, head) else None
        noun = self.tokens[head[0]].word in self.grammar.complaint or self._alone(number, head)
        noun = noun or (clause.carried and not self.sites and self._complained(number))
        if not (clause.carried or noun) or self._of_thing(head):
            return None
        reach = 3 if clause.carried else 2
        for other in range(number - 1, max(-1, number - 1 - _BACK_CLAUSES), -1):
            if clause.sentence - self.clauses[other].sentence > reach:
                break
            groups = self.groups_in.get(other)
            if groups:
                return groups[-1] if groups[-1].has_leg else None
        after = number + 1
        if after < len(self.clauses) and self.clauses[after].sentence == clause.sentence:
            groups = self.groups_in.get(after)
            if groups and groups[0].has_leg and not self.clauses[after].general:
                return groups[0]
        legs = any(site.is_leg for site in self.sites)
        denied = self._denied(number, head)
        if noun and (legs or denied or not self.sites):
            return SiteGroup(head[0], head[0] + 1, [])
        return None
