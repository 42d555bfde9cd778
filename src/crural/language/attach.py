"""Gives each complaint what is told of it: qualities, durations, severity and onset.

What is told belongs to the complaints of its own clause, else of the clauses that share their subject,
else of the sentence, else (where its sentence has no complaint) of the complaint before.
"""

from __future__ import annotations

from bisect import bisect_left
from collections import Counter
from collections.abc import Callable

from crural.language.context import Context, Verdict
from crural.language.drafts import AHEAD, BEHIND, Draft, Near
from crural.language.matching import Match
from crural.language.past import EPISODE_DAYS
from crural.language.polarity import no_relief
from crural.language.quantities import Time
from crural.language.view import View

_BACK_SENTENCES = 3
_DATED = 6
_CLOSE, _EVENT = 3, 8
_OF_ITSELF = frozenset({"character", "severity"})
_RESTRICTING = frozenset({"provoked-by", "time-of-day"})


def attach_qualities(
    view: View, context: Context, drafts: list[Draft], qualities: list[tuple[Match, str, str]]
) -> None:
    """Attach (match, qualifier, value) to the complaints that they describe."""
    near = Near(drafts)
    told = Counter((view.clause_of[match.first], qualifier) for match, qualifier, _ in qualities)
    for match, qualifier, value in qualities:
        around = near.around(match.first)
        able = [d for d in around if qualifier in d.accepts]
        if not able or (qualifier in _OF_ITSELF and _of_other(view, around, able, match.first)):
            continue
        denied = context.denied.get(match.first)
        if denied and denied.start in match.core:
            denied = None
        refused = [d for d in _same_clause(view, able, match.first) if d.verdict.state == "absent"]
        if refused and denied and qualifier in _RESTRICTING and context.denied.get(refused[0].at) is denied:
            _restrict(refused, able, qualifier, value)
            continue
        standing = [d for d in able if d.stands and not d.dropped]
        timed = [d for d in standing if d.time and not match.core.isdisjoint(range(d.time.start, d.time.end))]
        wanted = timed or (_closest(view, standing, match) if qualifier in _OF_ITSELF else [])
        if qualifier in _OF_ITSELF and told[view.clause_of[match.first], qualifier] > 1:
            wanted = [d for d in wanted if 0 < d.at - match.head[-1] <= _CLOSE][:1] or wanted
        wanted = wanted or _owners(view, standing, match.first)
        if wanted and _too_far(view, around, wanted, match, qualifier):
            continue
        for draft in wanted:
            refuted = denied is not None or no_relief(view, context, match)
            if draft.verdict.rule == "conditional":
                refuted = draft.at < match.first < draft.verdict.at
            book = draft.without if refuted else draft.told
            values = book.setdefault(qualifier, [])
            if value not in values:
                values.append(value)


def _of_other(view: View, around: list[Draft], able: list[Draft], index: int) -> bool:
    """Whether a degree or kind is told of another complaint of its clause: *the skin is a little red*."""
    own = [d for d in _same_clause(view, around, index) if d.kind == "finding"]
    return bool(own) and not _same_clause(view, able, index)


def _closest(view: View, drafts: list[Draft], match: Match) -> list[Draft]:
    """The complaints whose own words are the quality (*aches*), else those of its clause."""
    own = [d for d in drafts if not d.match.content.isdisjoint(match.content)]
    here = _same_clause(view, drafts, match.first)
    return own or here


def _too_far(view: View, drafts: list[Draft], wanted: list[Draft], match: Match, qualifier: str) -> bool:
    """Whether a quality of a later sentence is not about the complaint: the sentence speaks of something else."""
    here = view.clauses[view.clause_of[match.first]]
    if any(view.clauses[view.clause_of[d.at]].sentence == here.sentence for d in wanted):
        return False
    if any(view.clauses[view.clause_of[d.at]].sentence == here.sentence for d in drafts):
        return True
    groups = view.groups_in.get(view.clause_of[match.first], ())
    if groups and not any(group.has_leg for group in groups):
        return True
    return qualifier in ("character", "severity", "onset") and not here.carried


def _restrict(refused: list[Draft], able: list[Draft], qualifier: str, value: str) -> None:
    """*No pain at rest*: what is denied is the circumstance, not the complaint."""
    for draft in refused:
        others = [d for d in able if d.id == draft.id and d.stands]
        for other in others:
            values = other.without.setdefault(qualifier, [])
            if value not in values:
                values.append(value)
        if others:
            draft.dropped = True
        else:
            draft.verdict = Verdict("uncertain", "denied-only-then", draft.verdict.cue)
            draft.without.setdefault(qualifier, []).append(value)


def _same_clause(view: View, drafts: list[Draft], index: int) -> list[Draft]:
    clause = view.clause_of[index]
    return [d for d in drafts if view.clause_of[d.at] == clause]


