"""The oracle: the definition of the model, written out literally, slow and plain. It stays for ever.

It enumerates every state of every condition and, for every observed finding, every set of links (and the leak)
that fired. "Fired" means: drew exactly the observed level, which has chance reach - above; every other link of an
active condition drew less (chance 1 - reach), because nothing may draw more. The finding shows the observed level
when at least one link or the leak fired.

Shares no code with the fast path but the data classes. Cost about 2^n * findings * 2^links: keep n <= 12.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from crural.inference.pattern import Array, Numbers, Pattern


@dataclass(frozen=True)
class Oracle:
    """Answers of one lane: evidence P(e); active (n,), contribution (n,), both (n, n), unexplained."""

    evidence: float
    active: Array
    contribution: Array
    both: Array
    unexplained: float


def enumerate_case(
    pattern: Pattern,
    numbers: Numbers,
    *,
    lane: int = 0,
    main: Iterable[int] = (),
    select: Array | None = None,
) -> Oracle:
    """Answer one lane by enumeration.

    main: findings for which `unexplained` asks that no condition's link fired (all links, leak aside).
    select: (n, 3) weights; [c, 0] for inactive, [c, 1] for active, [c, 2] added to the second when no link of c
        to a complaint fired.
    Raises ZeroDivisionError when the evidence is impossible.
    """
    n, m = pattern.n, len(pattern.findings)
    known = dict(pattern.known)
    main = set(main)
    weights = np.array([[1.0, 1.0, 0.0]] * n) if select is None else select
    evidence = unexplained = 0.0
    active, contribution, both = np.zeros(n), np.zeros(n), np.zeros((n, n))

    for states in itertools.product((0, 1), repeat=n):
        if any(states[c] != int(is_active) for c, is_active in known.items()):
            continue
        chance = _chance_of_states(pattern, numbers, lane, states)
        if chance == 0.0:
            continue
        # Joint distribution of (conditions that fired on a complaint, whether any fired on a main finding).
        outcomes: dict[tuple[frozenset[int], bool], float] = {(frozenset(), False): chance}
        for f in range(m):
            spread: dict[tuple[frozenset[int], bool], float] = {}
            for fired, p in _fired_links(pattern, numbers, lane, f, states):
                for (contributing, on_main), q in outcomes.items():
                    key = (
                        contributing | fired if f in pattern.complaints else contributing,
                        on_main or (f in main and bool(fired)),
                    )
                    spread[key] = spread.get(key, 0.0) + p * q
            outcomes = spread
        for (contributing, on_main), p in outcomes.items():
            weight = p
            for c in range(n):
                if not states[c]:
                    weight *= weights[c, 0]
                elif c in contributing:
                    weight *= weights[c, 1]
                else:
                    weight *= weights[c, 1] + weights[c, 2]
            evidence += weight
            if not on_main:
                unexplained += weight
            for c in range(n):
                if states[c]:
                    active[c] += weight
            for c in contributing:
                contribution[c] += weight
                for d in contributing:
                    both[c, d] += weight
    return Oracle(
        evidence, active / evidence, contribution / evidence, both / evidence, unexplained / evidence
    )


def chance_told(strengths: Sequence[float], leak: float, missed: float, mistaken: float) -> float:
    """Chance that a complaint is told (0 to 1), given the strengths of its active causes and its leak.

    Written out: which of them fire, which of those that fired are noticed (each missed with chance `missed`), and
    whether it is told by mistake although none was noticed.
    """
    told = 0.0
    links = [leak, *strengths]
    for noticed in itertools.product((None, False, True), repeat=len(links)):
        p = 1.0
        for outcome, strength in zip(noticed, links, strict=True):
            fires = 1.0 - strength if outcome is None else strength
            p *= fires * {None: 1.0, False: missed, True: 1.0 - missed}[outcome]
        told += p * (1.0 if any(noticed) else mistaken)
    return told


def _chance_of_states(pattern: Pattern, numbers: Numbers, lane: int, states: tuple[int, ...]) -> float:
    """P(states) by the noisy-OR of each condition, times the scale of each active condition."""
    chance = 1.0
    for c in range(pattern.n):
        off = 1.0 - float(numbers.prior[lane, c])
        for e, (parent, child) in enumerate(pattern.edges):
            if child == c and states[parent]:
                off *= 1.0 - float(numbers.edge[lane, e])
        chance *= (1.0 - off) * float(numbers.scale[lane, c]) if states[c] else off
    return chance


def _fired_links(
    pattern: Pattern, numbers: Numbers, lane: int, f: int, states: tuple[int, ...]
) -> list[tuple[frozenset[int], float]]:
    """Every set of conditions whose link to f fired, with its chance, such that f is observed as it is."""
    draws: list[tuple[int, float, float]] = [
        (-1, float(numbers.reach_leak[lane, f]), float(numbers.above_leak[lane, f]))
    ]
    for position, c in enumerate(pattern.findings[f]):
        if states[c]:
            draws.append(
                (c, float(numbers.reach[f][lane, position]), float(numbers.above[f][lane, position]))
            )
    found = []
    for firing in itertools.product((False, True), repeat=len(draws)):
        if not any(firing):
            continue
        p = 1.0
        for fires, (_, reach, above) in zip(firing, draws, strict=True):
            p *= (reach - above) if fires else (1.0 - reach)
        if p:
            found.append(
                (frozenset(c for fires, (c, _, _) in zip(firing, draws, strict=True) if fires and c >= 0), p)
            )
    return found
