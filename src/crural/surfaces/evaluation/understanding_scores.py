"""How well messages are understood: findings, denials, side and duration against a labeller's plain words.

The labeller wrote words, not ids. Such words *match* a reading when, by themselves, they are read as the same
thing or its kin (one implies the other, or both imply the same), or when at least half of their words of meaning
stand in the name of the reading, in the words it was read from or in what is told of it. What matches nothing is
missed. A finding read as present that matches no word of the labeller is extra; a labeller does not name
everything, so precision is a lower bound. Some texts hold the patient's answers without the questions, so what
a bare *no* denies is lost.
A side is right when one of the sides named is read for some finding; a duration, when some finding has it within a
factor of 1.6. Durations that are no number (*recent*, *long*) are left out.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field

from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention, Reading
from crural.language import lexicon_of, read
from crural.surfaces.evaluation.rows import Row
from crural.surfaces.evaluation.scores import Share

TOLD = frozenset({"present", "resolved", "past", "uncertain"})
SIDES = ("left", "right", "both", "one")
FACTOR = 1.6


@dataclass
class Understanding:
    """What was found of what the labeller named, with everything that does not fit, as `row: words`."""

    rows: int = 0
    named: Share = field(default_factory=lambda: Share(0, 0))
    denied: Share = field(default_factory=lambda: Share(0, 0))
    right: Share = field(default_factory=lambda: Share(0, 0))
    sides: Share = field(default_factory=lambda: Share(0, 0))
    durations: Share = field(default_factory=lambda: Share(0, 0))
    missed: list[str] = field(default_factory=list)
    extra: list[str] = field(default_factory=list)

    def shares(self) -> dict[str, Share]:
        """The scores by name."""
        return {
            "findings named that are read": self.named,
            "findings denied that are read so": self.denied,
            "findings read that are named": self.right,
            "side": self.sides,
            "duration": self.durations,
        }

    def lines(self, *, rows: bool = False) -> list[str]:
        """The scores for a terminal; with `rows` all that does not fit, by kind."""
        found = [f"crural, what is read: {self.rows} rows"]
        found += [f"  {name:<37} {share}" for name, share in self.shares().items()]
        if rows:
            found += ["", "missed", *(f"  {line}" for line in self.missed)]
            found += ["", "read, but not named", *(f"  {line}" for line in self.extra)]
        return found


class _Matcher:
    """Compares a labeller's words with readings."""

    def __init__(self, base: KnowledgeBase) -> None:
        self.base = base
        self.lexicon = lexicon_of(base)
        self._ids: dict[str, frozenset[str]] = {}

    def _family(self, name: str) -> set[str]:
        """A finding and what it implies."""
        found = {name}
        while (finding := self.base.findings.get(name)) and finding.implies and finding.implies not in found:
            name = finding.implies
            found.add(name)
        return found

    def ids_of(self, words: str) -> frozenset[str]:
        """What the words are read as when they stand alone, with all that this implies."""
        if words not in self._ids:
            told = {mention.id for mention in read(words, self.base).mentions}
            self._ids[words] = frozenset(kin for name in told for kin in self._family(name))
        return self._ids[words]

    def keys(self, words: str) -> set[str]:
        """The words of meaning, as the reader compares them."""
        return {
            token.key for token in self.lexicon.words.tokens(words) if token.kind == 0
        } - self.lexicon.small

    def _told(self, mention: Mention) -> str:
        """What is told of a reading (what brings it on, what eases it ...), in words."""
        known = self.base.qualifiers
        told = [known[name].labels.get(v, v) for name, vs in mention.qualities.items() for v in vs]
        return " ".join(told)

    def match(self, words: str, mention: Mention) -> bool:
        """Whether a labeller's words mean what was read."""
        if not self._family(mention.id).isdisjoint(self.ids_of(words)):
            return True
        finding = self.base.findings.get(mention.id)
        name = f"{mention.label} {mention.quote} {finding.plain if finding else ''} {self._told(mention)}"
        wanted = self.keys(words)
        return bool(wanted) and 2 * len(wanted & self.keys(name)) >= len(wanted)


def _share(hits: Iterable[bool]) -> Share:
    told = list(hits)
    return Share(sum(told), len(told))


def _days(base: KnowledgeBase, words: str) -> float | None:
    mentions = read(f"My legs have been heavy for {words}.", base).mentions
    return next((mention.days for mention in mentions if mention.days), None)


def _side_read(label: str, reading: Reading) -> bool:
    wanted = {side for side in SIDES if side in label.lower().split() or f"{side} " in label.lower()}
    wanted |= {"both"} if {"left", "right"} <= wanted else set()
    told: set[str] = {mention.side for mention in reading.mentions if mention.side}
    told |= {side for mention in reading.mentions for side in mention.qualities.get("side", ())}
    return not wanted.isdisjoint(told)


def understanding_of(rows: Sequence[Row], base: KnowledgeBase) -> Understanding | None:
    """The scores on the rows whose labeller named findings; None when there is no such row."""
    chosen = [row for row in rows if row.expect.present or row.expect.absent]
    if not chosen:
        return None
    matcher = _Matcher(base)
    result = Understanding(rows=len(chosen))
    named: list[bool] = []
    denied: list[bool] = []
    right: list[bool] = []
    sides: list[bool] = []
    durations: list[bool] = []
    for row in chosen:
        reading = read(row.text, base)
        there = [m for m in reading.mentions if m.state in TOLD]
        absent = [m for m in reading.mentions if m.state == "absent"]
        for words, among, hits in (
            *((words, there, named) for words in row.expect.present),
            *((words, absent, denied) for words in row.expect.absent),
        ):
            hits.append(any(matcher.match(words, mention) for mention in among))
            if not hits[-1]:
                result.missed.append(f"{row.id}: {'no ' if hits is denied else ''}{words}")
        for mention in there:
            if mention.kind == "finding" and mention.state == "present":
                right.append(any(matcher.match(words, mention) for words in row.expect.present))
                if not right[-1]:
                    result.extra.append(f"{row.id}: {mention.id} ({mention.quote})")
        if row.expect.side:
            sides.append(_side_read(row.expect.side, reading))
            if not sides[-1]:
                result.missed.append(f"{row.id}: side {row.expect.side}")
        days = _days(base, row.expect.duration) if row.expect.duration else None
        if days:
            near = any(m.days and days / FACTOR <= m.days <= days * FACTOR for m in reading.mentions)
            durations.append(near)
            if not near:
                result.missed.append(f"{row.id}: duration {row.expect.duration}")
    result.named, result.denied, result.right = _share(named), _share(denied), _share(right)
    result.sides, result.durations = _share(sides), _share(durations)
    return result
