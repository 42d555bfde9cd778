"""Compiles the wordings of a knowledge base into a lexicon, and keeps it."""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge.cache import digest_of, keep, kept, uncollected
from crural.language.lexicon import Lexicon, Target, Wording
from crural.language.patterns import SLOTS, Part, parse
from crural.language.words import Words

_BY_ENGINE = frozenset({"site", "side", "duration"})

_Source = tuple[Target, str, tuple[str, ...], tuple[str, ...]]
"""What can be named: target, label, wordings that say so, wordings that deny it."""


def _sources(kb: KnowledgeBase) -> Iterable[_Source]:
    """All that can be named: target, label, wordings that say so, wordings that deny it."""
    for finding in kb.findings.values():
        target = ("finding", finding.same_as or finding.id, "")
        yield target, finding.label, finding.wordings, finding.absent_wordings
    for factor in kb.factors.values():
        yield ("factor", factor.id, ""), factor.label, factor.wordings, factor.absent_wordings
    for condition in kb.conditions.values():
        names: tuple[str, ...] = (
            () if condition.kind == "presentation" else (condition.name, condition.lay_name)
        )
        target = ("condition", condition.id, "")
        yield target, condition.name, tuple(_bare(n) for n in names) + condition.wordings, ()
    for medicine in kb.medicines.values():
        yield ("medicine", medicine.id, ""), medicine.name, medicine.wordings, ()
        for generic, names in medicine.members.items():
            label = generic.replace("-", " ")
            yield ("medicine", generic, medicine.id), label, (label, *names), ()
    for measure in kb.measures.values():
        yield ("measure", measure.id, ""), measure.label, measure.wordings, ()
    for qualifier in kb.qualifiers.values():
        if qualifier.id in _BY_ENGINE:
            continue
        for value, phrases in qualifier.wordings.items():
            label = qualifier.labels.get(value, value)
            yield ("quality", qualifier.id, value), label, phrases, ()


def _in_pack(sources: Iterable[_Source], words: Words) -> Iterable[_Source]:
    """What can be named, in the words of the pack where it brings its own."""
    own, denials = words.raw.get("wordings"), words.raw.get("absent-wordings", {})
    for target, label, says, denies in sources:
        name = target[1] if not target[2] else f"{target[1]}={target[2]}"
        yield (
            target,
            label,
            says if own is None else own.get(name, ()),
            denies if own is None else denials.get(name, ()),
        )


def _bare(name: str) -> str:
    """A name as a wording: what stands in brackets, and signs of the syntax, left out."""
    return name.split("(")[0].replace("&", " ").replace("|", " ").replace("{", " ").replace("}", " ")


@uncollected()
def build(kb: KnowledgeBase) -> Lexicon:
    """Compile the wordings of a knowledge base."""
    words = Words(kb.lexicon)
    lexicon = Lexicon(version=kb.version, words=words)
    numbers: dict[Part, int] = {}
    pieces: dict[str, list[tuple[str, ...]]] = {}
    targets: dict[Target, int] = {}
    seen: set[tuple[int, bool, tuple[tuple[int, ...], ...]]] = set()
    for target, label, says, denies in _in_pack(_sources(kb), words):
        place = targets.get(target)
        if place is None:
            place = targets[target] = len(lexicon.targets)
            lexicon.targets.append(target)
            lexicon.labels.append(label)
        for phrase, denied in [*((p, False) for p in says), *((p, True) for p in denies)]:
            parsed = parse(phrase, words.key, words.merges, words.expand, pieces)
            parsed.sort(key=lambda options: all(len(part) == 1 and part[0] <= SLOTS for part in options))
            if not parsed:
                continue
            coded = tuple(
                tuple(numbers.setdefault(part, len(numbers)) for part in options) for options in parsed
            )
            if (place, denied, coded) not in seen:
                seen.add((place, denied, coded))
                lexicon.wordings.append(Wording(place, denied, coded))
    lexicon.parts = list(numbers)
    lexicon.index()
    return lexicon


_BUILT: dict[str, Lexicon] = {}


def lexicon_of(kb: KnowledgeBase) -> Lexicon:
    """The lexicon of a knowledge base: from the cache, or built at first use; kept by its version."""
    found = _BUILT.get(kb.version)
    if found is None:
        if len(_BUILT) >= 8:
            _BUILT.clear()
        found = _BUILT[kb.version] = _kept(kb) if kept("knowledge", kb.version) is not None else build(kb)
    return found


def _kept(kb: KnowledgeBase) -> Lexicon:
    """The compiled lexicon of a base that is itself kept; compiled and kept now where it was not."""
    key = f"{kb.version}-{digest_of(Path(__file__).parent)}"
    content = kept("lexicon", key)
    if content is not None:
        try:
            return Lexicon.from_json(content.decode("utf-8"))
        except ValueError:
            pass
    lexicon = build(kb)
    keep("lexicon", key, lexicon.to_json())
    return lexicon
