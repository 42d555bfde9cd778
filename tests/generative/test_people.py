"""People drawn from a base occur and complain as often as the exact engine says."""

from __future__ import annotations

import math
from collections.abc import Iterable
from typing import Any

import numpy as np
import pytest
from tests.small_base import base_of, condition, finding

from crural.concepts.anchors import Anchor
from crural.concepts.case import Case
from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference import posterior
from crural.inference.anchors import MEASURES, _Study, faults, read_anchors
from crural.inference.gather import facts_of
from crural.inference.network import network_of
from crural.inference.people import People, drawing_order, offsets
from crural.inference.telling import Telling
from crural.knowledge.curves import centred_offset
from crural.knowledge.load import load

N = 200_000
Z = 4.0
"""Standard errors that a drawn share may lie from the exact one (the seed is fixed)."""

FINDINGS = [
    finding("pain", qualifiers=["side", "site", "provoked-by"], frequency=0.1),
    finding("numb", qualifiers=["side", "site"], frequency=0.08),
    finding("numb-sole", qualifiers=["site"], frequency=0.03, implies="numb"),
    finding("swelling", qualifiers=["side"], frequency=0.05),
    finding("pulse-gone", kind="sign"),
]
CONDITIONS = [
    condition(
        "artery",
        [
            {
                "finding": "pain",
                "strength": 0.6,
                "with": {"provoked-by": {"walking": 0.9}, "site": {"calf": 0.8}},
            },
            {"finding": "pulse-gone", "strength": 0.7},
        ],
        prior=0.03,
        factors=[{"factor": "smoking", "odds": 3, "why": "t"}, {"factor": "sugar", "odds": 2, "why": "t"}],
    ),
    condition("sugar", [{"finding": "numb", "strength": 0.1}], prior=0.1),
    condition(
        "nerve",
        [
            {"finding": "numb", "strength": 0.7, "with": {"side": {"one": 0.1, "both": 0.9}}},
            {"finding": "numb-sole", "strength": 0.4},
            {"finding": "pain", "strength": 0.3, "with": {"side": {"one": 0.1, "both": 0.9}}},
        ],
        prior=0.01,
        caused_by=[{"condition": "sugar", "strength": 0.2, "why": "t"}],
    ),
    condition(
        "clot",
        [{"finding": "swelling", "strength": 0.8, "with": {"side": {"one": 0.95, "both": 0.05}}}],
        prior=0.0005,
    ),
    condition(
        "limb-danger",
        [{"finding": "pain", "strength": 0.5}],
        prior=None,
        stage_of="artery",
        stage_strength=0.2,
    ),
    condition("pill-cramp", [{"finding": "pain", "strength": 0.5}], prior=0.2, exposure={"any_of": ["pill"]}),
]
CURVE = {"ages": {20: 0.2}, "why": "t"}
MORE = {
    "factors": [{"id": "smoking", "label": "s", "plain": "s", "prevalence": CURVE, "why": "t"}],
    "medicines": [
        {"id": "pill", "name": "p", "plain": "p", "taken": {"ages": {20: 0.3}, "why": "t"}, "why": "t"},
        {"id": "small-pill", "name": "p", "plain": "p", "taken": CURVE, "within": ["pill"], "why": "t"},
    ],
}


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return base_of(FINDINGS, CONDITIONS, "people", **MORE)


@pytest.fixture(scope="module")
def people(base: KnowledgeBase) -> People:
    return People(base, N, 1)


@pytest.fixture(scope="module")
def telling(people: People) -> Telling:
    return Telling(people)


def share_is(flags: Any, expected: float, within: float = 0.0) -> None:
    share, n = float(np.mean(flags)), len(flags)
    assert abs(share - expected) <= Z * math.sqrt(expected * (1.0 - expected) / n) + within


def exact(base: KnowledgeBase, name: str, **case: Any) -> float:
    network = network_of(base, facts_of(Case.model_validate(case), base))
    return float(posterior(network.pattern, network.numbers).active[0, network.index.number[name]])


def has(people: People, name: str) -> Any:
    return people.active[:, people.index.number[name]]


def test_the_offset_in_closed_form_is_the_one_of_the_curves() -> None:
    for p0, share, odds in [(1e-5, 0.01, 30.0), (0.1, 0.5, 4.0), (0.7, 0.3, 0.2), (0.02, 0.999, 8.0)]:
        closed = float(offsets(np.array([p0]), np.array([share]), math.log(odds))[0])
        assert closed == pytest.approx(centred_offset(p0, share, math.log(odds)), abs=1e-6)


