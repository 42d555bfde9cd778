"""Reading grade (Flesch-Kincaid) of the texts that patients see.

Names that people have to meet (of diseases, medicines, tests) stand in names.txt and count as words of two syllables.
As Flesch counted, a colon or semicolon ends a sentence. A citation in brackets, "(American guideline, 2024)", does not
count.
"""

from __future__ import annotations

import re
from pathlib import Path

NAMES = frozenset(
    line
    for line in (Path(__file__).parent / "names.txt").read_text(encoding="utf-8").split("\n")
    if line and not line.startswith("#")
)
_WORD = re.compile(r"[^\W\d_]+(?:['’][^\W\d_]+)*")
_CITATION = re.compile(r"\([^()]*\b(?:19|20)\d\d\b[^()]*\)")
_END = re.compile(r"[.!?:;]+(?=\s|$)")
_SILENT = re.compile(r"(?:[^laeiouyszxcg]es|[^dtaeiouy]ed|[^laeiouy]e)$")


def syllables(word: str) -> int:
    """Syllables of an English word, by its groups of vowels.

    >>> [syllables(word) for word in ("leg", "swollen", "ache", "little", "arteries")]
    [1, 2, 1, 2, 3]
    """
    word = word.lower().replace("'", "").replace("’", "")
    bare = _SILENT.sub(lambda found: found.group()[0], word) if len(word) > 3 else word
    groups = re.findall(r"[aeiouy]+", bare)
    breaks = len(re.findall(r"i[ao](?!u)|eo(?!u)|ie(?=t)|(?<=[dr])ea$|ua(?=l|t)|[aeiou]ing$", bare)) - len(
        re.findall(r"[tscg]io|cia", bare)
    )
    return max(1, len(groups) + max(0, breaks))


def hardness(word: str) -> int:
    """Syllables, or two for a name that people have to meet."""
    count = syllables(word)
    return min(count, 2) if word.lower().removesuffix("'s") in NAMES else count


def grade(text: str) -> float:
    """School year (United States) in which a text can be read: 0.39 words a sentence + 11.8 syllables a word - 15.59.

    >>> grade("The cat sat on the mat. It was a fat cat.") < 1
    True
    """
    text = _CITATION.sub("", text).rstrip()
    words = _WORD.findall(text)
    sentences = max(1, len(_END.findall(text if text.endswith((".", "!", "?")) else text + ".")))
    if not words:
        return 0.0
    return 0.39 * len(words) / sentences + 11.8 * sum(hardness(word) for word in words) / len(words) - 15.59
