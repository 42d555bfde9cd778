"""Atoms are matched with little work, and as if they were matched with all of it."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
import yaml

from crural.assess.judge import case_of, understood
from crural.concepts.knowledge import Atom
from crural.inference.facts import Fact, Facts
from crural.inference.match import Matcher
from crural.knowledge import load

BASE = load()
STORIES = sorted((Path(__file__).resolve().parents[2] / "cases" / "conditions").glob("*.yaml"))[::12]


def _facts() -> list[Facts]:
    cases = [yaml.safe_load(file.read_text(encoding="utf-8"))[0]["case"] for file in STORIES]
    return [understood(case_of(case), BASE).facts for case in cases]


def _atoms() -> Iterator[Atom]:
    for rule in BASE.rules.values():
        yield from (rule.when, *rule.relevant_if)
    for advice in BASE.advice.values():
        yield from (item.when for item in advice.unless)
    yield from (myth.when for myth in BASE.myths.values())


def _plainly(matcher: Matcher, atom: Atom) -> bool:
    """Whether an atom holds, every part of it looked at."""
    counts = sum(_plainly(matcher, inner) for inner in atom.of)
    return (
        matcher.own(atom)
        and all(_plainly(matcher, inner) for inner in atom.all)
        and (not atom.any or any(_plainly(matcher, inner) for inner in atom.any))
        and (not atom.of or counts >= (atom.at_least or 1))
    )


@pytest.mark.parametrize("transient", [False, True])
def test_what_is_left_out_would_not_have_held(transient: bool) -> None:
    held = 0
    for facts in _facts():
        matcher = Matcher(BASE, facts, transient=transient)
        for atom in _atoms():
            assert matcher.holds(atom) == _plainly(matcher, atom)
            held += matcher.holds(atom)
    assert held > 20


@pytest.mark.parametrize("transient", [False, True])
def test_one_more_finding_is_as_if_it_had_been_told(transient: bool) -> None:
    qualities = {"severity": ("severe",)}
    for facts in _facts():
        for name in ("leg-pain", "fever", next(iter(facts.told))):
            added = {
                pool: {**told, name: replace(old, qualities={**old.qualities, **qualities})}
                for pool in ("told", "present", "evidence")
                for told in [getattr(facts, pool)]
                for old in [told.get(name, Fact(name))]
            }
            then = Matcher(BASE, replace(facts, **added), transient=transient)
            found = Matcher(BASE, facts, transient=transient).besides(name, qualities)
            assert [found.holds(rule.when) for rule in BASE.rules.values()] == [
                then.holds(rule.when) for rule in BASE.rules.values()
            ]


def test_what_an_atom_needs() -> None:
    either = Atom(any=(Atom(finding="a"), Atom(factor="b")))
    assert either.needed == {"a", "b"}
    assert Atom(all=(either, Atom(finding="c", side="one"))).needed == {"c"}
    assert Atom(any=(Atom(finding="a"), Atom(age_at_least=60))).needed is None
    assert Atom(of=(Atom(finding="a"), Atom(finding="b")), at_least=2).names == {"a", "b"}
