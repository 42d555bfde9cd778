"""Finds days of the calendar (*in June*, *on 3 May*, *since Tuesday*, *on the third*) and how long ago they were.

Nothing here reads the clock: without the day on which the text was told, a month is found and its distance is not
known. A day without year is the last such day that is over.
"""

from __future__ import annotations

from calendar import monthrange
from dataclasses import dataclass, replace
from datetime import date, timedelta

from crural.language.figures import in_figures
from crural.language.tokens import NUMBER, SIGN, Token
from crural.language.words import Words, phrase_index

_BACK = 3
_DAYS, _YEAR_DIGITS = 31, 4
_SOME_YEAR = 2001


@dataclass(frozen=True, slots=True)
class Day:
    """A day or a month as told; start, end: its tokens (the second excluded). What is not told is 0."""

    start: int
    end: int
    year: int = 0
    month: int = 0
    day: int = 0
    before_this: bool = False
    other: Day | None = None

    def agos(self, as_of: date) -> list[float]:
        """Days from each day that can be meant (*03/05/26*: two) to `as_of`; none when it is still to come."""
        days = [self, self.other] if self.other else [self]
        return sorted(ago for day in days if (ago := day.ago(as_of)) is not None)

    def ago(self, as_of: date) -> float | None:
        """Days from the day, or from the middle of the month, to `as_of`; None when it is still to come.

        >>> Day(0, 1, month=5, day=3).ago(date(2026, 6, 2))
        30.0
        """
        first, last = self._span(as_of)
        if first > as_of:
            return None
        return ((as_of - first).days + (as_of - min(last, as_of)).days) / 2

    def _span(self, as_of: date) -> tuple[date, date]:
        """The first and the last day that can be meant, the latest that began by `as_of` where no year is told."""
        if not self.month:
            back = as_of.replace(day=1) - timedelta(days=1)
            here = as_of if self.day <= as_of.day and not self.before_this else back
            one = here.replace(day=min(self.day, monthrange(here.year, here.month)[1]))
            return one, one
        first, last = self._in_year(self.year or as_of.year)
        over = last < as_of if self.before_this else first <= as_of
        return (first, last) if self.year or over else self._in_year(as_of.year - 1)

    def _in_year(self, year: int) -> tuple[date, date]:
        length = monthrange(year, self.month)[1]
        if self.day:
            one = date(year, self.month, min(self.day, length))
            return one, one
        return date(year, self.month, 1), date(year, self.month, length)


def weekday_ago(weekday: int, as_of: date) -> float:
    """Days since the last such weekday (monday is 1); the same weekday is a week ago.

    >>> weekday_ago(7, date(2026, 11, 24))
    2.0
    """
    return float((as_of.isoweekday() - weekday - 1) % 7 + 1)


