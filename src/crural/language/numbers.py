"""Finds numbers in words or digits."""

from __future__ import annotations

from dataclasses import dataclass

from crural.language.tokens import NUMBER, WORD, Token
from crural.language.words import Words, phrase_index


@dataclass(slots=True)
class Span:
    """Tokens start to end (exclusive), with a number where there is one."""

    start: int
    end: int
    value: float | None = None


class NumberFinder:
    """Finds numbers with the words of one language pack."""

    def __init__(self, words: Words) -> None:
        self._numbers = phrase_index(words.raw.get("numbers", {}).items())
        self.words = frozenset(self._numbers)
        self._at = {name: words.set(name) for name in ("range", "a-an", "hundreds")}

    def number(self, tokens: list[Token], index: int) -> Span | None:
        """The number that starts at a token: digits or number words, also a range (*2-3*, *two or three*)."""
        size = len(tokens)
        if index >= size or (tokens[index].kind != NUMBER and tokens[index].word not in self._numbers):
            return None
        first = self._single(tokens, index)
        if first is None or first.value is None:
            return None
        end, value = first.end, first.value
        while end < size and tokens[end].hyphen and value >= 20 and value % 10 == 0:
            ones = self._single(tokens, end)
            if ones is None or ones.value is None or ones.value >= 10:
                break
            end, value = ones.end, value + ones.value
        if end < size and tokens[index].kind == NUMBER and tokens[end].hyphen and tokens[end].kind == NUMBER:
            return Span(index, end + 1, (value + float(tokens[end].word)) / 2)
        if (
            end + 1 < size
            and (tokens[end].word == "-" or tokens[end].word in self._at["range"])
            and tokens[end].sentence == tokens[index].sentence
        ):
            second = self._single(tokens, end + 1)
            if (
                second
                and second.value
                and second.value > value
                and tokens[end + 1].word not in self._at["a-an"]
            ):
                return Span(index, second.end, (value + second.value) / 2)
        many = self._single(tokens, end) if end < size and tokens[end].word in self._at["hundreds"] else None
        if tokens[index].kind == WORD and value < 20 and many and many.value:
            return Span(index, end + 1, value * many.value)
        return Span(index, end, value)

    def _single(self, tokens: list[Token], index: int) -> Span | None:
        token = tokens[index]
        if token.kind == NUMBER:
            return Span(index, index + 1, float(token.word)) if len(token.word) < 12 else None
        for phrase, value in self._numbers.get(token.word, ()):
            n = len(phrase)
            if index + n <= len(tokens) and all(tokens[index + i].word == phrase[i] for i in range(1, n)):
                return Span(index, index + n, float(value))
        return None
