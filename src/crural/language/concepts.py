"""Says how any phrase of a sentence is meant, whether or not the knowledge base knows the phrase.

For public sets of sentences with a marked concept; the same cues and scopes as in `read`.
"""

from __future__ import annotations

import re
from typing import Literal

from crural.concepts.case import MAX_TEXT
from crural.concepts.knowledge import KnowledgeBase
from crural.language.context import Context
from crural.language.items import Marks
from crural.language.matching import find_matches
from crural.language.people import People
from crural.language.reader import Reader, reader_of
from crural.language.resolve import winners
from crural.language.tokens import SIGN, Token, plain
from crural.language.verdicts import verdict
from crural.language.view import View

ConceptState = Literal["present", "absent", "uncertain"]
Temporality = Literal["recent", "historical", "hypothetical"]
Experiencer = Literal["patient", "family", "other"]


def state_of(sentence: str, concept: str, kb: KnowledgeBase) -> tuple[ConceptState, Temporality, Experiencer]:
    """State, time and person of a concept in a sentence. A concept that is not in it counts as present.

    *Denies chest pain, nausea or rash* with the concept *rash* gives absent, recent, patient.
    """
    return states_of(sentence, [concept], kb)[0]


def states_of(
    text: str, concepts: list[str], kb: KnowledgeBase
) -> list[tuple[ConceptState, Temporality, Experiencer]]:
    """State, time and person of several concepts of one text, in their order."""
    reader = reader_of(kb)
    text = text[:MAX_TEXT]
    tokens = reader.lexicon.words.tokens(text)
    spans = [_locate(text, concept, tokens, reader) for concept in concepts]
    view = View(plain(text), tokens, reader.tools)
    things, qualities = winners(find_matches(view, reader.lexicon), reader.lexicon, reader.rules, view)
    marks = Marks({i for match in things for i in match.core})
    for span in spans:
        marks.concepts.update(i for i in span if tokens[i].kind != SIGN)
    own = {i for span in spans for i in span}
    marks.locked = {
        i for match in things if not match.denies and own.isdisjoint(match.core) for i in match.core
    }
    marks.given = own
    marks.told = {i for match in qualities for i in match.head} - marks.concepts
    people = People(view, marks, reader.roles)
    context = Context(view, marks, people)
    return [_state(context, span) for span in spans]


def _state(context: Context, span: range) -> tuple[ConceptState, Temporality, Experiencer]:
    if not len(span):
        return "present", "recent", "patient"
    meant = verdict(context, (span.start,), frozenset(span), "finding")
    who: Experiencer = "family" if meant.state == "family" else "patient"
    if meant.state == "absent":
        return "absent", "recent", who
    if meant.rule == "hypothetical":
        return "uncertain", "hypothetical", who
    if meant.state == "past":
        return "present", "historical", who
    if meant.rule == "no-longer":
        return "absent", "recent", who
    if meant.state == "uncertain":
        return "uncertain", "recent", who
    return "present", "recent", who


def _locate(text: str, concept: str, tokens: list[Token], reader: Reader) -> range:
    """The tokens of a concept in the text: as written, else by its keys in order."""
    words = plain(concept).split()
    if not words:
        return range(0)
    pattern = r"\s+".join(re.escape(word) for word in words)
    edge = (
        (r"(?<!\w)" if words[0][0].isalnum() else "")
        + pattern
        + (r"(?!\w)" if words[-1][-1].isalnum() else "")
    )
    loud = r"\s+".join(re.escape(word.upper()) for word in words)
    found = re.search(loud, plain(text)) if text.upper() != text else None
    found = (
        found or re.search(edge, plain(text), re.IGNORECASE) or re.search(pattern, plain(text), re.IGNORECASE)
    )
    if found:
        inside = [
            i for i, token in enumerate(tokens) if token.start < found.end() and token.end > found.start()
        ]
        return range(inside[0], inside[-1] + 1) if inside else range(0)
    keys = [token.key for token in reader.lexicon.words.tokens(concept) if token.kind != SIGN]
    size = len(keys)
    for i in range(len(tokens) - size + 1):
        if size and [token.key for token in tokens[i : i + size]] == keys:
            return range(i, i + size)
    return range(0)
