"""The clinical scores: printed edge values, unknowns as ranges, and no score that an added sign lowers."""

from __future__ import annotations

from typing import Any

import pytest

from crural.advice.instruments import score, scores
from crural.assess import assess, read_case
from crural.concepts.assessment import InstrumentScore
from crural.errors import InputError
from crural.inference.gather import facts_of
from crural.knowledge import load

BASE = load()
WELLS_DENIED = ["cancer", "malignancy", "paralysis", "previous-stroke", "recent-immobilisation", "bedbound"]


def made(name: str, answers: dict[str, Any] | None = None, **case: Any) -> InstrumentScore | None:
    case.setdefault("present", ["leg-swelling"])
    return score(BASE, name, facts_of(read_case(case), BASE), answers)


def sure(name: str, answers: dict[str, Any] | None = None, **case: Any) -> InstrumentScore:
    found = made(name, answers, **case)
    assert found is not None
    return found


def test_wells_dvt_adds_its_points_and_takes_two_for_another_cause() -> None:
    present = [
        {"id": "leg-swelling", "side": "left", "site": ["calf"]},
        "calf-tenderness",
        "pitting",
        "recent-surgery",
        {"id": "calf-difference", "value": 4, "unit": "cm"},
    ]
    absent = [*WELLS_DENIED, "previous-venous-thrombosis", {"id": "deep-vein-thrombosis", "status": "denied"}]
    answers = {"collateral-veins": False, "other-cause": False}
    found = sure("wells-dvt", answers, present=present, absent=absent)
    assert (found.low, found.high, found.missing) == (4, 4, ())
    assert found.label == "a clot is likely"
    found = sure("wells-dvt", {**answers, "other-cause": True}, present=present, absent=absent)
    assert (found.low, found.high) == (2, 2)


def test_what_is_not_known_is_a_range_and_named() -> None:
    found = sure("wells-dvt", present=[{"id": "leg-swelling", "side": "left", "site": ["calf"]}])
    assert found.low is not None
    assert found.high is not None
    assert found.low < 0 < found.high
    assert "Tender along the deep veins" in found.missing
    assert "up to" in found.label


@pytest.mark.parametrize(("pulse", "points"), [(100, 0), (101, 1.5)])
def test_wells_pe_counts_a_pulse_above_100(pulse: float, points: float) -> None:
    answers = {
        "signs-of-dvt": False,
        "less-likely-other": False,
        "bed-or-surgery": False,
        "earlier-clot": False,
        "coughing-blood": False,
        "cancer": False,
    }
    found = sure("wells-pe", answers, present=["dyspnoea", {"id": "pulse", "value": pulse, "unit": "/min"}])
    assert (found.low, found.high) == (points, points)


@pytest.mark.parametrize(
    ("pulse", "oxygen", "points"), [(99, 95, 0), (100, 95, 1), (99, 94.9, 1), (100, 94, 2)]
)
def test_perc_limits_are_as_printed(pulse: float, oxygen: float, points: int) -> None:
    rest = ("one-leg-swollen", "coughing-blood", "surgery-or-trauma", "earlier-clot", "oestrogen")
    found = sure(
        "perc",
        dict.fromkeys(rest, False),
        age=49,
        present=[
            "dyspnoea",
            {"id": "pulse", "value": pulse, "unit": "/min"},
            {"id": "oxygen-saturation", "value": oxygen, "unit": "%"},
        ],
    )
    assert (found.low, found.high) == (points, points)


@pytest.mark.parametrize(
    ("value", "label", "grade"),
    [
        (0.39, "low", "grade 3"),
        (0.4, "low", "grade 2"),
        (0.59, "low", "grade 2"),
        (0.6, "low", "grade 1"),
        (0.79, "low", "grade 1"),
        (0.8, "low", "grade 0"),
        (0.9, "low", "grade 0"),
        (0.91, "borderline", "grade 0"),
        (0.99, "borderline", "grade 0"),
        (1.0, "normal at rest", "grade 0"),
        (1.4, "normal at rest", "grade 0"),
        (1.41, "cannot be pressed shut", "grade 0"),
    ],
)
def test_ankle_brachial_index_bands(value: float, label: str, grade: str) -> None:
    present = [{"id": "ankle-brachial-index", "value": value, "unit": "ratio"}]
    assert sure("ankle-brachial-index-bands", present=present).label == label
    assert sure("wifi-ischaemia", present=present).label == grade


def test_stages_take_the_worst_that_holds() -> None:
    assert sure("ceap", present=["visible-varicose-veins"]).stage == "C2"
    assert sure("ceap", present=["visible-varicose-veins", "leg-swelling"]).stage == "C3"
    assert sure("ceap", present=["visible-varicose-veins", "skin-hardening", "leg-ulcer"]).stage == "C6"
    walking = {"id": "leg-pain", "qualities": {"provoked-by": ["walking"]}}
    assert sure("fontaine", present=[walking]).stage == "II"
    assert sure("fontaine", present=[walking, "black-toe"]).stage == "IV"
    assert made("fontaine", present=["fatigue"]) is None


