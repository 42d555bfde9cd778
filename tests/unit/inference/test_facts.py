"""What a case's entries mean: statuses, times, measurements, synonyms, special and generic, contradictions."""

import itertools
from typing import Any

import pytest
from tests.small_base import base_of, condition, finding

from crural.concepts.case import Case
from crural.errors import InputError
from crural.inference import posterior
from crural.inference.gather import facts_of
from crural.inference.match import Matcher
from crural.inference.network import network_of


def rate(name: str, **fields: Any) -> dict[str, Any]:
    prevalence = {"ages": {20: 0.1}, "why": "test"}
    return {"id": name, "label": name, "plain": name, "prevalence": prevalence, "why": "test", **fields}


def medicine(name: str, *members: str, within: tuple[str, ...] = ()) -> dict[str, Any]:
    taken = {"ages": {20: 0.2}, "why": "test"}
    return {"id": name, "name": name, "plain": name, "taken": taken, "within": within,
            "members": {m: [] for m in members}, "why": "test"}  # fmt: skip


HAEMOGLOBIN = {
    "id": "haemoglobin", "label": "haemoglobin", "wordings": ["hb"], "units": {"g/dL": 1, "g/L": 0.1},
    "plausible": [2, 25], "why": "test",
    "results": [
        {"finding": "blood-low", "band": "severe", "below": 8},
        {"finding": "blood-low", "band": "mild", "at_least": 8, "below": 12, "sex": "female"},
        {"finding": "blood-low", "band": "mild", "at_least": 8, "below": 13, "sex": "male"},
        {"finding": "blood-high", "at_least": 17},
    ],
}  # fmt: skip


@pytest.fixture(scope="module")
def base():
    findings = [
        finding("pain", qualifiers=["side", "site"]),
        finding("ache", same_as="pain", frequency=None),
        finding("weakness", qualifiers=["side"]),
        finding("drop", implies="weakness", frequency=0.02),
        finding("floppy-drop", implies="drop", frequency=0.01),
        finding("stiff-long", excludes=["stiff-short"]),
        finding("stiff-short", excludes=["stiff-long"]),
        finding("blood-low", kind="test", bands=["mild", "severe"]),
        finding("blood-high", kind="test"),
        finding("scan-clot", kind="test"),
    ]
    conditions = [
        condition("clot", [{"finding": "pain", "strength": 0.6}], prior=0.01, defined_by=["scan-clot"]),
        condition("nerve", [{"finding": "floppy-drop", "strength": 0.4}]),
        condition(
            "tablet-ache",
            [{"finding": "pain", "strength": 0.5}],
            prior=0.3,
            exposure={"any_of": ["statin"], "latency_days": [7, 365], "why": "test"},
        ),
        condition("gout", [{"finding": "pain", "strength": 0.5}],
                  factors=[{"factor": "gout", "status": "past", "odds": 5, "why": "test"}]),
    ]  # fmt: skip
    factors = [
        rate("operation", event=True),
        rate("earlier-clot", from_past=["clot"]),
        rate("clots-in-family", family=True),
        rate("smoking"),
        rate("new-hip", lasting=True),
    ]
    medicines = [medicine("lipid"), medicine("statin", "simva", "atorva", within=("lipid",))]
    return base_of(
        findings, conditions, factors=factors, medicines=medicines, measures=[HAEMOGLOBIN], version="facts"
    )


def facts(base, **case: Any):
    return facts_of(Case.model_validate(case), base)


def active(base, **case: Any) -> dict[str, float]:
    network = network_of(base, facts(base, **case))
    answer = posterior(network.pattern, network.numbers)
    return dict(zip(network.index.names, answer.active[0].tolist(), strict=True))


@pytest.mark.parametrize(
    ("status", "told", "resolved", "absent"),
    [
        (None, True, False, False),
        ("new", True, False, False),
        ("known", True, False, False),
        ("resolved", False, True, False),
        ("past", False, False, False),
        ("family", False, False, False),
        ("denied", False, False, True),
    ],
)
def test_the_status_of_a_finding(base, status, told, resolved, absent):
    found = facts(base, present=[{"id": "pain", "status": status}])
    assert ("pain" in found.told, "pain" in found.resolved, "pain" in found.absent) == (
        told,
        resolved,
        absent,
    )


