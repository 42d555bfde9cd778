"""What a coded thing of a record means in our ids: by its codes, by supplied maps, by its exact name."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from crural.concepts.codes import Codes, Meaning
from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge.codes import load_codes
from crural.surfaces.fhir.plain import codings, items, obj, texts, word

NAMES = "urn:crural:name"
OWN = "urn:crural:concept"
"""The code system of our own ids."""

ACCEPTED = ("equal", "equivalent", "wider", "subsumes")
"""Relations of a ConceptMap by which the source says at least what the target says."""

_MAX_WORDINGS = 48
_WORD = re.compile(r"[a-z0-9][a-z0-9' .-]*")


def plain_name(text: str) -> str:
    """A name as it is compared: lower case, without a kind in brackets at its end.

    >>> plain_name("Anemia (disorder)")
    'anemia'
    """
    return " ".join(re.sub(r"\([^()]*\)\s*$", "", text.lower()).replace("-", " ").split())


def _phrases(wording: str) -> Iterator[str]:
    """The phrases that a wording of the base stands for; none where it is more than words with alternatives."""
    parts = [part.split("|") for part in wording.split()]
    count = 1
    for part in parts:
        count *= len(part)
    if count <= _MAX_WORDINGS and all(_WORD.fullmatch(w.lower()) for part in parts for w in part):
        yield from (" ".join(words) for words in itertools.product(*parts))


def _names(base: KnowledgeBase) -> dict[str, str]:
    """Exact names of conditions, then factors, then findings; a name of two things of one kind is nobody's."""
    found: dict[str, str] = {}
    for pool in (base.conditions, base.factors, base.findings):
        here: dict[str, set[str]] = {}
        for name, thing in pool.items():
            named = [getattr(thing, field, "") for field in ("name", "lay_name", "label")]
            said = [phrase for wording in getattr(thing, "wordings", ()) for phrase in _phrases(wording)]
            for text in (*named, *said):
                if text:
                    here.setdefault(plain_name(text), set()).add(name)
        for text, owners in here.items():
            if len(owners) == 1:
                found.setdefault(text, min(owners))
    return found


def _medicines(base: KnowledgeBase) -> tuple[re.Pattern[str], dict[str, str]]:
    """A pattern of every medicine name that the base knows, and the medicine of each."""
    found: dict[str, str] = {}
    for name, medicine in base.medicines.items():
        for member, others in medicine.members.items():
            for text in (member.replace("-", " "), *others):
                found.setdefault(text.lower(), member)
        for phrase in (name.replace("-", " "), *(p for w in medicine.wordings for p in _phrases(w))):
            found.setdefault(phrase.lower(), name)
    longest = sorted((re.escape(text) for text in found if len(text) > 2), key=len, reverse=True)
    return re.compile(r"(?<![\w-])(?:" + "|".join(longest) + r")(?![\w-])"), found


@dataclass(frozen=True)
class _Words:
    """The names of one version of the base."""

    names: dict[str, str]
    medicine: re.Pattern[str]
    medicines: dict[str, str]


_WORDS: dict[str, _Words] = {}


def _words_of(base: KnowledgeBase) -> _Words:
    if base.version not in _WORDS:
        _WORDS[base.version] = _Words(_names(base), *_medicines(base))
    return _WORDS[base.version]


