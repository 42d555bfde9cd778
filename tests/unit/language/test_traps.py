"""Every trap is read as it should be; a known gap must still be one."""

from __future__ import annotations

from typing import Any

import pytest
from tiny import tiny
from traps import Trap, faults, traps

from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge import load
from crural.language import read

FEWEST = 850


@pytest.fixture(scope="module")
def bases() -> dict[str, KnowledgeBase]:
    return {"small": tiny(), "whole": load()}


def cases() -> list[Any]:
    return [
        pytest.param(
            trap,
            id=f"{trap.phenomenon}: {trap.say[:50]}",
            marks=[pytest.mark.xfail(reason=trap.known_gap, strict=True)] if trap.known_gap else [],
        )
        for trap in traps()
    ]


@pytest.mark.parametrize("trap", cases())
def test_a_trap_is_read_rightly(trap: Trap, bases: dict[str, KnowledgeBase]) -> None:
    assert faults(trap.reads, read(trap.say, bases[trap.base], trap.told)) == []


def test_the_set_is_large_and_each_sentence_stands_once() -> None:
    said = [(trap.base, trap.say, trap.told) for trap in traps()]
    assert len(said) >= FEWEST
    assert len(set(said)) == len(said)
