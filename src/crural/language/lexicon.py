"""The compiled lexicon: every wording of the knowledge base, indexed so that a text is read in one pass.

Built once for a knowledge base. A *part* is a sequence of elements (see `patterns`); it is found through
its *anchor*, the element whose words are rarest among all parts. A wording is complete when its first
part is found and all its other parts stand in the same clause.
"""

from __future__ import annotations

import json
from collections import Counter
from dataclasses import dataclass, field
from functools import cached_property
from typing import Any, NamedTuple

from crural.knowledge.cache import uncollected
from crural.language.patterns import SLOTS, TOLD, UNLESS, Element, Part
from crural.language.words import Phrases, Words, phrase_index

Target = tuple[str, str, str]
"""(kind, id, value): finding, factor, condition, medicine or measure; or quality with its value."""

_FORMAT = 1
_SLOT, _COMMON = 1 << 30, 1000
_ANYWHERE = frozenset({"{leg}", TOLD, UNLESS})
_NOTHING: Element = frozenset()


@dataclass(slots=True, frozen=True)
class Wording:
    """One wording: what it means, whether it denies that, and its parts (numbers of sequences)."""

    target: int
    denies: bool
    parts: tuple[tuple[int, ...], ...]


class Anchor(NamedTuple):
    """Where to look for a part: its number and the place of its anchor.

    beside, other: elements that must stand beside the anchor, and in its sentence.
    """

    part: int
    place: int
    beside: Element | None
    other: Element | None


