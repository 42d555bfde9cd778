"""Finds what is told of an earlier time: history of, years ago, in 2015, as a child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crural.language.phrases import Cue
from crural.language.quantities import EPISODE_DAYS, Time

if TYPE_CHECKING:
    from crural.language.context import Context

Past = tuple[str, int, int]
_LONG_AGO = 365.0


def spread_past(context: Context, cue: Cue) -> None:
    """Mark the tokens that *history of*, *previous* and the like speak of."""
    tokens, grammar = context.tokens, context.view.grammar
    words = [token.word for token in tokens[cue.start : cue.end]]
    if (
        cue.end <= len(tokens)
        and any(
            t.end in (cue.start, cue.start - 1) and t.kind == "span"
            for t in context.view.times_between(cue.start - 12, cue.start)
        )
        and not grammar.history.isdisjoint(words)
    ):
        return
    if cue.start and tokens[cue.start - 1].word in grammar["no-past-history"]:
        return
    if words[-1] in grammar["ends-past"] or (len(words) == 1 and words[0] in grammar["background"]):
        end = context.reach.end_of(cue, close=False)
        titled = cue.end < len(tokens) and tokens[cue.end].word == ":"
        if titled or not grammar["past-list"].isdisjoint(words):
            end = max(end, sentence_end(context, cue.end))
        end = _before_this_episode(context, cue.end, end)
        for i in range(cue.end, end):
            context.covered["past"].setdefault(i, cue)
    elif words[0] in grammar["short-past"] and len(words) == 1:
        for i in range(cue.end, min(len(tokens), cue.end + 4)):
            if (
                tokens[i].sentence != tokens[cue.start].sentence
                or tokens[i].kind
                or context.view.grammar.is_break(tokens[i])
            ):
                break
            context.covered["past"].setdefault(i, cue)


def _before_this_episode(context: Context, start: int, end: int) -> int:
    """Where the items of *history of* end: at one told to be there now, and at a complaint after diseases."""
    view, first = context.view, ""
    for part in _parts(context, start, end) if start < end else ():
        times = [
            t for t in view.times_between(part.start, part.stop - 1) if t.kind in ("span", "since", "ago")
        ]
        recent = any(t.kind != "ago" or (t.days is not None and t.days < EPISODE_DAYS) for t in times)
        words = {context.tokens[i].word for i in part}
        if recent or words & (view.grammar.of_today | view.grammar.of_late):
            return part.start
        kind = _kind(context, part)
        if first == "event" and kind == "complaint":
            return part.start
        first = first or kind
    return end


def past_tokens(context: Context) -> dict[int, Past]:
    """Tokens of what is told of another time: {token: (rule, start token, end token)}."""
    found: dict[int, Past] = {}
    view = context.view
    for cue in context.at.get("past", ()):
        words = [token.word for token in context.tokens[cue.start : cue.end]]
        times = [
            t for t in view.times_between(cue.start - 12, cue.end) if t.start < cue.end and cue.start < t.end
        ]
        if any(t.kind in ("since", "span") for t in times):
            continue
        if words[-1] in view.grammar["ago"] and (times or context.began(view.clause_of[cue.start])):
            continue
        if len(words) > 1 and words[-1] not in view.grammar["opens-past"]:
            start = min([cue.start, *(t.start for t in times)])
            _spread(context, found, start, cue.end)
    for time in view.times:
        if time.told_of:
            found.update(
                (i, ("past-time", time.start, time.end)) for i in range(*time.told_of) if i not in found
            )
        elif _is_past(context, time):
            _spread(context, found, time.start, time.end)
    return found


def _spread(context: Context, found: dict[int, Past], start: int, end: int) -> None:
    """Mark the complaints and events of a clause that the time from token `start` to `end` belongs to.

    A time behind a complaint goes back over the list it ends; a time in front reaches forward to a word
    such as *now*, or to a verb of today (*cancer treated four years ago has had pain for a month*). Neither passes
    from an event to a complaint (*clot ten years ago, leg swollen*), unless both are told with *had*; a time behind
    *since my fall* belongs to the fall alone.
    """
    view, tokens, concepts = context.view, context.tokens, context.marks.concepts
    clause = view.clauses[view.clause_of[start]]
    parts = _parts(context, clause.start, clause.end)
    here = next(number for number, part in enumerate(parts) if start in part)
    own, mark = parts[here], ("past-time", start, end)
    told = _told_with_had(context, clause.start, clause.end)
    origin = _origin(context, own.start, start, told)
    if origin >= 0:
        found.update((i, mark) for i in range(origin, end) if i not in found)
        return
    told_before = any(i in concepts for i in range(own.start, start))
    today = view.grammar.of_today | view.grammar.present_verb if told_before else view.grammar.of_today
    now = next((i for i in range(end, own.stop) if tokens[i].word in today), own.stop)
    found.update((i, mark) for i in range(own.start, now) if i not in found)
    if now < own.stop:
        return
    before = any(i in concepts for i in range(clause.start, start))
    if not before:
        _carry_on(context, found, start, end)
    backward = range(here - 1, -1, -1) if before else range(0)
    goes_on = not before or any(i in concepts for i in range(end, own.stop))
    forward = range(here + 1, len(parts)) if goes_on else range(0)
    for numbers in (backward, forward):
        same = _kind(context, own)
        for number in numbers:
            part = parts[number]
            kind = _kind(context, part)
            if any(tokens[i].word in view.grammar.of_today for i in part):
                break
            if same and kind and kind != same and not told:
                break
            same = same or kind
            found.update((i, mark) for i in part if i not in found)


def _told_with_had(context: Context, start: int, end: int) -> bool:
    """Whether *had* stands between two tokens (not *have had*)."""
    return any(
        context.tokens[i].word in context.view.grammar["had"]
        and (i == start or context.tokens[i - 1].word not in context.view.grammar["have"])
        for i in range(start, end)
    )


def _origin(context: Context, low: int, start: int, told: bool) -> int:
    """The word before a past event that a complaint goes back to (*since my fall two years ago*), or -1."""
    words = context.view.grammar.origin
    for i in range(start - 1, low - 1, -1):
        word = context.tokens[i].word
        if word in words and any(j in context.marks.concepts for j in range(i, start)):
            return -1 if told and word not in context.view.grammar["since"] else i
    return -1


def _kind(context: Context, part: range) -> str:
    """What an item of a clause tells of: events and diseases only, complaints, or nothing."""
    own = [i for i in part if i in context.marks.concepts]
    return "" if not own else "event" if all(i in context.marks.events for i in own) else "complaint"


def _carry_on(context: Context, found: dict[int, Past], start: int, end: int) -> None:
    """Let a time that opens a sentence reach into the clauses that go on in the past tense.

    They must go on from a clause without complaint (*years ago, before I moved, I had ...*), or what they
    tell must be long ago and followed by something of today.
    """
    view, tokens, concepts = context.view, context.tokens, context.marks.concepts
    number = view.clause_of[start]
    if any(tokens[i].sentence == tokens[start].sentence for i in range(max(0, start - 2), max(0, start - 1))):
        return
    days = next((t.days for t in view.times_between(start, end) if t.days is not None), None)
    empty = not any(i in concepts for i in range(end, min(_item_end(context, end), view.clauses[number].end)))
    reached: list[int] = []
    for follow in range(number + 1, len(view.clauses)):
        clause = view.clauses[follow]
        written = view.text[tokens[clause.start].start : tokens[clause.end - 1].end].lower()
        words = set(written.replace("'", "").replace(",", " ").split())
        joined = clause.sentence == tokens[clause.start - 1].sentence or tokens[clause.start - 1].word == ";"
        if not joined or words & view.grammar.of_today or words & view.grammar.present_verb:
            break
        if not words & view.grammar.past_verb:
            break
        reached += range(clause.start, clause.end)
    after = reached[-1] + 1 if reached else len(tokens)
    joined_by_and = bool(reached) and tokens[reached[0]].word in view.grammar.both_and
    long_ago = (days is None or days >= _LONG_AGO) and (joined_by_and or any(i >= after for i in concepts))
    if empty or long_ago:
        for i in reached:
            found.setdefault(i, ("past-time", start, end))


def _item_end(context: Context, index: int) -> int:
    """The end (exclusive) of the list item that goes on at a token."""
    while index < len(context.tokens) and not context.view.grammar.is_break(context.tokens[index]):
        index += 1
    return index


def _parts(context: Context, start: int, end: int) -> list[range]:
    """The items of a clause: cut at commas, dashes and *and*."""
    cuts = [i for i in range(start + 1, end) if context.view.grammar.is_break(context.tokens[i])]
    return [range(low, high) for low, high in zip([start, *cuts], [*cuts, end], strict=True)]


def _is_past(context: Context, time: Time) -> bool:
    if time.kind == "year":
        return True
    if time.kind != "ago" or time.days is None or time.days < EPISODE_DAYS or context.well_until(time):
        return False
    clause = context.view.clauses[context.view.clause_of[time.start]]
    own = next(part for part in _parts(context, clause.start, clause.end) if time.start in part)
    origin = _origin(context, own.start, time.start, told=False)
    return origin >= 0 or not context.began(context.view.clause_of[time.start])


def sentence_end(context: Context, index: int) -> int:
    """The end (exclusive) of the sentence of the token before `index`."""
    number = context.tokens[index - 1].sentence
    while index < len(context.tokens) and context.tokens[index].sentence == number:
        index += 1
    return index
