"""Reads days written in figures: *2026-05-03*, *25/05/26*, *03.05.2026*.

Where day and month can be taken for each other (*03/05/26*), both readings come back.
"""

from __future__ import annotations

from dataclasses import dataclass

from crural.language.tokens import NUMBER, Token

_DAYS, _MONTHS, _LONG, _SHORT = 31, 12, 4, 2
_CENTURY_ENDS = 40
_FRACTIONS = frozenset({7, 12})
_CUTS = "/.-"


@dataclass(frozen=True, slots=True)
class Figures:
    """A day in figures: the end of its tokens (excluded), and what it can mean as (year, month, day)."""

    end: int
    readings: tuple[tuple[int, int, int], ...]


def in_figures(tokens: list[Token], index: int, led: bool) -> Figures | None:
    """The day in figures that begins at a number. led: *on* or *since* stands in front, so that the year may lack.

    Without year *14/7* and *3/12* stay what they are in notes: fourteen days, three months.
    """
    numbers, end = _numbers(tokens, index)
    if len(numbers) == 3:
        year, *rest = numbers if len(numbers[0]) == _LONG else (numbers[2], *numbers[:2])
        if len(year) not in (_LONG, _SHORT) or any(len(part) > _SHORT for part in rest):
            return None
        told, (one, two) = _year(year), (int(part) for part in rest)
        if not told or (len(year) == _SHORT and tokens[end - 1].hyphen):
            return None
        if len(numbers[0]) == _LONG:
            return Figures(end, ((told, one, two),)) if _is_day(one, two) else None
    elif len(numbers) == 2 and led and "." not in tokens[index].word:
        told, (one, two) = 0, (int(part) for part in numbers)
        if max(one, two) <= _MONTHS or two in _FRACTIONS:
            return None
    else:
        return None
    meant = [(told, month, day) for month, day in ((two, one), (one, two)) if _is_day(month, day)]
    return Figures(end, tuple(dict.fromkeys(meant))) if meant else None


def _numbers(tokens: list[Token], index: int) -> tuple[list[str], int]:
    """The numbers written in one word from a token on, and the end of that word; none if more is joined to them."""
    numbers = tokens[index].word.split(".")
    end = index + 1
    while end < len(tokens) and len(numbers) <= 3:
        token = tokens[end]
        if token.kind == NUMBER and token.hyphen:
            numbers += token.word.split(".")
            end += 1
        elif token.joined and token.word in _CUTS and end + 1 < len(tokens):
            if tokens[end + 1].kind != NUMBER or not tokens[end + 1].joined:
                break
            numbers += tokens[end + 1].word.split(".")
            end += 2
        else:
            break
    behind = tokens[end] if end < len(tokens) else None
    more = (
        behind is not None and (behind.joined or behind.hyphen) and (behind.word == "/" or behind.kind != 2)
    )
    before = tokens[index - 1] if index else None
    inside = tokens[index].hyphen or (
        tokens[index].joined and before is not None and before.word in _CUTS and before.joined
    )
    return ([], index) if more or inside else (numbers, end)


def _is_day(month: int, day: int) -> bool:
    return 1 <= month <= _MONTHS and 1 <= day <= _DAYS


def _year(word: str) -> int:
    """The year of its figures: *26* is 2026, *98* is 1998; 0 when it can be no year."""
    number = int(word)
    if len(word) == _LONG:
        return number if word[:2] in ("19", "20") else 0
    return number + (2000 if number <= _CENTURY_ENDS else 1900)
