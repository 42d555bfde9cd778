"""Finds years that stand bare beside a disease or an event in notes: *DVT 2015*, *2012: stroke*."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from datetime import date

from crural.language.matching import Match
from crural.language.quantities import Time, in_year
from crural.language.tokens import NUMBER, Token
from crural.language.view import View

_LONG, _LOOK = 4, 4
_ENDS = frozenset(",;.:()")


def noted_years(view: View, told: Iterable[Match], as_of: date | None) -> list[Time]:
    """The bare years at once behind, or in front of, what was told. told: diseases and events, nothing measured."""
    taken = {i for time in view.times for i in range(time.start, time.end)}
    found: dict[int, Time] = {}
    for match in told:
        first, last = min(match.core), max(match.core)
        for index in (_behind(view, last), _before(view.tokens, first)):
            known = index in taken or index in found or not _is_year(view, index, as_of)
            if known or (index > last and not _ends(view, index)):
                continue
            time = in_year(index, index + 1, int(view.tokens[index].word), "year", as_of)
            found[index] = replace(time, told_of=(first, last + 1))
            break
    return sorted((*view.times, *found.values()), key=lambda time: time.start)


def _behind(view: View, last: int) -> int:
    """Where a year behind a name may stand: at once, or behind its side, its part of the body or one sign."""
    tokens = view.tokens
    while last + 1 < len(tokens) and (last + 1 in view.side_at or view.group_at(last + 1)):
        last += 1
    signed = last + 1 < len(tokens) and tokens[last + 1].word in "(,-"
    return last + 1 + signed


def _before(tokens: list[Token], first: int) -> int:
    """Where a year before a name may stand, if it opens its item of a list."""
    signed = first > 0 and tokens[first - 1].word in ":-"
    index = first - 1 - signed
    if index < 0:
        return -1
    opens = (
        index == 0 or tokens[index - 1].sentence != tokens[index].sentence or tokens[index - 1].word in _ENDS
    )
    return index if opens else -1


def _is_year(view: View, index: int, as_of: date | None) -> bool:
    """Whether a token is a year, of the past, with nothing joined to it."""
    if not 0 <= index < len(view.tokens):
        return False
    token = view.tokens[index]
    if token.kind != NUMBER or token.hyphen or len(token.word) != _LONG or token.word[:2] not in ("19", "20"):
        return False
    return as_of is None or int(token.word) <= as_of.year


def _ends(view: View, index: int) -> bool:
    """Whether the item ends behind a year, or a small word follows: no unit, nothing of today (*2018 and again*)."""
    tokens, grammar = view.tokens, view.grammar
    behind = tokens[index + 1] if index + 1 < len(tokens) else None
    if behind is None or behind.sentence != tokens[index].sentence:
        return True
    if behind.word in _ENDS:
        return True
    for token in tokens[index + 1 : index + 1 + _LOOK]:
        if token.word in _ENDS or token.sentence != behind.sentence:
            break
        if token.word in grammar.of_today:
            return False
    small = grammar.joining | grammar.preposition | grammar.verb | grammar.terminator
    return behind.word in small and not behind.joined
