"""What times mean beside others: *since then* counts from the time before; weeks may be the age of a pregnancy."""

from __future__ import annotations

from bisect import bisect_left

from crural.language.phrases import find_phrases
from crural.language.quantities import Time
from crural.language.tokens import Token
from crural.language.words import Words, phrase_index

_WEEK = 7
_EARLY, _HALF, _TERM = 28.0, 126.0, 301.0


class Timing:
    """Mends the times of a text with the words of one language pack."""

    def __init__(self, words: Words) -> None:
        self._units = {
            w for days, names in words.raw.get("units", {}).items() if float(days) == _WEEK for w in names
        }
        self._pregnant = words.group("people", "pregnant")
        self._lasting = words.set("time-lasting")
        self._carrying, self._gestation = words.set("weeks-on"), words.set("gestation-after")
        self._goes_on = words.set("goes-on")
        self._then = phrase_index([("then", words.raw.get("grammar", {}).get("since-then", ()))])

    def mend(self, tokens: list[Token], found: list[Time]) -> None:
        """Add *since then*, and mark the age of a pregnancy, in place."""
        self._date_back(tokens, found)
        expecting = any(token.word in self._pregnant for token in tokens)
        for time in found:
            if self._of_pregnancy(tokens, time, expecting):
                time.kind = "gestation"

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
        weekly = tokens[time.end - 1].word in self._units
        weeks = time.kind == "span" and weekly and first not in self._lasting
        before = tokens[time.start - 1].word if time.start else ""
        after = tokens[time.end].word if time.end < len(tokens) else ""
        opens = not time.start or tokens[time.start - 1].sentence != tokens[time.start].sentence
        alone = opens and (after == "," or after in self._goes_on)
        said = expecting or before in self._carrying or after in self._gestation or alone
        late = _EARLY if expecting or after in self._gestation else _HALF
        return weeks and said and late <= days <= _TERM
