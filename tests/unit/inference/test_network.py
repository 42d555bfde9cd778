"""The composite findings of decision record 1, held against an enumeration of links and descriptions."""

import itertools

import pytest
from tests.small_base import base_of, condition, finding

from crural.concepts.case import Case
from crural.inference import posterior
from crural.inference.gather import facts_of
from crural.inference.index import index_of
from crural.inference.network import network_of, numbers_from

A = {
    "finding": "leg-pain",
    "strength": 0.7,
    "with": {"side": {"one": 0.9, "both": 0.1}, "site": {"calf": 0.8}},
}
B = {
    "finding": "leg-pain",
    "strength": 0.4,
    "with": {"side": {"one": 0.2, "both": 0.8}, "provoked-by": {"walking": 0.6}},
}
QUALITIES = ["side", "site", "provoked-by"]


def base():
    pain = finding("leg-pain", qualifiers=QUALITIES)
    swelling = finding("swelling", frequency=0.1, qualifiers=["side"])
    drop = finding("foot-drop", frequency=0.02, implies="leg-weakness")
    weak = finding("leg-weakness", frequency=0.1, qualifiers=["side"])
    a = condition("a", [A, {"finding": "swelling", "strength": 0.5}], prior=0.05)
    b = condition(
        "b",
        [B, {"finding": "foot-drop", "strength": 0.3}, {"finding": "leg-weakness", "strength": 0.6}],
        prior=0.1,
    )
    return base_of([pain, swelling, drop, weak], [a, b], version="network")


def by_enumeration(kb, told):
    """P(a | told), P(b | told) by enumerating conditions, which links fire, and what each fired link draws."""
    links = {"a": (0.7, {"one": 0.9}, 0.8, 0.25), "b": (0.4, {"one": 0.2}, 0.25, 0.6)}
    leak = (kb.leaks["leg-pain"], {"one": 0.5}, 0.25, 0.25)
    totals = {"all": 0.0, "a": 0.0, "b": 0.0}
    for on_a, on_b in itertools.product((0, 1), repeat=2):
        p = (0.05 if on_a else 0.95) * (0.1 if on_b else 0.9)
        sources = [leak, *([links["a"]] if on_a else []), *([links["b"]] if on_b else [])]
        none = 1.0
        for strength, side, calf, walking in sources:
            describes = side["one"] * calf * (1 - walking if "not-walking" in told else 1.0)
            none *= 1 - strength * describes
        weight = p * (1 - none)
        totals["all"] += weight
        totals["a"] += weight * on_a
        totals["b"] += weight * on_b
    return totals["a"] / totals["all"], totals["b"] / totals["all"]


def active(kb, **case):
    network = network_of(kb, facts_of(Case.model_validate(case), kb))
    answer = posterior(network.pattern, network.numbers)
    return dict(zip(network.index.names, answer.active[0].tolist(), strict=True))


@pytest.mark.parametrize("told", [(), ("not-walking",)])
def test_a_described_complaint_is_one_link_that_drew_the_whole_description(told):
    kb = base()
    entry = {"id": "leg-pain", "side": "left", "site": "calf"}
    if told:
        entry["without"] = {"provoked-by": ["walking"]}
    found = active(kb, present=[entry])
    a, b = by_enumeration(kb, told)
    assert found["a"] == pytest.approx(a, abs=1e-9)
    assert found["b"] == pytest.approx(b, abs=1e-9)


def test_saying_a_finding_and_what_it_implies_says_the_special_one_alone():
    kb = base()
    assert active(kb, present=["foot-drop", "leg-weakness"]) == active(kb, present=["foot-drop"])


def test_denying_the_generic_silences_what_is_below_it():
    kb = base()
    assert active(kb, absent=["leg-weakness", "foot-drop"]) == active(kb, absent=["leg-weakness"])


def test_generic_present_and_special_denied_is_the_level_between():
    kb = base()
    found = active(kb, present=["leg-weakness"], absent=["foot-drop"])
    leak, special = kb.leaks["leg-weakness"], kb.leaks["foot-drop"]
    with_b = (1 - special) * (1 - 0.3) - (1 - leak) * (1 - 0.6)
    without = (1 - special) - (1 - leak)
    assert found["b"] == pytest.approx(0.1 * with_b / (0.1 * with_b + 0.9 * without), abs=1e-9)


def test_a_description_belongs_to_what_lies_between_the_levels():
    """Weakness of one side without foot drop: a link drew weakness, described so, and not the special form."""
    kb = base()
    found = active(kb, present=[{"id": "leg-weakness", "side": "left"}], absent=["foot-drop"])
    leak, special = kb.leaks["leg-weakness"], kb.leaks["foot-drop"]
    without = (leak - special) * 0.5
    with_b = (1 - special) * (1 - 0.3) - (1 - special - without) * (1 - 0.3 - (0.6 - 0.3) * 0.5)
    assert found["b"] == pytest.approx(0.1 * with_b / (0.1 * with_b + 0.9 * without), abs=1e-9)


def test_what_several_complaints_share_is_one_course_of_a_condition():
    """Enumerated: the condition draws one side for all its complaints, the leaks draw their own."""
    kb = base()
    pain, swelling = {"id": "leg-pain", "side": "left"}, {"id": "swelling", "side": "left"}
    found = active(kb, present=[pain, swelling], absent=["foot-drop", "leg-weakness"])
    leak_pain, leak_swelling = kb.leaks["leg-pain"] * 0.5, kb.leaks["swelling"] * 0.5
    total, with_a = 0.0, 0.0
    for a_one, b_one in itertools.product((None, True, False), repeat=2):
        p = 0.95 if a_one is None else 0.05 * (0.9 if a_one else 0.1)
        p *= 0.9 if b_one is None else 0.1 * (0.2 if b_one else 0.8) * 0.7 * 0.4 / 0.7
        no_pain = (1 - leak_pain) * (1 - 0.7 * bool(a_one)) * (1 - 0.4 * bool(b_one))
        no_swelling = (1 - leak_swelling) * (1 - 0.5 * bool(a_one))
        weight = p * (1 - no_pain) * (1 - no_swelling)
        total += weight
        with_a += weight * bool(a_one)
    assert found["a"] == pytest.approx(with_a / total, abs=0.02)


def test_an_untold_quality_and_an_unknown_finding_change_nothing():
    kb = base()
    assert active(kb, present=["leg-pain"], unknown=["swelling"]) == active(kb, present=["leg-pain"])


def test_the_order_of_entries_changes_nothing():
    kb = base()
    entries = [{"id": "leg-pain", "side": "left"}, "swelling", "foot-drop"]
    expected = active(kb, present=entries)
    for order in itertools.permutations(entries):
        assert active(kb, present=list(order)) == expected


def test_draws_keep_lane_zero_and_are_the_same_each_time():
    kb = base()
    facts = facts_of(Case.model_validate({"present": [{"id": "leg-pain", "side": "left"}]}), kb)
    index = index_of(kb)
    everything = frozenset(range(len(index.names)))
    plain = network_of(kb, facts).numbers
    drawn, again = (numbers_from(index, facts, index.draws(20), everything) for _ in range(2))
    assert drawn.lanes == 21
    assert (drawn.reach[0][0] == plain.reach[0][0]).all()
    assert (drawn.prior[0] == plain.prior[0]).all()
    assert (drawn.prior == again.prior).all()
    assert drawn.prior[1:].std() > 0
