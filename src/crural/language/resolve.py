"""Lets the most specific wording win where several fit the same words."""

from __future__ import annotations

from collections.abc import Mapping

from crural.language.lexicon import Lexicon, Target
from crural.language.matching import Match


def _order(match: Match) -> tuple[int, int, int, int, int]:
    span = match.head[-1] - match.head[0]
    return (-match.size, -len(match.core), match.carried, match.first, span + match.target)


def winners(
    matches: list[Match], lexicon: Lexicon, implies: Mapping[str, str], accepts: Mapping[str, frozenset[str]]
) -> tuple[list[Match], list[Match]]:
    """Matches of things and of qualities that stand, each in the order of the text.

    A match whose words all lie inside a more specific one gives way; two of one meaning become one.
    implies: {finding: its generic finding}. accepts: {finding: qualifiers that describe it}.
    """
    things: list[Match] = []
    qualities: list[Match] = []
    for match in matches:
        (qualities if lexicon.targets[match.target][0] == "quality" else things).append(match)
    kept = _keep(things, lexicon.targets, implies)
    owner: dict[int, list[Match]] = {}
    for match in kept:
        for token in match.content:
            owner.setdefault(token, []).append(match)
    described = []
    for match in _keep(qualities, lexicon.targets, {}):
        qualifier = lexicon.targets[match.target][1]
        rivals = {id(m): m for token in match.content for m in owner.get(token, ())}.values()
        inside = [m for m in rivals if match.content <= m.content]
        if not inside or any(_takes(m, qualifier, lexicon, accepts) for m in inside):
            described.append(match)
    return sorted(kept, key=lambda m: (m.first, m.target)), sorted(
        described, key=lambda m: (m.first, m.target)
    )


def _takes(match: Match, qualifier: str, lexicon: Lexicon, accepts: Mapping[str, frozenset[str]]) -> bool:
    kind, name, _ = lexicon.targets[match.target]
    return kind == "finding" and qualifier in accepts.get(name, ())


def _keep(matches: list[Match], targets: list[Target], implies: Mapping[str, str]) -> list[Match]:
    kept: list[Match] = []
    owner: dict[int, list[Match]] = {}
    for match in sorted(matches, key=_order):
        rivals = {id(m): m for token in match.content for m in owner.get(token, ())}.values()
        if any(_beaten(match, rival, targets, implies) for rival in rivals):
            continue
        kept.append(match)
        for token in match.content:
            owner.setdefault(token, []).append(match)
    return kept


def _beaten(match: Match, rival: Match, targets: list[Target], implies: Mapping[str, str]) -> bool:
    kind, name, _ = targets[match.target]
    other_kind, other, _ = targets[rival.target]
    if (kind, name) == (other_kind, other):
        return True
    if not match.content <= rival.content:
        return False
    if match.content < rival.content:
        if kind == other_kind and implies.get(other) == name:
            return True
        if rival.loose or kind == "medicine" or {kind, other_kind} == {"factor", "condition"}:
            return False
        return kind != other_kind or match.group is None or match.carried or not match.group.has_leg
    return implies.get(other) == name and kind == other_kind
