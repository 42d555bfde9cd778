"""Gives each complaint its duration, and each event the day on which it happened."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Callable

from crural.language.context import Context
from crural.language.drafts import AHEAD, BEHIND, Draft, Near
from crural.language.owners import owners, same_clause
from crural.language.quantities import EPISODE_DAYS, Time
from crural.language.since_when import bare, follows, tells_when, told_before
from crural.language.view import View

_DATED = 6
_HOUR = 0.05
_CLOSE, _EVENT, _OPENS = 3, 8, 2


def attach_times(view: View, context: Context, drafts: list[Draft], blocked: Callable[[Time], bool]) -> None:
    """Give each stretch of time to the nearest complaint, a leading one to all complaints of its sentence."""
    every = Near(drafts)
    near = Near([d for d in drafts if d.kind == "finding" and d.stands and not d.dropped])
    for time in view.times:
        if time.kind == "ago":
            _since_event(view, near.around(time.start), time)
        if time.kind not in ("span", "ago", "since") or blocked(time):
            continue
        if view.tokens[time.start].word in view.grammar.lasting_time or _of_activity(view, context, time):
            continue
        old = time.kind == "ago" and (time.undated or (time.days is not None and time.days >= EPISODE_DAYS))
        if old and not (context.began(view.clause_of[time.start]) or context.well_until(time)):
            continue
        complaints = near.around(time.start)
        if _same_sentence(view, complaints, time.start):
            meant = _timed(view, complaints, time)
        elif bare(view, time):
            around = every.around(time.start)
            meant = told_before(view, around, time) or follows(view, around, time)
        else:
            meant = _timed(view, complaints, time) if tells_when(view, context, time) else []
        for draft in meant:
            if draft.time is None or (draft.time.undated and time.days is not None):
                draft.time = time


def _of_activity(view: View, context: Context, time: Time) -> bool:
    """Whether a time of less than a day is how long somebody rests or walks: *gone when I sit for some minutes*."""
    if time.kind != "span" or time.days is None or time.days >= 1.0:
        return False
    tokens, concepts = view.tokens, context.marks.concepts
    before = [i for i in range(max(0, time.start - 2), time.start) if i not in concepts]
    sentence = tokens[time.start].sentence
    if any(tokens[i].sentence == sentence and tokens[i].word in view.grammar.activity for i in before):
        return True
    around = {token.word for token in tokens[max(0, time.start - 2) : time.start + 1]}
    behind = tokens[time.end].word if time.end < len(tokens) else ""
    return time.days <= _HOUR and (
        not around.isdisjoint(view.grammar["eases-in"]) or behind in view.grammar["if-when"]
    )


def _same_sentence(view: View, drafts: list[Draft], index: int) -> bool:
    sentence = view.tokens[index].sentence
    return any(view.tokens[d.at].sentence == sentence for d in drafts)


def _timed(view: View, drafts: list[Draft], time: Time) -> list[Draft]:
    clause_of, clauses = view.clause_of, view.clauses
    here = clause_of[time.start]
    sentence, group = clauses[here].sentence, clauses[here].group
    inside = [d for d in drafts if clauses[clause_of[d.at]].sentence == sentence]
    before = [d for d in inside if d.at < time.start]
    after = [d for d in inside if d.at >= time.end]
    others = [
        t
        for t in view.times_between(time.start - BEHIND, time.start + AHEAD)
        if t is not time and not t.undated and t.kind in ("span", "ago", "since")
    ]

    def free(draft: Draft) -> bool:
        low, high = sorted((draft.at, time.start))
        return not any(low < t.start < high for t in others)

    words = [token.word for token in view.tokens[time.end : time.end + 2]]
    if after and words[:1] and words[0] in view.grammar.history:
        return [d for d in after if free(d)]
    leading = not before or not any(
        clauses[clause_of[d.at]].group == group or d.at < time.start for d in before
    )
    if leading and after:
        return [d for d in after if free(d)]
    if before:
        wanted = [d for d in before if clause_of[d.at] == here and free(d)]
        if wanted:
            return wanted
        follow = [d for d in after if clause_of[d.at] == here and free(d)]
        if follow and time.start - clauses[here].start <= _OPENS:
            return follow
        wanted = [d for d in before if clauses[clause_of[d.at]].group == group and free(d)]
        if wanted:
            return wanted
        return follow or [d for d in owners(view, before, time.start) if free(d)]
    return owners(view, drafts, time.start)


def _since_event(view: View, drafts: list[Draft], time: Time) -> None:
    """Date the complaints that are told to be there since a past event: *since my fall two weeks ago it aches*."""
    tokens = view.tokens
    first = tokens[time.start].sentence
    start = next(
        (
            i
            for i in range(time.start - 1, max(-1, time.start - 1 - _EVENT), -1)
            if tokens[i].sentence != first or tokens[i].word in view.grammar["since"]
        ),
        -1,
    )
    if start < 0 or tokens[start].sentence != first or tokens[start].word not in view.grammar["since"]:
        return
    inside = range(start, time.end)
    for draft in drafts:
        here = tokens[draft.at].sentence == first and draft.at not in inside
        if here and draft.kind == "finding" and draft.stands and draft.time is None:
            draft.time = time


def attach_begun(view: View, context: Context, drafts: list[Draft]) -> None:
    """Complaints with which something began (*it began with swelling*) last as long as that something."""
    first: dict[int, int] = {}
    for number, clause in enumerate(view.clauses):
        first.setdefault(clause.sentence, number)
    told: dict[int, list[Draft]] = {}
    for draft in drafts:
        told.setdefault(view.tokens[draft.at].sentence, []).append(draft)
    for time in view.times:
        if time.kind not in ("span", "since"):
            continue
        sentence = view.tokens[time.start].sentence + 1
        opening = first.get(sentence)
        if opening is None or not view.clauses[opening].carried or not context.began(opening):
            continue
        for draft in told.get(sentence, ()):
            if draft.kind == "finding" and draft.stands and draft.time is None:
                draft.time = time


def attach_still(view: View, context: Context, drafts: list[Draft]) -> None:
    """Date what is *still* there since an injury told before: *I hurt my ankle five months ago ... still painful*.

    Only from a time that is told with a mishap, and only what nothing else dates.
    """
    mishaps = [t for t in view.times if t.kind == "ago" and t.days and context.hurt(t)]
    places = [time.start for time in mishaps]
    if not mishaps:
        return
    for draft in drafts:
        if (
            draft.kind != "finding"
            or not draft.stands
            or draft.time is not None
            or "duration" not in draft.accepts
        ):
            continue
        clause = view.clauses[view.clause_of[draft.at]]
        still = context.cues_between("still", clause.start, clause.end - 1)
        before = bisect_left(places, draft.at)
        if still and before:
            draft.time = mishaps[before - 1]


def attach_lasting(view: View, drafts: list[Draft]) -> None:
    """*Chronic* and the like date the complaints of their clause that nothing else dates."""
    for time in view.times:
        if view.tokens[time.start].word not in view.grammar.lasting_time:
            continue
        here = [d for d in same_clause(view, drafts, time.start) if d.stands and "duration" in d.accepts]
        if any(0 <= d.at - time.end <= _CLOSE for d in here):
            for draft in here:
                draft.time = draft.time or time


def attach_dates(view: View, events: list[Draft]) -> None:
    """Give each event or acute disease the day it happened: the nearest *ago* of its clause."""
    for draft in events:
        clause = view.clauses[view.clause_of[draft.at]]
        if draft.time is not None or not draft.stands:
            continue
        near = [
            t
            for t in view.times_between(clause.start, clause.end - 1)
            if t.kind in ("ago", "ahead")
            and min(abs(t.start - draft.match.head[-1]), abs(draft.at - t.end)) <= _DATED
        ]
        draft.time = min(near, key=lambda t: abs(t.start - draft.at), default=None)