def test_causes_are_drawn_before_effects(base: KnowledgeBase) -> None:
    order = list(drawing_order(base))
    assert order.index("sugar") < order.index("nerve")
    assert order.index("sugar") < order.index("artery") < order.index("limb-danger")


def test_a_circle_of_factors_is_cut_and_an_edge_never() -> None:
    circle = base_of(
        [finding("pain")],
        [
            condition("a", [], caused_by=[{"condition": "b", "strength": 0.5, "why": "t"}]),
            condition("b", [], factors=[{"factor": "a", "odds": 2, "why": "t"}]),
        ],
        "circle",
    )
    assert drawing_order(circle) == {"b": set(), "a": {"b"}}


@pytest.mark.parametrize("name", ["artery", "sugar", "nerve", "limb-danger", "pill-cramp", "clot"])
def test_conditions_occur_as_often_as_in_the_population(
    base: KnowledgeBase, people: People, name: str
) -> None:
    share_is(has(people, name), base.active[name], within=0.01 * base.active[name])


def test_an_edge_multiplies_the_chance(people: People) -> None:
    share_is(has(people, "nerve")[has(people, "sugar")], 1 - 0.99 * 0.8)
    share_is(has(people, "nerve")[~has(people, "sugar")], 0.01)


def test_a_stage_needs_its_parent(people: People) -> None:
    share_is(has(people, "limb-danger")[has(people, "artery")], 0.2)
    assert not has(people, "limb-danger")[~has(people, "artery")].any()


def test_a_medicine_effect_needs_the_medicine(people: People) -> None:
    assert not has(people, "pill-cramp")[~people.has["pill"]].any()
    share_is(has(people, "pill-cramp")[people.has["pill"]], 0.2)
    assert people.has["pill"][people.has["small-pill"]].all()
    share_is(people.has["pill"], 0.3)


def test_a_factor_moves_the_prior_as_in_the_engine(base: KnowledgeBase, people: People) -> None:
    smokers, sugar = people.has["smoking"], has(people, "sugar")
    for who, present, absent in [
        (smokers & ~sugar, ["smoking"], ["sugar"]),
        (smokers & sugar, ["smoking", "sugar"], []),
        (~smokers & ~sugar, [], ["smoking", "sugar"]),
    ]:
        share_is(has(people, "artery")[who], exact(base, "artery", present=present, absent=absent))


@pytest.mark.parametrize("name", ["pain", "swelling", "numb-sole"])
def test_leaks_make_up_the_stated_frequency(base: KnowledgeBase, telling: Telling, name: str) -> None:
    stated = base.findings[name].frequency
    assert stated is not None
    share_is(telling.holds(Atom(finding=name)), stated.value, within=0.01 * stated.value)


def test_a_special_finding_implies_its_generic(telling: Telling) -> None:
    sole, numb = telling.holds(Atom(finding="numb-sole")), telling.holds(Atom(finding="numb"))
    assert numb[sole].all()
    nerve = telling.people.active[:, telling.index.number["nerve"]] & ~has(telling.people, "sugar")
    leak = telling.base.leaks["numb"]
    share_is(numb[nerve], 1 - 0.3 * (1 - leak))


COMPLAINTS: list[tuple[str, Atom, dict[str, Any]]] = [
    ("artery", Atom(finding="pain"), {"present": ["pain"]}),
    (
        "artery",
        Atom(finding="pain", site=("calf",), qualities={"provoked-by": ("walking",)}),
        {"present": [{"id": "pain", "site": "calf", "qualities": {"provoked-by": ["walking"]}}]},
    ),
    ("nerve", Atom(finding="numb", side="both"), {"present": [{"id": "numb", "side": "both"}]}),
    ("nerve", Atom(finding="numb-sole"), {"present": ["numb-sole"]}),
    (
        "nerve",
        Atom(all=(Atom(finding="numb", side="both"), Atom(finding="pain", side="both"))),
        {"present": [{"id": "numb", "side": "both"}, {"id": "pain", "side": "both"}]},
    ),
    ("clot", Atom(finding="swelling", side="one"), {"present": [{"id": "swelling", "side": "left"}]}),
    (
        "artery",
        Atom(all=(Atom(finding="pain"), Atom(finding="pulse-gone"))),
        {"present": ["pain", "pulse-gone"]},
    ),
]


