"""Lets the most specific wording win where several fit the same words."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from crural.language.lexicon import Lexicon, Target
from crural.language.matching import Match
from crural.language.sites import UPPER
from crural.language.view import View

_BEFORE = 3


@dataclass(frozen=True)
class Rules:
    """What the knowledge base says of findings that share words.

    implies: {finding: its generic finding}. accepts: {finding: qualifiers that describe it}.
    signs: findings of examination and tests. habits: factors that may be a circumstance.
    """

    implies: Mapping[str, str]
    accepts: Mapping[str, frozenset[str]]
    signs: frozenset[str] = frozenset()
    habits: frozenset[str] = frozenset()


def _order(match: Match) -> tuple[int, int, int, int, int]:
    span = match.head[-1] - match.head[0]
    return (-match.size, -len(match.core), match.carried, match.first, span + match.target)


def winners(
    matches: list[Match], lexicon: Lexicon, rules: Rules, view: View
) -> tuple[list[Match], list[Match]]:
    """Matches of things and of qualities that stand, each in the order of the text.

    A match whose words all lie inside a more specific one gives way; two of one meaning become one.
    """
    things: list[Match] = []
    qualities: list[Match] = []
    for match in matches:
        (qualities if lexicon.targets[match.target][0] == "quality" else things).append(match)
    upper = frozenset(i for s in view.sites if s.value in UPPER for i in range(s.start, s.end))
    kept = _keep(things, lexicon.targets, rules, upper)
    owner: dict[int, list[Match]] = {}
    for match in kept:
        for token in match.content:
            owner.setdefault(token, []).append(match)
    described = []
    for match in _keep(qualities, lexicon.targets, rules):
        qualifier = lexicon.targets[match.target][1]
        inside = [m for m in _sharing(match, owner) if match.content <= m.content]
        if not inside or any(_describes(match, m, qualifier, owner, lexicon, rules, view) for m in inside):
            described.append(match)
    return sorted(kept, key=lambda m: (m.first, m.target)), sorted(
        described, key=lambda m: (m.first, m.target)
    )


def _sharing(match: Match, owner: Mapping[int, list[Match]]) -> list[Match]:
    """The matches that have a word in common with one."""
    return list({id(m): m for token in match.content for m in owner.get(token, ())}.values())


def _describes(
    match: Match,
    around: Match,
    qualifier: str,
    owner: Mapping[int, list[Match]],
    lexicon: Lexicon,
    rules: Rules,
    view: View,
) -> bool:
    """Whether a quality inside a longer match is told of a complaint all the same.

    It is when the longer match is such a complaint, when it shares words with one (*heel hurts with the
    first steps*), or when the longer match is a habit told as a circumstance (*when I stand for long*).
    """
    kind, name, _ = lexicon.targets[around.target]
    if _takes(around, qualifier, lexicon, rules):
        return True
    if kind == "finding":
        told = name not in rules.signs or qualifier == "provoked-by"
        return told and any(_takes(m, qualifier, lexicon, rules) for m in _sharing(around, owner))
    if name not in rules.habits or qualifier not in ("provoked-by", "eased-by"):
        return False
    opening = view.tokens[max(0, match.first - _BEFORE) : match.first + 1]
    return any(
        t.word in view.grammar.terminator or t.word in view.grammar["circumstance-by"] for t in opening
    )


def _takes(match: Match, qualifier: str, lexicon: Lexicon, rules: Rules) -> bool:
    kind, name, _ = lexicon.targets[match.target]
    return kind == "finding" and qualifier in rules.accepts.get(name, ())


def _keep(
    matches: list[Match], targets: list[Target], rules: Rules, upper: frozenset[int] = frozenset()
) -> list[Match]:
    """The matches that no other beats. upper: tokens of arms and hands, which a complaint of a leg does not cover."""
    kept: list[Match] = []
    owner: dict[int, list[Match]] = {}
    for match in sorted(matches, key=_order):
        if any(
            _beaten(match, rival, targets, rules) and upper.isdisjoint(match.core - rival.core)
            for rival in _sharing(match, owner)
        ):
            continue
        kept.append(match)
        for token in match.content:
            owner.setdefault(token, []).append(match)
    return kept


def _beaten(match: Match, rival: Match, targets: list[Target], rules: Rules) -> bool:
    kind, name, _ = targets[match.target]
    other_kind, other, _ = targets[rival.target]
    if (kind, name) == (other_kind, other):
        return True
    if not match.content <= rival.content:
        return False
    implied = kind == other_kind and rules.implies.get(other) == name
    if match.content == rival.content or implied:
        return implied
    if kind == other_kind and rules.implies.get(name) == other:
        return False
    if rival.loose or kind == "medicine" or {kind, other_kind} == {"factor", "condition"}:
        return False
    if kind != other_kind or match.group is None or match.carried or not match.group.has_leg:
        return True
    return other in rules.signs and rival.core.issuperset(range(match.group.start, match.group.end))
