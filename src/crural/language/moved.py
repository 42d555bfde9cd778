"""Places told apart from their complaint: *..., now it is the left*; *not the calf, only the thigh*."""

from __future__ import annotations

from bisect import bisect_left
from copy import copy

from crural.concepts.base import Side
from crural.language.drafts import Draft
from crural.language.sites import Site, joined_side
from crural.language.tokens import NUMBER, SIGN
from crural.language.verdicts import Verdict
from crural.language.view import View

_LONGEST = 14
_FEW = 12


def moved(view: View, drafts: list[Draft]) -> None:
    """Give the complaint before a bare statement of place that place, in place (drafts are changed and added).

    *Too* or *also* adds it to the place told before; what was denied elsewhere is there.
    """
    if len(drafts) == 0:
        return
    taken = {i for draft in drafts for i in draft.match.core}
    able = sorted((d for d in drafts if d.kind == "finding" and "side" in d.accepts), key=lambda d: d.at)
    places = [draft.at for draft in able]
    for start, end in _statements(view, taken):
        before = able[max(0, bisect_left(places, start) - _FEW) : bisect_left(places, start)]
        last = before[-1] if before else None
        sentence = view.tokens[start].sentence
        if last is None or sentence - view.tokens[last.at].sentence > 1 or last.verdict.state == "family":
            continue
        groups = view.groups_in.get(view.clause_of[start], ())
        sites = [s for group in groups for s in group.sites if start <= s.start < end and s.is_leg]
        told = joined_side([s.side for s in sites]) if sites else _side(view, start, end)
        words = {token.word for token in view.tokens[start:end]}
        for draft in [d for d in before if view.clause_of[d.at] == view.clause_of[last.at]]:
            _put(draft, drafts, sites, told, more=bool(words & view.tools.corrector.more))


def _put(draft: Draft, drafts: list[Draft], sites: list[Site], side: Side | None, *, more: bool) -> None:
    values = tuple(dict.fromkeys(site.value for site in sites))
    if draft.verdict.state == "absent":
        if (side, values) == (draft.side, draft.site) or not draft.site:
            return
        there = copy(draft)
        there.verdict, there.told, there.without = Verdict("present", "other-place"), {}, {}
        there.side, there.site = side, values or draft.site
        if draft.side and side and draft.side != side:
            draft.dropped = True
        drafts.append(there)
    elif more:
        draft.side = joined_side([draft.side, side])
        draft.site = tuple(dict.fromkeys((*draft.site, *values)))
    elif side and draft.side and side != draft.side:
        draft.side, draft.site = side, values or draft.site
        draft.told.pop("side", None)


def _statements(view: View, taken: set[int]) -> list[tuple[int, int]]:
    """Stretches that say a place and nothing else: whole clauses, or what follows *only* or *just* in one."""
    found = []
    for clause in view.clauses:
        starts = [clause.start]
        starts += [
            i
            for i in range(clause.start + 1, clause.end)
            if view.tokens[i].word in view.grammar.instead and view.tokens[i - 1].kind == SIGN
        ]
        for start in starts:
            if clause.end - start <= _LONGEST and _bare(view, start, clause.end, taken):
                found.append((start, clause.end))
                break
    return found


def _bare(view: View, start: int, end: int, taken: set[int]) -> bool:
    """Whether nothing but a place is told, of *it* or with *now* or *only*."""
    grammar, tokens = view.grammar, view.tokens
    if not taken.isdisjoint(range(start, end)):
        return False
    groups = view.groups_in.get(view.clause_of[start], ())
    inside = {i for group in groups for s in group.sites if s.is_leg for i in range(s.start, s.end)}
    places = any(i in inside for i in range(start, end)) or _side(view, start, end) is not None
    small = grammar.around_place | view.tools.corrector.more
    words = [tokens[i] for i in range(start, end)]
    if not places or not any(token.word in grammar.points_there for token in words):
        return False
    return all(
        token.kind == SIGN
        or (token.kind != NUMBER and token.word in small)
        or i in inside
        or i in view.side_at
        for i, token in enumerate(words, start)
    )


def _side(view: View, start: int, end: int) -> Side | None:
    """The side named as a thing of its own: *it is the left*, *now my right one*."""
    tokens, grammar = view.tokens, view.grammar
    for i in range(start + 1, end):
        side = view.side_at.get(i)
        after = tokens[i + 1] if i + 1 < end else None
        alone = after is None or after.kind == SIGN or after.word in grammar.lone_side
        if side and alone and tokens[i - 1].word in grammar.possessive | grammar.article | grammar.place:
            return side
    return None