class DayFinder:
    """Finds days of the calendar with the words of one language pack."""

    def __init__(self, words: Words) -> None:
        raw = words.raw.get("calendar", {})

        def numbered(name: str) -> dict[str, int]:
            return {w: int(k[len(name) :]) for k, some in raw.items() if k.startswith(name) for w in some}

        ending = frozenset(raw.get("day-ending", ()))
        self._ending = ending
        self._months, self.weekdays = numbered("month-"), numbered("weekday-")
        self._days = {
            w: int(k[4:]) for k, some in raw.items() if k[4:].isdecimal() for w in some if k[0] == "d"
        }
        self._feasts = phrase_index((k[6:], some) for k, some in raw.items() if k.startswith("feast-"))
        self._this = phrase_index((name, raw.get(name, ())) for name in ("this-month", "last-month"))
        self._plain, self._lead = frozenset(raw.get("plain", ())), frozenset(raw.get("lead", ()))
        self._beside_words, self._since = frozenset(raw.get("beside", ())), words.set("since")
        self._small, self._on_the = frozenset(raw.get("lead-small", ())), frozenset(raw.get("on-the", ()))
        self._ahead, self._next = frozenset(raw.get("ahead", ())), frozenset(raw.get("next", ()))
        self._of, self._the = words.set("of"), words.set("the")
        self._now, self._is, self._it = words.set("present-now"), words.set("is"), words.set("it")
        self._its = frozenset(raw.get("it-is", ()))
        self._units = {word for some in words.raw.get("units", {}).values() for word in some}
        self._last, self._goes_on = words.set("last"), words.set("verb") | words.set("light")
        self._joined = (
            words.set("and") | words.set("preposition") | words.set("terminator") | words.set("contrast")
        )
        self.openers = self._months.keys() | self._days.keys() | self._feasts.keys() | self._next

    def at(self, tokens: list[Token], index: int) -> Day | None:
        """The day or month that begins at a token."""
        found = self._in_figures(tokens, index) or self._feast(tokens, index) or self._date(tokens, index)
        return None if found is None or self._beside(tokens, index) else found

    def _beside(self, tokens: list[Token], start: int) -> bool:
        """Whether a day is only the end or the edge of something: *until June*, *before Christmas*."""
        before = [token.word for token in tokens[max(0, start - 2) : start]]
        return bool(before) and (
            before[-1] in self._beside_words
            or (before[-1] in self._small and before[0] in self._beside_words)
        )

    def month_now(self, tokens: list[Token]) -> date | None:
        """The middle of the month that the text itself says it is (*now it is September*), in a year of no meaning."""
        named = (i for i, token in enumerate(tokens) if token.word in self._months)
        here = next((i for i in named if self.is_today(tokens, i)), None)
        return date(_SOME_YEAR, self._months[tokens[here].word], 15) if here is not None else None

    def is_today(self, tokens: list[Token], index: int) -> bool:
        """Whether a month is told to be the present one: *it is now September*."""
        before = [token.word for token in tokens[max(0, index - 3) : index]]
        while before and before[-1] in self._now:
            before.pop()
        opens = len(before) > 1 and before[-1] in self._is and before[-2] in self._it
        return opens or (bool(before) and before[-1] in self._its)

    def to_come(self, tokens: list[Token], start: int) -> bool:
        """Whether the words in front say that a day is still to come: *next June*, *is on 3 May*."""
        sentence = tokens[start].sentence if start < len(tokens) else -1
        for i in range(start - 1, max(-1, start - 1 - _BACK), -1):
            if tokens[i].sentence != sentence or tokens[i].word in self._since:
                return False
            if tokens[i].word in self._ahead:
                return True
            if tokens[i].word not in self._lead:
                return False
        return False

    def coming(self, tokens: list[Token], index: int) -> int:
        """The end of *next week*, *next Tuesday* and the like, or 0."""
        if tokens[index].word not in self._next or index + 1 >= len(tokens):
            return 0
        word = tokens[index + 1].word
        known = word in self._units or word in self.weekdays or word in self._months
        return index + 2 if known else 0

    def _in_figures(self, tokens: list[Token], index: int) -> Day | None:
        """A day in figures (*25/05/26*), without its year only behind *on* or *since*."""
        if tokens[index].kind != NUMBER:
            return None
        led = index > 0 and tokens[index - 1].word in self._on_the
        found = in_figures(tokens, index, led)
        if found is None:
            return None
        day, *others = (Day(index, found.end, year, month, number) for year, month, number in found.readings)
        return replace(day, other=others[0]) if others else day

    def _feast(self, tokens: list[Token], index: int) -> Day | None:
        for phrase, day in self._feasts.get(tokens[index].word, ()):
            end = index + len(phrase)
            if tuple(token.word for token in tokens[index:end]) == phrase:
                month, number = day.split("-")
                return Day(index, end, self._year(tokens, end)[0], int(month), int(number))
        return None

    def _date(self, tokens: list[Token], index: int) -> Day | None:
        token = tokens[index]
        if token.word in self._months:
            return self._from_month(tokens, index)
        day, end = self._day(tokens, index)
        if not day:
            return None
        ordinal = end > index + 1 or token.kind != NUMBER
        of = end < len(tokens) and tokens[end].word in self._of
        named = end + of
        if named < len(tokens) and tokens[named].word in self._months:
            word, after = tokens[named].word, named + 1
            year, stop = self._year(tokens, after)
            if of or ordinal or year or word in self._plain or not self._runs_on(tokens, after):
                return Day(index, stop, year, self._months[word], day)
            return None
        for phrase, which in self._this.get(tokens[end].word, ()) if ordinal and end < len(tokens) else ():
            stop = end + len(phrase)
            if tuple(t.word for t in tokens[end:stop]) == phrase:
                return Day(index, stop, day=day, before_this=which == "last-month")
        before = [tokens[i].word for i in (index - 2, index - 1) if i >= 0]
        told = len(before) == 2 and before[0] in self._on_the and before[1] in self._the
        return Day(index, end, day=day) if ordinal and told and not self._runs_on(tokens, end) else None

    def _from_month(self, tokens: list[Token], index: int) -> Day | None:
        word, after = tokens[index].word, index + 1
        month = self._months[word]
        the = after < len(tokens) and tokens[after].word in self._the
        day, end = self._day(tokens, after + the)
        ordinal = end > after + the + 1
        if day and end < len(tokens) and tokens[end].word in self._units and not ordinal:
            day = 0
        before = tokens[index - 1] if index else None
        led = before is not None and before.word in self._lead and before.sentence == tokens[index].sentence
        if day and (ordinal or led or word in self._plain):
            year, stop = self._year(tokens, end)
            return Day(index, stop, year, month, day)
        year, stop = self._year(tokens, after)
        if not (year or led or word in self._plain):
            return None
        last = before is not None and before.word in self._last
        return Day(index, stop, year, month, before_this=last)

    def _day(self, tokens: list[Token], index: int) -> tuple[int, int]:
        """The number of a day at a token and its end, or (0, index)."""
        if index >= len(tokens):
            return 0, index
        token = tokens[index]
        if token.kind != NUMBER:
            return self._days.get(token.word, 0), index + 1
        if not token.word.isdecimal() or len(token.word) > 2 or not 1 <= int(token.word) <= _DAYS:
            return 0, index
        ended = (
            index + 1 < len(tokens) and tokens[index + 1].joined and tokens[index + 1].word in self._ending
        )
        return int(token.word), index + 1 + ended

    def _year(self, tokens: list[Token], index: int) -> tuple[int, int]:
        """The year at a token, after a comma or *of* too, and its end, or (0, index)."""
        for i in (index, index + 1):
            if i >= len(tokens) or (
                i > index and tokens[index].word != "," and tokens[index].word not in self._of
            ):
                break
            word = tokens[i].word
            if tokens[i].kind == NUMBER and len(word) == _YEAR_DIGITS and word[:2] in ("19", "20"):
                return int(word), i + 1
        return 0, index

    def _runs_on(self, tokens: list[Token], index: int) -> bool:
        """Whether more is told than the day: *the third toe*, *3 may hurt*."""
        if index >= len(tokens) or tokens[index].sentence != tokens[index - 1].sentence:
            return False
        return tokens[index].kind != SIGN and tokens[index].word not in self._joined