def test_what_resolved_happened_within_the_window_and_what_is_past_did_not(base):
    assert active(base, present=[{"id": "pain", "status": "resolved"}]) == active(base, present=["pain"])
    assert active(base, present=[{"id": "pain", "status": "past"}]) == active(base, present=[])
    lately = [{"id": "pain", "status": "past", "on": "2026-03-01"}]
    assert "pain" in facts(base, as_of="2026-03-10", present=lately).resolved
    assert "pain" not in facts(base, as_of="2026-06-10", present=lately).resolved


@pytest.mark.parametrize(
    ("where", "status", "told"),
    [
        ("present", None, "known"),
        ("present", "new", "new"),
        ("present", "resolved", "new"),
        ("present", "past", "past"),
        ("present", "family", "family"),
        ("present", "denied", "denied"),
        ("absent", None, "denied"),
        ("absent", "known", "not-known"),
        ("absent", "past", None),
        ("absent", "family", None),
    ],
)
def test_the_status_of_a_condition(base, where, status, told):
    assert facts(base, **{where: [{"id": "clot", "status": status}]}).conditions.get("clot") == told


def test_a_past_or_family_condition_and_one_not_known_of_leave_its_node_alone(base):
    plain = active(base, present=["pain"])["clot"]
    for where, status in (
        ("present", "past"),
        ("present", "family"),
        ("absent", "past"),
        ("absent", "known"),
    ):
        found = active(base, present=["pain", *([{"id": "clot", "status": status}] if where == "present" else [])],
                       absent=[{"id": "clot", "status": status}] if where == "absent" else [])  # fmt: skip
        assert found["clot"] == pytest.approx(plain)
    assert active(base, present=["pain"], absent=["clot"])["clot"] == 0.0


def test_several_statuses_of_one_condition_do_not_depend_on_their_order(base):
    entries = [{"id": "clot", "status": status} for status in ("family", "past", "known")]
    for order in itertools.permutations(entries):
        assert facts(base, present=list(order), absent=["clot"]).conditions["clot"] == "known"


def test_a_past_condition_is_a_factor_and_so_is_a_known_one(base):
    for status, holds in (("past", True), ("known", True), ("new", None), ("family", None)):
        found = facts(base, present=[{"id": "clot", "status": status}])
        assert found.factors.get("earlier-clot") is holds
    past = active(base, present=["pain", {"id": "gout", "status": "past"}])["gout"]
    assert past > active(base, present=["pain"])["gout"]


def test_a_family_factor_holds_for_a_relative_and_no_other_does(base):
    relative = [{"id": name, "status": "family"} for name in ("clots-in-family", "smoking", "operation")]
    assert facts(base, present=relative).factors == {"clots-in-family": True}


def test_an_event_counts_while_it_is_recent_and_what_lasts_always(base):
    def told(entry, as_of="2026-03-01"):
        return facts(base, as_of=as_of, present=[entry]).factors.get(entry["id"])

    assert told({"id": "operation", "on": "2026-02-19"}) is True
    assert told({"id": "operation", "on": "2016-02-19"}) is None
    assert told({"id": "operation", "status": "past"}) is None
    assert told({"id": "new-hip", "status": "past"}) is True
    assert told({"id": "smoking", "status": "past"}) is None


def test_one_more_telling_of_what_is_present_never_unsays_it(base):
    found = facts(
        base, present=["smoking", "pain"], absent=["smoking", "pain", "statin"], medicines=["simva"]
    )
    assert found.factors["smoking"] is True
    assert "pain" in found.told
    assert "pain" not in found.absent
    assert found.medicines["statin"].status == "current"


