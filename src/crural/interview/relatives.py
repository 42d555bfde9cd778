"""Which things would stand twice in one list: a special form beside its general one, a medicine beside its class."""

from __future__ import annotations

from collections.abc import Iterable, Mapping

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.index import Index

Relatives = Mapping[str, frozenset[str]]
"""By finding or class of medicines: its special and its general forms. The others have none and are not in it."""


def _classes_above(base: KnowledgeBase, name: str) -> set[str]:
    """The classes of medicines that a class is within, near and far."""
    found: set[str] = set()
    for above in base.medicines[name].within:
        if above in base.medicines:
            found |= {above, *_classes_above(base, above)}
    return found


def _made(index: Index) -> Relatives:
    base = index.base
    found = {name: {*index.kin[name], *index.above[name]} - {name} for name in base.findings}
    found |= {name: _classes_above(base, name) for name in base.medicines}
    for name in base.medicines:
        for above in found[name] & base.medicines.keys():
            found[above].add(name)
    return {name: frozenset(kin) for name, kin in found.items() if kin}


def relatives_of(index: Index) -> Relatives:
    """The special and general forms of everything that can stand in a list."""
    return index.once("relatives", lambda: _made(index))


def apart(names: Iterable[str], relatives: Relatives) -> list[str]:
    """The names in their order, without those that are a form of an earlier one: these can be asked for later."""
    found: list[str] = []
    for name in names:
        if relatives.get(name, frozenset()).isdisjoint(found):
            found.append(name)
    return found
