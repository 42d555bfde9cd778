"""Finds the wordings of the lexicon in a text: parts first, then wordings whose parts share a clause."""

from __future__ import annotations

from dataclasses import dataclass
from typing import NamedTuple

from crural.language.lexicon import Lexicon
from crural.language.past import EPISODE_DAYS
from crural.language.patterns import TOLD, Element, Part
from crural.language.sites import SiteGroup
from crural.language.tokens import SIGN
from crural.language.view import View

_SKIPS = 2
_FAR = 14
_DENIED = 2


@dataclass(slots=True)
class Match:
    """A wording found: its target and denial, the tokens of its words, and the site that filled {leg}.

    head: tokens of its first part. core: all its word tokens but slots. content: those that carry meaning,
    without small words and body sites. size: how specific it is. loose: its words stand in several parts.
    """

    target: int
    denies: bool
    head: tuple[int, ...]
    core: frozenset[int]
    size: int
    group: SiteGroup | None = None
    carried: bool = False
    wording: int = -1
    content: frozenset[int] = frozenset()
    loose: bool = False

    @property
    def first(self) -> int:
        """The first token of its head."""
        return self.head[0]


@dataclass(slots=True)
class _Hit:
    start: int
    tokens: tuple[int, ...]
    words: tuple[int, ...]
    leg: SiteGroup | None = None


_Choice = tuple[tuple[int, ...], tuple[int, ...], SiteGroup | None]
"""What fills one element: all its tokens, those that count as words, and the site they name."""


class _Filled(NamedTuple):
    """What fills the elements on one side of the anchor."""

    taken: tuple[int, ...] = ()
    words: tuple[int, ...] = ()
    leg: SiteGroup | None = None


_EMPTY = _Filled()


class _Hits:
    """The parts found in one text; a part of one word is looked up when a wording asks for it."""

    def __init__(self, view: View, lexicon: Lexicon) -> None:
        self._parts = lexicon.parts
        self._places: dict[str, list[int]] = {}
        self._found: dict[int, list[_Hit]] = {}
        anchors, around = lexicon.anchors, _around(view)
        for index, token in enumerate(view.tokens):
            if token.kind == SIGN:
                continue
            self._places.setdefault(token.key, []).append(index)
            keys = around[token.sentence]
            for number, place, other in anchors.get(token.key, ()):
                if other is None or not keys.isdisjoint(other):
                    hit = _fit(view, lexicon, number, place, index)
                    if hit:
                        self._found.setdefault(number, []).append(hit)
        for slot in ("{number}", "{time}", "{distance}", "{joint}", "{leg}"):
            filled = [_slot_hit(view, slot, start) for start in view.slots[slot]]
            for number, _, _ in anchors.get(slot, ()) if filled else ():
                self._found.setdefault(number, []).extend(filled)
        heads = {number for key in self._places for number in lexicon.single.get(key, ())}
        self.heads = [*(number for number in self._found if number in lexicon.by_part), *sorted(heads)]

    def of(self, number: int) -> list[_Hit]:
        """Where a part stands in the text."""
        found = self._found.get(number)
        if found is None:
            part = self._parts[number]
            places = self._places
            found = self._found[number] = (
                [_Hit(i, (i,), (i,)) for key in part[0] if key in places for i in places[key]]
                if len(part) == 1
                else []
            )
            if len(found) > 1:
                found.sort(key=lambda hit: hit.start)
        return found


def find_matches(view: View, lexicon: Lexicon) -> list[Match]:
    """All wordings found in the text, before it is decided which of them win."""
    hits = _Hits(view, lexicon)
    matches: list[Match] = []
    for number in hits.heads:
        for wording_number in lexicon.by_part[number]:
            wording = lexicon.wordings[wording_number]
            for hit in hits.of(number):
                match = _complete(view, lexicon, hits, wording.parts, hit)
                if match and not _of_trouble(view, match):
                    match.content = frozenset(i for i in match.core if view.carries(i)) or match.core
                    match.size = len(match.content)
                    match.loose = len(match.core) > len(match.head)
                    match.target, match.denies, match.wording = wording.target, wording.denies, wording_number
                    matches.append(match)
    return matches


