"""Codes that exist, conditions that people can name, and no two findings that are the same."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator
from itertools import islice, product

import pytest

from crural.concepts.knowledge import Condition, Finding
from crural.knowledge import load
from crural.knowledge.codes import is_loinc
from crural.language import read

BASE = load()
SAID_OF_BOTH = frozenset(
    {
        *("n/v", "d & v", "f/c", "proteinuria", "shifting dullness", "fluid wave|thrill", "buffalo hump"),
        *("growing pains", "on fire & {leg}", "dead on my feet", "poikilothermia|poikilothermic"),
        *("water on the knee", "ataxia|ataxic", "glove and stocking", "haemarthrosis|hemarthrosis"),
        *("myoglobinuria", "sensory level"),
    }
)
"""Wordings that say two findings at once, on purpose."""
SAME_TERM = frozenset({"HP:0000980", "HP:0200042"})
"""HPO terms that several findings carry, because the ontology has no finer one (pallor, skin ulcer)."""


@pytest.mark.slow
def test_every_code_of_a_condition_is_a_leaf_of_icd_10_cm() -> None:
    icd = pytest.importorskip("simple_icd_10_cm")
    codes = {name: condition.icd10cm for name, condition in BASE.conditions.items()}
    unknown = {name: code for name, code in codes.items() if not icd.is_valid_item(code)}
    assert unknown == {}
    assert {name: code for name, code in codes.items() if not icd.is_leaf(code)} == {}


def test_hpo_terms_and_loinc_codes_are_well_formed() -> None:
    terms = {finding.id: finding.hpo for finding in BASE.findings.values() if finding.hpo}
    assert {name: term for name, term in terms.items() if not re.fullmatch(r"HP:\d{7}", term)} == {}
    named = {**BASE.findings, **BASE.measures, **BASE.tests}
    codes = {name: item.loinc for name, item in named.items() if item.loinc}
    assert {name: code for name, code in codes.items() if not is_loinc(code)} == {}


def spoken(wording: str, most: int = 12) -> Iterator[str]:
    """Texts that a wording reads: its alternatives chosen in turn. None where it has a slot for a number or site."""
    if "{" not in wording:
        places = [piece.split("|") for piece in wording.replace("&", " ").split()]
        yield from (" ".join(words) for words in islice(product(*places), most))


def reading_back(condition: Condition, enough: int = 3) -> set[str]:
    """Texts (as many as asked for, where there are) that the reader takes for the condition."""
    names = (condition.name, condition.lay_name, *(t for w in condition.wordings for t in spoken(w)))
    found: set[str] = set()
    for text in names:
        if len(found) < enough and any(m.id == condition.id for m in read(text, BASE).mentions):
            found.add(text.lower())
    return found


def test_every_condition_is_reached_by_three_wordings() -> None:
    """A presentation is no cause: its name is read as the complaint that it is (below)."""
    causes = [item for item in BASE.conditions.values() if item.kind != "presentation"]
    assert {item.id: sorted(found) for item in causes if len(found := reading_back(item)) < 3} == {}


def test_the_name_of_a_presentation_is_read_as_something() -> None:
    shown = [item for item in BASE.conditions.values() if item.kind == "presentation"]
    texts = {item.id: (item.name, item.lay_name, *item.wordings) for item in shown}
    assert [name for name, said in texts.items() if not any(read(text, BASE).mentions for text in said)] == []


def shared(named: Iterable[tuple[str, Finding]]) -> dict[str, list[str]]:
    """What several findings have in common: text to their ids."""
    found: dict[str, set[str]] = defaultdict(set)
    for text, finding in named:
        found[text.casefold()].add(finding.id)
    return {text: sorted(ids) for text, ids in found.items() if len(ids) > 1}


def test_no_two_findings_are_called_or_asked_the_same() -> None:
    own = [item for item in BASE.findings.values() if item.same_as is None]
    for texts in (
        [(item.label, item) for item in own],
        [(item.plain, item) for item in own],
        [(item.question or item.id, item) for item in own],
    ):
        assert shared(texts) == {}


def test_wordings_that_two_findings_share_are_declared() -> None:
    own = [item for item in BASE.findings.values() if item.same_as is None]
    assert set(shared((wording, item) for item in own for wording in item.wordings)) == SAID_OF_BOTH


def test_terms_that_two_findings_share_are_declared() -> None:
    own = [item for item in BASE.findings.values() if item.same_as is None and item.hpo]
    assert set(shared((item.hpo or "", item) for item in own)) == {term.casefold() for term in SAME_TERM}
