"""The knowledge base in the order of the engine: condition numbers, edges, links; built once for each base."""

from __future__ import annotations

import threading
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, TypeVar

import numpy as np
from numpy.typing import NDArray

from crural.concepts.knowledge import Condition, KnowledgeBase, Produces
from crural.concepts.quantity import Number
from crural.inference.pattern import Array
from crural.inference.prior_tables import PriorTables, prior_tables
from crural.inference.reporting import Reporting
from crural.inference.shares import Shares
from crural.inference.tables import Tables
from crural.inference.uncertainty import Draws
from crural.knowledge.kinship import canonical, generics, kin_of, strengths_of
from crural.knowledge.leaks import is_node, parents_of
from crural.knowledge.rates import Rates

T = TypeVar("T")


@dataclass(frozen=True)
class Link:
    """One condition's link to a finding: its number, strength, and the shares of its qualities."""

    condition: int
    strength: Number
    shares: Shares


@dataclass(frozen=True)
class Index:
    """The base in the order of the engine.

    links: for each finding, by condition number. strengths: (findings, n) of the links as they are told,
    rows in the order of `links`. reporting: how often what is told is not so. kin: for each finding itself and
    every special finding that implies it. above: what it implies.
    columns: for each finding the numbers of the conditions linked to it. qualities: what can be told of it.
    ordinals: a number's place in the base, by identity, for its draws. kept: the draws that were made, and the
    tables made from them. worked: what other rooms worked out once (see `once`).
    """

    base: KnowledgeBase
    names: tuple[str, ...]
    number: dict[str, int]
    edges: tuple[tuple[int, int], ...]
    edge_numbers: tuple[Number, ...]
    links: dict[str, dict[int, Link]]
    columns: dict[str, NDArray[np.intp]]
    strengths: Array
    kin: dict[str, tuple[str, ...]]
    above: dict[str, tuple[str, ...]]
    qualities: dict[str, frozenset[str]]
    rates: Rates
    ordinals: dict[int, int]
    priors: PriorTables
    reporting: Reporting
    kept: dict[tuple[str, int], Array] = field(default_factory=dict)
    kept_tables: dict[int, dict[object, Array | None]] = field(default_factory=dict)
    worked: dict[object, Any] = field(default_factory=dict)

    def once(self, key: object, make: Callable[[], T]) -> T:
        """What `make` works out once for the base, by a key of its own."""
        if key not in self.worked:
            self.worked[key] = make()
        found: T = self.worked[key]
        return found

    def told_leak(self, finding: str, asked: bool) -> float:
        """The leak of a finding as it is told, of its own accord or when asked."""
        return float(self.reporting.leak(finding, self.base.leaks.get(finding, 0.0), asked))

    def draws(self, count: int) -> Draws:
        """A source of lanes: lane 0, and `count` more drawn from the uncertainty of the numbers."""
        return Draws(self.base.version, count, self.ordinals, self.kept)

    def tables(self, draws: Draws) -> Tables:
        """The numbers in the lanes of `draws`."""
        if not draws.plain:
            return Tables(self, draws, {})
        return Tables(self, draws, self.kept_tables.setdefault(draws.widest().lanes, {}))


def _shares(condition: Condition, link: Produces, generic: Produces | None) -> Shares:
    course: Shares = {}
    if condition.course.onset:
        course["onset"] = {str(k): v for k, v in condition.course.onset.items()}
    if condition.course.duration:
        course["duration"] = {str(k): v for k, v in condition.course.duration.items()}
    return {**course, **(generic.with_ if generic else {}), **link.with_}


def _links(base: KnowledgeBase, names: tuple[str, ...]) -> dict[str, dict[int, Link]]:
    links: dict[str, dict[int, Link]] = {name: {} for name in base.findings}
    for number, name in enumerate(names):
        condition = base.conditions[name]
        told = {canonical(base, link.finding): link for link in condition.produces}
        shares: dict[str, Shares] = {}
        for finding, link in told.items():
            above = generics(base, finding)
            shares[finding] = _shares(condition, link, told.get(above[0]) if above else None)
            for generic in above:
                if generic not in told:
                    shares.setdefault(generic, shares[finding])
        for finding, strength in strengths_of(base, condition).items():
            links[finding][number] = Link(number, strength, shares[finding])
    return links