def _of_trouble(view: View, match: Match) -> bool:
    """Whether a wording that denies something normal (*no sleep*) goes on to its trouble (*no sleep disturbances*)."""
    after = max(match.core) + 1
    if view.tokens[min(match.core)].word not in view.grammar.denial or after >= len(view.tokens):
        return False
    token = view.tokens[after]
    return token.word in view.grammar["trouble"] and token.sentence == view.tokens[match.first].sentence


def _around(view: View) -> dict[int, set[str]]:
    """{sentence: the keys of its words, and the slots that something in the text can fill}."""
    slots = {slot for slot, places in view.slots.items() if places}
    found: dict[int, set[str]] = {}
    for token in view.tokens:
        keys = found.get(token.sentence)
        if keys is None:
            keys = found[token.sentence] = set(slots)
        keys.add(token.key)
    return found


def _slot_hit(view: View, slot: str, start: int) -> _Hit:
    end = view.slots[slot][start]
    leg = view.group_at(start) if slot in ("{leg}", "{joint}") else None
    return _Hit(start, tuple(range(start, end)), () if slot == "{leg}" else tuple(range(start, end)), leg)


def _fit(view: View, lexicon: Lexicon, number: int, place: int, index: int) -> _Hit | None:
    """Match a part around the token that fills its anchor.

    One or two fillers may stand in each gap; a place that takes an article and nothing but small words may be missing.
    """
    part = lexicon.parts[number]
    optional = lexicon.optional[number]
    last = len(part) - 1
    ahead = behind = _EMPTY
    if place < last:
        found = _walk(view, part, optional, place + 1, last, index + 1, 1)
        if found is None:
            return None
        ahead = found
    if place:
        found = _walk(view, part, optional, place - 1, 0, index - 1, -1)
        if found is None:
            return None
        behind = found
    taken = sorted((index, *ahead.taken, *behind.taken))
    words = sorted((index, *ahead.words, *behind.words))
    return _Hit(taken[0], tuple(taken), tuple(words), ahead.leg or behind.leg)


def _walk(
    view: View, part: Part, optional: tuple[bool, ...], place: int, last: int, at: int, step: int
) -> _Filled | None:
    """Fill the elements from `place` to `last` one after another in one direction; None when it cannot be done.

    A word that carries meaning is preferred to a filler that would do as well; when the rest does not fit
    behind one choice, the next is tried.
    """
    element = part[place]
    rest = None if place == last else place + step
    for span, words, leg in _choices(view, element, at, step):
        if rest is None:
            return _Filled(span, words, leg)
        follow = span[-1] + 1 if step > 0 else span[0] - 1
        found = _walk(view, part, optional, rest, last, follow, step)
        if found is not None:
            return _Filled((*span, *found.taken), (*words, *found.words), leg or found.leg)
    if rest is not None and optional and optional[place]:
        return _walk(view, part, optional, rest, last, at, step)
    return None


def _choices(view: View, element: Element, at: int, step: int) -> list[_Choice]:
    """What can fill an element from token `at` on, one or two fillers skipped; the best first."""
    tokens, fillers, starts = view.tokens, view.filler, view.starts
    size, before = len(tokens), at - step
    sentence = tokens[before].sentence
    slots = None
    if len(element) == 1:
        (slot,) = element
        slots = (view.slots if step > 0 else view.slot_ends).get(slot)
    found: list[_Choice] = []
    for _ in range(_SKIPS + 1):
        if not 0 <= at < size or tokens[at].sentence != sentence:
            break
        if slots is not None:
            other = slots.get(at if step > 0 else at + 1)
            if other is not None:
                span = tuple(range(at, other) if step > 0 else range(other, at + 1))
                leg = view.group_at(span[0]) if slot in ("{leg}", "{joint}") else None
                found.append((span, () if slot == "{leg}" else span, leg))
        elif tokens[at].key in element:
            choice = ((at,), (at,), None)
            if not fillers[at]:
                return [choice, *found]
            found.append(choice)
        joins = tokens[at].word in view.grammar.both_and and (at in starts or not _listed(view, at))
        if not fillers[at] or joins:
            break
        at += step
    return found


