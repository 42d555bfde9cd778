"""Finds the answers for a typed question, by the words that the question shares with the known ways to ask."""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass

from rapidfuzz import process
from rapidfuzz.distance import OSA

from crural.concepts.knowledge import Answer, KnowledgeBase

FITS = 0.45
"""Least likeness (0 to 1) at which an answer is offered."""
_WORD = re.compile(r"[^\W_]+")
_SHORTEST_MENDED = 5
_NEAR = 1


@dataclass(frozen=True)
class FoundAnswer:
    """An answer and how well one of its ways to ask fits the question (likeness, 0 to 1)."""

    answer: Answer
    likeness: float


def _stem(word: str) -> str:
    """A word without its plural s.

    >>> [_stem(word) for word in ("veins", "stress", "bus")]
    ['vein', 'stress', 'bus']
    """
    return (
        word[:-1] if len(word) > 3 and word.endswith("s") and not word.endswith(("ss", "us", "is")) else word
    )


class _Index:
    """The ways to ask of all answers, as sets of telling words, and how telling each word is.

    asked: answer, words, and whether it is the answer's own question.
    """

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        groups = base.lexicon.get("questions", {})
        self.filler = frozenset(groups.get("filler", ()))
        self.same = {
            word: name for name, words in groups.items() if name != "filler" for word in (name, *words)
        }
        self.asked: list[tuple[Answer, frozenset[str], bool]] = [
            (answer, self.words(way), way is answer.question)
            for answer in base.answers.values()
            for way in (answer.question, *answer.wordings)
        ]
        answers_with = Counter(
            word
            for answer in base.answers.values()
            for word in frozenset().union(*(words for item, words, _ in self.asked if item is answer))
        )
        self.weight = {word: math.log(1 + len(base.answers) / n) for word, n in answers_with.items()}
        self.known = (sorted(self.weight), sorted(self.same))
        self.rare = math.log(1 + len(base.answers))

    def words(self, text: str) -> frozenset[str]:
        """The telling words of a text: without filler, each in the form that stands for its group."""
        found = [
            word
            for word in _WORD.findall(text.lower().replace("'", "").replace("’", ""))
            if word not in self.filler
        ]
        return frozenset(self.same.get(word, self.same.get(_stem(word), _stem(word))) for word in found)

    def mended(self, words: frozenset[str]) -> frozenset[str]:
        """The words, each unknown one as the known word that is one slip of the keys away, if there is one."""
        return frozenset(self._mend(word) for word in words)

    def _mend(self, word: str) -> str:
        if word in self.weight or len(word) < _SHORTEST_MENDED:
            return word
        for choices in self.known:
            near = process.extractOne(word, choices, scorer=OSA.distance, score_cutoff=_NEAR)
            if near is not None:
                return self.same.get(near[0], near[0])
        return word

    def heaviness(self, words: Iterable[str]) -> float:
        """Weight of some words together; a word of no answer weighs as much as the rarest."""
        return sum(self.weight.get(word, self.rare) for word in sorted(words))

    def likeness(self, asked: frozenset[str], way: frozenset[str]) -> float:
        """Weight that two sets of words share, over the mean weight of both (0 to 1)."""
        both = self.heaviness(asked) + self.heaviness(way)
        return 2 * self.heaviness(asked & way) / both if both else 0.0


_LATEST: list[_Index] = []
"""The index of the base that was asked last."""


def _index_of(base: KnowledgeBase) -> _Index:
    if not _LATEST or _LATEST[0].base is not base:
        _LATEST[:] = [_Index(base)]
    return _LATEST[0]


def answer_to(question: str, base: KnowledgeBase, most: int = 3) -> tuple[FoundAnswer, ...]:
    """The answers that fit a typed question best, at most `most`, best first; none if nothing fits.

    This is for questions ("do statins hurt the legs?"). What somebody feels goes to `assess`.
    """
    index = _index_of(base)
    asked = index.mended(index.words(question))
    best: dict[str, tuple[float, bool]] = {}
    for answer, way, own in index.asked:
        rank = (round(index.likeness(asked, way), 4), own)
        if rank[0] >= FITS and rank > best.get(answer.id, (0.0, False)):
            best[answer.id] = rank
    order = sorted(best, key=lambda name: (-best[name][0], not best[name][1], name))
    return tuple(FoundAnswer(base.answers[name], best[name][0]) for name in order[:most])
