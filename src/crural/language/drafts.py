"""Mentions in the making: what was found and what is told of it, until the reading is written."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from collections.abc import Mapping
from dataclasses import dataclass, field

from crural.concepts.base import Side
from crural.concepts.reading import Kind
from crural.language.matching import Match
from crural.language.quantities import Time
from crural.language.verdicts import Verdict

BEHIND, AHEAD = 250, 80
"""How many tokens behind and ahead of something told its complaint may stand."""


@dataclass(slots=True)
class Draft:
    """A mention in the making; at: its first word."""

    id: str
    kind: Kind
    label: str
    match: Match
    verdict: Verdict
    accepts: frozenset[str] = frozenset()
    side: Side | None = None
    site: tuple[str, ...] = ()
    time: Time | None = None
    told: dict[str, list[str]] = field(default_factory=dict)
    without: dict[str, list[str]] = field(default_factory=dict)
    dropped: bool = False
    at: int = -1

    def __post_init__(self) -> None:
        self.at = self.match.first

    @property
    def stands(self) -> bool:
        """Whether it can be described: it is not denied and not of another person."""
        return self.verdict.state not in ("absent", "family")


class Near:
    """Drafts by place, so that only those near a token are looked at."""

    def __init__(self, drafts: list[Draft]) -> None:
        self._drafts = sorted(drafts, key=lambda d: d.at)
        self._places = [d.at for d in self._drafts]

    def around(self, index: int) -> list[Draft]:
        """The drafts within reach of a token, in the order of the text."""
        return self._drafts[
            bisect_left(self._places, index - BEHIND) : bisect_right(self._places, index + AHEAD)
        ]


def merged(drafts: list[Draft]) -> list[Draft]:
    """Mentions of one thing in one state become one, when site and side do not speak against it."""
    result: list[Draft] = []
    for draft in drafts:
        if draft.dropped:
            continue
        twin = next((d for d in result if _same(d, draft)), None)
        if twin is None:
            result.append(draft)
            continue
        twin.site = tuple(dict.fromkeys((*twin.site, *draft.site)))
        twin.side = twin.side or draft.side
        twin.time = twin.time or draft.time
        _join(twin.told, draft.told)
        _join(twin.without, draft.without)
    return result


def _same(a: Draft, b: Draft) -> bool:
    if (a.id, a.kind, a.verdict.state) != (b.id, b.kind, b.verdict.state):
        return False
    if a.side and b.side and a.side != b.side:
        return False
    if a.time and b.time and a.time.days != b.time.days:
        return False
    sites = set(a.site) - {"whole-leg"}, set(b.site) - {"whole-leg"}
    return not (sites[0] and sites[1]) or not sites[0].isdisjoint(sites[1])


def _join(to: dict[str, list[str]], more: Mapping[str, list[str]]) -> None:
    for key, values in more.items():
        known = to.setdefault(key, [])
        known.extend(value for value in values if value not in known)
