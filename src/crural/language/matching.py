"""Finds the wordings of the lexicon in a text: parts first, then wordings whose parts share a clause."""

from __future__ import annotations

from dataclasses import dataclass

from crural.language.lexicon import Lexicon
from crural.language.patterns import Part
from crural.language.sites import SiteGroup
from crural.language.tokens import SIGN
from crural.language.view import View

_SKIPS = 2
_FAR = 14


@dataclass(slots=True)
class Match:
    """A wording found: its target and denial, the tokens of its words, and the site that filled {leg}.

    head: tokens of its first part. core: all its word tokens but slots. content: those that carry meaning,
    without small words and body sites. size: how specific it is. loose: its words stand in several parts.
    """

    target: int
    denies: bool
    head: tuple[int, ...]
    core: frozenset[int]
    size: int
    group: SiteGroup | None = None
    carried: bool = False
    wording: int = -1
    content: frozenset[int] = frozenset()
    loose: bool = False

    @property
    def first(self) -> int:
        """The first token of its head."""
        return self.head[0]


@dataclass(slots=True)
class _Hit:
    start: int
    tokens: tuple[int, ...]
    words: tuple[int, ...]
    leg: SiteGroup | None = None


def find_matches(view: View, lexicon: Lexicon) -> list[Match]:
    """All wordings found in the text, before it is decided which of them win."""
    hits: dict[int, list[_Hit]] = {}
    anchors = lexicon.anchors
    for index, token in enumerate(view.tokens):
        if token.kind == SIGN:
            continue
        for number, place in anchors.get(token.key, ()):
            hit = _fit(view, lexicon, number, place, index)
            if hit:
                hits.setdefault(number, []).append(hit)
    for slot in ("{number}", "{time}", "{distance}", "{joint}", "{leg}"):
        for number, _ in anchors.get(slot, ()):
            filled = [_slot_hit(view, slot, start) for start in view.slots[slot]]
            if filled:
                hits.setdefault(number, []).extend(filled)
    matches: list[Match] = []
    for number, found in hits.items():
        for wording_number in lexicon.by_part.get(number, ()):
            wording = lexicon.wordings[wording_number]
            for hit in found:
                match = _complete(view, lexicon, hits, wording.parts, hit)
                if match:
                    match.content = frozenset(i for i in match.core if view.carries(i)) or match.core
                    match.size = len(match.content)
                    match.loose = len(match.core) > len(match.head)
                    match.target, match.denies, match.wording = wording.target, wording.denies, wording_number
                    matches.append(match)
    return matches


def _slot_hit(view: View, slot: str, start: int) -> _Hit:
    end = view.slots[slot][start]
    leg = view.group_at(start) if slot in ("{leg}", "{joint}") else None
    return _Hit(start, tuple(range(start, end)), () if slot == "{leg}" else tuple(range(start, end)), leg)


def _fit(view: View, lexicon: Lexicon, number: int, place: int, index: int) -> _Hit | None:
    """Match a part around the token that fills its anchor.

    One or two fillers may stand in each gap; a filler inside the wording may be missing.
    """
    part = lexicon.parts[number]
    if len(part) == 1:
        return _Hit(index, (index,), (index,))
    optional = lexicon.optional[number]
    taken, words = [index], [index]
    ahead = _walk(view, part, optional, range(place + 1, len(part)), index + 1, 1, taken, words)
    if ahead is None:
        return None
    behind = _walk(view, part, optional, range(place - 1, -1, -1), index - 1, -1, taken, words)
    if behind is None:
        return None
    taken.sort()
    words.sort()
    return _Hit(taken[0], tuple(taken), tuple(words), ahead[0] or behind[0])


def _walk(
    view: View,
    part: Part,
    optional: tuple[bool, ...],
    places: range,
    at: int,
    step: int,
    taken: list[int],
    words: list[int],
) -> tuple[SiteGroup | None] | None:
    """Fill the elements of a part one after another in one direction; None when one cannot be filled."""
    tokens, fillers = view.tokens, view.filler
    sentence = tokens[at - step].sentence
    size = len(tokens)
    leg: SiteGroup | None = None
    for place in places:
        element = part[place]
        slot = next(iter(element)) if len(element) == 1 else ""
        slots = (view.slots if step > 0 else view.slot_ends).get(slot)
        start, skipped = at, 0
        while True:
            if not 0 <= at < size or tokens[at].sentence != sentence:
                skipped = _SKIPS + 1
            elif slots is not None:
                other = slots.get(at if step > 0 else at + 1)
                if other is not None:
                    span = range(at, other) if step > 0 else range(other, at + 1)
                    if slot in ("{leg}", "{joint}"):
                        leg = view.group_at(span.start) or leg
                    taken.extend(span)
                    if slot != "{leg}":
                        words.extend(span)
                    at = span.stop if step > 0 else span.start - 1
                    break
            elif tokens[at].key in element:
                taken.append(at)
                words.append(at)
                at += step
                break
            if skipped >= _SKIPS or not fillers[at]:
                if optional and optional[place]:
                    at = start
                    break
                return None
            skipped += 1
            at += step
    return (leg,)


def _complete(
    view: View, lexicon: Lexicon, hits: dict[int, list[_Hit]], parts: tuple[tuple[int, ...], ...], head: _Hit
) -> Match | None:
    """The match of a wording whose first part is `head`, when all other parts stand in its clause."""
    clause = view.clause_of[head.tokens[0]]
    core = set(head.words)
    group, carried = head.leg, False
    for options in parts[1:]:
        best: _Hit | None = None
        wants_leg = False
        for number in options:
            if len(lexicon.parts[number]) == 1 and lexicon.parts[number][0] == view.LEG:
                wants_leg = True
                continue
            for hit in hits.get(number, ()):
                if view.clause_of[hit.tokens[0]] != clause or not core.isdisjoint(hit.words):
                    continue
                if hit.leg is not None and hit.leg is not view.nearest_group(head.tokens):
                    continue
                if (
                    _gap(head, hit) <= _FAR
                    and not view.parted(head.tokens, hit.tokens)
                    and (best is None or _gap(head, hit) < _gap(head, best))
                ):
                    best = hit
        if best is not None:
            core.update(best.words)
            group = group or best.leg
        elif wants_leg:
            if group is None or not group.has_leg:
                group, carried = view.leg_for(head.tokens)
                if group is None:
                    return None
        else:
            return None
    head_tokens = head.words or head.tokens
    return Match(-1, False, head_tokens, frozenset(core or head.tokens), len(core), group, carried)


def _gap(a: _Hit, b: _Hit) -> int:
    return b.tokens[0] - a.tokens[-1] if b.tokens[0] > a.tokens[-1] else a.tokens[0] - b.tokens[-1]
