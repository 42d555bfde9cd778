"""Cues that are signs: a question mark in front of a word is a doubt, a minus may be a denial."""

from __future__ import annotations

from crural.language.phrases import Cue
from crural.language.tokens import SIGN, Token


def sign_cues(tokens: list[Token]) -> list[Cue]:
    """The doubts (*?clot*) and denials (*(-) fever*; *- fever* beside *+ swelling*) that signs tell."""
    return _queries(tokens) + _minuses(tokens)


def _queries(tokens: list[Token]) -> list[Cue]:
    marked = [
        i
        for i, t in enumerate(tokens[:-1])
        if t.word == "?" and tokens[i + 1].joined and t.sentence == tokens[i + 1].sentence
    ]
    return [Cue("uncertain", i, i + 1, i + 1) for i in marked]


def _minuses(tokens: list[Token]) -> list[Cue]:
    found = []
    plus = {tokens[i].sentence for i in range(len(tokens) - 1) if _opens_item(tokens, i, "+")}
    for i, token in enumerate(tokens[:-1]):
        if token.word == "-" and i and tokens[i - 1].word == "(" and tokens[i + 1].word == ")":
            found.append(Cue("no", i, i + 2, i + 2))
        elif token.sentence in plus and _opens_item(tokens, i, "-"):
            found.append(Cue("no", i, i + 1, i + 1))
    return found


def _opens_item(tokens: list[Token], index: int, sign: str) -> bool:
    """Whether a sign stands alone at the beginning of a list item."""
    before = tokens[index - 1] if index else None
    opens = before is None or before.sentence != tokens[index].sentence or before.word in ",;"
    return tokens[index].word == sign and opens and tokens[index + 1].kind != SIGN
