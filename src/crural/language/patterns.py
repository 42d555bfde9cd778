"""Reads the wording syntax of the knowledge files: phrases, alternatives, `&` and slots.

A wording becomes one or more alternatives, each a list of *parts* that must stand in one clause; a part
is a sequence of *elements*; an element is a set of word keys, or one slot. A part that opens with `{told}`
may stand before, in the same sentence or the one before. The phrase of a part that opens with `{unless}` may not
stand in the clause.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from itertools import product

from crural.language.tokens import plain, tokenize

_SHARED = re.compile(r"^(\d+(?:\|\d+)+)(/\d+)$")

Element = frozenset[str]
Part = tuple[Element, ...]

TOLD = "{told}"
"""Opens a part that need not stand in the clause: one of its words was told shortly before, undenied."""
UNLESS = "{unless}"
"""Opens a part that may not stand in the clause."""
SLOTS = frozenset(
    {"{leg}", "{joint}", "{number}", "{time}", "{when}", "{long-ago}", "{distance}", TOLD, UNLESS}
)


@lru_cache(maxsize=50_000)
def words_of(phrase: str) -> tuple[str, ...]:
    r"""The words of a phrase as the tokenizer writes them.

    >>> words_of("Can\u2019t walk-in")
    ('cant', 'walk', 'in')
    """
    if phrase.isascii() and phrase.replace(" ", "").isalpha():
        return tuple(phrase.lower().split())
    return tuple(token.word for token in tokenize(plain(phrase)))


def _alternatives(piece: str, key: Callable[[str], str]) -> list[tuple[str, ...]]:
    """What may fill one place: for each alternative its keys, or a slot."""
    shared = _SHARED.match(piece)
    if shared:
        piece = "|".join(number + shared[2] for number in shared[1].split("|"))
    found: list[tuple[str, ...]] = []
    for option in piece.split("|"):
        if option in SLOTS:
            found.append((option,))
        elif option:
            keys = tuple(key(word) for word in words_of(option))
            if keys:
                found.append(keys)
    return found


def _merged(places: list[list[tuple[str, ...]]], merges: Mapping[tuple[str, ...], str]) -> None:
    """Join neighbouring single words that the text's reader joins too (*can not* to *cant*)."""
    index = 0
    while index < len(places) - 1:
        for size in (3, 2):
            window = places[index : index + size]
            if len(window) == size and all(len(place) == 1 and len(place[0]) == 1 for place in window):
                joined = merges.get(tuple(place[0][0] for place in window))
                if joined is not None:
                    places[index : index + size] = [[(joined,)]]
                    break
        index += 1


def parse_part(
    part: str,
    key: Callable[[str], str],
    merges: Mapping[tuple[str, ...], str],
    expand: Mapping[str, Sequence[tuple[str, ...]]],
    cache: dict[str, list[tuple[str, ...]]] | None = None,
) -> list[Part]:
    """All sequences that one part of a wording stands for (usually one).

    >>> parse_part("short|out of breath", str, {}, {}) == [
    ...     (frozenset({"short", "out"}), frozenset({"of"}), frozenset({"breath"}))]
    True
    """
    known = {} if cache is None else cache
    places = []
    for piece in part.split():
        found = known.get(piece)
        if found is None:
            found = known[piece] = _alternatives(piece, key)
        if found:
            places.append(found)
    _merged(places, merges)
    variants: list[list[Part]] = []
    for place in places:
        single = frozenset(keys[0] for keys in place if len(keys) == 1 and keys[0] not in SLOTS)
        longer = [keys for keys in place if len(keys) > 1 or keys[0] in SLOTS]
        choices: list[Part] = [(single,)] if single else []
        choices += [tuple(frozenset({one}) for one in keys) for keys in longer]
        for one in single & expand.keys():
            choices += [tuple(frozenset({word}) for word in words) for words in expand[one]]
        variants.append(choices)
    combined = [sum(choice, ()) for choice in product(*variants)] if variants else []
    return combined[:64]


def parse(
    wording: str,
    key: Callable[[str], str],
    merges: Mapping[tuple[str, ...], str],
    expand: Mapping[str, Sequence[tuple[str, ...]]],
    cache: dict[str, list[tuple[str, ...]]] | None = None,
) -> list[list[Part]]:
    """The parts of a wording, for each the sequences that fill it; empty when the wording is empty.

    cache: places already parsed, by their text, so that repeated ones cost nothing.
    """
    parts = [parse_part(part, key, merges, expand, cache) for part in wording.split("&")]
    return [part for part in parts if part]
