"""Decides how each mention is meant: present, absent, uncertain, past, resolved or of the family.

Every decision names its rule and the words that it hung on, so that it can be shown and corrected.
What is not decided by a cue is present.
"""

from __future__ import annotations

from dataclasses import dataclass

from crural.concepts.reading import Kind, State
from crural.language.context import Context
from crural.language.past import sentence_end
from crural.language.phrases import Cue


@dataclass(slots=True)
class Verdict:
    """How a mention is meant, with the rule, the words that decided it, and (conditional) where they stand."""

    state: State
    rule: str = "default"
    cue: str = ""
    at: int = -1


def verdict(
    context: Context,
    head: tuple[int, ...],
    core: frozenset[int],
    kind: Kind,
    denies: bool = False,
    event: bool = True,
    disease: bool = False,
) -> Verdict:
    """How a mention with these head tokens is meant.

    event: whether it can be past and done. disease: whether it can be feared.
    """
    first = next((i for i in head if i in context.denied), head[0])
    cue = context.denied.get(first)
    if cue and _part_of(context, cue, core):
        cue = None
    if cue or denies:
        if cue and denies:
            return Verdict("present", "denial-of-normal", context.quote(cue))
        undenied = _undenied(context, cue) if cue else None
        if undenied:
            return Verdict("uncertain", "double-denial", context.quote(undenied))
        over = any_more(context, cue, head[-1]) if event else None
        if over:
            return Verdict("resolved", "no-longer", context.quote(over))
        until = _until(context, head[-1])
        if until:
            return Verdict("present", "conditional", context.quote(until), until.start)
        if cue and head[0] in context.covered["past"] and kind == "condition":
            return Verdict("absent", "denied", context.quote(cue))
        return Verdict("absent", "denied" if cue else "normal-wording", context.quote(cue) if cue else "")
    for name, state in (
        ("hypothetical", "uncertain"),
        ("general", "uncertain"),
        ("no-longer", "resolved"),
    ):
        late = name == "no-longer" and head[0] not in context.past
        first = next((i for i in head if late and i in context.covered[name]), head[0])
        cue = _cover(context, name, first, core)
        if cue and not (name == "general" and _owned(context, head[0])):
            return Verdict(state, name, context.quote(cue))  # type: ignore[arg-type]
    relative = context.people.relative_at(head[0])
    family = context.covered["family"].get(head[0])
    if family or relative:
        return Verdict("family", "family", context.quote(family) if family else relative)
    cue = _cover(context, "uncertain", head[0], core)
    if cue:
        return Verdict("uncertain", "doubt", context.quote(cue))
    if disease:
        fear = feared(context, head[0])
        if fear:
            return Verdict("uncertain", "feared", fear)
    once = kind == "condition" or not disease
    return _time(context, head, core, event, once, finding=kind == "finding")


def _until(context: Context, head: int) -> Cue | None:
    """A word such as *until* or *only when* behind a denied complaint, before the next complaint."""
    sentence = context.tokens[head].sentence
    for cue in context.cues_between("until", head + 1, head + 13):
        if context.tokens[cue.start].sentence == sentence:
            between = range(head + 1, cue.start)
            clause = context.view.clause_of[head]
            if (
                all(i not in context.marks.concepts or context.view.clause_of[i] == clause for i in between)
                and len(between) < 12
            ):
                return cue
    return None


def _undenied(context: Context, cue: Cue) -> Cue | None:
    """What takes a denial back: *I wouldn't say there is no pain*."""
    found = context.cues_between("undenied", cue.start - 8, cue.start - 1)
    same = [c for c in found if context.tokens[c.start].sentence == context.tokens[cue.start].sentence]
    return same[-1] if same else None


def any_more(context: Context, cue: Cue | None, last: int) -> Cue | None:
    """What says that the denied complaint was there before: *my legs don't hurt any more*, *no cramps any more*.

    cue: the denial; none where the wording denies by itself.
    """
    clause = context.view.clauses[context.view.clause_of[last]]
    found = context.cues_between("any-more", last + 1, clause.end - 1)
    if cue is None or cue.group != "not":
        said = context.view.grammar["any-more-said"]
        found = [c for c in found if context.tokens[c.end - 1].word in said]
    return next(iter(found), None)


def _part_of(context: Context, cue: Cue, core: frozenset[int]) -> bool:
    """Whether a denial is one of the words of the mention itself: *troponin is negative*."""
    denial = context.view.grammar.denial
    own = [i for i in range(cue.start, cue.end) if context.tokens[i].word in denial] or [cue.end - 1]
    return all(i in core for i in own)


def _cover(context: Context, name: str, index: int, core: frozenset[int]) -> Cue | None:
    """The cue of a group that covers a token, unless it is part of the mention itcontext."""
    cue = context.covered[name].get(index)
    return None if cue and cue.start in core and cue.end - 1 in core else cue


def _time(
    context: Context, head: tuple[int, ...], core: frozenset[int], event: bool, once: bool, finding: bool
) -> Verdict:
    past = None if _lasts(context, head[-1]) else context.past.get(head[0])
    if event:
        cue = _cover(context, "past", head[0], core)
        if cue and not (finding and context.tokens[cue.start].word in context.view.grammar["status-post"]):
            return Verdict("past", "history", context.quote(cue))
    if past and (event or (once and _had_once(context, head[0]))):
        rule, start, end = past
        return Verdict("past", rule, context.quote(Cue("past", start, end)), start)
    cue = context.resolved.get(head[0]) if event else None
    return Verdict("resolved", "resolved", context.quote(cue)) if cue else Verdict("present")


def _lasts(context: Context, index: int) -> bool:
    """Whether the next clause says that it is still there: *aches two months ago, they have not gone away*."""
    number = context.view.clause_of[index] + 1
    if number >= len(context.view.clauses) or not context.view.clauses[number].carried:
        return False
    part = context.view.clauses[number]
    cues = context.cues_between("neutral", part.start, part.end - 1)
    denied = any(context.tokens[cue.end - 1].word in context.view.grammar.gone for cue in cues)
    return denied or bool(context.cues_between("still", part.start, part.end - 1))


def _had_once(context: Context, index: int) -> bool:
    """Whether even a lasting condition is told as over: *I had sciatica last year*."""
    start = context.view.clauses[context.view.clause_of[index]].start
    return any(
        context.tokens[i].word in context.view.grammar["had"] for i in range(max(start, index - 4), index + 1)
    )


def _owned(context: Context, index: int) -> bool:
    """Whether the complaint is somebody's own: *my swelling*."""
    return any(
        context.tokens[i].word in context.view.grammar.possessive for i in range(max(0, index - 3), index)
    )


def feared(context: Context, index: int) -> str:
    """The words by which a disease is only feared or asked about."""
    sentence = context.tokens[index].sentence
    for cue in context.cues_between("fear", index - 20, index):
        if context.tokens[cue.start].sentence == sentence and cue.end <= index + 1 and index - cue.end < 12:
            between = {context.tokens[i].word for i in range(cue.end, index)}
            if between.isdisjoint(context.view.grammar.contrast):
                return context.quote(cue)
    end = sentence_end(context, index + 1)
    if context.tokens[end - 1].word == "?" and not _owned(context, index):
        start = index
        while start and context.tokens[start - 1].sentence == sentence:
            start -= 1
        if all(i in context.marks.diseases for i in range(start, end - 1)):
            return "?"
        opening = {context.tokens[i].word for i in range(start, min(start + 3, index + 1))}
        if not opening.isdisjoint(context.view.grammar.question):
            return "?"
    return ""