@pytest.mark.parametrize(
    ("grade", "total", "label"), [(1, 5, "mild"), (2, 10, "moderate"), (3, 15, "severe")]
)
def test_villalta_grades_and_the_open_sore(grade: int, total: int, label: str) -> None:
    five = dict.fromkeys(("pain", "cramps", "heaviness", "tingling", "itching"), grade)
    rest = dict.fromkeys(
        ("shin-swelling", "hard-skin", "brown-skin", "redness", "wide-veins", "pain-on-squeeze"), 0
    )
    found = sure("villalta", {**five, **rest, "open-sore": False})
    assert (found.low, found.high, found.label) == (total, total, label)
    found = sure("villalta", {**five, **rest, "open-sore": True})
    assert (found.low, found.label) == (15, "severe")


def test_abcd2_counts_age_pressure_weakness_time_and_diabetes() -> None:
    present = [
        "one-sided-weakness",
        "diabetes-mellitus",
        {"id": "blood-pressure-systolic", "value": 140, "unit": "mmHg"},
    ]
    found = sure("abcd2", {"duration": 2}, age=60, present=present)
    assert (found.low, found.high, found.label) == (7, 7, "6 to 7 points")
    found = sure("abcd2", {"duration": 0, "clinical": 1, "diabetes": False, "blood-pressure": False}, age=59)
    assert (found.low, found.high, found.label) == (1, 1, "0 to 3 points")


def test_restless_legs_need_all_five() -> None:
    urge = {
        "id": "urge-to-move-legs",
        "qualities": {"provoked-by": ["sitting"], "eased-by": ["walking"], "time-of-day": ["evening"]},
    }
    assert sure("restless-legs-criteria", present=[urge]).label == "open"
    assert sure("restless-legs-criteria", {"no-mimic": True}, present=[urge]).label == "all met"
    assert sure("restless-legs-criteria", {"no-mimic": False}, present=[urge]).label == "not met"


@pytest.mark.parametrize(
    ("sex", "age", "stands", "below"),
    [("female", 60, 11, True), ("female", 60, 12, False), ("male", 79, 10, True), ("male", 90, 7, False)],
)
def test_chair_stands_against_the_norm_of_age_and_sex(sex: str, age: int, stands: int, below: bool) -> None:
    present = [{"id": "chair-stands-30", "value": stands, "unit": "times"}]
    assert sure("chair-stand-30", sex=sex, age=age, present=present).label.startswith("below") == below
    assert made("chair-stand-30", age=age, present=present) is None
    assert made("chair-stand-30", sex=sex, age=40, present=present) is None


@pytest.mark.parametrize(("points", "label"), [(3, "below the limit"), (4, "weak muscles are likely")])
def test_sarc_f_limit(points: int, label: str) -> None:
    answers = {"strength": 2, "walking": min(points - 2, 2), "chair": 0, "stairs": 0, "falls": 0}
    assert sure("sarc-f", answers).label == label


def test_naranjo_has_points_for_no() -> None:
    nothing = dict.fromkeys(("reports", "better-off", "level", "dose", "before", "objective"), False)
    answers = {**nothing, "after": 1, "back-again": 0, "other-causes": 1, "placebo": 0}
    assert sure("naranjo", answers).low == -2
    answers = {**nothing, "reports": True, "after": 2, "better-off": True, "objective": True, "back-again": 0}
    answers |= {"other-causes": 2, "placebo": 0}
    assert (sure("naranjo", answers).low, sure("naranjo", answers).label) == (7, "probable")


def test_an_added_sign_never_lowers_a_score() -> None:
    lower = {"wells-dvt": "other-cause"}
    for name, item in BASE.instruments.items():
        if item.kind != "sum":
            continue
        none = {each.id: 0 if each.grades else False for each in item.items}
        for each in item.items:
            if each.grades and min(g.points for g in each.grades) < 0:
                continue
            more: dict[str, Any] = {**none, each.id: len(each.grades) if each.grades else True}
            low, high = sure(name, none).low, sure(name, more).low
            assert low is not None
            assert high is not None
            assert (high < low) if lower.get(name) == each.id else (high >= low), (name, each.id)


def test_wrong_answers_are_told_in_the_words_of_the_sender() -> None:
    with pytest.raises(InputError, match="no item nonsense"):
        made("wells-dvt", {"nonsense": True})
    with pytest.raises(InputError, match="number of its grade, 0 to 2"):
        made("sarc-f", {"strength": 7})
    with pytest.raises(InputError, match="no instrument called"):
        made("horoscope")


def test_every_instrument_says_for_whom_its_limits_licence_and_source() -> None:
    assert len(BASE.instruments) >= 14
    for item in BASE.instruments.values():
        assert item.for_whom
        assert item.limits
        assert item.licence
        assert all(source in BASE.sources or source in BASE.records for source in item.sources)


def test_scores_stand_in_the_answer_where_they_matter() -> None:
    found = assess("My right calf aches after one block and stops when I rest. ABI 0.62. I am 70.", draws=0)
    assert {"ankle-brachial-index-bands", "fontaine"} <= {item.id for item in found.scores}
    assert not assess("I feel tired. I am 30.", draws=0).scores


def test_a_condition_that_is_only_likely_does_not_count_in_a_score() -> None:
    facts = facts_of(read_case({"present": ["leg-swelling"]}), BASE)
    with_likely = {item.id: item for item in scores(BASE, facts, ["chronic-venous-insufficiency"])}
    assert with_likely["ceap"].stage == "C3"
