"""What was understood of a text, for a terminal, and public negation sets line by line."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator

from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Reading
from crural.language import state_of

_COLOUR = {
    "present": "32;1",
    "absent": "31",
    "uncertain": "33",
    "past": "34",
    "resolved": "34",
    "family": "35",
}


def readings_as_text(text: str, reading: Reading, *, why: bool = False, colour: bool = False) -> str:
    """The text with its readings marked, then one line for each reading."""
    parts, at = [], 0
    for mention in sorted(reading.mentions, key=lambda m: (m.start, -m.end)):
        if mention.start < at:
            continue
        quote = text[mention.start : mention.end]
        mark = f"\033[{_COLOUR[mention.state]}m{quote}\033[0m" if colour else f"[{quote}]"
        parts += [text[at : mention.start], mark]
        at = mention.end
    lines = ["".join([*parts, text[at:]]), ""]
    for mention in reading.mentions:
        details = [mention.side, *mention.site, mention.onset, mention.duration, mention.status]
        details += [f"{k}: {', '.join(v)}" for k, v in mention.qualities.items()]
        details += [f"not {k}: {', '.join(v)}" for k, v in mention.without.items()]
        said = ", ".join(str(item) for item in details if item)
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
