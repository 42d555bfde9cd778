"""Mends small spelling mistakes: an unknown word becomes the one known word that is close enough.

A word that is known, or common English, is never turned into another, nor is one with two slips turned
into a danger word or, unless it is long, into a medicine. A word that comes near to a danger word, but not near
enough, is only offered (*did you mean*).
"""

from __future__ import annotations

import re
from collections import Counter

from rapidfuzz import process
from rapidfuzz.distance import OSA

from crural.language.lexicon import Lexicon
from crural.language.tokens import WORD, Token

_SHORTEST = 5
_LONG = 8
_CLEARLY = 4
_LONGER = 10
_REPEATED = re.compile(r"(.)\1{2,}")
_CACHE = 20_000


def _alike(key: str, danger: str) -> bool:
    """Whether two words are long enough and begin alike, so that a slip of the keys is likely."""
    return min(len(key), len(danger)) >= _SHORTEST + 1 and key[:2] == danger[:2]


def _family(one: str, other: str) -> bool:
    """Whether one word goes on from the other, as *cramp* and *crampy* do."""
    return one.startswith(other) or other.startswith(one)


def _named(tokens: list[Token], index: int, text: str) -> bool:
    """Whether a word is written like a name: a capital inside a sentence that is not all in capitals."""
    written = text[tokens[index].start : tokens[index].end]
    opens = not index or tokens[index - 1].sentence != tokens[index].sentence
    return written.istitle() and not opens


def _short_slip(word: str, key: str) -> bool:
    """Whether a word of four letters is a known one with a letter left out or two letters changed about."""
    return len(key) > len(word) or sorted(key) == sorted(word)


def _whole_words(lexicon: Lexicon) -> dict[str, tuple[str, ...]]:
    """{key: the words of grammar, number and place that have it}."""
    found: dict[str, set[str]] = {}
    for file in ("grammar", "numbers", "units", "sides", "sites", "moments", "people"):
        for phrases in lexicon.words.raw.get(file, {}).values():
            for phrase in phrases:
                word = phrase.lower()
                if word.isalpha():
                    found.setdefault(lexicon.words.key(word), set()).add(word)
    return {key: tuple(sorted(words)) for key, words in found.items()}


def _medicine_words(lexicon: Lexicon) -> frozenset[str]:
    """Keys of the names of medicines."""
    named = {n for n, target in enumerate(lexicon.targets) if target[0] == "medicine"}
    parts = {p for w in lexicon.wordings if w.target in named for options in w.parts for p in options}
    return frozenset(key for p in parts for element in lexicon.parts[p] for key in element)


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
        self._used = Counter(key for part in lexicon.parts for element in part for key in element)
        self._slipped_on = sorted(lexicon.words.set("slipped-on"))
        self._whole = _whole_words(lexicon)
        self._medicines = _medicine_words(lexicon)

    def mend(self, tokens: list[Token], text: str = "") -> dict[int, str]:
        """Correct the keys of misspelt words in place (not of names). Returns {token: danger word it may mean}."""
        near: dict[int, str] = {}
        known, common, sites = self._lexicon.vocabulary, self._lexicon.common, self._lexicon.sites
        if any(t.kind == WORD and t.key not in known and t.key not in common for t in tokens):
            self._part(tokens)
        for index, token in enumerate(tokens):
            word = token.word
            if token.kind != WORD or len(word) < _SHORTEST - 1:
                continue
            if token.key in known or token.key in common:
                more = token.clitic or word[-1] == word[-2]
                if more and word not in sites and word[:-1] in sites:
                    token.word = word[:-1]
                continue
            key, maybe = self._look(word)
            if key is not None and _named(tokens, index, text) and OSA.distance(key, token.key) > 1:
                continue
            if key is not None:
                token.key, token.word = key, self._written(key, word)
            elif maybe is not None:
                near[index] = maybe
        return near

    def _part(self, tokens: list[Token]) -> None:
        """Part small words from the part of the body that they are written onto (*my footis cold*), in place."""
        key, sites = self._lexicon.words.key, self._lexicon.sites
        for index in range(len(tokens) - 1, -1, -1):
            token = tokens[index]
            if token.kind != WORD or self.knows(token) or token.end - token.start != len(token.word):
                continue
            for small in self._slipped_on:
                site = token.word.removesuffix(small)
                if site != token.word and site in sites:
                    cut = token.end - len(small)
                    rest = Token(small, key(small), cut, token.end, WORD, True, False, token.sentence)
                    token.word, token.key, token.end = site, key(site), cut
                    tokens.insert(index + 1, rest)
                    break

    def knows(self, token: Token) -> bool:
        """Whether the word is in the vocabulary or common English."""
        return token.key in self._lexicon.vocabulary or token.key in self._lexicon.common

    def _settled(self, best: list[tuple[str, int, int]]) -> list[tuple[str, int, int]]:
        """Of words equally near, the one that the others go on from, or that is used far more often."""
        equal = [found for found in best if found[1] == best[0][1]]
        if len(equal) == 2 and _family(equal[0][0], equal[1][0]):
            return [min(equal, key=lambda found: len(found[0]))]
        if len(equal) > 1 and self._danger.isdisjoint(found[0] for found in equal):
            first, second = sorted(equal, key=lambda found: -self._used[found[0]])[:2]
            if self._used[first[0]] >= _CLEARLY * max(1, self._used[second[0]]):
                return [first]
        return best

    def _written(self, key: str, word: str) -> str:
        """The word of grammar or place that a mended key stands for, the one most like what was written."""
        whole = self._whole.get(key, ())
        return min(whole, key=lambda known: (OSA.distance(known, word), known), default=word)

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
        if len(word) < _SHORTEST and len(key) < len(word):
            return None, None
        limit = 2 if len(word) >= _LONG else 1
        choices = self._by_letter.get(key[0], ())
        best = process.extract(key, choices, scorer=OSA.distance, score_cutoff=limit, limit=6)
        if key != word and not (best and best[0][1] == 0):
            whole = process.extract(word, choices, scorer=OSA.distance, score_cutoff=1, limit=1)
            best = [*whole, *best] if whole and (not best or best[0][1] > whole[0][1]) else best
        if len(word) < _SHORTEST:
            best = [found for found in best if _short_slip(word, found[0]) and found[0] not in self._danger]
        best = self._settled(best)
        sure = (
            best
            and (len(best) == 1 or best[0][1] < best[1][1])
            and len(best[0][0]) > limit + 2 - (len(word) < _SHORTEST)
        )
        careful = self._danger | self._medicines if len(word) < _LONGER else self._danger
        if sure and not (best[0][0] in careful and best[0][1] > 1):
            return best[0][0], None
        danger = self._danger_by_letter.get(key[0], ())
        close = process.extract(key, danger, scorer=OSA.distance, score_cutoff=limit + 1, limit=1)
        return None, (close[0][0] if close and _alike(key, close[0][0]) else None)
