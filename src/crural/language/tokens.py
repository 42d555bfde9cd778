"""Splits a text into words, numbers and signs, each with its place in the original text.

Nothing here knows a medical word or a rule of meaning; what is written together and what ends a
sentence is all that is decided.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass

WORD, NUMBER, SIGN = 0, 1, 2

_TOKEN = re.compile(
    r"[^\W\d_]{2,}(?:'[^\W\d_]+)*'?"  # most words, tried first
    r"|(?<!\w)[A-Za-z]/[A-Za-z](?![\w/])"  # h/o, b/l
    r"|(?<![\w/.])[0-5][+-]?/5(?![\w/])"  # muscle power 3/5
    r"|(?<![\w/.,])[0-4]\+(?![\w/])"  # 2+
    r"|(?<![\w+-])[+-]ve(?!\w)"  # +ve
    r"|(?<![\w+])\+{2,4}(?![\w+])"  # +++
    r"|[^\W\d_]+(?:'[^\W\d_]+)*'?"
    r"|\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d+(?:\.\d+)?"
    r"|\S"
)
_LIKE = {
    **dict.fromkeys("\u2018\u2019\u201b\u02bc\u00b4\u0060\uff07", "'"),
    **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2015\u2212\uff0d", "-"),
    **dict.fromkeys("\u201c\u201d\u201e\u00ab\u00bb", '"'),
    "\u00a0": " ",
    "\u2026": ".",
    "\uff0c": ",",
    "\uff1b": ";",
    "\uff1a": ":",
    "\uff1f": "?",
    "\uff01": "!",
    "\u2022": "\n",
    "\u25cf": "\n",
}
_SAME_LENGTH = str.maketrans(_LIKE)


@dataclass(slots=True)
class Token:
    """A word, number or sign.

    word: as written, lower case, without apostrophes. key: its canonical stem (set by the lexicon).
    start, end: offsets in the original text. joined: no blank before it. hyphen: joined to the token
    before by a hyphen. sentence: number of its sentence. clitic: written with *'s* (*leg's*: one leg, or
    *leg is*).
    """

    word: str
    key: str
    start: int
    end: int
    kind: int
    joined: bool = False
    hyphen: bool = False
    sentence: int = 0
    clitic: bool = False


def plain(text: str) -> str:
    r"""The text with typographic quotes, dashes and blanks made plain; every offset stays the same.

    >>> plain("can\u2019t \u2013 no")
    "can't - no"
    """
    return text.translate(_SAME_LENGTH)


def tokenize(text: str, abbreviations: Collection[str] = (), goes_on: Collection[str] = ()) -> list[Token]:
    """The tokens of a text (already `plain`), with sentence numbers; hyphens inside words vanish.

    >>> [t.word for t in tokenize("My left-sided calf can't move. 3 wks")]
    ['my', 'left', 'sided', 'calf', 'cant', 'move', '.', '3', 'wks']
    """
    tokens: list[Token] = []
    sentence = 0
    hyphen_at = -1
    last_end = -1
    size = len(text)
    lines = "\n" in text
    for found in _TOKEN.finditer(text):
        start, end = found.span()
        raw = found.group()
        first = raw[0]
        if lines and last_end >= 0 and start > last_end and _breaks(text, last_end, start, tokens, goes_on):
            sentence += 1
        if first == "-" and _inside(text, start, end, size):
            hyphen_at = end
            last_end = end
            continue
        if first.isalpha() or raw[1:] == "ve" or (first == "+" and end > start + 1):
            kind, word = WORD, raw.lower().replace("'", "")
        elif first.isdecimal():
            kind, word = (
                (NUMBER, raw.replace(",", "")) if raw[-1].isdecimal() and "/" not in raw else (WORD, raw)
            )
        else:
            kind, word = SIGN, raw
        clitic = raw[-2:] in ("'s", "'S")
        tokens.append(
            Token(word, word, start, end, kind, start == last_end, hyphen_at == start, sentence, clitic)
        )
        last_end = end
        if kind == SIGN and _ends(text, tokens, start, end, size, abbreviations):
            sentence += 1
    return tokens


def _inside(text: str, start: int, end: int, size: int) -> bool:
    """Whether a hyphen stands inside a word, as in *left-sided*."""
    return start > 0 and end < size and text[start - 1].isalnum() and text[end].isalnum()


def _breaks(text: str, last_end: int, start: int, tokens: list[Token], goes_on: Collection[str]) -> bool:
    """Whether the gap between two tokens ends a sentence: an empty line, or a line that starts afresh."""
    gap = text[last_end:start]
    if "\n" not in gap:
        return False
    if gap.count("\n") > 1 or not tokens:
        return True
    first = text[start]
    if first in ",;:)" or tokens[-1].word == "," or tokens[-1].word in goes_on:
        return False
    return not first.islower()


def _ends(
    text: str, tokens: list[Token], start: int, end: int, size: int, abbreviations: Collection[str]
) -> bool:
    """Whether the sign at `start` ends its sentence."""
    sign = text[start]
    after = text[end] if end < size else " "
    if sign in "!;":
        return True
    if sign == "?":
        return not (after.isalnum() and (start == 0 or not text[start - 1].isalnum()))
    if sign != ".":
        return False
    before = tokens[-2] if len(tokens) > 1 and tokens[-2].end == start else None
    if after.isspace() or after in "\"')]":
        if before is None:
            return True
        loud = before.end - before.start > 1 and text[before.start : before.end].isupper()
        if before.kind == WORD and not loud and (len(before.word) == 1 or before.word in abbreviations):
            rest = text[end : end + 3].strip()
            return bool(rest) and rest[0].isupper() and before.word not in abbreviations
        return True
    if after.isupper():
        return before is not None and before.kind == WORD and len(before.word) > 1
    return after.islower() and before is not None and len(before.word) > 2 and text[end : end + 3].isalpha()


_VOWELS = frozenset("aeiouy")


def stem(word: str) -> str:
    """A light stem: plural, -s, -ed, -ing, silent e and doubled last letters are taken off.

    >>> [stem(w) for w in ("swelling", "swells", "aching", "aches", "stopped", "calf", "legs", "less")]
    ['swel', 'swel', 'ach', 'ach', 'stop', 'calf', 'leg', 'les']
    """
    n = len(word)
    if n <= 3:
        return word
    if word[-1] == "s" and word[-2] not in "siu":
        word, n = word[:-1], n - 1
    if n > 5 and word.endswith("ing") and not _VOWELS.isdisjoint(word[:-3]):
        word, n = word[:-3], n - 3
    elif n > 4 and word.endswith("ed") and word[-3] != "e" and not _VOWELS.isdisjoint(word[:-2]):
        word, n = word[:-2], n - 2
    if n > 3 and word[-1] == "e":
        word, n = word[:-1], n - 1
    if n > 3 and word[-1] == word[-2] and word[-1] not in _VOWELS:
        word, n = word[:-1], n - 1
    if n > 3 and word[-1] == "y":
        word = word[:-1] + "i"
    return word
