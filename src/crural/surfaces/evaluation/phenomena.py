"""How much of what plainly stands in a text is read, by phenomenon: ages, values, times, sides, denials, families.

Case texts carry no labels of single words. So plain patterns, which know nothing of the reader, mark what stands
in a text (*3-day history*, *2.4 mEq/L*, *denies ...*), and the reading is held against them. A pattern marks too
much now and then (a dose, another person's age), so a share is a lower bound; the list of misses is for reading.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field

from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention, Reading
from crural.language import lexicon_of, read
from crural.surfaces.evaluation.rows import Row
from crural.surfaces.evaluation.scores import Share

_AROUND = 40
_NEAR = 1.6
_NUMBERS = ["one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"]
_DAYS = {"hour": 1 / 24, "day": 1.0, "week": 7.0, "month": 30.0, "year": 365.0}
_TIME = re.compile(
    rf"\b(\d+|{'|'.join(_NUMBERS)})[- ](hour|day|week|month|year)s?[- ](?:history|duration)"
    rf"|\b(?:for(?: the (?:past|last))?|over the (?:past|last)|since) (\d+|{'|'.join(_NUMBERS)}) "
    r"(hour|day|week|month|year)s?\b",
    re.IGNORECASE,
)
_HABIT = re.compile(
    r"smok|cigarette|pack|drink|diabetes|hypertension|lipid|taking|relationship|birth", re.IGNORECASE
)
_SIDE = re.compile(r"\b(left|right) (?:lower )?(\w+)", re.IGNORECASE)
_DENIAL = re.compile(
    r"\b(?:denies|denied|no history of|negative for|there is no|has no|without)\b([^.;:]*)", re.IGNORECASE
)
_ENDS = re.compile(r"\bbut\b|\bexcept\b|\bhowever\b|\band (?:has|is|reports)\b", re.IGNORECASE)
_FAMILY = re.compile(
    r"\b(?:[Ff]amily history|(?:[Hh]is|[Hh]er|[Mm]y) (?:mother|father|brother|sister))\b([^.;]*)"
)
_TESTED = re.compile(
    r"\b\d+(?:\.\d+)?\s?(mmol/L|mEq/L|mg/dL|g/dL|g/L|U/L|IU/L|mm Hg|mmHg|ng/mL|pg/mL|fL|mm/h|mU/L)"
)


@dataclass
class Phenomenon:
    """One phenomenon: its name, what was read of it, and what was not, as `row: the words around`."""

    name: str
    hits: list[bool] = field(default_factory=list)
    misses: list[str] = field(default_factory=list)

    @property
    def share(self) -> Share:
        """The part of it that was read rightly."""
        return Share(sum(self.hits), len(self.hits))


Check = Callable[[Row, Reading], Iterator[tuple[bool, str]]]


class _Checks:
    """The patterns with what a reading must say of each."""

    def __init__(self, base: KnowledgeBase) -> None:
        sites = lexicon_of(base).sites
        self.legs = {
            word
            for word, found in sites.items()
            for _, value in found
            if value in base.qualifiers["site"].labels
        }
        self.legs -= {"hand", "hands", "arm", "arms", "shoulder", "shoulders"}

    def age(self, row: Row, reading: Reading) -> Iterator[tuple[bool, str]]:
        """The age that the labeller found in the text."""
        if row.age is not None:
            yield reading.age == row.age, f"age {row.age:g}, read {reading.age}"

    def sex(self, row: Row, reading: Reading) -> Iterator[tuple[bool, str]]:
        """The sex that the labeller found in the text."""
        if row.sex is not None:
            yield reading.sex == row.sex, f"sex {row.sex}, read {reading.sex}"

    def values(self, row: Row, reading: Reading) -> Iterator[tuple[bool, str]]:
        """Numbers with a unit of the laboratory or of pressure."""
        for found in _TESTED.finditer(row.text):
            inside = any(v.start <= found.start() < v.end for v in reading.values)
            yield inside, _around(row.text, found.start(), found.end())

    def times(self, row: Row, reading: Reading) -> Iterator[tuple[bool, str]]:
        """How long a complaint has been there; times told of habits, medicines and known diseases are left out."""
        for found in _TIME.finditer(row.text):
            if _HABIT.search(_around(row.text, found.start(), found.end())):
                continue
            number, unit = (found[1], found[2]) if found[1] else (found[3], found[4])
            count = float(number) if number.isdigit() else _NUMBERS.index(number.lower()) + 1
            days = count * _DAYS[unit.lower()]
            near = any(m.days and days / _NEAR <= m.days <= days * _NEAR for m in reading.mentions)
            yield near, _around(row.text, found.start(), found.end())

    def sides(self, row: Row, reading: Reading) -> Iterator[tuple[bool, str]]:
        """A part of the leg with a side: some reading of the sentence, or of the text, must have that side."""
        for found in _SIDE.finditer(row.text):
            if found[2].lower() in self.legs:
                told = {m.side for m in reading.mentions if m.side}
                yield bool(told & {found[1].lower(), "both"}), _around(row.text, found.start(), found.end())

    def denied(self, row: Row, reading: Reading) -> Iterator[tuple[bool, str]]:
        """What is read inside a denied list must not come out as present."""
        for found in _DENIAL.finditer(row.text):
            end = _ENDS.search(row.text, found.start(1), found.end(1))
            for mention in _inside(reading, found.start(1), end.start() if end else found.end(1)):
                yield (
                    mention.state != "present",
                    f"{mention.id}: {_around(row.text, mention.start, mention.end)}",
                )

    def family(self, row: Row, reading: Reading) -> Iterator[tuple[bool, str]]:
        """A disease told of a relative must not come out as the patient's."""
        for found in _FAMILY.finditer(row.text):
            for mention in _inside(reading, found.start(1), found.end(1)):
                own = mention.kind == "condition" and mention.state == "present"
                yield not own, f"{mention.id}: {_around(row.text, mention.start, mention.end)}"


def _inside(reading: Reading, start: int, end: int) -> list[Mention]:
    return [
        m
        for m in reading.mentions
        if start <= m.start and m.end <= end and m.kind in ("finding", "condition")
    ]


def _around(text: str, start: int, end: int) -> str:
    """The words in the text with some before and behind, in one line."""
    return " ".join(text[max(0, start - _AROUND) : end + _AROUND].split())


def phenomena_of(rows: Sequence[Row], base: KnowledgeBase) -> list[Phenomenon]:
    """What was read of each phenomenon in the texts of rows, with the misses."""
    checks = _Checks(base)
    kinds: dict[str, Check] = {
        "age": checks.age,
        "sex": checks.sex,
        "measured values": checks.values,
        "how long": checks.times,
        "side of a part of the leg": checks.sides,
        "denied lists (not present)": checks.denied,
        "relatives (not the patient's)": checks.family,
    }
    found = {name: Phenomenon(name) for name in kinds}
    for row in rows:
        reading = read(row.text, base)
        for name, check in kinds.items():
            for right, words in check(row, reading):
                found[name].hits.append(right)
                if not right:
                    found[name].misses.append(f"{row.id}: {words}")
    return list(found.values())
