"""Finds stretches of time in words or digits."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from typing import Literal

from crural.language.numbers import NumberFinder
from crural.language.phrases import find_phrases
from crural.language.tokens import NUMBER, SIGN, Token
from crural.language.words import Phrases, Words, phrase_index

TimeKind = Literal["span", "ago", "since", "lasting", "after", "year", "rate", "gestation"]

_POINTS = (
    "a-an",
    "after-within",
    "aged",
    "ago-words",
    "before",
    "before-moment",
    "goes-on",
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
_WEEK, _YEAR = 7, 365
_EARLY, _HALF, _TERM = 28.0, 126.0, 301.0


@dataclass(slots=True)
class Time:
    """A stretch of time: tokens start to end (exclusive) and its length in days, where that is known.

    kind: span (*for three weeks*), ago, since (*since Monday*), lasting (how long an attack lasts),
    after (*after ten minutes*), year (*in 2015*), rate (*twice a week*), gestation (the age of a pregnancy).
    """

    start: int
    end: int
    days: float | None
    kind: TimeKind


def _table(words: Words, file: str) -> Phrases:
    return phrase_index(words.raw.get(file, {}).items())


class QuantityFinder:
    """Finds quantities with the words of one language pack."""

    def __init__(self, words: Words) -> None:
        self.numbers = NumberFinder(words)
        self._units = {
            word: float(days) for days, names in words.raw.get("units", {}).items() for word in names
        }
        self._moments = _table(words, "moments")
        self._behind = _table(words, "fractions")
        self._at = {name: words.set(name) for name in _POINTS}
        self._before = words.set("before-time")
        self._old = words.group("people", "old")
        self._of = words.group("people", "of")
        self._pregnant = words.group("people", "pregnant")
        self._lasting = words.set("time-lasting")
        self._carrying = words.set("weeks-on")
        self._owner = words.set("possessive") | words.set("subject")
        self._gestation = words.set("gestation-after")
        self._lasting_word = words.set("lasting-time")
        self._openers = self._moments.keys() | self.numbers.words | words.set("times-sign") | {"×"}
        self._openers |= words.set("year-since") | words.set("vague")
        self._then = phrase_index([("then", words.raw.get("grammar", {}).get("since-then", ()))])

    def times(self, tokens: list[Token]) -> list[Time]:
        """All stretches of time in order."""
        found: list[Time] = []
        index, size = 0, len(tokens)
        while index < size:
            token = tokens[index]
            time = (
                self._time_at(tokens, index) if token.kind == NUMBER or token.word in self._openers else None
            )
            if time is None:
                index += 1
            else:
                found.append(time)
                index = time.end
        self._date_back(tokens, found)
        expecting = any(token.word in self._pregnant for token in tokens)
        for time in found:
            if self._of_pregnancy(tokens, time, expecting):
                time.kind = "gestation"
        return found

    def _date_back(self, tokens: list[Token], found: list[Time]) -> None:
        """Give *since then* the length of the last *ago* before it, in its sentence or the one before."""
        starts = [time.start for time in found]
        dated: list[Time] = []
        for cue in find_phrases(tokens, self._then):
            place = bisect_left(starts, cue.end)
            if place and found[place - 1].end > cue.start:
                continue
            while place and found[place - 1].kind != "ago":
                place -= 1
                if tokens[cue.start].sentence - tokens[found[place].start].sentence > 1:
                    break
            last = found[place - 1] if place else None
            if last and last.kind == "ago" and tokens[cue.start].sentence - tokens[last.start].sentence <= 1:
                dated.append(Time(cue.start, cue.end, last.days, "since"))
        if dated:
            found += dated
            found.sort(key=lambda time: time.start)

    def _of_pregnancy(self, tokens: list[Token], time: Time, expecting: bool) -> bool:
        """Whether it is the age of a pregnancy: *I am 35 weeks*, *pregnant, 20 weeks*."""
        days, first = time.days or 0.0, tokens[time.start].word
        weekly = self._units.get(tokens[time.end - 1].word) == _WEEK
        weeks = time.kind == "span" and weekly and first not in self._lasting
        before = tokens[time.start - 1].word if time.start else ""
        after = tokens[time.end].word if time.end < len(tokens) else ""
        opens = not time.start or tokens[time.start - 1].sentence != tokens[time.start].sentence
        alone = opens and (after == "," or after in self._at["goes-on"])
        said = expecting or before in self._carrying or after in self._gestation or alone
        late = _EARLY if expecting or after in self._gestation else _HALF
        return weeks and said and late <= days <= _TERM

    def _time_at(self, tokens: list[Token], index: int) -> Time | None:
        token = tokens[index]
        if token.kind == SIGN:
            return None
        moment = self._moment(tokens, index)
        if moment:
            return moment
        word = token.word
        if (word == "×" or word in self._at["times-sign"]) and index + 1 < len(tokens):
            inner = self._amount(tokens, index + 1)
            return Time(index, inner.end, inner.days, "span") if inner else None
        if word in self._at["year-since"] and index + 1 < len(tokens):
            year = tokens[index + 1]
            if year.kind == NUMBER and len(year.word) == 4 and year.word[:2] in ("19", "20"):
                return Time(index, index + 2, None, "since" if word in self._at["since"] else "year")
        return self._amount(tokens, index)

    def _moment(self, tokens: list[Token], index: int) -> Time | None:
        following = tokens[index + 1].word if index + 1 < len(tokens) else ""
        for phrase, length in self._moments.get(tokens[index].word, ()):
            n = len(phrase)
            if n > 1 and phrase[1] != following:
                continue
            if index + n <= len(tokens) and all(tokens[index + i].word == phrase[i] for i in range(1, n)):
                start = index
                while start and tokens[start - 1].word in self._at["before-moment"]:
                    start -= 1
                    if tokens[start].word in self._at["since"]:
                        break
                since = tokens[start].word in self._at["since"] or phrase[0] in self._at["since"]
                span = (
                    phrase[0] in self._at["moment-span"]
                    or phrase[0] in self._lasting_word
                    or not self._at["past"].isdisjoint(phrase)
                    or (phrase[0] in self._at["the"] and not self._at["last"].isdisjoint(phrase))
                )
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
