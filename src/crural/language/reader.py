"""Everything that is made once for a knowledge base before texts can be read."""

from __future__ import annotations

from functools import lru_cache

from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.concepts.reading import Kind
from crural.language.compiling import lexicon_of
from crural.language.lexicon import Lexicon
from crural.language.resolve import Rules
from crural.language.roles import Roles
from crural.language.typos import Speller
from crural.language.view import Tools
from crural.language.words import phrase_index

_ACUTE = ("emergency", "same-day")


class Reader:
    """Everything made once for a knowledge base."""

    def __init__(self, kb: KnowledgeBase, lexicon: Lexicon) -> None:
        self.kb = kb
        self.lexicon = lexicon
        self.tools = Tools(lexicon)
        self.roles = Roles(lexicon.words)
        self.accepts = {f.id: frozenset(f.qualifiers) for f in kb.findings.values()}
        self.rules = Rules(
            implies={f.id: f.implies for f in kb.findings.values() if f.implies},
            accepts=self.accepts,
            signs=frozenset(f.id for f in kb.findings.values() if f.kind in ("sign", "test")),
            habits=frozenset(f.id for f in kb.factors.values() if not f.event and not f.lasting)
            | frozenset(lexicon.words.raw.get("lasting", {}).get("circumstances", ())),
        )
        self.leg_only = frozenset(
            f.id
            for f in kb.findings.values()
            if f.topic == "leg"
            and any("{leg}" in wording for wording in f.wordings)
            and not any("{joint}" in wording for wording in f.wordings)
        )
        raw = lexicon.words.raw.get("lasting", {})
        self.passing = frozenset(raw.get("passing", ()))
        self.passing_conditions = frozenset(raw.get("passing-conditions", ()))
        self.one_side = frozenset(raw.get("one-side", ()))
        self.happenings = frozenset(raw.get("happenings", ()))
        self.lasting = {kind: frozenset(raw.get(f"{kind}s", ())) for kind in ("condition", "factor")}
        eased = kb.qualifiers.get("eased-by")
        self.eased = frozenset(eased.usual) if eased else frozenset()
        self.side_by_side = [measure for measure in kb.measures.values() if measure.side_by_side]
        self.sizes = phrase_index((m.id, m.side_by_side.named) for m in self.side_by_side if m.side_by_side)
        self.speller = Speller(lexicon, self._danger())

    def _danger(self) -> frozenset[str]:
        """Keys of the alarm words."""
        words = self.lexicon.words
        raw = words.raw.get("meaningful", {}).get("alarm", ())
        return frozenset(words.key(word) for phrase in raw for word in phrase.split())

    def is_event(self, kind: Kind, name: str) -> bool:
        """Whether the thing can be past and over: a complaint, an acute condition, an event."""
        if name in self.lasting.get(kind, ()):
            return False
        if kind == "condition" and name in self.passing_conditions:
            return True
        if kind == "condition":
            condition: Condition | None = self.kb.conditions.get(name)
            return (
                condition is not None and condition.usual_urgency in _ACUTE and condition.kind == "condition"
            )
        if kind == "factor":
            factor = self.kb.factors.get(name)
            return factor is not None and (factor.event or name in self.passing) and not factor.lasting
        return kind == "finding"


class _Holder:
    """Lets a knowledge base be a cache key by its version."""

    def __init__(self, kb: KnowledgeBase) -> None:
        self.kb = kb

    def __hash__(self) -> int:
        return hash(self.kb.version)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, _Holder) and other.kb.version == self.kb.version


@lru_cache(maxsize=8)
def _reader(version: str, holder: _Holder) -> Reader:
    return Reader(holder.kb, lexicon_of(holder.kb))


def reader_of(kb: KnowledgeBase) -> Reader:
    """The reader of a knowledge base, made at first use and kept by its version."""
    return _reader(kb.version, _Holder(kb))