@dataclass
class Lexicon:
    """All wordings of one knowledge base, compiled. `words` is the language pack.

    anchors: {key: the parts of several words, or of a slot, with which some wording begins, found through it}.
    single: {key: parts of one word with which some wording begins}. by_part: {part: wordings that begin with it}.
    """

    version: str
    words: Words
    targets: list[Target] = field(default_factory=list)
    labels: list[str] = field(default_factory=list)
    parts: list[Part] = field(default_factory=list)
    wordings: list[Wording] = field(default_factory=list)
    anchors: dict[str, list[Anchor]] = field(default_factory=dict)
    single: dict[str, list[int]] = field(default_factory=dict)
    by_part: dict[int, list[int]] = field(default_factory=dict)
    places: list[int] = field(default_factory=list)
    optional: list[tuple[bool, ...]] = field(default_factory=list)

    def index(self) -> None:
        """Make the indexes that are not stored: anchors and wordings by their first part."""
        if not self.places:
            self.places = self._rarest()
        may_miss = frozenset(self.words.key(word) for word in self.words.set("may-miss"))
        for number, wording in enumerate(self.wordings):
            for first in wording.parts[0]:
                self.by_part.setdefault(first, []).append(number)
        denials = [word for name in ("no", "not") for word in self.words.group("cues", name)]
        harmless = self.small - {self.words.key(word) for word in denials}
        for number, (part, place) in enumerate(zip(self.parts, self.places, strict=True)):
            last = len(part) - 1
            optional = (
                tuple(
                    0 < i < last and e <= harmless and not may_miss.isdisjoint(e) for i, e in enumerate(part)
                )
                if last > 1
                else ()
            )
            self.optional.append(optional)
            if number not in self.by_part:
                continue
            needed = [i for i in range(last + 1) if i != place and not (optional and optional[i])]
            often = {i: (not part[i].isdisjoint(self.small), len(part[i])) for i in needed}
            sides = [i for i in needed if abs(i - place) == 1 and not part[i] <= SLOTS]
            near = min(sides, key=often.__getitem__, default=-1)
            other = min((i for i in needed if i != near), key=often.__getitem__, default=-1)
            anchor = Anchor(number, place, *(part[i] if i >= 0 else None for i in (near, other)))
            for key in part[place]:
                if last or part[0] <= SLOTS:
                    self.anchors.setdefault(key, []).append(anchor)
                else:
                    self.single.setdefault(key, []).append(number)

    def _rarest(self) -> list[int]:
        """For each part the place of its anchor: the element whose words are rarest among all parts."""
        count = Counter(key for part in self.parts for element in part for key in element)
        weights: dict[Element, int] = {}
        places: list[int] = []
        for part in self.parts:
            best, cost = 0, _SLOT
            for place, element in enumerate(part):
                weight = weights.get(element)
                if weight is None:
                    common = _COMMON if not element.isdisjoint(self.small) else 0
                    signs = not any(key.isalnum() for key in element)
                    weight = (
                        _SLOT if signs or element & SLOTS else sum(count[key] for key in element) + common
                    )
                    weights[element] = weight
                if weight < cost:
                    best, cost = place, weight
            places.append(best)
        return places

    @cached_property
    def needs(self) -> Needs:
        """{wording: one of the sets of keys (or slots) of which its clause must have one}; empty for nothing needed."""
        return Needs(self)

    @cached_property
    def small(self) -> frozenset[str]:
        """Keys of small words: articles, pronouns, helping verbs, prepositions."""
        names = ("filler", "light", "subject", "and", "or", "preposition", "terminator")
        return frozenset(self.words.key(word) for name in names for word in self.words.set(name))

    @cached_property
    def vocabulary(self) -> frozenset[str]:
        """Every key that some wording, site or cue uses."""
        keys = {key for part in self.parts for element in part for key in element if key[0] != "{"}
        for file, groups in self.words.raw.items():
            if file not in ("languages", "common", "lasting", "slips", "fractions"):
                for group, phrases in groups.items():
                    keys.update(self.words.key(word) for phrase in phrases for word in phrase.lower().split())
                    keys.add(group)
        return frozenset(keys)

    @cached_property
    def common(self) -> frozenset[str]:
        """Keys of common words that are right as they stand."""
        rows = self.words.raw.get("common", {}).values()
        return frozenset(self.words.key(word) for row in rows for line in row for word in line.split())

    @cached_property
    def sites(self) -> Phrases:
        """Words of body sites: leg sites by their value, others as `elsewhere`."""
        raw = self.words.raw
        return phrase_index([*raw.get("sites", {}).items(), *raw.get("body", {}).items()])

    @cached_property
    def cues(self) -> Phrases:
        """Cue phrases by first word; a phrase with *not* stands for *isn't*, *didn't* and the like as well."""
        short = self.words.raw.get("grammar", {}).get("not-words", ())
        groups = []
        for name, phrases in self.words.raw.get("cues", {}).items():
            more = [word + phrase[3:] for phrase in phrases if phrase.startswith("not ") for word in short]
            groups.append((name, (*phrases, *more)))
        return phrase_index(groups)

    @cached_property
    def meaningful(self) -> Phrases:
        """Words that matter to a clinician, the alarming ones apart."""
        return phrase_index(self.words.raw.get("meaningful", {}).items())

    @cached_property
    def small_words(self) -> dict[str, tuple[str, ...]]:
        """The commonest small words of English and other languages: {word: the languages that have it}."""
        found: dict[str, tuple[str, ...]] = {}
        for language, words in self.words.raw.get("languages", {}).items():
            for word in dict.fromkeys(words):
                found[word] = (*found.get(word, ()), language)
        return found

    @cached_property
    def treatment(self) -> Phrases:
        """Phrases of starting and stopping medicines."""
        return phrase_index(self.words.raw.get("treatment", {}).items())

    def to_json(self) -> str:
        """The compiled form as text; `from_json` gives the same lexicon back."""
        keys: dict[Any, int] = {}
        for part in self.parts:
            for element in part:
                keys.setdefault(element, len(keys))
        data = {
            "format": _FORMAT,
            "version": self.version,
            "targets": self.targets,
            "labels": self.labels,
            "elements": [sorted(element) for element in keys],
            "parts": [[keys[element] for element in part] for part in self.parts],
            "places": self.places,
            "wordings": [[w.target, int(w.denies), w.parts] for w in self.wordings],
            "raw": {file: {k: list(v) for k, v in groups.items()} for file, groups in self.words.raw.items()},
        }
        return json.dumps(data, ensure_ascii=False, separators=(",", ":"))

    @classmethod
    @uncollected()
    def from_json(cls, text: str) -> Lexicon:
        """The lexicon of `to_json`. Raises ValueError when the text is of another format."""
        data = json.loads(text)
        if not isinstance(data, dict) or data.get("format") != _FORMAT:
            raise ValueError("This is not a compiled lexicon of this version")
        raw = {file: {k: tuple(v) for k, v in groups.items()} for file, groups in data["raw"].items()}
        elements = [frozenset(element) for element in data["elements"]]
        lexicon = cls(
            version=data["version"],
            words=Words(raw),
            targets=[(kind, name, value) for kind, name, value in data["targets"]],
            labels=data["labels"],
            places=data["places"],
            parts=[tuple(elements[e] for e in part) for part in data["parts"]],
            wordings=[
                Wording(target, bool(denies), tuple(tuple(options) for options in parts))
                for target, denies, parts in data["wordings"]
            ],
        )
        lexicon.index()
        return lexicon


class Needs(dict[int, Element]):
    """What `Lexicon.needs` gives, worked out at first use: the rarest first words of the parts behind the first."""

    def __init__(self, lexicon: Lexicon) -> None:
        super().__init__()
        self._lexicon = lexicon

    def __missing__(self, number: int) -> Element:
        parts, small = self._lexicon.parts, self._lexicon.small
        firsts = (
            [parts[part][0] for part in options] for options in self._lexicon.wordings[number].parts[1:]
        )
        sets = (frozenset[str]().union(*elements) for elements in firsts)
        needed = [keys for keys in sets if keys.isdisjoint(_ANYWHERE)]
        rarest = min(needed, key=lambda keys: (not keys.isdisjoint(small), len(keys)), default=_NOTHING)
        self[number] = rarest
        return rarest
