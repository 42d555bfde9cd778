"""Danger questions several answers ahead: the net of the rules, what is still needed, what is put in a list."""

import itertools

import numpy as np
import pytest

from crural.assess.cases import read_case
from crural.assess.judge import judged, understood
from crural.assess.turns import next_turn, with_answer
from crural.concepts.base import LEVELS
from crural.concepts.knowledge import Rule
from crural.inference.facts import Facts
from crural.inference.gather import ANY_OF, facts_of
from crural.inference.index import index_of
from crural.interview.foreseen import Foreseen, foreseen
from crural.interview.leaves import net_of, told, untold
from crural.interview.relatives import apart, relatives_of
from crural.interview.rule_net import RuleNet
from crural.interview.value import by_level
from crural.knowledge import load
from crural.triage import fired_rules

BASE = load()
LIMITS = BASE.settings.interview.danger


def rule(name, when):
    said = {"name": name, "message": "m", "act": "a", "sources": []}
    return Rule.model_validate({"id": name, "level": "emergency", "when": when, **said})


GAIN = np.array([0.0, 0.0, 0.0, 0.0, 1.0])


def test_what_hangs_on_a_part_of_a_rule_is_what_is_lost_without_it() -> None:
    """Against all worlds counted out: a and (b or (c and d))."""
    whens = [{"finding": "a"}, {"any": [{"finding": "b"}, {"all": [{"finding": "c"}, {"finding": "d"}]}]}]
    net = RuleNet([rule("r", {"all": whens})])
    chance = {"a": 0.3, "b": 0.2, "c": 0.6, "d": 0.5}

    def fires(known):
        worlds = itertools.product((True, False), repeat=4)
        total = 0.0
        for world in worlds:
            so = dict(zip("abcd", world, strict=True))
            weight = np.prod([chance[x] if so[x] else 1 - chance[x] for x in "abcd"])
            heard = {x: so[x] and x in known for x in "abcd"}
            total += weight * (heard["a"] and (heard["b"] or (heard["c"] and heard["d"])))
        return total

    names = [leaf.finding for leaf in net.leaves]
    needs = net.needs(np.array([[chance[name]] for name in names]), GAIN)
    for name, need in zip(names, needs[:, 0], strict=True):
        assert need == pytest.approx(fires("abcd") - fires(set("abcd") - {name}), abs=1e-6)


def test_what_is_told_or_impossible_leaves_nothing_to_ask() -> None:
    net = RuleNet([rule("r", {"all": [{"finding": "a"}, {"finding": "b"}]})])
    sure, never = net.needs(np.array([[1.0, 0.0], [0.4, 0.4]]), GAIN)[1]
    assert sure == pytest.approx(0.4, abs=1e-6)
    assert never == pytest.approx(0.0, abs=1e-6)


@pytest.mark.parametrize("data", [
    {"age": 60, "present": [{"id": "leg-pain", "side": "left"}, "fever"], "absent": ["chest-pain"]},
    {"present": ["leg-weakness", "confusion"], "medicines": ["insulin"], "unknown": ["back-pain", "confusion.onset"]},
    {"age": 80, "present": [{"id": "foot-drop", "onset": "sudden"}, "cancer"], "medicines_complete": True},
])  # fmt: skip
def test_only_leaves_that_something_was_told_of_are_read_again(data) -> None:
    """A leaf that is not read again must be as it is for somebody who told nothing."""
    from crural.interview.leaves import _Reader

    facts, index = facts_of(read_case(data), BASE), index_of(BASE)
    reader = _Reader(index, facts)
    changed, plain = told(index, facts), untold(index)
    assert changed
    for place, atom in enumerate(net_of(index).leaves):
        assert changed.get(place, plain[place]) == reader.leaf(atom), atom


def test_a_person_who_told_nothing_is_asked_for_whole_findings() -> None:
    assert not told(index_of(BASE), Facts())
    asks = {name for leaf in untold(index_of(BASE)) for name in leaf.asks}
    assert {"chest-pain", "insulin", "pregnancy"} <= asks
    assert not [name for name in asks if "." in name]


def ahead(data) -> Foreseen:
    half = judged(BASE, understood(read_case(data), BASE))
    now, harm = half.work.answer, by_level(LIMITS.counts)
    return foreseen(half.work.near, now.active[0], now.contribution[0], GAIN, harm)


def test_two_parts_of_a_rule_count_together_in_the_danger_that_makes_both() -> None:
    """Shaking and weakness: insulin is the missing half of the rule for low sugar."""
    found = ahead({"present": ["action-tremor", "leg-weakness"]})
    assert "insulin" in found.best(set(BASE.medicines), 3, LIMITS.listed, LIMITS.price_of_rest)
    place = found.ids.index("insulin")
    assert found.needs[place].max() > 5 * found.calm[place]


def test_what_was_told_is_not_foreseen_but_its_open_details_are() -> None:
    found = ahead({"present": ["leg-weakness", {"id": "leg-pain", "side": "left"}], "absent": ["chest-pain"]})
    assert not {"leg-weakness", "leg-pain", "leg-pain.side", "chest-pain"} & set(found.ids)
    assert "leg-weakness.onset" in found.ids