class Coder:
    """Looks up what codes mean. `maps`: ConceptMaps of the sender, as for SNOMED CT."""

    def __init__(self, base: KnowledgeBase, maps: Iterable[dict[str, Any]] = ()) -> None:
        self.base = base
        self.codes: Codes = load_codes(base)
        self.addresses = {
            address: system
            for system in self.codes.systems.values()
            for address in (system.system, *system.also)
        }
        self.words = _words_of(base)
        self.generics = {member for medicine in base.medicines.values() for member in medicine.members}
        self.maps: dict[tuple[str, str], list[tuple[str, str]]] = {}
        for item in maps:
            self._add_map(item)

    def _add_map(self, concept_map: dict[str, Any]) -> None:
        for group in items(concept_map.get("group")):
            for element in items(group.get("element")):
                for target in items(element.get("target")):
                    if word(target.get("equivalence")) in ACCEPTED:
                        key = (word(group.get("source")), word(element.get("code")))
                        self.maps.setdefault(key, []).append(
                            (word(group.get("target")), word(target.get("code")))
                        )

    def is_ours(self, name: str) -> bool:
        """Whether an id is one that a case may hold."""
        base = self.base
        pools = (base.findings, base.measures, base.factors, base.conditions, base.medicines, self.generics)
        return any(name in pool for pool in pools)

    def one(self, system: str, code: str) -> Meaning | None:
        """What one code of one system means; None when it is not known."""
        if system == OWN:
            return Meaning(id=code) if self.is_ours(code) else None
        known = self.addresses.get(system)
        if known is None:
            return None
        found = known.codes.get(code)
        if found is None and known.below:
            found = next(
                (known.codes[code[:n]] for n in range(len(code) - 1, 0, -1) if code[:n] in known.codes), None
            )
        return found

    def by_code(self, concept: Any) -> list[Meaning]:
        """The meanings of the codes of a CodeableConcept, supplied maps included; one meaning once."""
        found: list[Meaning] = []
        for system, code, _ in codings(concept):
            for target in ((system, code), *self.maps.get((system, code), ())):
                meaning = self.one(*target)
                if meaning is not None and meaning not in found:
                    found.append(meaning)
        return found

    def by_name(self, concept: Any) -> Meaning | None:
        """The meaning of a thing whose text is exactly a name of the base; "history of" means the past."""
        clinical = self.codes.systems[NAMES].codes
        for text in texts(concept):
            name = plain_name(text)
            if name in clinical:
                return clinical[name]
            past = name.startswith("history of ")
            found = self.words.names.get(name.removeprefix("history of "))
            if found:
                return Meaning(id=found, status="past" if past else None)
        return None

    def of(self, concept: Any) -> list[Meaning]:
        """What a CodeableConcept means: by code, else by name. Meanings without an id are left out."""
        found = self.by_code(concept)
        if not found:
            named = self.by_name(concept)
            found = [named] if named else []
        return [meaning for meaning in found if meaning.id]

    def medicines(self, concept: Any) -> list[str]:
        """The medicines and classes of a medication: by code, and by every name that its text holds.

        A medicine that acts only where it is put (a cream, eye drops) gives none.
        """
        said = " / ".join(texts(concept)).lower()
        if any(re.search(rf"\b{re.escape(form)}\b", said) for form in self.codes.settings.local):
            return []
        found = [m.id for m in self.by_code(concept) if m.id in self.base.medicines or m.id in self.generics]
        named = [self.words.medicines[match.group()] for match in self.words.medicine.finditer(said)]
        return [name for name in dict.fromkeys((*named, *found)) if name]

    def answer(self, value: Any) -> bool | None:
        """Whether a coded or worded answer is a yes; None when it is neither yes nor no."""
        if isinstance(value, bool):
            return value
        said = [code.lower() for _, code, _ in codings(value)] + [text.lower() for text in texts(value)]
        said += [word(value).lower()] if isinstance(value, str) else []
        settings = self.codes.settings
        if any(text in settings.yes for text in said):
            return True
        return False if any(text in settings.no for text in said) else None

    def choice(self, meaning: Meaning, value: Any) -> tuple[bool, str | None]:
        """Whether a coded answer is one that the meaning lists, and the id that it says (None: none holds)."""
        said = [code.lower() for _, code, _ in codings(value)] + [text.lower() for text in texts(obj(value))]
        listed = next((text for text in said if text in meaning.values), None)
        return listed is not None, meaning.values[listed] if listed is not None else None
