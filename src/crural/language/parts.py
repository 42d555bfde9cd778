"""Finds the parts of wordings in a text: sequences of words and slots, with a filler or two in the gaps."""

from __future__ import annotations

from dataclasses import dataclass

from crural.language.lexicon import Lexicon
from crural.language.patterns import SLOTS, Element, Part
from crural.language.sites import SiteGroup
from crural.language.tokens import SIGN
from crural.language.view import View

_SKIPS = 2
_LEG = frozenset({"{leg}", "{joint}"})


@dataclass(slots=True)
class Hit:
    """A part found: its tokens, those that count as words (not the slot {leg}), and the site that filled a slot."""

    tokens: tuple[int, ...]
    words: tuple[int, ...]
    leg: SiteGroup | None = None


_Filled = tuple[tuple[int, ...], tuple[int, ...], SiteGroup | None]
"""What fills one element, or all on one side of the anchor: tokens, those that count as words, and the site."""

_EMPTY: _Filled = ((), (), None)


class Hits:
    """The parts found in one text: those with which some wording begins at once, others when a wording asks for them.

    longer: parts of several words, or of a slot, with which some wording begins. words: such parts of one word,
    with the tokens where they stand.
    """

    def __init__(self, view: View, lexicon: Lexicon, keys_in: list[set[str]]) -> None:
        self._view, self._lexicon = view, lexicon
        self._places: dict[str, list[int]] = {}
        self._found: dict[int, list[Hit]] = {}
        for index, token in enumerate(view.tokens):
            if token.kind != SIGN:
                self._places.setdefault(token.key, []).append(index)
        self._find_longer(keys_in)
        self.longer = list(self._found)
        words: dict[int, list[int]] = {}
        for key in self._places.keys() & lexicon.single.keys():
            for number in lexicon.single[key]:
                words.setdefault(number, []).extend(self._places[key])
        self.words = [(number, sorted(words[number])) for number in sorted(words)]

    def _find_longer(self, keys_in: list[set[str]]) -> None:
        view, anchors, sentence, keys = self._view, self._lexicon.anchors, -1, set[str]()
        around, all_keys = _around(view, keys_in), [token.key for token in view.tokens]
        for index, token in enumerate(view.tokens):
            anchored = anchors.get(token.key)
            if anchored is None or token.kind == SIGN:
                continue
            if token.sentence != sentence:
                sentence, keys = token.sentence, around[token.sentence]
            window = {*all_keys[max(0, index - _SKIPS - 1) : index + _SKIPS + 2]}
            for number, place, beside, other in anchored:
                if beside is not None and window.isdisjoint(beside):
                    continue
                if other is None or not keys.isdisjoint(other):
                    hit = _fit(view, self._lexicon, number, place, index)
                    if hit:
                        self._found.setdefault(number, []).append(hit)
        for slot, places in view.slots.items():
            for number, *_ in anchors.get(slot, ()) if places else ():
                self._found.setdefault(number, []).extend(_slot_hit(view, slot, start) for start in places)

    def of(self, number: int) -> list[Hit]:
        """Where a part stands in the text."""
        found = self._found.get(number)
        if found is None:
            found = self._found[number] = self._seek(number)
        return found

    def _seek(self, number: int) -> list[Hit]:
        lexicon = self._lexicon
        part, place = lexicon.parts[number], lexicon.places[number]
        if part[place] <= SLOTS:
            (slot,) = part[place]
            return [_slot_hit(self._view, slot, start) for start in self._view.slots.get(slot, ())]
        here = sorted(i for key in part[place] & self._places.keys() for i in self._places[key])
        if len(part) == 1:
            return [Hit((i,), (i,)) for i in here]
        hits = (_fit(self._view, lexicon, number, place, i) for i in here)
        return [hit for hit in hits if hit]


def _around(view: View, keys_in: list[set[str]]) -> dict[int, set[str]]:
    """{sentence: the keys of its clauses}."""
    found: dict[int, set[str]] = {}
    for clause, keys in zip(view.clauses, keys_in, strict=True):
        found[clause.sentence] = found.get(clause.sentence, set()) | keys
    return found


