"""Finds phrases of the language pack in a text: cues (denials, doubt, past ...), places of care and the like.

The longest phrase that fits wins, so that *no change in* is never read as *no*.
"""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass

from crural.language.tokens import Token
from crural.language.words import Phrases


@dataclass(slots=True)
class Cue:
    """A cue: its group in the lexicon and its tokens, start to end (exclusive); reach: where it ends to work."""

    group: str
    start: int
    end: int
    reach: int = 0
    off: bool = False


_DENIALS = frozenset({"no", "not", "neutral", "no-relief"})


def find_phrases(tokens: list[Token], phrases: Phrases, concepts: Collection[int] = ()) -> list[Cue]:
    """All phrases of an index, in order, longest first, without overlap.

    A denial does not reach into a complaint: of *no known allergies* only *no* is the denial when *known
    allergies* is the complaint.
    """
    found: list[Cue] = []
    size, free = len(tokens), 0
    for index in [i for i, token in enumerate(tokens) if token.word in phrases]:
        if index < free:
            continue
        token = tokens[index]
        following = tokens[index + 1].word if index + 1 < size else ""
        for words, group in phrases[token.word]:
            n = len(words)
            if n > 1 and words[1] != following:
                continue
            if index + n > size or tokens[index + n - 1].sentence != token.sentence:
                continue
            if n > 2 and any(tokens[index + i].word != words[i] for i in range(2, n)):
                continue
            reaches_in = n > 1 and index not in concepts and any(index + i in concepts for i in range(1, n))
            if reaches_in and group in _DENIALS:
                continue
            found.append(Cue(group, index, index + n, index + n))
            free = index + n
            break
    return found
