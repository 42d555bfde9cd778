"""Finds walking distances: *200 yards*, *two blocks*, *to the corner*."""

from __future__ import annotations

from collections.abc import Mapping

from crural.language.numbers import Span
from crural.language.tokens import NUMBER, Token
from crural.language.words import Words, phrase_index


class DistanceFinder:
    """Finds distances with the words of one language pack."""

    def __init__(self, words: Words) -> None:
        distances = words.raw.get("distances", {})
        self._lengths = {word: float(m) for m, names in distances.items() if m != "phrase" for word in names}
        self._walks = phrase_index([("phrase", distances.get("phrase", ()))])
        self._inside, self._short = words.set("in-distance"), words.set("short-length")

    def find(self, tokens: list[Token], numbers: Mapping[int, Span | None]) -> list[Span]:
        """All walking distances in order; `value` in metres where it can be told.

        numbers: those of the text, by their first token.
        """
        found: list[Span] = []
        for index, token in enumerate(tokens):
            if found and index < found[-1].end:
                continue
            if token.word in self._walks:
                for phrase, _ in self._walks[token.word]:
                    n = len(phrase)
                    if tuple(t.word for t in tokens[index : index + n]) == phrase:
                        found.append(Span(index, index + n))
                        break
            number = numbers.get(index)
            if number is None or number.value is None:
                continue
            place = number.end
            while place < len(tokens) and tokens[place].word in self._inside:
                place += 1
            if place < len(tokens) and tokens[place].word in self._lengths:
                unit = tokens[place].word
                if unit in self._short and tokens[place - 1].kind != NUMBER:
                    continue
                found.append(Span(index, place + 1, number.value * self._lengths[unit]))
        return found