def _owners(view: View, drafts: list[Draft], index: int) -> list[Draft]:
    """The complaints that something told at token `index` belongs to."""
    if not drafts:
        return []
    clauses, clause_of = view.clauses, view.clause_of
    here = clause_of[index]
    sentence, group = clauses[here].sentence, clauses[here].group
    same = [
        d
        for d in drafts
        if clauses[clause_of[d.at]].group == group
        and abs(clauses[clause_of[d.at]].sentence - sentence) <= _BACK_SENTENCES
    ]
    if same:
        return same

    def last_clause(of: list[Draft]) -> list[Draft]:
        number = max(clauses[clause_of[d.at]].group for d in of)
        return [d for d in of if clauses[clause_of[d.at]].group == number]

    near = [d for d in drafts if clauses[clause_of[d.at]].sentence == sentence]
    if near:
        before = [d for d in near if d.at < index]
        if before:
            return last_clause(before)
        first = min(clauses[clause_of[d.at]].group for d in near)
        return [d for d in near if clauses[clause_of[d.at]].group == first]
    earlier = [d for d in drafts if 0 < sentence - clauses[clause_of[d.at]].sentence <= _BACK_SENTENCES]
    if not earlier:
        return []
    latest = max(clauses[clause_of[d.at]].sentence for d in earlier)
    return last_clause([d for d in earlier if clauses[clause_of[d.at]].sentence == latest])


def attach_times(view: View, context: Context, drafts: list[Draft], blocked: Callable[[Time], bool]) -> None:
    """Give each stretch of time to the nearest complaint, a leading one to all complaints of its sentence."""
    near = Near([d for d in drafts if d.kind == "finding" and d.stands and not d.dropped])
    for time in view.times:
        if time.kind == "ago":
            _since_event(view, near.around(time.start), time)
        if time.kind not in ("span", "ago", "since") or blocked(time):
            continue
        if view.tokens[time.start].word in view.grammar.lasting_time or _of_activity(view, context, time):
            continue
        old = time.kind == "ago" and time.days is not None and time.days >= EPISODE_DAYS
        if old and not context.began(view.clause_of[time.start]):
            continue
        complaints = near.around(time.start)
        if not _same_sentence(view, complaints, time.start) and not _tells_when(view, context, time):
            continue
        for draft in _timed(view, complaints, time):
            if draft.time is None:
                draft.time = time


def _of_activity(view: View, context: Context, time: Time) -> bool:
    """Whether a time of less than a day is how long somebody rests or walks: *gone when I sit for some minutes*."""
    if time.kind != "span" or time.days is None or time.days >= 1.0:
        return False
    tokens, concepts = view.tokens, context.marks.concepts
    before = [i for i in range(max(0, time.start - 2), time.start) if i not in concepts]
    sentence = tokens[time.start].sentence
    return any(tokens[i].sentence == sentence and tokens[i].word in view.grammar.activity for i in before)


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
        here = [d for d in _same_clause(view, drafts, time.start) if d.stands and "duration" in d.accepts]
        if any(0 <= d.at - time.end <= _CLOSE for d in here):
            for draft in here:
                draft.time = draft.time or time


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


def attach_dates(view: View, events: list[Draft]) -> None:
    """Give each event or acute disease the day it happened: the nearest *ago* of its clause."""
    for draft in events:
        clause = view.clauses[view.clause_of[draft.at]]
        if draft.time is not None or draft.kind == "finding" or not draft.stands:
            continue
        near = [
            t
            for t in view.times_between(clause.start, clause.end - 1)
            if t.kind == "ago" and min(abs(t.start - draft.match.head[-1]), abs(draft.at - t.end)) <= _DATED
        ]
        draft.time = min(near, key=lambda t: abs(t.start - draft.at), default=None)


def _same_sentence(view: View, drafts: list[Draft], index: int) -> bool:
    sentence = view.tokens[index].sentence
    return any(view.tokens[d.at].sentence == sentence for d in drafts)


def _tells_when(view: View, context: Context, time: Time) -> bool:
    """Whether a sentence without complaint says since when: *It began two days ago.* *For three weeks now.*."""
    number = view.clause_of[time.start]
    clause = view.clauses[number]
    if view.groups_in.get(number):
        return False
    subject = view.tokens[clause.start].word
    return (
        clause.carried
        or subject in view.grammar.verb
        or time.start <= clause.start + 1
        or (context.began(number) and subject not in view.grammar.subject)
    )


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
        if t is not time and t.kind in ("span", "ago", "since")
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
        wanted = [d for d in before if clauses[clause_of[d.at]].group == group and free(d)]
        if wanted:
            return wanted
        follow = [d for d in after if clause_of[d.at] == here]
        return [d for d in follow if free(d)] or [d for d in _owners(view, before, time.start) if free(d)]
    return _owners(view, drafts, time.start)
