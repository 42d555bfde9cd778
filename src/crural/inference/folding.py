"""Folds findings together, so that one fact counts once: repeats, generic and special, denied and present."""

from __future__ import annotations

from dataclasses import replace

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.facts import Fact, Qualities
from crural.knowledge.kinship import generics


def _union(a: Qualities, b: Qualities) -> Qualities:
    both: Qualities = {}
    for name in dict.fromkeys((*a, *b)):
        mine, other = a.get(name, ()), b.get(name, ())
        both[name] = mine if not set(other) - set(mine) else tuple(sorted({*mine, *other}))
    return both


def _minus(a: Qualities, b: Qualities) -> Qualities:
    left = {name: tuple(v for v in values if v not in b.get(name, ())) for name, values in a.items()}
    return {name: values for name, values in left.items() if values}


def merge(a: Fact, b: Fact) -> Fact:
    """One fact from two about the same finding, whatever their order; what is told to be so stands.

    Left and right make both. The shorter of two durations stands: what is new or worse counts.
    """
    qualities = _union(a.qualities, b.qualities)
    sides = sorted({a.side, b.side} - {None}, key=str)
    if sides == ["left", "right"]:
        qualities["side"] = ("both",)
    side = sides[0] if len(sides) == 1 else ("both" if sides else None)
    days = min((d for d in (a.days, b.days) if d is not None), default=None)
    return Fact(a.id, qualities, _minus(_union(a.without, b.without), qualities), side, days)


def _with_details(base: KnowledgeBase, special: Fact, generic: Fact) -> Fact:
    """The special finding with what was told of its generic one; its own exclusive qualities stand."""
    details = {
        name: values
        for name, values in generic.qualities.items()
        if name not in special.qualities
        or not (name == "band" or (name in base.qualifiers and base.qualifiers[name].exclusive))
    }
    qualities = _union(special.qualities, details)
    without = _minus(_union(special.without, generic.without), qualities)
    days = special.days if special.days is not None else generic.days
    return Fact(special.id, qualities, without, special.side or generic.side, days)


def _one_place(fact: Fact) -> Fact:
    """Without "the whole leg" where a part of it was named too."""
    sites = fact.qualities.get("site", ())
    if len(sites) < 2 or "whole-leg" not in sites:
        return fact
    rest = tuple(site for site in sites if site != "whole-leg")
    return replace(fact, qualities={**fact.qualities, "site": rest})


def fold(base: KnowledgeBase, told: dict[str, Fact]) -> dict[str, Fact]:
    """The facts with every generic one folded into the special ones that imply it."""
    folded: dict[str, Fact] = {}
    above: set[str] = set()
    for name, fact in told.items():
        for generic in generics(base, name):
            above.add(generic)
            if generic in told:
                fact = _with_details(base, fact, told[generic])
        folded[name] = _one_place(fact)
    return {name: fact for name, fact in folded.items() if name not in above}


def _narrowed(fact: Fact, denial: Fact) -> Fact:
    """The fact without the one quality in which it was denied: *pain in the calf, none in the knee*."""
    if len(denial.qualities) != 1:
        return fact
    without = _minus(_union(fact.without, denial.qualities), fact.qualities)
    return replace(fact, without=without)


def settle(
    base: KnowledgeBase, evidence: dict[str, Fact], absent: dict[str, Fact]
) -> tuple[dict[str, Fact], dict[str, Fact]]:
    """Evidence and denials made to agree: what is present, or implied by it, is not denied.

    A denial of a special form of what is present narrows it. Denying a generic finding says all that denying
    a special form of it would say.
    """
    settled, left = dict(evidence), dict(absent)
    for name, fact in evidence.items():
        for said in (name, *generics(base, name)):
            if said in absent:
                fact = _narrowed(fact, absent[said])
                left.pop(said, None)
        settled[name] = fact
    plain = {name for name, fact in left.items() if not fact.qualities}
    return settled, {
        name: fact for name, fact in left.items() if not plain.intersection(generics(base, name))
    }