def test_a_generic_stays_known_beside_another_of_its_class(base):
    for order in (["simva", "atorva"], ["atorva", "simva"]):
        matcher = Matcher(base, facts(base, medicines=order))
        assert all(matcher.medicine(name) for name in ("simva", "atorva", "statin", "lipid"))


def test_denying_a_class_denies_what_is_within_it_and_a_generic_only_itself(base):
    assert facts(base, absent=["lipid"]).holds(base, "statin") is False
    assert facts(base, absent=["simva"]).holds(base, "statin") is None
    assert facts(base, present=["pain"], medicines_complete=True).holds(base, "statin") is False
    assert facts(base, medicines=[{"id": "simva", "status": "stopped"}]).holds(base, "statin") is None


@pytest.mark.parametrize(
    ("started", "lasted", "fits"),
    [
        ("60 days", "30 days", True),
        ("20 days", "60 days", False),  # began after the complaint
        ("61 days", "60 days", True),  # told times are rough
        ("3 days", None, False),  # too soon for any complaint
        ("300 days", None, True),
        ("9 years", "10 days", False),  # longer than the known latency
        (None, "10 days", True),
        ("60 days", "10 years", False),
    ],
)
def test_an_exposure_counts_when_the_complaint_fits_its_latency(base, started, lasted, fits):
    taken = {"id": "simva", **({"duration": started} if started else {})}
    pain = {"id": "pain", **({"duration": lasted} if lasted else {})}
    timed = active(base, present=[pain], medicines=[taken])["tablet-ache"]
    untimed = active(base, present=[pain], medicines=["simva"])["tablet-ache"]
    assert timed == pytest.approx(untimed) if fits else timed < untimed


def test_a_stopped_medicine_is_an_exposure_if_the_complaint_began_before(base):
    def stopped(days, lasted):
        case = {"present": [{"id": "pain", "duration": lasted}]}
        return active(base, medicines=[{"id": "simva", "status": "stopped", "duration": days}], **case)

    assert stopped("10 days", "60 days")["tablet-ache"] > stopped("90 days", "10 days")["tablet-ache"] > 0.0


def test_a_medicine_started_lately_makes_its_effect_likelier():
    exposure = {"any_of": ["statin"], "latency_days": [2, 730], "why": "test"}
    start = {"new_start": {"within_days": 92, "odds": 4, "why": "test"}}
    links = [{"finding": "pain", "strength": 0.5}]
    new = base_of(
        [finding("pain")],
        [
            condition("ache", links, prior=0.1, exposure={**exposure, **start}),
            condition("plain-ache", links, prior=0.1, exposure=exposure),
        ],
        medicines=[medicine("statin", "simva")],
        version="new-start",
    )

    def both(**taken):
        found = active(new, medicines=[{"id": "simva", **taken}])
        return round(found["ache"], 4), round(found["plain-ache"], 4)

    assert both() == (0.1, 0.1)
    assert both(duration="40 days") == (round(4 / 13, 4), 0.1)
    assert both(duration="2 years") == (0.1, 0.1)
    assert both(status="stopped", duration="40 days") == (0.1, 0.1)


def test_an_exposure_that_is_mostly_told_counts_less_when_it_is_not():
    exposure = {"any_of": ["statin"], "why": "test"}
    links = [{"finding": "pain", "strength": 0.5}]
    new = base_of(
        [finding("pain")],
        [
            condition("ache", links, prior=0.1, exposure={**exposure, "untold": 0.25}),
            condition("plain-ache", links, prior=0.1, exposure=exposure),
        ],
        medicines=[medicine("statin", "simva")],
        version="untold",
    )
    silent, taken = active(new), active(new, medicines=["simva"])
    assert silent["ache"] == pytest.approx(silent["plain-ache"] / 4)
    assert taken["ache"] == pytest.approx(taken["plain-ache"]) == pytest.approx(0.1)


