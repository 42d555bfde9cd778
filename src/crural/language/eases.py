"""Tells a complaint that rest takes away each time (*gone once she stands still*) from one that is over."""

from __future__ import annotations

from crural.language.phrases import Cue
from crural.language.tokens import SIGN
from crural.language.view import View

_NEAR, _TOLD = 4, 3
_BEHIND, _SOON = 9, 7


def eases(view: View, cue: Cue) -> bool:
    """Whether a word such as *gone* says what rest does, each time, and not that the complaint is over.

    In the present tense, or where walking is told to bring it on (*pain on walking that was gone on standing still*).
    """
    start, end = _sentence(view, cue.start)
    if not _told_once(view, cue) and _by_morning(view, cue, end):
        return True
    return (
        _rest_behind(view, cue, end) and (not _told_once(view, cue) or _on_walking(view, start, cue.start))
    ) or (not _told_once(view, cue) and _each_time(view, start, cue.start))


def _sentence(view: View, index: int) -> tuple[int, int]:
    """The first token of the sentence of a token, and its end (excluded)."""
    number, start, end = view.tokens[index].sentence, index, index
    while start and view.tokens[start - 1].sentence == number:
        start -= 1
    while end < len(view.tokens) and view.tokens[end].sentence == number:
        end += 1
    return start, end


def _told_once(view: View, cue: Cue) -> bool:
    """Whether it is told in the past tense: *it was gone*."""
    words = (token.word for token in view.tokens[max(0, cue.start - _TOLD) : cue.end + 1])
    return any(word in view.grammar["told-once"] for word in words)


def _rest_behind(view: View, cue: Cue, end: int) -> bool:
    """Whether rest is named behind the cue with *when*, *after*, *of* and the like in front."""
    led = False
    for i in range(cue.end, min(end, cue.end + _BEHIND)):
        word = view.tokens[i].word
        rested = word in view.grammar["rest-done"] and view.tokens[i - 1].word in view.grammar["have"]
        if led and (rested or word in view.grammar["rest-each-time"]):
            return True
        if (view.tokens[i].kind == SIGN and word != ",") or word in view.grammar.contrast:
            return False
        led = led or word in view.grammar["led-to-rest"]
    return False


def _each_time(view: View, start: int, end: int) -> bool:
    """Whether *when I stand still* stands shortly before the cue in its sentence."""
    tokens = view.tokens
    return any(
        tokens[i].word in view.grammar["rest-each-time"]
        and not view.grammar["if-when"].isdisjoint(t.word for t in tokens[max(start, i - _NEAR) : i])
        for i in range(max(start, end - _SOON), end)
    )


def _on_walking(view: View, start: int, end: int) -> bool:
    """Whether *on walking*, *by exertion* stands in the sentence before a token."""
    tokens = view.tokens
    return any(
        tokens[i].word in view.grammar["exertion"] and tokens[i - 1].word in view.grammar["brought-on"]
        for i in range(start + 1, end)
    )


def _by_morning(view: View, cue: Cue, end: int) -> bool:
    """Whether *by morning*, *in the mornings* stands behind the cue: gone every day, not *this morning*."""
    words = [token.word for token in view.tokens[cue.end : min(end, cue.end + _NEAR)]]
    hour = next((i for i, word in enumerate(words) if word in view.grammar["hour-of-each-day"]), -1)
    led = {"", *words[:hour]} if hour > 0 else set()
    return bool(led) and led - {""} <= view.grammar["up-to-hour"]
