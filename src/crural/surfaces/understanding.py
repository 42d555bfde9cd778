"""What was understood of a text, for a terminal and for a page, and public negation sets line by line."""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from html import escape
from itertools import pairwise
from typing import Generic, TypeVar

from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import MeasuredValue, Mention, Reading
from crural.language import state_of

T = TypeVar("T")
_COLOUR = {
    "present": "32;1",
    "absent": "31",
    "uncertain": "33",
    "past": "34",
    "resolved": "34",
    "family": "35",
    "value": "36",
    "unread": "4",
}


@dataclass(frozen=True)
class Piece:
    """A stretch of the text and what was read in it; nothing when both are empty."""

    text: str
    mentions: tuple[Mention, ...] = ()
    values: tuple[MeasuredValue, ...] = ()
    unread: bool = False

    @property
    def state(self) -> str:
        """`present` and so on by its first mention, `value`, `unread`, or nothing."""
        if self.mentions:
            return self.mentions[0].state
        return "value" if self.values else "unread" if self.unread else ""


def pieces(text: str, reading: Reading) -> list[Piece]:
    """The whole text in order, cut wherever something that was read begins or ends."""
    unread = _unread_places(text, reading)
    spans = [
        *((m.start, m.end) for m in reading.mentions),
        *((v.start, v.end) for v in reading.values),
        *unread,
    ]
    cuts = sorted({0, len(text), *(place for span in spans for place in span)})
    mentions = _Open([(m.start, m.end, m) for m in reading.mentions])
    values = _Open([(v.start, v.end, v) for v in reading.values])
    missed = _Open([(start, end, True) for start, end in unread])
    return [
        Piece(text[low:high], tuple(mentions.at(low)), tuple(values.at(low)), bool(missed.at(low)))
        for low, high in pairwise(cuts)
    ]


class _Open(Generic[T]):
    """What is open at a place, asked for from left to right."""

    def __init__(self, spans: list[tuple[int, int, T]]) -> None:
        self._coming = sorted(spans, key=lambda span: -span[0])
        self._open: list[tuple[int, T]] = []

    def at(self, place: int) -> list[T]:
        """The things that begin at or before a place and end behind it."""
        while self._coming and self._coming[-1][0] <= place:
            _, end, thing = self._coming.pop()
            self._open.append((end, thing))
        self._open = [(end, thing) for end, thing in self._open if end > place]
        return [thing for _, thing in self._open]


def _unread_places(text: str, reading: Reading) -> list[tuple[int, int]]:
    """Where the words stand that were not understood."""
    places = []
    for words in (*reading.unread, *reading.near):
        pattern = r"\s+".join(re.escape(word) for word in words.split())
        places += [found.span() for found in re.finditer(rf"(?<!\w){pattern}(?!\w)", text, re.IGNORECASE)]
    return places


def _details(mention: Mention) -> str:
    """What is told of a mention, in one line; empty when there is nothing."""
    details = [mention.side, *mention.site, mention.onset, mention.severity, mention.duration, mention.status]
    details += [f"{k}: {', '.join(v)}" for k, v in mention.qualities.items()]
    details += [f"not {k}: {', '.join(v)}" for k, v in mention.without.items()]
    return ", ".join(str(item) for item in details if item)


def readings_as_text(text: str, reading: Reading, *, why: bool = False, colour: bool = False) -> str:
    """The text with its readings marked, then one line for each reading; `why` adds rule and words behind it."""
    lines = ["".join(_marked(piece, colour) for piece in pieces(text, reading)), ""]
    for mention in reading.mentions:
        said = _details(mention)
        rule = f"   <- {mention.rule}{f' ({mention.cue})' if mention.cue else ''}" if why else ""
        lines.append(
            f'{mention.state:<9} {mention.id}{f" ({said})" if said else ""}  "{mention.quote}"{rule}'
        )
    lines += [f'value     {v.id} {v.value:g} {v.unit}  "{v.quote}"' for v in reading.values]
    person = [
        f"age {reading.age:g}" if reading.age is not None else "",
        reading.sex or "",
        reading.setting or "",
    ]
    if any(person):
        lines.append("person    " + ", ".join(item for item in person if item))
    if reading.unread:
        lines.append("not understood: " + ", ".join(reading.unread))
    if reading.near:
        lines.append("did you mean: " + ", ".join(f"{word} -> {name}" for word, name in reading.near.items()))
    return "\n".join(lines)


