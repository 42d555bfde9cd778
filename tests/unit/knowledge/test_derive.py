import doctest
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from crural.concepts.knowledge import Record
from crural.concepts.quantity import Number
from crural.errors import QuantityError
from crural.knowledge import curves, derive
from crural.knowledge.derive import strength_from_sensitivity, window_from_incidence


def record(**fields: object) -> Record:
    base = {"id": "x.y", "about": "finding", "measure": "sensitivity", "value": 0.7, "unit": "fraction"}
    return Record.model_validate({**base, **fields})


@pytest.mark.parametrize("module", [derive, curves])
def test_the_examples_in_the_docstrings_run(module: object) -> None:
    failed, tried = doctest.testmod(module)  # type: ignore[arg-type]
    assert tried > 0
    assert failed == 0


@given(st.floats(0.0, 0.99), st.floats(0.0, 1.0))
def test_strength_and_background_together_give_back_the_sensitivity(
    background: float, strength: float
) -> None:
    sensitivity = 1.0 - (1.0 - background) * (1.0 - strength)
    assert strength_from_sensitivity(sensitivity, background) == pytest.approx(strength, abs=1e-9)


@given(st.floats(0.0, 0.01), st.floats(0.0, 50.0))
def test_a_rare_incidence_becomes_rate_times_time(rate: float, weeks: float) -> None:
    expected = rate * (4 + weeks) / 52.178
    assert window_from_incidence(rate, weeks) == pytest.approx(expected, rel=0.02, abs=1e-12)


@given(st.floats(0.001, 0.6), st.floats(0.01, 0.9), st.floats(0.1, 20.0))
def test_centring_keeps_the_average(p0: float, prevalence: float, odds: float) -> None:
    a = curves.centred_offset(p0, prevalence, math.log(odds))
    with_factor, without = curves.expit(a + math.log(odds)), curves.expit(a)
    assert prevalence * with_factor + (1 - prevalence) * without == pytest.approx(p0, abs=1e-6)


def test_interval_ends_are_derived_and_put_in_order() -> None:
    found = derive.derive(
        {"from": "x.y", "by": "strength_from_lr_negative"},
        {"x.y": record(measure="lr_negative", value=0.5, low=0.3, high=0.8, unit="ratio")},
    )
    assert found["value"] == pytest.approx(0.5)
    assert (found["low"], found["high"]) == (pytest.approx(0.2), pytest.approx(0.7))


def test_specificity_is_turned_into_a_background() -> None:
    records = {"a": record(id="a", value=0.8), "b": record(id="b", measure="specificity", value=0.9)}
    found = derive.derive({"from": ["a", "b"], "by": "strength_from_sensitivity"}, records)
    assert found["value"] == pytest.approx((0.8 - 0.1) / 0.9)
    assert found["records"] == ("a", "b")


def test_two_fractions_give_the_odds_ratio_of_the_fourfold_table() -> None:
    cases, controls = (30, 70), (10, 190)
    records = {
        "a": record(id="a", measure="frequency_in_cases", value=cases[0] / 100, n=100, low=0.2, high=0.4),
        "b": record(id="b", measure="frequency_in_controls", value=controls[0] / 200),
    }
    found = derive.derive({"from": ["a", "b"], "by": "odds_from_two_fractions"}, records)
    assert found["value"] == pytest.approx(cases[0] * controls[1] / (cases[1] * controls[0]))
    assert not {"low", "high", "n"} & set(found), "two points tell nothing of the spread"
    turned = derive.derive({"from": ["b", "a"], "by": "odds_from_two_fractions"}, records)
    assert turned["value"] == pytest.approx(1 / found["value"])


def test_a_ratio_turned_round_keeps_its_interval_in_order() -> None:
    records = {"a": record(measure="odds_ratio", value=2.0, low=1.0, high=4.0, unit="ratio")}
    found = derive.derive({"from": "a", "by": "odds_ratio_turned_round", "chosen": "size"}, records)
    assert (found["low"], found["value"], found["high"]) == (0.25, 0.5, 1.0)
    assert found["chosen"] == "size"


def test_a_scaled_number_does_not_keep_the_certainty_of_the_print() -> None:
    found = derive.derive(
        {"from": "x.y", "by": "share", "scaled": {"by": 0.5, "why": "half are ours"}},
        {"x.y": record(n=10_000)},
    )
    assert found["value"] == pytest.approx(0.35)
    assert "n" not in found


def test_a_correction_may_be_wrong_by_its_own_size() -> None:
    printed = {"x.y": record(value=0.2, low=0.18, high=0.22)}
    half = {"from": "x.y", "by": "share", "scaled": {"by": 0.5, "why": "half are ours"}}
    found = derive.derive(half, printed)
    assert found["value"] == pytest.approx(0.1)
    assert found["low"] < 0.05 < 0.2 < found["high"]
    rest = derive.derive({**half, "complement": True}, printed)
    assert (rest["low"], rest["high"]) == pytest.approx((1.0 - found["high"], 1.0 - found["low"]))


@pytest.mark.parametrize(("by", "sourced"), [(0.34, True), (0.3, False), (2.9, True), (3.1, False)])
def test_a_number_that_is_mostly_correction_is_an_estimate(by: float, sourced: bool) -> None:
    raw = {"from": "x.y", "by": "share", "scaled": {"by": by, "why": "few are ours"}}
    found = derive.derive(raw, {"x.y": record(value=0.2)})
    assert Number.model_validate(found).sourced is sourced


@pytest.mark.parametrize(
    ("raw", "fields", "said"),
    [
        ({"from": "nobody", "by": "share"}, {}, "no evidence record"),
        ({"from": "x.y", "by": "guess"}, {}, "no derivation function"),
        ({"from": "x.y", "by": "odds_ratio"}, {}, "takes odds_ratio"),
        ({"from": "x.y", "by": "share"}, {"disputed": "printed without a source"}, "disputed"),
        ({"from": "x.y", "by": "share"}, {"quality": "machine-written"}, "machine-written"),
        (
            {"from": "x.y", "by": "strength_from_lr_negative"},
            {"measure": "lr_negative", "value": 1.8},
            "above 1",
        ),
        ({"from": "x.y", "by": "share", "times": 2}, {}, "unknown key"),
        ({"from": "x.y", "by": "odds_from_two_fractions"}, {}, "takes two records"),
        ({"from": ["x.y", "x.y"], "by": "odds_from_two_fractions"}, {"value": 1.0}, "above 0 and below 1"),
        ({"from": ["x.y", "x.y"], "by": "share"}, {}, "takes one record"),
        ({"from": "x.y", "by": "share", "scaled": {"by": 0.5}}, {}, "scaled needs"),
    ],
)
def test_a_number_that_cannot_be_is_refused_with_its_reason(
    raw: dict[str, object], fields: dict[str, object], said: str
) -> None:
    with pytest.raises(QuantityError, match=said):
        derive.derive(raw, {"x.y": record(**fields)})