def shares(telling: Telling, name: str, atom: Atom) -> tuple[float, int]:
    """P(condition | atom) by counting, and the number of people behind it."""
    who = telling.holds(atom)
    return float(has(telling.people, name)[who].mean()), int(who.sum())


@pytest.mark.parametrize(("name", "atom", "case"), COMPLAINTS)
def test_a_described_complaint_means_what_the_engine_says(
    base: KnowledgeBase, telling: Telling, name: str, atom: Atom, case: dict[str, Any]
) -> None:
    expected = exact(base, name, **case)
    share, n = shares(telling, name, atom)
    # The engine does not know that sugar and artery go together; that moves shares by a few percent at most.
    assert abs(share - expected) <= Z * math.sqrt(expected * (1 - expected) / n) + 0.03 * expected


@pytest.mark.parametrize(("name", "atom", "case"), COMPLAINTS)
def test_people_given_a_condition_stand_for_their_share(
    base: KnowledgeBase, people: People, telling: Telling, name: str, atom: Atom, case: dict[str, Any]
) -> None:
    given = people.given(name, 20_000)
    assert given.weight == pytest.approx(base.active[name], rel=0.03)
    assert has(given, name).all()
    have = given.weight * float(Telling(given).holds(atom).mean())
    lack = float((telling.holds(atom) & ~has(people, name)).mean())
    expected = exact(base, name, **case)
    assert have / (have + lack) == pytest.approx(expected, rel=0.06, abs=0.002)


def test_those_given_a_condition_carry_its_factors(base: KnowledgeBase, people: People) -> None:
    given = people.given("artery", 20_000)
    share_is(given.has["smoking"], float(people.has["smoking"][has(people, "artery")].mean()), within=0.02)
    share_is(has(given, "limb-danger"), 0.2)
    share_is(has(given, "sugar"), float(has(people, "sugar")[has(people, "artery")].mean()), within=0.02)


def test_the_same_seed_gives_the_same_people_in_any_order(base: KnowledgeBase, telling: Telling) -> None:
    again = Telling(People(base, N, 1))
    atoms: Iterable[Atom] = [atom for _, atom, _ in COMPLAINTS]
    for atom in reversed(list(atoms)):
        assert (again.holds(atom) == telling.holds(atom)).all()


def test_one_cause_speaks_for_each_complaint(telling: Telling) -> None:
    said = telling.spoken("pain")
    assert ((said > -2) == telling.holds(Atom(finding="pain"))).all()
    nerve = telling.index.number["nerve"]
    assert has(telling.people, "nerve")[said == nerve].all()


def anchor(base: KnowledgeBase, **fields: Any) -> Anchor:
    return Anchor.model_validate({"id": "a", "record": "r", "why": "t", **fields})


def test_an_anchor_is_measured_as_the_engine_would(base: KnowledgeBase) -> None:
    record = {"id": "r", "about": "x", "measure": "prevalence", "value": 0.2}
    known = base_of(FINDINGS, CONDITIONS, "people-2", **MORE, records=[record])
    asked = anchor(
        known, measure="confirmed_share", condition="clot", entry={"finding": "swelling", "side": "one"}
    )
    outcome = _Study(known, 1, N).measure(asked)
    expected = exact(known, "clot", present=[{"id": "swelling", "side": "left"}])
    assert outcome.network == pytest.approx(expected, rel=0.1)
    assert outcome.verdict == "too low"
    assert not list(faults(known, asked))


def test_what_does_not_exist_is_named(base: KnowledgeBase) -> None:
    asked = anchor(
        base,
        measure="lr_positive",
        condition="gone",
        entry={"finding": "pain", "qualities": {"site": ["nose"]}},
        shows={"factor": "luck"},
    )
    told = " ".join(faults(base, asked))
    assert all(word in told for word in ("record r", "condition gone", "value nose", "factor luck"))


def test_every_printed_ratio_is_an_anchor_or_skipped_with_a_reason() -> None:
    known = load()
    found = read_anchors(known)
    told = {item.record for item in (*found.anchors, *found.skipped)}
    ratios = {"lr_positive", "lr_negative", "specificity", "post_test_probability"}
    printed = {
        name
        for name, record in known.records.items()
        if record.measure in ratios and record.value is not None and not record.disputed
    }
    assert not printed - told
    assert not {item.record for item in found.skipped} & {item.record for item in found.anchors}
    assert all(item.measure in MEASURES for item in found.anchors)
