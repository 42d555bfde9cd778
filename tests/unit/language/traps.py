"""The trap set: sentences as people say them, with the reading that a careful nurse would make of them.

A file of `tests/cases/language/traps` is one phenomenon. Each trap has `say` (the words), `reads` (facts with
semicolons between; nothing when there is nothing to read) and, where it is not read rightly yet, `known_gap`
with the reason. A fact is `ID STATE` and what else matters, in the words of `tiny.line_of` (`left`, `calf`,
`21d`, `provoked-by=walking`; `no-side` and `no-days` say that none is told), or `age 67`, `sex female`, `about
other`, `value potassium 2.6`, `pregnant`, `not pregnant`, `unreadable`. All facts must be read and no others;
details that a trap does not name are not looked at. `base`: small is the fixed base beside this file, whole
is the real one. `told` is the day on which it was said, where the words name a day of the calendar.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import yaml
from tiny import line_of

from crural.concepts.reading import Mention, Reading

FOLDER = Path(__file__).resolve().parents[2] / "cases" / "language" / "traps"
PLAIN = ("age ", "sex ", "about ", "value ", "pregnant", "not pregnant", "unreadable")


@dataclass(frozen=True)
class Trap:
    """One sentence of a phenomenon."""

    phenomenon: str
    title: str
    base: str
    say: str
    reads: str
    known_gap: str = ""
    told: date | None = None


def traps() -> Iterator[Trap]:
    """All traps, by phenomenon."""
    for path in sorted(FOLDER.glob("*.yaml")):
        page = yaml.safe_load(path.read_text(encoding="utf-8"))
        for item in page["traps"]:
            gap = item.get("known_gap", "")
            yield Trap(
                path.stem, page["title"], page["base"], item["say"], item["reads"], gap, item.get("told")
            )


def _plain_facts(reading: Reading) -> set[str]:
    """What a reading says of the person and of values, and whether it could be read."""
    facts = {f"value {v.id} {v.value:g}" for v in reading.values}
    if reading.age is not None:
        facts.add(f"age {reading.age:g}")
    if reading.sex:
        facts.add(f"sex {reading.sex}")
    if reading.pregnant is not None:
        facts.add("pregnant" if reading.pregnant else "not pregnant")
    if reading.about == "other":
        facts.add("about other")
    if not reading.readable:
        facts.add("unreadable")
    return facts


def _words(mention: Mention) -> set[str]:
    """Everything that is told of a mention, word by word."""
    words = set(line_of(mention).replace("+", " ").split()[2:]) | set(mention.site)
    words |= {f"{name}={value}" for name, values in mention.qualities.items() for value in values}
    words |= {f"not:{name}={value}" for name, values in mention.without.items() for value in values}
    return (
        words
        | ({"no-side"} if mention.side is None else set())
        | ({"no-days"} if mention.days is None else set())
    )


def faults(reads: str, reading: Reading) -> list[str]:
    """How a reading differs from what a trap expects; empty when it is right."""
    facts = [" ".join(fact.split()) for fact in reads.split(";") if fact.strip()]
    plain = {fact for fact in facts if fact.startswith(PLAIN)}
    told = [fact.split() for fact in facts if fact not in plain]
    read = {(m.id, m.state) for m in reading.mentions}
    wanted = {(words[0], words[1]) for words in told}
    found = [f"missing {' '.join(pair)}" for pair in sorted(wanted - read)]
    found += [f"not told {' '.join(pair)}" for pair in sorted(read - wanted)]
    found += [f"missing {fact}" for fact in sorted(plain - _plain_facts(reading))]
    found += [f"not told {fact}" for fact in sorted(_plain_facts(reading) - plain)]
    for name, state, *words in told:
        same = [_words(m) for m in reading.mentions if (m.id, m.state) == (name, state)]
        if same and not any(set(words) <= said for said in same):
            found.append(f"{name} {state}: {' '.join(words)} not read")
    return found
