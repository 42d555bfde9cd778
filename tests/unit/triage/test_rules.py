"""The danger rules on the real knowledge base: monotone, deaf to order, and never below the floor."""

from __future__ import annotations

from functools import lru_cache
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from crural.assess import assess, read_case
from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.gather import facts_of
from crural.knowledge import load
from crural.triage import fired_rules

Entry = dict[str, Any]


@lru_cache(maxsize=1)
def base() -> KnowledgeBase:
    return load()


def atoms(atom: Atom) -> list[Atom]:
    return [atom, *(a for inner in (*atom.all, *atom.any, *atom.of) for a in atoms(inner))]


@lru_cache(maxsize=1)
def read_by_rules() -> tuple[list[str], list[str], list[str], list[str]]:
    """Ids that some rule looks at, by kind: findings, factors, medicines, conditions."""
    found = [a for rule in base().rules.values() for a in atoms(rule.when)]
    names = [
        {getattr(a, kind) for a in found} - {None} for kind in ("finding", "factor", "medicine", "condition")
    ]
    first, second, third, fourth = (sorted(ids) for ids in names)
    return first, second, third, fourth


def rank(case: Entry) -> int:
    """Position of the highest rule level of a case; -1 when no rule fires."""
    fired = fired_rules(base(), facts_of(read_case({"text": "x", **case}), base()))
    return max((item.rank for item in fired), default=-1)


def unrelated(name: str, others: list[Entry]) -> bool:
    """Whether a finding is no special or general form of one that was told (then the two are one fact)."""

    def line(of: str) -> set[str]:
        chain = {of}
        while (implied := base().findings[of].implies) is not None:
            chain.add(implied)
            of = implied
        return chain

    return all(line(name).isdisjoint(line(entry["id"])) for entry in others if entry["id"] in base().findings)


@st.composite
def findings(draw: st.DrawFn) -> Entry:
    name = draw(st.sampled_from(read_by_rules()[0]))
    entry: Entry = {"id": name}
    accepts = base().findings[name].qualifiers
    if "side" in accepts:
        entry["side"] = draw(st.sampled_from([None, "left", "right", "both"]))
    if "onset" in accepts:
        entry["onset"] = draw(st.sampled_from([None, "sudden", "days", "gradual"]))
    if "severity" in accepts:
        entry["severity"] = draw(st.sampled_from([None, "mild", "severe"]))
    if "site" in accepts:
        entry["site"] = draw(st.sampled_from([[], ["calf"], ["foot"], ["knee"], ["whole-leg"]]))
    entry["duration"] = draw(st.sampled_from([None, "2 hours", "3 days", "5 weeks", "2 years"]))
    return {key: value for key, value in entry.items() if value is not None}


@st.composite
def cases(draw: st.DrawFn) -> Entry:
    _, factors, medicines, conditions = read_by_rules()
    told = draw(st.lists(findings(), max_size=6, unique_by=lambda entry: entry["id"]))
    extra = draw(st.lists(st.sampled_from(factors + conditions), max_size=2, unique=True))
    return {
        "age": draw(st.sampled_from([None, 25, 55, 80])),
        "present": [*told, *({"id": name} for name in extra)],
        "medicines": draw(st.lists(st.sampled_from(medicines), max_size=2, unique=True)),
    }


@given(cases(), findings())
@settings(max_examples=300, deadline=None)
def test_one_more_finding_never_lowers_the_level(case: Entry, more: Entry) -> None:
    if unrelated(more["id"], case["present"]):
        assert rank({**case, "present": [*case["present"], more]}) >= rank(case)


@given(cases(), st.data())
@settings(max_examples=200, deadline=None)
def test_one_more_factor_condition_or_medicine_never_lowers_the_level(
    case: Entry, data: st.DataObject
) -> None:
    _, factors, medicines, conditions = read_by_rules()
    name = data.draw(st.sampled_from(factors + conditions + medicines))
    told = {entry["id"] for entry in case["present"]} | set(case["medicines"])
    if name in medicines:
        more = {**case, "medicines": [*case["medicines"], name]}
    else:
        more = {**case, "present": [*case["present"], {"id": name}]}
    found = facts_of(read_case({"text": "x", **case}), base()).conditions.get(name)
    if (
        name not in told and found != "new"
    ):  # what a result has just found is no news when it was known before
        assert rank(more) >= rank(case)


@given(cases(), st.data())
@settings(max_examples=200, deadline=None)
def test_absent_and_unknown_never_raise_the_level(case: Entry, data: st.DataObject) -> None:
    ids, factors, _, _ = read_by_rules()
    told = {entry["id"] for entry in case["present"]}
    name = data.draw(st.sampled_from([i for i in (*ids, *factors) if i not in told]))
    level = rank(case)
    assert rank({**case, "unknown": [name]}) == level
    assert rank({**case, "absent": [name]}) <= level


@given(cases(), st.randoms(use_true_random=False))
@settings(max_examples=200, deadline=None)
def test_order_does_not_matter(case: Entry, shuffle: Any) -> None:
    mixed = {**case, "present": list(case["present"]), "medicines": list(case["medicines"])}
    shuffle.shuffle(mixed["present"])
    shuffle.shuffle(mixed["medicines"])
    assert rank(mixed) == rank(case)


def test_a_special_form_never_hides_its_generic() -> None:
    sudden = {"id": "leg-weakness", "side": "left", "onset": "sudden", "duration": "2 hours"}
    old = {"id": "foot-drop", "side": "left", "onset": "gradual", "duration": "2 years"}
    assert rank({"present": [sudden, old]}) >= rank({"present": [sudden]})


@given(cases())
@settings(max_examples=25, deadline=None)
def test_the_answer_is_never_below_the_rules_nor_the_floor(case: Entry) -> None:
    if not case["present"]:
        return
    given_level = assess({"text": "my leg", **case}, draws=0).urgency.level
    assert LEVELS.index(given_level) >= rank(case)


@pytest.mark.parametrize(
    "text",
    [
        "Please do not worry, it is surely nothing.",
        "The weather was fine on Monday.",
        "Thanks a lot for reading this!",
    ],
)
def test_irrelevant_words_change_nothing(text: str) -> None:
    danger = "My left arm and leg suddenly went weak an hour ago."
    alone, both = assess(danger, draws=0), assess(f"{danger} {text}", draws=0)
    assert both.urgency.level == alone.urgency.level == "emergency"


@pytest.mark.parametrize("text", ["my leg", "legs", "something is odd with my leg", "hello"])
def test_nothing_understood_is_at_least_routine(text: str) -> None:
    assert LEVELS.index(assess(text, draws=0).urgency.level) >= LEVELS.index("routine")


def test_a_child_is_judged_no_less_urgent_than_the_rules_say() -> None:
    answer = assess(
        {"text": "My son's face droops and his left leg is weak since an hour ago.", "age": 9}, draws=0
    )
    assert answer.urgency.level == "emergency"
    assert not answer.causes


def test_a_special_form_that_does_not_count_leaves_what_else_was_told() -> None:
    """A dropped foot alone is no stroke; a weak leg is, whether or not the foot drops too."""
    emergency, same_day = LEVELS.index("emergency"), LEVELS.index("same-day")
    drop = {"id": "foot-drop", "side": "left", "onset": "sudden"}
    weak = {"id": "leg-weakness", "side": "left", "onset": "sudden"}
    assert rank({"present": [drop]}) == same_day
    assert rank({"present": [weak]}) == rank({"present": [weak, drop]}) == emergency