def test_a_second_sign_of_one_danger_counts_less_than_a_first_of_another() -> None:
    needs = np.array([[0.9, 0.0], [0.85, 0.0], [0.0, 0.3]])
    found = Foreseen(["a", "b", "c"], np.zeros(3), needs, np.array([0.5, 0.5]))
    assert list(found.best({"a", "b", "c"}, 3, 0.0, 1.0)) == ["a", "c", "b"]
    calm = Foreseen(["a", "b", "c"], np.array([0.5, 0.0, 0.0]), needs, np.array([0.5, 0.5]))
    assert list(calm.best({"a", "b", "c"}, 2, 0.01, 1.0)) == ["b", "c"], "a is common without danger"


@pytest.mark.parametrize("name", ["leg-pain", "leg-swelling", "fatigue", "muscle-cramps", "paraesthesia"])
def test_lists_of_dangers_are_short_and_denying_them_is_no_alarm(name) -> None:
    case = read_case({"present": [name], "age": 55, "sex": "female"})
    for _ in range(3):
        turn = next_turn(case, base=BASE)
        dangers = [ask for ask in turn.questions if ask.danger]
        assert len(dangers) <= LIMITS.together
        for ask in dangers:
            if ask.id.startswith(ANY_OF):  # a detail has as many choices as its quality has
                assert len(ask.choices) <= LIMITS.signs + 1
        for ask in turn.questions:
            case = with_answer(case, ask.id, "none" if ask.form == "many-of" else "unsure", BASE)
    assert LEVELS.index(next_turn(case, base=BASE).urgency) < LEVELS.index("emergency")


COMPLAINTS = [
    "leg-pain",
    "leg-swelling",
    "fatigue",
    "leg-weakness",
    "muscle-cramps",
    "paraesthesia",
    "chest-pain",
]


@pytest.mark.parametrize("name", COMPLAINTS)
@pytest.mark.parametrize("says", ["none", "all"])
def test_no_list_holds_a_sign_and_a_form_of_it(name, says) -> None:
    """Breathless, and breathless on effort: the general one stands there, the special one can follow."""
    case = read_case({"present": [name]})
    for _ in range(6):
        turn = next_turn(case, base=BASE)
        for ask in turn.questions:
            listed = [choice.value for choice in ask.choices if choice.value != "none"]
            if ask.id.startswith(ANY_OF):
                assert apart(listed, relatives_of(index_of(BASE))) == listed
            picked = listed[:1] if says == "all" and ask.form == "many-of" else "none"
            case = with_answer(case, ask.id, picked if ask.form == "many-of" else "unsure", BASE)


def test_a_medicine_and_its_class_are_relatives_in_both_directions() -> None:
    relatives = relatives_of(index_of(BASE))
    assert "antidepressant" in relatives["ssri"]
    assert "ssri" in relatives["antidepressant"]
    assert "dyspnoea" in relatives["dyspnoea-on-exertion"]
    assert apart(["dyspnoea", "fever", "dyspnoea-on-exertion"], relatives) == ["dyspnoea", "fever"]


def test_a_form_of_a_chosen_sign_is_not_chosen_beside_it() -> None:
    needs, even = np.array([[0.5, 0.0], [0.4, 0.4], [0.0, 0.1]]), np.array([0.5, 0.5])
    kin = {"a": frozenset("b"), "b": frozenset("a")}
    found = Foreseen(["a", "b", "c"], np.zeros(3), needs, even, kin)
    assert list(found.best({"a", "b", "c"}, 3, 0.0, 1.0)) == ["b", "c"]


def test_a_danger_counts_by_what_it_has_to_do_with_the_complaint() -> None:
    """That everybody can have a stroke is no reason to ask those with night cramps for paralysis."""
    half = judged(BASE, understood(read_case({"present": ["muscle-cramps"]}), BASE))
    now, harm = half.work.answer, by_level(LIMITS.counts)
    names, one = index_of(BASE).names, np.zeros_like(now.contribution[0])
    assert not foreseen(half.work.near, now.active[0], one, GAIN, harm).weight.size
    one[names.index("stroke")] = 0.1
    found = foreseen(half.work.near, now.active[0], one, GAIN, harm)
    assert found.weight == pytest.approx([0.1**LIMITS.power])


def test_a_complaint_that_no_danger_makes_is_no_error() -> None:
    assert not next_turn(read_case({"present": ["snoring"], "age": 50, "sex": "male"}), base=BASE).done


def test_a_sign_and_a_medicine_are_heard_within_four_questions() -> None:
    """Neither alone is an alarm: trembling, and sugar-lowering tablets or insulin that were not told."""
    case = read_case({"present": ["action-tremor", "leg-weakness"], "age": 60, "sex": "male"})
    so = {"insulin", "sweating", "hunger", "diabetes-mellitus"}
    asked = 0
    while (turn := next_turn(case, base=BASE)).urgency != "emergency":
        assert not turn.done
        for ask in turn.questions:
            asked += 1
            picked = [choice.value for choice in ask.choices if choice.value in so]
            value = (picked or "none") if ask.form == "many-of" else "yes" if ask.id in so else "unsure"
            case = with_answer(case, ask.id, value, BASE)
    assert asked <= 4
    assert fired_rules(BASE, facts_of(case, BASE))