def test_a_normal_measurement_denies_and_an_abnormal_one_denies_the_other_end(base):
    def measured(value, sex):
        found = facts(base, sex=sex, present=[{"id": "haemoglobin", "value": value, "unit": "g/dL"}])
        return {n: f.qualities.get("band") for n, f in found.told.items()}, set(found.absent)

    assert measured(14, "female") == ({}, {"blood-low", "blood-high"})
    assert measured(11, "female") == ({"blood-low": ("mild",)}, {"blood-high"})
    assert measured(7, None) == ({"blood-low": ("severe",)}, {"blood-high"})
    assert measured(12.5, "male") == ({"blood-low": ("mild",)}, {"blood-high"})
    assert measured(12.5, None) == ({}, {"blood-high"})  # low in men only: silent


def test_of_two_measurements_the_abnormal_one_stands(base):
    both = [
        {"id": "haemoglobin", "value": 14, "unit": "g/dL"},
        {"id": "haemoglobin", "value": 7, "unit": "g/dL"},
    ]
    for order in (both, both[::-1]):
        found = facts(base, sex="male", present=order)
        assert set(found.told) == {"blood-low"}
        assert "blood-low" not in found.absent


def test_a_synonym_is_the_finding_itself(base):
    assert active(base, present=["ache"]) == active(base, present=["pain"])
    assert active(base, present=["ache", "pain"]) == active(base, present=["pain"])
    assert active(base, absent=["ache"]) == active(base, absent=["pain"])
    assert facts(base, present=["drop"], unknown=["ache"], main=["ache"]).unknown == {"pain"}


def test_a_special_form_of_a_special_form_implies_both(base):
    alone = active(base, present=["floppy-drop"])
    assert active(base, present=["floppy-drop", "weakness"]) == alone
    assert active(base, present=["floppy-drop", "drop", "weakness"], absent=["drop"]) == alone
    assert active(base, absent=["weakness", "floppy-drop"]) == active(base, absent=["weakness"])
    main = network_of(base, facts(base, present=["floppy-drop", "pain"], main=["weakness"]))
    assert [main.observed[i].id for i in main.pattern.complaints] == ["floppy-drop"]


def test_a_finding_denies_those_that_it_excludes(base):
    assert set(facts(base, present=["stiff-long"]).absent) == {"stiff-short"}
    assert not facts(base, present=["stiff-long", "stiff-short"]).absent


def test_a_denied_place_narrows_the_finding_that_is_present(base):
    pain = {"id": "pain", "site": "calf"}
    narrowed = facts(base, present=[pain], absent=[{"id": "pain", "site": "knee"}])
    assert narrowed.evidence["pain"].without == {"site": ("knee",)}
    assert not narrowed.absent


def test_a_defining_result_sets_its_condition(base):
    found = facts(base, present=["scan-clot", {"id": "clot", "status": "past"}])
    assert found.conditions["clot"] == "new"
    assert active(base, present=["scan-clot"])["clot"] == 1.0


def test_two_onsets_of_one_complaint_mean_one_or_the_other(base):
    sides = [{"id": "pain", "side": "left"}, {"id": "pain", "side": "right"}]
    assert facts(base, present=sides).told["pain"].qualities["side"] == ("both",)
    either = [{"id": "pain", "side": "left"}, {"id": "pain", "side": "both"}]
    assert active(base, present=either) == pytest.approx(active(base, present=["pain"]))


@pytest.mark.parametrize(
    ("case", "code"),
    [
        ({"unknown": ["nothing"], "present": ["pain"]}, "IN-004"),
        ({"main": ["nothing"], "present": ["pain"]}, "IN-004"),
        ({"present": [{"id": "pain", "duration": "since the secret"}]}, "IN-008"),
        ({"as_of": "2026-01-01", "present": [{"id": "operation", "on": "2026-02-19"}]}, "IN-008"),
        ({"present": ["I have a secret disease"]}, "IN-004"),
    ],
)
def test_an_error_has_a_code_and_never_a_value(base, case, code):
    with pytest.raises(InputError) as raised:
        facts(base, **case)
    assert raised.value.code == code
    assert "secret" not in raised.value.message
    assert "2026" not in raised.value.message
