"""What was not understood: meaningful words that nothing matched, and texts that cannot be read."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass

from crural.concepts.reading import MeasuredValue
from crural.language.context import Context
from crural.language.lexicon import Lexicon
from crural.language.matching import Match
from crural.language.phrases import find_phrases
from crural.language.tokens import WORD
from crural.language.verdicts import feared
from crural.language.view import View

_FEWEST_KNOWN = 0.4
_FEWEST_WORDS = 4
_SAMPLE = 400
_FOREIGN, _MANY = 3, 0.15
_FEW, _MOST = 2, 0.4


@dataclass(frozen=True)
class Leftover:
    """Words not understood; as the fields of a Reading."""

    unread: tuple[str, ...]
    alarming: tuple[str, ...]
    near: dict[str, str]
    readable: bool


def leftover(
    view: View,
    context: Context,
    lexicon: Lexicon,
    things: list[Match],
    values: list[MeasuredValue],
    near: dict[int, str],
) -> Leftover:
    """Collect what no finding, factor, condition, medicine, value or site covers."""
    tokens = view.tokens
    covered = {i for match in things for i in match.core}
    spans = [(value.start, value.end) for value in values]
    unread: dict[str, None] = {}
    alarming: dict[str, None] = {}
    for cue in find_phrases(tokens, lexicon.meaningful):
        places = range(cue.start, cue.end)
        start, end = tokens[cue.start].start, tokens[cue.end - 1].end
        if any(i in covered for i in places) or any(a <= start < b for a, b in spans):
            continue
        written = " ".join(view.text[start:end].lower().split())
        unread[written] = None
        if cue.group == "alarm" and not _set_aside(context, cue.start):
            alarming[written] = None
    maybe = {view.text[tokens[i].start : tokens[i].end]: key for i, key in near.items() if i not in covered}
    return Leftover(tuple(unread), tuple(alarming), maybe, _readable(view, lexicon))


def _set_aside(context: Context, index: int) -> bool:
    """Whether a word is denied, or told of a relative, or only a warning."""
    if index in context.denied or context.people.relative_at(index) or feared(context, index):
        return True
    if any(
        context.reach.starts[i].group in ("no", "not")
        for i in range(index - 4, index)
        if i in context.reach.starts
    ):
        return True
    return any(index in context.covered[name] for name in ("hypothetical", "general", "family", "past"))


def _readable(view: View, lexicon: Lexicon) -> bool:
    """Whether the text is mostly known English words."""
    words = [token for token in view.tokens[: _SAMPLE * 2] if token.kind == WORD][:_SAMPLE]
    if not words:
        return not view.text.strip()
    speakers = lexicon.small_words
    counts = Counter(name for token in words if token.word in speakers for name in speakers[token.word])
    english = counts.pop("english", 0)
    foreign = max(counts.values(), default=0)
    if foreign >= _FOREIGN and foreign > 1.5 * english and foreign >= _MANY * len(words):
        return False
    if foreign >= _FEW and foreign > english and foreign >= _MOST * len(words):
        return False
    vocabulary, common = lexicon.vocabulary, lexicon.common
    known = sum(token.key in vocabulary or token.key in common for token in words)
    if len(words) < _FEWEST_WORDS:
        return known > 0
    return known / len(words) >= _FEWEST_KNOWN
