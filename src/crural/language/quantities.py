"""Finds stretches of time in words or digits."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from typing import Literal

from crural.language.days import DayFinder, weekday_ago
from crural.language.numbers import NumberFinder
from crural.language.tokens import NUMBER, SIGN, Token
from crural.language.words import Phrases, Words, phrase_index

TimeKind = Literal["span", "ago", "since", "lasting", "after", "year", "rate", "gestation", "ahead"]

_POINTS = (
    "a-an",
    "after-within",
    "aged",
    "ago-words",
    "before",
    "before-moment",
    "behind-event",
    "have",
    "last",
    "lasts",
    "moment-span",
    "of-into",
    "past",
    "per",
    "plural-ending",
    "rate",
    "since",
    "stretch",
    "the",
    "times-sign",
    "trim",
    "vague",
    "year-since",
)
_FRACTION = {"52": 7.0, "7": 1.0, "12": 30.0}
_FEW = 3.0
EPISODE_DAYS = 60.0
"""What was so long ago and is not said to have begun then is over (days)."""
_YEAR = 365
_EARLY, _TERM = 28.0, 301.0


@dataclass(slots=True)
class Time:
    """A stretch of time: tokens start to end (exclusive) and its length in days, where that is known.

    kind: span (*for three weeks*), ago, since (*since Monday*), lasting (how long an attack lasts),
    after (*after ten minutes*), year (*in 2015*), rate (*twice a week*), gestation (the age of a pregnancy),
    ahead (still to come). undated: a day of the calendar, told on we know not which day.
    between: the least and the most days, where figures can mean two days. told_of: the tokens that alone it dates.
    """

    start: int
    end: int
    days: float | None
    kind: TimeKind
    undated: bool = False
    between: tuple[float, float] | None = None
    told_of: tuple[int, int] | None = None

    @property
    def long_ago(self) -> bool:
        """Whether it was before this episode: in an earlier year, or two months ago and more."""
        return self.kind == "year" or (self.kind == "ago" and (self.days or 0) >= EPISODE_DAYS)


def in_year(start: int, end: int, year: int, kind: TimeKind, as_of: date | None) -> Time:
    """*In 2015*: the middle of a year that is over; when in this year, we do not know."""
    if as_of is None or year > as_of.year:
        return Time(start, end, None, kind)
    if year == as_of.year:
        return Time(start, end, None, "since" if kind == "since" else "ago", undated=True)
    return Time(start, end, float((as_of - date(year, 7, 1)).days), kind)


def _table(words: Words, file: str) -> Phrases:
    return phrase_index(words.raw.get(file, {}).items())


class QuantityFinder:
    """Finds quantities with the words of one language pack."""

    def __init__(self, words: Words) -> None:
        self.numbers = NumberFinder(words)
        self._units = {
            word: float(days) for days, names in words.raw.get("units", {}).items() for word in names
        }
        self._days = DayFinder(words)
        self._moments = _table(words, "moments")
        self._behind = _table(words, "fractions")
        self._at = {name: words.set(name) for name in _POINTS}
        self._before = words.set("before-time")
        self._old = words.group("people", "old")
        self._of = words.group("people", "of")
        self._pregnant = words.group("people", "pregnant")
        self._owner = words.set("possessive") | words.set("subject")
        self._lasting_word = words.set("lasting-time")
        self._openers = self._moments.keys() | self.numbers.words | words.set("times-sign") | {"×"}
        self._openers |= words.set("year-since") | words.set("vague") | self._days.openers

    def times(self, tokens: list[Token], as_of: date | None = None) -> list[Time]:
        """All stretches of time in order. as_of: the day on which the text was told."""
        found: list[Time] = []
        as_of = as_of or self._days.month_now(tokens)
        index, size = 0, len(tokens)
        while index < size:
            token = tokens[index]
            time = (
                self._time_at(tokens, index, as_of)
                if token.kind == NUMBER or token.word in self._openers
                else None
            )
            if time is None:
                index += 1
            else:
                found.append(time)
                index = time.end
        return found

    def _time_at(self, tokens: list[Token], index: int, as_of: date | None) -> Time | None:
        token = tokens[index]
        if token.kind == SIGN:
            return None
        moment = self._moment(tokens, index, as_of) or self._day(tokens, index, as_of)
        if moment:
            return moment
        word = token.word
        if (word == "×" or word in self._at["times-sign"]) and index + 1 < len(tokens):
            inner = self._amount(tokens, index + 1)
            return Time(index, inner.end, inner.days, "span") if inner else None
        if word in self._at["year-since"] and index + 1 < len(tokens):
            year = tokens[index + 1]
            if year.kind == NUMBER and len(year.word) == 4 and year.word[:2] in ("19", "20"):
                kind: TimeKind = "since" if word in self._at["since"] else "year"
                return in_year(index, index + 2, int(year.word), kind, as_of)
        return self._amount(tokens, index)

    def _day(self, tokens: list[Token], index: int, as_of: date | None) -> Time | None:
        """A day of the calendar, with the small words before it."""
        coming = self._days.coming(tokens, index)
        if coming:
            return Time(index, coming, None, "ahead")
        day = self._days.at(tokens, index)
        if day is None or self._days.is_today(tokens, index):
            return None
        start = self._back(tokens, index)
        since = tokens[start].word in self._at["since"]
        kind: TimeKind = "since" if since else "ago"
        agos = day.agos(as_of) if as_of else []
        if self._days.to_come(tokens, index) or (as_of and not agos):
            return Time(start, day.end, None, "ahead")
        if len(agos) > 1:
            return Time(start, day.end, None, kind, undated=True, between=(agos[0], agos[-1]))
        if as_of is None and day.year and not day.day:
            return Time(start, day.end, None, kind if since else "year")
        undated = as_of is None and day.month > 0
        return Time(start, day.end, agos[0] if agos else None, kind, undated=undated)

    def _back(self, tokens: list[Token], index: int) -> int:
        """Where the words before a moment begin that belong to it."""
        start = index
        while start and tokens[start - 1].word in self._at["before-moment"]:
            start -= 1
            if tokens[start].word in self._at["since"]:
                break
        return start

    def _moment(self, tokens: list[Token], index: int, as_of: date | None) -> Time | None:
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
        for phrase, length in self._moments.get(tokens[index].word, ()):
            n = len(phrase)
            if n > 1 and phrase[1] != following:
                continue
            if index + n <= len(tokens) and all(tokens[index + i].word == phrase[i] for i in range(1, n)):
                start = self._back(tokens, index)
                since = tokens[start].word in self._at["since"] or phrase[0] in self._at["since"]
                span = (
                    phrase[0] in self._at["moment-span"]
                    or phrase[0] in self._lasting_word
                    or not self._at["past"].isdisjoint(phrase)
                    or (phrase[0] in self._at["the"] and not self._at["last"].isdisjoint(phrase))
                )
                weekday = self._days.weekdays.get(phrase[-1], 0)
                if weekday and self._days.to_come(tokens, index):
                    return Time(index, index + n, None, "ahead")
                if weekday and as_of:
                    length = str(weekday_ago(weekday, as_of))
                taken, more = self._more(tokens, index + n, self._units.get(phrase[-1], 0.0))
                kind: TimeKind = "since" if since else ("span" if span else "ago")
                return Time(start, index + n + taken, float(length) + more, kind)
        return None

    def _amount(self, tokens: list[Token], index: int) -> Time | None:
        """A number with a unit of time, and what the words around make of it."""
        size = len(tokens)
        number = self.numbers.number(tokens, index)
        value, place, factor = 1.0, index, None
        if number is None:
            if tokens[index].word not in self._at["vague"]:
                return None
            if (
                index + 1 < size
                and tokens[index + 1].word in self._units
                and tokens[index + 1].word.endswith(tuple(self._at["plural-ending"]))
            ):
                value, place = _FEW, index + 1
            elif (
                tokens[index].word in self._at["last"]
                and index + 1 < size
                and tokens[index + 1].word in self._units
            ):
                return None
            else:
                return None
        else:
            value, place = number.value or 0.0, number.end
            while place < size and (
                tokens[place].word in self._at["stretch"]
                or (value < 1 and tokens[place].word in self._at["a-an"])
            ):
                place += 1
        if place >= size:
            return None
        unit = tokens[place]
        if unit.word == "/" and self._of_forty(tokens, place) and _EARLY <= value * 7 <= _TERM:
            return Time(index, place + 2, value * 7, "gestation")
        if unit.word == "/" and unit.joined and place + 1 < size and tokens[place + 1].word in _FRACTION:
            factor, place = _FRACTION[tokens[place + 1].word], place + 1
        elif unit.word in self._units and (len(unit.word) > 1 or tokens[place - 1].kind == NUMBER):
            factor = self._units[unit.word]
        if factor is None:
            return None
        end = place + 1
        after = tokens[end].word if end < size else ""
        later = tokens[end + 1].word if end + 1 < size else ""
        told = after in self._old or (after in self._of and later in self._old) or self._aged(tokens, index)
        if factor == _YEAR and told:
            return None
        before = tokens[index - 1].word if index else ""
        into = after in self._at["of-into"] and later in self._pregnant
        if factor < _YEAR and (before in self._pregnant or after in self._pregnant or into):
            return None
        taken, more = self._more(tokens, end, factor)
        return self._framed(tokens, index, end + taken, round(value * factor + more, 4))

    def _more(self, tokens: list[Token], end: int, unit: float) -> tuple[int, float]:
        """What stands behind an amount and adds to it (*and a half*, *or two*): how many words, how many days."""
        for phrase, share in self._behind.get(tokens[end].word, ()) if end < len(tokens) else ():
            n = len(phrase)
            if unit and tuple(token.word for token in tokens[end : end + n]) == phrase:
                return n, float(share) * unit
        return 0, 0.0

    def _of_forty(self, tokens: list[Token], place: int) -> bool:
        """Whether a stroke is followed by 40, the weeks of a pregnancy: *35/40*."""
        return tokens[place].joined and place + 1 < len(tokens) and tokens[place + 1].word == "40"

    def _aged(self, tokens: list[Token], index: int) -> bool:
        return index > 0 and tokens[index - 1].word in self._at["aged"]

    def _framed(self, tokens: list[Token], index: int, end: int, days: float) -> Time:
        """The kind of an amount of time, from the words before and after it."""
        size = len(tokens)
        start = index
        sentence = tokens[index].sentence
        while start and tokens[start - 1].sentence == sentence and tokens[start - 1].word in self._before:
            start -= 1
        before = [tokens[i].word for i in range(max(0, start - 1), index)]
        after = tokens[end].word if end < size else ""
        if after in self._at["before"] and end + 1 < size and tokens[end + 1].word in self._owner:
            return Time(index, end, days, "after")
        if after in self._at["behind-event"] and any(
            token.word in self._at["since"] for token in tokens[end:] if token.sentence == sentence
        ):
            return Time(index, end, days, "after")
        if after in self._at["ago-words"]:
            return Time(index, end + 1, days, "ago")
        if any(word in self._at["lasts"] for word in before[:1]) and start < index + 1:
            still = start > 1 and tokens[start - 2].word in self._at["have"]
            return Time(index, end, days, "span" if still else "lasting")
        if any(word in self._at["after-within"] for word in before):
            return Time(index, end, days, "after")
        if before[:1] and before[0] in self._at["rate"]:
            return Time(index, end, days, "rate")
        if (
            tokens[index].word in self._at["a-an"]
            and index
            and (tokens[index - 1].word in self._at["per"] or tokens[index - 1].kind == NUMBER)
        ):
            return Time(index, end, days, "rate")
        while start < index and (tokens[start].word in "-~" or tokens[start].word in self._at["trim"]):
            start += 1
        return Time(start, end, days, "since" if tokens[start].word in self._at["since"] else "span")
