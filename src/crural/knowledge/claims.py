"""What carries each claim: the places of the base named for it, and whether they really say it."""

from __future__ import annotations

from collections.abc import Iterator

from crural.concepts.base import Concept
from crural.concepts.knowledge import REFUTED, Claim, KnowledgeBase

KINDS = {
    "condition": "conditions",
    "finding": "findings",
    "factor": "factors",
    "medicine": "medicines",
    "rule": "rules",
    "advice": "advice",
    "test": "tests",
    "specialist": "specialists",
    "visit": "visits",
    "myth": "myths",
    "answer": "answers",
    "service": "services",
}
"""The kind that a place begins with, and its section."""
STRUCTURE = {
    "when",
    "factors",
    "produces",
    "caused_by",
    "exposure",
    "tests",
    "stage_of",
    "specialist",
    "advice",
    "qualifiers",
    "implies",
    "conditions",
}
"""Keys whose entries say something by being there (a link, odds, an edge), without words."""
_NAMES = ("id", "finding", "factor", "condition", "test")


def _step(value: object, key: str) -> object:
    """What stands under a key: a field, a mapping's key, or the entry of a list that is about it."""
    if isinstance(value, Concept):
        return getattr(value, "with_" if key == "with" else key, None)
    if isinstance(value, dict):
        return value.get(key)
    if isinstance(value, tuple):
        for item in value:
            if item == key or any(getattr(item, name, None) == key for name in _NAMES):
                return item
    return None


def text_of(value: object) -> str:
    """All words inside a value, one after the other."""
    if isinstance(value, str):
        return value
    if isinstance(value, Concept):
        return " ".join(text_of(getattr(value, name)) for name in type(value).model_fields)
    if isinstance(value, dict):
        return " ".join(text_of(item) for item in value.values())
    if isinstance(value, tuple):
        return " ".join(text_of(item) for item in value)
    return ""


def at_place(base: KnowledgeBase, place: str) -> object:
    """What stands at a place such as `condition:varicose-veins.factors.obesity`; None if nothing does."""
    kind, _, rest = place.partition(":")
    if kind not in KINDS:
        return None
    name, *keys = rest.split(".")
    value: object = getattr(base, KINDS[kind]).get(name)
    for key in keys:
        value = _step(value, key)
    return value or None


def _wrong_place(base: KnowledgeBase, place: str, words: str | None) -> str | None:
    """Why a place does not carry its claim, or None if it does."""
    value = at_place(base, place)
    if value is None:
        return f"There is nothing at {place}."
    if words is None:
        keys = place.split(".")[1:]
        return None if STRUCTURE & set(keys) else f"Say which words of {place} carry the claim."
    if words.casefold() not in " ".join(text_of(value).split()).casefold():
        return f"The words do not stand at {place}: {words}"
    return None


def carriers(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """The places that carry each claim: those of the map, and the chains and corrections that name it."""
    found = {name: list(claim.carried_by) for name, claim in base.claims.items()}
    for condition in base.conditions.values():
        for index, chain in enumerate(condition.mechanism):
            for name in chain.claims:
                found.setdefault(name, []).append(f"condition:{condition.id}.mechanism.{index}")
    for myth in base.myths.values():
        for name in myth.claims:
            found.setdefault(name, []).append(f"myth:{myth.id}")
    return {name: tuple(places) for name, places in found.items()}


def _claim_problems(base: KnowledgeBase, claim: Claim, places: tuple[str, ...]) -> Iterator[str]:
    for place, words in claim.carried_by.items():
        wrong = _wrong_place(base, place, words)
        if wrong:
            yield wrong
    if not places:
        yield "Nothing carries the claim."
    elif claim.verdict in REFUTED and not any(place.startswith("myth:") for place in places):
        yield f"The claim is {claim.verdict}, and no correction carries it."


def dangling(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """What is wrong with the carriers of each claim; empty if every claim is really carried."""
    places = carriers(base)
    found = {name: tuple(_claim_problems(base, claim, places[name])) for name, claim in base.claims.items()}
    unlisted = dict.fromkeys(
        sorted(places.keys() - base.claims.keys()), ("The claim is not in the list of claims.",)
    )
    return {name: problems for name, problems in (found | unlisted).items() if problems}
