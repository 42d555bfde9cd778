"""Settles whether a circumstance brings a complaint on, eases it, or makes no difference."""

from __future__ import annotations

from crural.language.context import Context
from crural.language.matching import Match
from crural.language.tokens import SIGN
from crural.language.view import View

_NEAR_CUE = 6

Told = tuple[Match, str, str]
"""A quality found: where, which qualifier, which value."""


def polarized(view: View, context: Context, qualities: list[Told], eased: frozenset[str]) -> list[Told]:
    """Settle whether a circumstance brings a complaint on or eases it, by the nearest cue before it.

    eased: the values of `eased-by`. *Better when leaning forward* eases, whatever wording matched it.
    """
    result: list[Told] = []
    at: dict[int, list[Told]] = {}
    for told in qualities:
        for token in told[0].content:
            at.setdefault(token, []).append(told)
    for told in qualities:
        match, qualifier, value = told
        if qualifier not in ("provoked-by", "eased-by"):
            result.append(told)
            continue
        side = _polarity(view, context, match)
        rivals = [
            other
            for token in sorted(match.content)
            for other in at[token]
            if other[1] in ("provoked-by", "eased-by") and other[1] != qualifier
        ]
        if qualifier == "provoked-by" and side == "relief":
            if not rivals and value in eased:
                result.append((match, "eased-by", value))
        elif qualifier == "eased-by" and rivals and side != "relief":
            if match.content > rivals[0][0].content or match.size > max(r[0].size for r in rivals):
                result.append(told)
        elif qualifier == "provoked-by" and rivals and side != "worse":
            if match.size >= max(r[0].size for r in rivals):
                result.append(told)
        else:
            result.append(told)
    return result


def _polarity(view: View, context: Context, match: Match) -> str:
    """`relief` or `worse`: the last such cue before the match in its clause, or inside it; else empty."""
    clause = view.clauses[view.clause_of[match.first]]
    last = match.head[-1]
    best, found = -1, ""
    for group in ("relief", "worse"):
        for cue in context.cues_between(group, clause.start, last):
            if clause.start <= cue.start <= last and cue.start > best and match.first - cue.end < _NEAR_CUE:
                best, found = cue.start, group
    return found or _behind(view, context, match)


def _behind(view: View, context: Context, match: Match) -> str:
    """`relief` or `worse` by the verb behind a circumstance that opens its clause: *sitting eases it*."""
    tokens = view.tokens
    clause = view.clauses[view.clause_of[match.first]]
    first = match.first
    before = view.grammar.filler | view.grammar.both_and | view.grammar.activity
    while first > clause.start and tokens[first - 1].word in before:
        first -= 1
    opens = first == clause.start or tokens[first - 1].kind == SIGN
    verb = match.head[-1] + 1
    if not opens or verb + 1 >= clause.end or tokens[verb + 1].word in view.grammar.preposition:
        return ""
    made = tokens[verb].word in view.grammar["makes"] | view.grammar["is"]
    for group in ("relief", "worse"):
        if context.cues_between(group, verb, verb + 2 if made else verb):
            return group
    return ""


def no_relief(view: View, context: Context, match: Match) -> bool:
    """Whether a circumstance is told to make no difference: *not relieved by rest*, *no worse on standing*."""
    clause = view.clauses[view.clause_of[match.first]]
    last = match.head[-1]
    for cue in context.cues_between("no-relief", clause.start, last):
        if clause.start <= cue.start <= last and match.first - cue.end < _NEAR_CUE + 2:
            return True
    return False