def _slot_hit(view: View, slot: str, start: int) -> Hit:
    span = tuple(range(start, view.slots[slot][start]))
    return Hit(span, () if slot == "{leg}" else span, view.group_at(start) if slot in _LEG else None)


def _fit(view: View, lexicon: Lexicon, number: int, place: int, index: int) -> Hit | None:
    """Match a part around the token that fills its anchor.

    One or two fillers may stand in each gap; a place that takes an article and nothing but small words may be missing.
    """
    part = lexicon.parts[number]
    optional = lexicon.optional[number]
    last = len(part) - 1
    ahead = behind = _EMPTY
    if place < last:
        found = _walk(view, part, optional, place + 1, last, index + 1, 1)
        if found is None:
            return None
        ahead = found
    if place:
        found = _walk(view, part, optional, place - 1, 0, index - 1, -1)
        if found is None:
            return None
        behind = found
    taken, words, leg = ahead
    if place:
        before, before_words, before_leg = behind
        return Hit(
            (*sorted(before), index, *taken), (*sorted(before_words), index, *words), leg or before_leg
        )
    return Hit((index, *taken), (index, *words), leg)


def _walk(
    view: View, part: Part, optional: tuple[bool, ...], place: int, last: int, at: int, step: int
) -> _Filled | None:
    """Fill the elements from `place` to `last` one after another in one direction; None when it cannot be done.

    A word that carries meaning is preferred to a filler that would do as well; when the rest does not fit
    behind one choice, the next is tried.
    """
    rest = None if place == last else place + step
    for choice in _choices(view, part[place], at, step):
        if rest is None:
            return choice
        span, words, leg = choice
        follow = span[-1] + 1 if step > 0 else span[0] - 1
        found = _walk(view, part, optional, rest, last, follow, step)
        if found is not None:
            return (*span, *found[0]), (*words, *found[1]), leg or found[2]
    if rest is not None and optional and optional[place]:
        return _walk(view, part, optional, rest, last, at, step)
    return None


def _choices(view: View, element: Element, at: int, step: int) -> list[_Filled]:
    """What can fill an element from token `at` on, one or two fillers skipped; the best first."""
    tokens, fillers = view.tokens, view.filler
    size = len(tokens)
    sentence = tokens[at - step].sentence
    found: list[_Filled] = []
    if element <= SLOTS:
        return _slot_choices(view, element, at, step)
    for _ in range(_SKIPS + 1):
        if not 0 <= at < size:
            break
        token = tokens[at]
        if token.sentence != sentence:
            break
        if token.key in element:
            choice: _Filled = ((at,), (at,), None)
            if not fillers[at]:
                return [choice, *found] if found else [choice]
            found.append(choice)
        if not fillers[at] or _opens(view, at):
            break
        at += step
    return found


def _slot_choices(view: View, element: Element, at: int, step: int) -> list[_Filled]:
    """The same for a slot."""
    (slot,) = element
    tokens, sentence = view.tokens, view.tokens[at - step].sentence
    slots = (view.slots if step > 0 else view.slot_ends).get(slot, {})
    found: list[_Filled] = []
    for _ in range(_SKIPS + 1):
        if not 0 <= at < len(tokens) or tokens[at].sentence != sentence:
            break
        other = slots.get(at if step > 0 else at + 1)
        if other is not None:
            span = tuple(range(at, other) if step > 0 else range(other, at + 1))
            leg = view.group_at(span[0]) if slot in _LEG else None
            found.append((span, () if slot == "{leg}" else span, leg))
        if not view.filler[at] or _opens(view, at):
            break
        at += step
    return found


def _opens(view: View, at: int) -> bool:
    """Whether a token is an *and* that joins more than like words, so that no phrase goes on behind it."""
    return view.tokens[at].word in view.grammar.both_and and (at in view.starts or not _listed(view, at))


def _listed(view: View, at: int) -> bool:
    """Whether *and* joins like words (*red and swollen*, *left and right*), so that a phrase may go on behind it."""
    grammar, tokens = view.grammar, view.tokens
    if not 0 < at < len(tokens) - 1:
        return False
    names = grammar.listed
    return all(tokens[i].word in names or view.group_at(i) is not None for i in (at - 1, at + 1))