def _listed(view: View, at: int) -> bool:
    """Whether *and* joins like words (*red and swollen*, *left and right*), so that a phrase may go on behind it."""
    grammar, tokens = view.grammar, view.tokens
    if not 0 < at < len(tokens) - 1:
        return False
    names = grammar.complaint | grammar.predicate | grammar.adjective | grammar.filler
    return all(tokens[i].word in names or view.group_at(i) is not None for i in (at - 1, at + 1))


def _complete(
    view: View, lexicon: Lexicon, hits: _Hits, parts: tuple[tuple[int, ...], ...], head: _Hit
) -> Match | None:
    """The match of a wording whose first part is `head`, when all other parts stand in its clause."""
    clause = view.clause_of[head.tokens[0]]
    core = set(head.words)
    group, carried = head.leg, False
    for options in parts[1:]:
        if lexicon.parts[options[0]][0] == {TOLD}:
            if not any(_told(view, lexicon.parts[number][1:], head.tokens[0]) for number in options):
                return None
            continue
        best: _Hit | None = None
        wants_leg = False
        for number in options:
            if len(lexicon.parts[number]) == 1 and lexicon.parts[number][0] == view.LEG:
                wants_leg = True
                continue
            for hit in hits.of(number):
                if view.clause_of[hit.tokens[0]] != clause or not core.isdisjoint(hit.words):
                    continue
                if hit.leg is not None and hit.leg is not view.nearest_group(head.tokens):
                    continue
                if view.of_ago.issuperset(hit.words) and not _names_ago(view, lexicon.parts[number]):
                    continue
                if (
                    _gap(head, hit) <= _FAR
                    and not view.parted(head.tokens, hit.tokens)
                    and (best is None or _gap(head, hit) < _gap(head, best))
                ):
                    best = hit
        if best is not None:
            core.update(best.words)
            group = group or best.leg
        elif wants_leg:
            if group is None or not group.has_leg:
                group, carried = view.leg_for(head.tokens)
                if group is None:
                    return None
        else:
            return None
    head_tokens = head.words or head.tokens
    return Match(-1, False, head_tokens, frozenset(core or head.tokens), len(core), group, carried)


def _names_ago(view: View, part: Part) -> bool:
    """Whether *ago* is one of the words of a part; else *two weeks ago* is no *for weeks* to it."""
    return any(not element.isdisjoint(view.grammar["ago-words"]) for element in part)


def _told(view: View, words: Part, at: int) -> bool:
    """Whether one of the words stands before token `at`, in its sentence or the one before, of now and not denied."""
    sentence, i = view.tokens[at].sentence, at - 1
    while i >= 0 and sentence - view.tokens[i].sentence <= 1:
        near = {token.word for token in view.tokens[max(0, i - _DENIED) : i]}
        told = any(view.tokens[i].key in element for element in words) and near.isdisjoint(
            view.grammar.denial
        )
        if told and not _long_ago(view, i):
            return True
        i -= 1
    return False


def _long_ago(view: View, index: int) -> bool:
    """Whether the clause of a token tells of a year or of a time long ago."""
    clause = view.clauses[view.clause_of[index]]
    times = view.times_between(clause.start, clause.end - 1)
    return any(t.kind == "year" or (t.kind == "ago" and (t.days or 0) >= EPISODE_DAYS) for t in times)


def _gap(a: _Hit, b: _Hit) -> int:
    return b.tokens[0] - a.tokens[-1] if b.tokens[0] > a.tokens[-1] else a.tokens[0] - b.tokens[-1]
