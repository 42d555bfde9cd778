"""What must never happen, on the real knowledge base: the hazards of SAFETY.md, one test each."""

from __future__ import annotations

from typing import Any

import pytest

from crural.assess import assess
from crural.concepts.assessment import Assessment
from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Atom
from crural.inference.facts import Facts
from crural.inference.match import Matcher
from crural.knowledge import load
from crural.triage.urgency import urgency_of


def answer(case: str | dict[str, Any]) -> Assessment:
    return assess({"text": case} if isinstance(case, str) else case, base=load(), draws=0)


def rank(case: str | dict[str, Any]) -> int:
    return LEVELS.index(answer(case).urgency.level)


DANGER = {"present": [{"id": "face-droop", "onset": "sudden"}, {"id": "arm-weakness", "onset": "sudden"}]}


@pytest.mark.parametrize(
    "calm",
    [
        {"absent": ["fever", "back-pain"]},
        {"unknown": ["fever", "back-pain"]},
        {"present": [*DANGER["present"], {"id": "muscle-cramps", "severity": "mild"}]},
        {"text": "It is probably nothing, I feel fine and I am not worried at all."},
        {"text": "My face does not droop and my arm is not weak."},
        {"setting": "community", "age": 20, "medicines_complete": True},
    ],
)
def test_nothing_reassuring_lowers_what_a_rule_says(calm: dict[str, Any]) -> None:
    assert rank({**DANGER, **calm}) == rank(DANGER) == LEVELS.index("emergency")


def test_calling_it_unknown_does_not_unsay_what_the_text_says() -> None:
    text = "My face suddenly droops and my arm went weak."
    assert rank({"text": text, "unknown": ["face-droop", "arm-weakness"]}) == rank(text)


def test_what_just_resolved_fires_only_the_rules_for_which_it_counts() -> None:
    base = load()
    resolved = {"present": [{**entry, "status": "resolved"} for entry in DANGER["present"]]}
    assert rank(resolved) == LEVELS.index("emergency")
    swollen = [
        {"id": "leg-swelling", "side": "left", "site": "calf"},
        {"id": "leg-pain", "side": "left", "site": "calf"},
    ]
    fired = {reason.rule for reason in answer({"present": swollen}).urgency.reasons}
    gone = {
        r.rule for r in answer({"present": [{**e, "status": "resolved"} for e in swollen]}).urgency.reasons
    }
    assert "suspected-dvt" in fired
    assert not {name for name in gone - {None} if not base.rules[name].transient_counts}


@pytest.mark.parametrize("status", ["past", "family"])
def test_what_is_old_or_of_the_family_fires_nothing(status: str) -> None:
    old = {"present": [{**entry, "status": status} for entry in DANGER["present"]]}
    assert not answer(old).urgency.reasons


def test_denying_a_danger_in_words_does_not_rule_it_out() -> None:
    with_words = answer("No history of DVT or stroke. My left calf is swollen and painful since yesterday.")
    assert "deep-vein-thrombosis" in [cause.id for cause in with_words.causes]


@pytest.mark.parametrize(
    "case",
    [
        {"age": 9, **DANGER},
        {"text": "my 9 year old son suddenly has a drooping face and cannot move his arm"},
        {"age": 40, "text": "my 9 year old son suddenly has a drooping face and cannot move his arm"},
    ],
)
def test_a_child_gets_no_causes_and_an_act_no_less_urgent(case: dict[str, Any]) -> None:
    found = answer(case)
    assert found.out_of_scope
    assert found.out_of_scope.reason == "child"
    assert not found.causes
    assert not found.advice
    assert found.findings
    assert found.urgency.level == "emergency"


def test_alarming_words_count_for_children_and_adults() -> None:
    for facts in (Facts(age=9), Facts(age=40)):
        found = urgency_of(load(), facts, [], [], unclear=True, alarming=("gangrene",))
        assert LEVELS.index(found.level) >= LEVELS.index("same-day")


@pytest.mark.parametrize("text", ["qwrt zxcv bnmp", "my elbow itches a little since this morning"])
def test_what_cannot_be_told_or_judged_is_at_least_routine(text: str) -> None:
    found = answer(text)
    assert found.out_of_scope or found.cannot_tell.said
    assert LEVELS.index(found.urgency.level) >= LEVELS.index("routine")


def test_an_emergency_has_no_self_care() -> None:
    found = answer({**DANGER, "present": [*DANGER["present"], "muscle-cramps", "leg-pain"]})
    assert found.urgency.level == "emergency"
    assert not found.advice


def exceptions() -> list[tuple[str, str]]:
    """(advice, condition) of every exception that one condition alone meets, by itself or through a caution."""
    base, found = load(), []
    for advice in base.advice.values():
        for unless in advice.unless:
            for a in (unless.when, *unless.when.any):
                if a.condition and a == Atom(condition=a.condition):
                    found.append((advice.id, a.condition))
                elif a.caution and a == Atom(caution=a.caution):
                    found += [(advice.id, name) for name in base.cautions[a.caution].conditions]
    return found


def test_advice_is_struck_for_known_and_for_suspected_conditions() -> None:
    from crural.advice import plan_for_person

    base = load()
    assert exceptions()
    for advice, condition in exceptions():
        cause = base.conditions[condition].model_copy(update={"advice": (advice,)})
        for facts, chance, suspects in (
            (Facts(conditions={condition: "known"}), 0.2, ()),
            (Facts(conditions={condition: "past"}), 0.2, ()),
            (Facts(), 0.05, ()),
            (Facts(), 0.04, (condition,)),
        ):
            plan = plan_for_person(base, facts, [(cause, chance)], "soon", suspects)
            assert next(item for item in plan.advice if item.id == advice).struck, (advice, condition)


def test_no_words_for_people_say_to_stop_a_medicine() -> None:
    base = load()
    words = [advice.text for advice in base.advice.values()] + list(base.words.values())
    words += [c.treatment.text for c in base.conditions.values() if c.treatment]
    assert not [text for text in words if "stop taking your" in text.lower()]


def test_every_level_says_when_to_come_back_and_what_makes_it_more_urgent() -> None:
    for case in (DANGER, "my left calf aches when I walk", "my legs are sore since yesterday's run"):
        assert answer(case).follow_up


def test_rules_ask_only_for_what_is_told_to_be_present() -> None:
    """An empty case fires no rule and meets no exception."""
    matcher = Matcher(load(), Facts(), transient=True)
    assert not [rule.id for rule in load().rules.values() if matcher.holds(rule.when)]
    assert not [a.id for a in load().advice.values() if any(matcher.holds(u.when) for u in a.unless)]
