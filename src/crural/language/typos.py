"""Mends small spelling mistakes: an unknown word becomes the one known word that is close enough.

A word that is known, or common English, is never turned into another, nor is one with two slips turned
into a danger word. A word that comes near to a danger word, but not near enough, is only offered (*did
you mean*).
"""

from __future__ import annotations

import re

from rapidfuzz import process
from rapidfuzz.distance import OSA

from crural.language.lexicon import Lexicon
from crural.language.tokens import WORD, Token

_SHORTEST = 5
_LONG = 8
_REPEATED = re.compile(r"(.)\1{2,}")
_CACHE = 20_000


def _alike(key: str, danger: str) -> bool:
    """Whether two words are long enough and begin alike, so that a slip of the keys is likely."""
    return min(len(key), len(danger)) >= _SHORTEST + 1 and key[:2] == danger[:2]


def _family(one: str, other: str) -> bool:
    """Whether one word goes on from the other, as *cramp* and *crampy* do."""
    return one.startswith(other) or other.startswith(one)


class Speller:
    """Spelling against the vocabulary of one lexicon."""

    def __init__(self, lexicon: Lexicon, danger: frozenset[str]) -> None:
        """danger: keys of words that name a danger sign."""
        self._lexicon = lexicon
        self._danger = danger
        self._by_letter: dict[str, list[str]] = {}
        for key in sorted(lexicon.vocabulary):
            if len(key) >= _SHORTEST - 1 and key.isalpha():
                self._by_letter.setdefault(key[0], []).append(key)
        self._danger_by_letter = {
            letter: [key for key in keys if key in danger and len(key) >= _SHORTEST]
            for letter, keys in self._by_letter.items()
        }
        self._known: dict[str, tuple[str | None, str | None]] = {}
        self._site_words = {lexicon.words.key(word): word for word in lexicon.sites}

    def mend(self, tokens: list[Token]) -> dict[int, str]:
        """Correct the keys of misspelt words in place. Returns {token: danger word it may mean}."""
        near: dict[int, str] = {}
        for index, token in enumerate(tokens):
            if token.kind != WORD or len(token.word) < _SHORTEST or self.knows(token):
                continue
            key, maybe = self._look(token.word)
            if key is not None:
                token.key = key
                token.word = self._site_words.get(key, token.word)
            elif maybe is not None:
                near[index] = maybe
        return near

    def knows(self, token: Token) -> bool:
        """Whether the word is in the vocabulary or common English."""
        return token.key in self._lexicon.vocabulary or token.key in self._lexicon.common

    def _look(self, word: str) -> tuple[str | None, str | None]:
        found = self._known.get(word)
        if found is None:
            if len(self._known) > _CACHE:
                self._known.clear()
            found = self._known[word] = self._search(word)
        return found

    def _search(self, word: str) -> tuple[str | None, str | None]:
        if len(word) > 30 or not word.isalpha():
            return None, None
        words = self._lexicon.words
        for short in (_REPEATED.sub(r"\1\1", word), _REPEATED.sub(r"\1", word)):
            key = words.key(short)
            if short != word and (key in self._lexicon.vocabulary or key in self._lexicon.common):
                return key, None
        key = words.key(word)
        limit = 2 if len(word) >= _LONG else 1
        choices = self._by_letter.get(key[0], ())
        best = process.extract(key, choices, scorer=OSA.distance, score_cutoff=limit, limit=2)
        if key != word and not (best and best[0][1] == 0):
            whole = process.extract(word, choices, scorer=OSA.distance, score_cutoff=1, limit=1)
            best = [*whole, *best] if whole and (not best or best[0][1] > whole[0][1]) else best
        if len(best) == 2 and best[0][1] == best[1][1] and _family(best[0][0], best[1][0]):
            best = [min(best, key=lambda found: len(found[0]))]
        sure = best and (len(best) == 1 or best[0][1] < best[1][1]) and len(best[0][0]) > limit + 2
        if sure and not (best[0][0] in self._danger and best[0][1] > 1):
            return best[0][0], None
        danger = self._danger_by_letter.get(key[0], ())
        close = process.extract(key, danger, scorer=OSA.distance, score_cutoff=limit + 1, limit=1)
        return None, (close[0][0] if close and _alike(key, close[0][0]) else None)
