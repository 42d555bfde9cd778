"""Finds what is told of an earlier time: history of, years ago, in 2015, as a child."""

from __future__ import annotations

from typing import TYPE_CHECKING

from crural.language.cues import Cue
from crural.language.quantities import Time

if TYPE_CHECKING:
    from crural.language.context import Context

EPISODE_DAYS = 60.0
"""What was so long ago and is not said to have begun then is over (days)."""
_SHORT_PAST = frozenset(
    {"previous", "previously", "prior", "past", "old", "known", "remote", "formerly", "background", "hx"}
)


def spread_past(context: Context, cue: Cue) -> None:
    """Mark the tokens that *history of*, *previous* and the like speak of."""
    tokens = context.tokens
    words = [token.word for token in tokens[cue.start : cue.end]]
    if (
        cue.end <= len(tokens)
        and any(
            t.end in (cue.start, cue.start - 1) and t.kind == "span"
            for t in context.view.times_between(cue.start - 12, cue.start)
        )
        and ("history" in words or "hx" in words or "h/o" in words)
    ):
        return
    if cue.start and tokens[cue.start - 1].word in (
        "long",
        "recent",
        "short",
        "day",
        "week",
        "month",
        "year",
        "hour",
        "brief",
    ):
        return
    if words[-1] in (
        "of",
        "history",
        "pmh",
        "pmhx",
        "hx",
        "h/o",
        "s/p",
        "post",
        "had",
        "medical",
    ) or words == ["background"]:
        end = context.reach.end_of(cue, close=False)
        if words[-1] in ("pmh", "pmhx") or "medical" in words:
            end = max(end, sentence_end(context, cue.end))
        for i in range(cue.end, end):
            context.covered["past"].setdefault(i, cue)
    elif words[0] in _SHORT_PAST and len(words) == 1:
        for i in range(cue.end, min(len(tokens), cue.end + 4)):
            if (
                tokens[i].sentence != tokens[cue.start].sentence
                or tokens[i].kind
                or context.view.grammar.is_break(tokens[i])
            ):
                break
            context.covered["past"].setdefault(i, cue)


def past_clauses(context: Context) -> dict[int, tuple[str, int, int]]:
    """Clauses that tell of another time: {clause: (rule, start token, end token)}."""
    found: dict[int, tuple[str, int, int]] = {}
    for cue in context.at.get("past", ()):
        words = [token.word for token in context.tokens[cue.start : cue.end]]
        timed = any(
            t.start < cue.end and cue.start < t.end
            for t in context.view.times_between(cue.start - 12, cue.end)
        )
        if words[-1] == "ago" and (timed or context.began(context.view.clause_of[cue.start])):
            continue
        if len(words) > 1 and words[-1] not in ("of", "history", "had", "post", "medical"):
            found.setdefault(context.view.clause_of[cue.start], ("past-time", cue.start, cue.end))
    for time in context.view.times:
        if _is_past(context, time):
            found.setdefault(context.view.clause_of[time.start], ("past-time", time.start, time.end))
    return found


def _is_past(context: Context, time: Time) -> bool:
    if time.kind == "year":
        return True
    if time.kind != "ago" or time.days is None or time.days < EPISODE_DAYS:
        return False
    return not context.began(context.view.clause_of[time.start])


def sentence_end(context: Context, index: int) -> int:
    """The end (exclusive) of the sentence of the token before `index`."""
    number = context.tokens[index - 1].sentence
    while index < len(context.tokens) and context.tokens[index].sentence == number:
        index += 1
    return index