def _marked(piece: Piece, colour: bool) -> str:
    if not piece.state:
        return piece.text
    return f"\033[{_COLOUR[piece.state]}m{piece.text}\033[0m" if colour else f"[{piece.text}]"


def readings_as_html(text: str, reading: Reading, base: KnowledgeBase) -> str:
    """The text as an HTML fragment, each reading in a `mark`, then all readings as a list.

    Everything is escaped; there is no script and no style in it.
    A mark has the classes `said` and `said-STATE` (present, absent, uncertain, past, resolved, family, value,
    unread), `data-id` (ids, blanks between), and a `title` in words. Each list item has the same class and `data-id`.
    """
    marked = "".join(_mark(piece, base) for piece in pieces(text, reading))
    items = [
        f'<li class="said said-{m.state}" data-id="{escape(m.id)}"><q>{escape(m.quote)}</q>'
        f" {escape(_in_words(m, base))}</li>"
        for m in reading.mentions
    ]
    items += [
        f'<li class="said said-value" data-id="{escape(v.id)}"><q>{escape(v.quote)}</q>'
        f" {escape(_value_in_words(v, base))}</li>"
        for v in reading.values
    ]
    items += [
        f'<li class="said said-unread"><q>{escape(words)}</q> {escape(base.words["said-unread"])}</li>'
        for words in dict.fromkeys((*reading.unread, *reading.near))
    ]
    listed = f'\n<ul class="reading-list">\n{chr(10).join(items)}\n</ul>' if items else ""
    return f'<div class="reading">\n<p class="reading-text">{marked}</p>{listed}\n</div>'


def _mark(piece: Piece, base: KnowledgeBase) -> str:
    words = escape(piece.text).replace("\n", "<br>")
    if not piece.state:
        return words
    ids = " ".join(dict.fromkeys([*(m.id for m in piece.mentions), *(v.id for v in piece.values)]))
    told = [_in_words(m, base) for m in piece.mentions] + [_value_in_words(v, base) for v in piece.values]
    title = "; ".join(told) or base.words["said-unread"]
    return (
        f'<mark class="said said-{piece.state}" data-id="{escape(ids)}" title="{escape(title)}">'
        f"{words}</mark>"
    )


def _in_words(mention: Mention, base: KnowledgeBase) -> str:
    """A mention in words: *leg pain: yes, you have this (left, calf, 3 weeks)*."""
    state = "stopped" if mention.status == "stopped" else mention.state
    sites = base.qualifiers["site"].labels if "site" in base.qualifiers else {}
    details = [
        mention.side,
        *(sites.get(site, site) for site in mention.site),
        mention.onset,
        mention.duration,
    ]
    for name, values in mention.qualities.items():
        labels = base.qualifiers[name].labels if name in base.qualifiers else {}
        details += [labels.get(value, value) for value in values]
    said = ", ".join(str(item) for item in details if item)
    return f"{mention.label}: {base.words[f'said-{state}']}" + (f" ({said})" if said else "")


def _value_in_words(value: MeasuredValue, base: KnowledgeBase) -> str:
    label = base.measures[value.id].label if value.id in base.measures else value.id
    return f"{label}: {value.value:g} {value.unit}".strip()


def concept_lines(lines: Iterable[str], base: KnowledgeBase) -> Iterator[str]:
    """For each JSON line {sentence, concept}: state, temporality, experiencer; errors stay on their line."""
    for line in lines:
        if not line.strip():
            continue
        try:
            row = json.loads(line)
            sentence, concept = row["sentence"], row["concept"]
        except (ValueError, KeyError, TypeError, RecursionError):
            yield json.dumps({"error": {"code": "IN-007", "message": "Each line needs sentence and concept"}})
            continue
        state, temporality, experiencer = state_of(str(sentence), str(concept), base)
        answer = {"state": state, "temporality": temporality, "experiencer": experiencer}
        yield json.dumps({**({"id": row["id"]} if "id" in row else {}), **answer})
