"""The language pack: how words are spelled, bent and joined, read from `kb/lexicon/`.

Another language is another folder of those files; no word of any language stands in Python. A pack of another
language brings its wordings too (`wordings.yaml`, `absent-wordings.yaml`); those of English stand with the knowledge.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crural.language.patterns import words_of
from crural.language.tokens import NUMBER, WORD, Token, plain, stem, tokenize

_LONG, _LONGEST = 90, 150

Phrases = dict[str, list[tuple[tuple[str, ...], str]]]
Raw = Mapping[str, Mapping[str, tuple[str, ...]]]


def phrase_index(groups: Iterable[tuple[str, Iterable[str]]]) -> Phrases:
    """Phrases by their first word, longest first: {first word: [(all words, group)]}."""
    index: Phrases = {}
    for group, phrases in groups:
        for phrase in phrases:
            words = words_of(phrase)
            if words:
                index.setdefault(words[0], []).append((words, group))
    for found in index.values():
        found.sort(key=lambda item: (-len(item[0]), item[1]))
    return index


class Words:
    """Spelling and grammar of one language.

    raw: `kb.lexicon`. fillers and grammar are sets of words as written; `key` gives the canonical stem.
    """

    def __init__(self, raw: Raw) -> None:
        self.raw = raw
        grammar = {**raw.get("grammar", {}), **raw.get("points", {})}
        self.grammar: dict[str, frozenset[str]] = {
            name: frozenset(" ".join(words_of(word)) for word in words) for name, words in grammar.items()
        }
        self.fillers = self.set("filler")
        self.abbreviations = self.set("abbreviations")
        self._unstemmed = self.set("unstemmed")
        self._stem = stem if self.set("stemmer") else str
        self._same: dict[str, str] = {}
        self._keys: dict[str, str] = {}
        self._slips = {slip: word for word, slips in raw.get("slips", {}).items() for slip in slips}
        self.joins: dict[str, list[tuple[tuple[str, ...], str]]] = {}
        for canonical, variants in raw.get("same", {}).items():
            for variant in variants:
                words = words_of(variant)
                if len(words) == 1:
                    self._same.setdefault(words[0], canonical)
                elif words:
                    self.joins.setdefault(words[0], []).append((words, canonical))
        for found in self.joins.values():
            found.sort(key=lambda item: -len(item[0]))
        self.merges = {
            tuple(map(self.key, words)): self.key(to) for group in self.joins.values() for words, to in group
        }
        self.expand = {
            self.key(name): [tuple(map(self.key, words_of(phrase))) for phrase in phrases]
            for name, phrases in raw.get("expand", {}).items()
        }

    def set(self, name: str) -> frozenset[str]:
        """The words of a grammar group (empty when the pack has none)."""
        return self.grammar.get(name, frozenset())

    def group(self, file: str, name: str) -> frozenset[str]:
        """The single words of a key of any lexicon file."""
        return frozenset(" ".join(words_of(word)) for word in self.raw.get(file, {}).get(name, ()))

    def key(self, word: str) -> str:
        """The canonical stem of a word as written (lower case).

        Spelling variants and irregular forms become one word, then endings are taken off.
        """
        found = self._keys.get(word)
        if found is None:
            same = self._same.get(word)
            if same is None and word not in self._unstemmed:
                same = self._same.get(self._stem(word))
            found = word if same is None else same
            if found not in self._unstemmed:
                found = self._stem(found)
            if len(self._keys) > 200_000:
                self._keys.clear()
            self._keys[word] = found
        return found

    def tokens(self, text: str) -> list[Token]:
        """The tokens of a text with their keys; words that count as one are joined."""
        tokens = tokenize(plain(text), self.abbreviations, self.set("line-goes-on"))
        slips = self._slips
        for token in tokens:
            if token.word in slips:
                token.word = slips[token.word]
        if len(tokens) > _LONG:
            self._shorten(tokens)
        key, keys, joins = self.key, self._keys, self.joins
        result: list[Token] = []
        index, size = 0, len(tokens)
        while index < size:
            token = tokens[index]
            if token.kind == WORD:
                step = 1
                for words, canonical in joins.get(token.word, ()):
                    n = len(words)
                    if index + n <= size and all(tokens[index + i].word == words[i] for i in range(1, n)):
                        token.word, token.end, step = canonical, tokens[index + n - 1].end, n
                        break
                token.key = keys.get(token.word) or key(token.word)
                result.append(token)
                index += step
                continue
            if token.kind == NUMBER:
                token.key = token.word
            result.append(token)
            index += 1
        return result

    def _shorten(self, tokens: list[Token]) -> None:
        """Cut sentences without end: at a comma or *and* after so many words, at the latest after some more."""
        added, begin, sentence = 0, 0, -1
        joins = self.set("and")
        for index, token in enumerate(tokens):
            if token.sentence != sentence:
                sentence, begin = token.sentence, index
            size = index - begin
            if size > _LONG and (size > _LONGEST or token.word == "," or token.word in joins):
                added, begin = added + 1, index
            token.sentence += added
