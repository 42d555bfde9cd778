"""Which findings are one: synonyms, special forms of a generic one, and how a condition's strengths follow."""

from __future__ import annotations

from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.concepts.quantity import Number


def canonical(base: KnowledgeBase, name: str) -> str:
    """The finding that a synonym stands for; the id itself for any other.

    One fact never counts twice: findings are kept under this id only.
    """
    finding = base.findings.get(name)
    return finding.same_as or name if finding else name


def generics(base: KnowledgeBase, name: str) -> list[str]:
    """The findings that a special finding implies, nearest first."""
    found: list[str] = []
    above = base.findings[name].implies
    while above is not None and canonical(base, above) not in found:
        found.append(canonical(base, above))
        above = base.findings[found[-1]].implies
    return found


def kin_of(base: KnowledgeBase) -> dict[str, tuple[str, ...]]:
    """For each finding (or synonym of one): the finding itself and every special finding that implies it."""
    kin: dict[str, list[str]] = {name: [] for name in base.findings}
    for name, finding in base.findings.items():
        if finding.same_as is None:
            for said in (name, *generics(base, name)):
                kin[said].append(name)
    return {name: tuple(kin[canonical(base, name)]) for name in kin}


def strengths_of(base: KnowledgeBase, condition: Condition) -> dict[str, Number]:
    """A condition's strength for each finding: what it is linked to, and every generic one above that.

    A condition produces a generic finding at least as often as a special form of it.
    """
    found = {
        canonical(base, link.finding): link.strength
        for link in condition.produces
        if link.finding in base.findings
    }
    for name in list(found):
        for generic in generics(base, name):
            if generic not in found or found[generic].value < found[name].value:
                found[generic] = found[name]
    return found