def _qualities(base: KnowledgeBase) -> dict[str, frozenset[str]]:
    """Qualifiers of each finding: its own, those of the finding that it is a special form of, and the bands."""
    found = {}
    for name, finding in base.findings.items():
        inherited = base.findings[finding.implies].qualifiers if finding.implies else ()
        found[name] = frozenset((*finding.qualifiers, *inherited, *(("band",) if finding.bands else ())))
    return found


def _ordinals(base: KnowledgeBase) -> dict[int, int]:
    """Every number that is drawn from, by identity, in a fixed order."""
    numbers: list[Number] = []
    for _, condition in sorted(base.conditions.items()):
        numbers += condition.prior.ages.values() if condition.prior else ()
        numbers += [item.odds for item in condition.factors]
        start = condition.exposure.new_start if condition.exposure else None
        numbers += [start.odds] if start else []
        numbers += [edge.strength for edge in condition.caused_by]
        numbers += [condition.stage_strength] if condition.stage_strength else []
        numbers += [*condition.course.onset.values(), *condition.course.duration.values()]
        for link in condition.produces:
            numbers += [
                link.strength,
                *(share for shares in link.with_.values() for share in shares.values()),
            ]
    for _, finding in sorted(base.findings.items()):
        numbers += [share for shares in finding.usual.values() for share in shares.values()]
    for _, qualifier in sorted(base.qualifiers.items()):
        numbers += qualifier.usual.values()
    return {id(number): place for place, number in enumerate(numbers)}


def _build(base: KnowledgeBase) -> Index:
    names = tuple(sorted(name for name, condition in base.conditions.items() if is_node(condition)))
    number = {name: i for i, name in enumerate(names)}
    edges: list[tuple[int, int]] = []
    edge_numbers: list[Number] = []
    for name in names:
        condition = base.conditions[name]
        strengths = {edge.condition: edge.strength for edge in condition.caused_by}
        if condition.stage_of and condition.stage_strength:
            strengths[condition.stage_of] = condition.stage_strength
        for parent, _ in parents_of(condition):
            if parent in number:
                edges.append((number[parent], number[name]))
                edge_numbers.append(strengths[parent])
    links, rates = _links(base, names), Rates(base)
    matrix = np.zeros((len(links), len(names)))
    reporting = Reporting.of(base)
    for row, (finding, by_condition) in enumerate(links.items()):
        for column, link in by_condition.items():
            matrix[row, column] = link.strength.value * reporting.noticed(finding)
    return Index(
        base=base,
        names=names,
        number=number,
        edges=tuple(edges),
        edge_numbers=tuple(edge_numbers),
        links=links,
        columns={name: np.array(list(linked), dtype=np.intp) for name, linked in links.items()},
        strengths=matrix,
        kin=kin_of(base),
        above={name: tuple(generics(base, name)) for name in base.findings},
        qualities=_qualities(base),
        rates=rates,
        ordinals=_ordinals(base),
        priors=prior_tables(base, names, rates),
        reporting=reporting,
    )


_LOCK = threading.Lock()
_BUILT: dict[int, Index] = {}
"""The latest indexes by the identity of their base; each keeps its base alive, so no identity is used twice."""


def index_of(base: KnowledgeBase) -> Index:
    """The index of a base; built once, also when several threads ask at the same time."""
    found = _BUILT.get(id(base))
    if found is None:
        with _LOCK:
            found = _BUILT.get(id(base))
            if found is None:
                found = _build(base)
                if len(_BUILT) >= 4:
                    del _BUILT[next(iter(_BUILT))]
                _BUILT[id(base)] = found
    return found
