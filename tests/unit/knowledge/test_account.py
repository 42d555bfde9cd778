"""Every evidence record is used or set aside with a reason: on a small base, and on the real one."""

from pathlib import Path

import pytest

from crural.concepts.anchors import Anchors
from crural.concepts.knowledge import KnowledgeBase, SetAside
from crural.errors import KnowledgeError
from crural.inference.anchors import read_anchors
from crural.knowledge import load
from crural.knowledge.account import account, read_set_aside, reasons, unaccounted, uses
from crural.knowledge.stats import commonest, sourced_shares

NO_ANCHORS = Anchors(anchors=())


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


def test_every_record_is_used_or_set_aside(base: KnowledgeBase) -> None:
    assert unaccounted(base, read_anchors(base), read_set_aside()) == []


def test_every_record_is_counted_once(base: KnowledgeBase) -> None:
    found = account(base, read_anchors(base), read_set_aside())
    assert sum(found.values()) == len(base.records)


def test_every_reason_is_a_known_name_or_says_which_record_won(base: KnowledgeBase) -> None:
    aside = read_set_aside()
    for reason in aside.records.values():
        assert reason in aside.reasons or reason.startswith("conflict: ")
    assert set(aside.reasons) <= set(aside.records.values()), "a reason that no record has"


def test_a_record_that_nothing_rests_on_is_reported(base: KnowledgeBase) -> None:
    name = next(iter(read_set_aside().records))
    found = unaccounted(base, read_anchors(base), SetAside())
    assert ("KB-016", name) in {(problem.code, problem.subject) for problem in found}


def test_a_record_that_carries_a_number_cannot_be_set_aside(base: KnowledgeBase) -> None:
    used = next(name for name, kinds in uses(base, NO_ANCHORS).items() if "number" in kinds)
    aside = read_set_aside()
    wrong = SetAside(reasons=aside.reasons, records={**aside.records, used: "weak", "no-such": "weak"})
    found = {(problem.code, problem.subject) for problem in unaccounted(base, read_anchors(base), wrong)}
    assert found == {("KB-017", used), ("KB-017", "no-such")}


def test_what_the_anchors_skip_has_its_reason_there(base: KnowledgeBase) -> None:
    anchors = read_anchors(base)
    found = reasons(base, anchors, SetAside())
    used = uses(base, anchors)
    assert found == {item.record: item.reason for item in anchors.skipped if item.record not in used}


def test_a_file_of_the_wrong_form_is_refused_with_its_line(tmp_path: Path) -> None:
    path = tmp_path / "set-aside.yaml"
    path.write_text("reasons: {}\nrecord: {}\n", encoding="utf-8")
    with pytest.raises(KnowledgeError, match="KB-006"):
        read_set_aside(path)


def test_the_commonest_are_counted_apart(base: KnowledgeBase) -> None:
    common = commonest(base, 3)
    assert [base.active[c.id] for c in common] == sorted((base.active[c.id] for c in common), reverse=True)
    shares = sourced_shares(base)
    assert shares["commonest strengths"].total < shares["strengths"].total
    assert 0 < shares["strengths"].corrected < shares["strengths"].sourced
