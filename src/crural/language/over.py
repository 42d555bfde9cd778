"""Finds complaints that are told to be gone again: *it lasted ten minutes*, *back to normal*."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crural.language.eases import eases
from crural.language.phrases import Cue
from crural.language.quantities import Time
from crural.language.tokens import SIGN

if TYPE_CHECKING:
    from crural.language.context import Context

_LONGEST_ATTACK = 3.0
_MOMENT = 0.05


def resolved(context: Context) -> dict[int, Cue]:
    """Tokens of complaints that are told to be gone again."""
    found: dict[int, Cue] = {}
    view = context.view
    for cue in [cue for name in ("resolved", "resolved-bare", "lasted") for cue in context.at.get(name, ())]:
        if not _is_over(context, cue):
            continue
        clause = view.clause_of[cue.start]
        number = clause
        while number >= 0 and view.clauses[clause].sentence - view.clauses[number].sentence <= 1:
            part = view.clauses[number]
            tokens = [i for i in range(part.start, min(part.end, cue.start)) if i in context.marks.concepts]
            if tokens and number != clause and context.cues_between("recurrent", part.start, part.end - 1):
                break
            if tokens:
                group = part.group
                while number >= 0 and (view.clauses[number].group == group):
                    part = view.clauses[number]
                    for i in range(part.start, min(part.end, cue.start)):
                        found.setdefault(i, cue)
                    number -= 1
                if view.tokens[cue.start - 1].kind == SIGN:
                    _with_it(context, found, cue, number)
                break
            number -= 1
    for time in view.times:
        if _short_attack(context, time):
            part = view.clauses[view.clause_of[time.start]]
            cue = Cue("lasted", time.start, time.end)
            found.update(
                (i, cue)
                for i in range(part.start, time.start)
                if i in context.marks.concepts and i not in found
            )
    return found


def _short_attack(context: Context, time: Time) -> bool:
    """Whether a complaint was there for an hour at most, told in the past tense: *went numb for ten minutes*."""
    tokens, view = context.tokens, context.view
    if time.kind != "span" or time.days is None or time.days > _MOMENT or not time.start:
        return False
    if view.grammar["for"].isdisjoint((tokens[time.start].word, tokens[time.start - 1].word)):
        return False
    part = view.clauses[view.clause_of[time.start]]
    words = {token.word for token in tokens[part.start : part.end]}
    now = view.grammar.present_verb | view.grammar.of_today | view.grammar.inability
    return bool(words & view.grammar["was"]) and not words & now and part.end - time.end <= 1


def _with_it(context: Context, found: dict[int, Cue], cue: Cue, number: int) -> None:
    """*..., gone now* speaks of all that its sentence tells in the past tense before."""
    view = context.view
    sentence = context.tokens[cue.start].sentence
    while number >= 0 and view.clauses[number].sentence == sentence:
        part = view.clauses[number]
        words = {token.word for token in context.tokens[part.start : part.end]}
        if words & (view.grammar.present_verb | view.grammar.of_today):
            return
        for i in range(part.start, part.end):
            found.setdefault(i, cue)
        number -= 1


def _until_hour(context: Context, index: int) -> bool:
    """Whether *until the evening* follows, not *until now*."""
    words = [token.word for token in context.tokens[index : index + 4]]
    until = words[:1] and words[0] in context.view.grammar["until"]
    return bool(until) and not context.view.grammar["part-of-day"].isdisjoint(words[1:])


def _is_over(context: Context, cue: Cue) -> bool:
    tokens, view = context.tokens, context.view
    sentence = tokens[cue.start].sentence
    if cue.start in context.denied or context.preceded_by_not(cue):
        return False
    part = view.clauses[view.clause_of[cue.start]]
    if context.cues_between("recurrent", part.start, part.end - 1) or eases(view, cue):
        return False
    if context.cues_between("hypothetical", part.start, cue.start - 1):
        return False
    after = tokens[cue.end] if cue.end < len(tokens) and tokens[cue.end].sentence == sentence else None
    if cue.group == "lasted":
        time = next((t for t in view.times_between(cue.start, cue.end + 2) if t.end > cue.end), None)
        if time is None or time.days is None or time.days > _LONGEST_ATTACK:
            return _until_hour(context, cue.end)
        if tokens[cue.start].word in view.grammar["for"]:
            return False
        following = tokens[time.end].word if time.end < len(tokens) else ""
        return following not in view.grammar["each-time"]
    if cue.group == "resolved-bare" and cue.start - 1 not in context.marks.concepts:
        return False
    if after is None or after.kind or view.times_between(cue.end, cue.end):
        return True
    if after.word in view.grammar["over-in"]:
        return bool(view.times_between(cue.end, cue.end + 2)) or after.word in view.grammar["by"]
    return after.word in context.view.grammar.after_over
