"""Records to cases: what is new, known, past or denied; which result counts; what was not read is said."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest
from tests.surfaces.fhir.samples import (
    ATC,
    LOINC,
    ME,
    SNOMED,
    TODAY,
    bundle,
    coded,
    condition,
    medicine,
    patient,
    result,
)

from crural.assess import assess
from crural.concepts.case import Case, Entry
from crural.knowledge import load
from crural.surfaces.fhir.outcome import FhirError
from crural.surfaces.fhir.read import FhirCase, case_of

BASE = load()


def read(*resources: dict[str, Any], **more: Any) -> FhirCase:
    return case_of([bundle(patient(), *resources)], BASE, TODAY, **more)


def present(found: FhirCase) -> dict[str, Entry]:
    return {entry.id: entry for entry in found.case.present}


def absent(found: FhirCase) -> set[str]:
    return {entry.id for entry in found.case.absent}


def level(found: FhirCase) -> str:
    return assess(found.case, base=BASE, draws=0).urgency.level


def test_age_and_sex_are_of_the_day() -> None:
    assert (read().case.age, read().case.sex) == (66.0, "female")
    later = case_of([patient(birthDate="1959-04")], BASE, date(2026, 5, 1))
    assert later.case.age == 67.0


# -- conditions: status and dates


def test_a_stroke_of_five_years_ago_is_no_emergency() -> None:
    old = read(condition("I63.9", "2021-02-01"))
    assert present(old)["stroke"].status == "past"
    assert level(old) == "routine"
    assert any("taken as past" in note for note in old.notes)


def test_a_stroke_of_this_week_is_one() -> None:
    new = read(condition("I63.9", "2026-02-26"))
    assert present(new)["stroke"].status == "new"
    assert level(new) == "emergency"


@pytest.mark.parametrize(
    ("code", "start", "status", "more", "name", "expected"),
    [
        ("M10.9", "2015-01-01", "active", {}, "gout", "known"),
        ("M10.9", "2026-02-20", "active", {}, "gout", "new"),
        ("M10.9", "2015-01-01", "resolved", {}, "gout", "past"),
        ("M10.9", "2015-01-01", "inactive", {}, "gout", "past"),
        ("I82.402", "2026-01-01", "active", {}, "deep-vein-thrombosis", "known"),
        ("I82.402", "2024-01-01", "active", {}, "deep-vein-thrombosis", "past"),
        (
            "I82.402",
            "2026-02-01",
            "resolved",
            {"abatementDateTime": "2026-02-20"},
            "deep-vein-thrombosis",
            "resolved",
        ),
        ("Z86.718", "2026-02-01", "active", {}, "deep-vein-thrombosis", "past"),
        ("Z86.73", None, "active", {}, "stroke", "past"),
        ("I63.9", None, "active", {}, "stroke", "new"),
        ("E11.9", None, "active", {}, "diabetes-mellitus", "known"),
        ("E11.9", "2015", None, {}, "diabetes-mellitus", "known"),
        ("E11.9", "2015", None, {"abatementString": "went away"}, "diabetes-mellitus", "past"),
    ],
)
def test_status_of_a_diagnosis(
    code: str, start: str | None, status: str | None, more: dict[str, Any], name: str, expected: str
) -> None:
    assert present(read(condition(code, start, status, **more)))[name].status == expected


def test_an_undated_entry_of_a_problem_list_is_no_news() -> None:
    listed = {"category": [{"coding": [{"code": "problem-list-item"}]}]}
    assert present(read(condition("I63.9", None, **listed)))["stroke"].status == "known"


def verification(code: str) -> dict[str, Any]:
    return {"verificationStatus": {"coding": [{"code": code}]}}


def test_refuted_is_denied_and_unconfirmed_is_not_told() -> None:
    refuted = read(condition("I82.402", "2026-02-20", **verification("refuted")))
    assert absent(refuted) == {"deep-vein-thrombosis"}
    maybe = read(condition("I82.402", "2026-02-20", **verification("provisional")))
    assert not maybe.case.present
    assert not maybe.case.absent
    assert any("not confirmed" in note for note in maybe.notes)


def test_entered_in_error_is_not_read() -> None:
    void = read(condition("I63.9", "2026-02-26", **verification("entered-in-error")))
    assert not void.case.present
    assert any("in error" in note for note in void.notes)


def test_a_code_can_say_two_things() -> None:
    assert set(present(read(condition("E11.42", "2015-01-01")))) == {
        "diabetic-neuropathy",
        "diabetes-mellitus",
    }


def test_a_complaint_counts_when_it_is_of_these_weeks() -> None:
    recent = present(read(condition("M79.605", "2026-02-25")))["leg-pain"]
    assert (recent.side, recent.on) == ("left", date(2026, 2, 25))
    assert "leg-pain" not in present(read(condition("M79.605", "2020-02-25")))
    lasting = present(read(condition("M79.605", "2020-02-25", recordedDate="2026-02-25")))["leg-pain"]
    assert lasting.on == date(2020, 2, 25)


def test_disease_in_the_family_is_family() -> None:
    history = {
        "resourceType": "FamilyMemberHistory",
        "patient": ME,
        "condition": [{"code": coded("", "", "Stroke")}],
    }
    assert present(read(history))["stroke"].status == "family"


# -- observations: window, unit, latest


def test_an_old_low_potassium_is_not_todays() -> None:
    old = read(result("2823-3", 2.4, "mmol/L", "2025-03-01"))
    assert not old.case.present
    assert level(old) == "routine"
    assert any("too old" in note for note in old.notes)


def test_the_latest_result_counts_whatever_the_order() -> None:
    low, good = result("2823-3", 2.4, "mmol/L", "2026-02-20"), result("6298-4", 4.2, "mmol/L", "2026-02-27")
    for order in ((low, good), (good, low)):
        assert present(read(*order))["potassium"].value == 4.2


def test_an_undated_result_is_taken_as_todays_and_said() -> None:
    found = read(result("2823-3", 2.4, "mmol/L", None))
    assert level(found) == "emergency"
    assert any("without a date" in note for note in found.notes)


@pytest.mark.parametrize(
    ("code", "value", "unit", "name", "ours"),
    [
        ("8310-5", 101.3, "[degF]", "temperature", "F"),
        ("8867-4", 88, "/min", "pulse", "/min"),
        ("33914-3", 40, "mL/min/{1.73_m2}", "egfr", "mL/min/1.73m2"),
        ("718-7", 90, "g/L", "haemoglobin", "g/L"),
        ("6690-2", 9, "10*3/uL", "white-cells", "10^3/uL"),
    ],
)
def test_units_of_ucum_become_units_of_the_measure(
    code: str, value: float, unit: str, name: str, ours: str
) -> None:
    entry = present(read(result(code, value, unit)))[name]
    assert (entry.value, entry.unit) == (value, ours)


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"valueQuantity": {"value": 4.1, "unit": "mg/dL", "code": "mg/dL"}}, "valueQuantity.code"),
        ({"valueQuantity": {"value": 4.1}}, "valueQuantity.unit"),
        ({"valueQuantity": {"value": -4.1, "unit": "mmol/L"}}, "valueQuantity.value"),
        ({"valueQuantity": {"value": 410, "unit": "mmol/L"}}, "valueQuantity.value"),
        ({"valueQuantity": {"value": "4.1", "unit": "mmol/L"}}, "valueQuantity.value"),
        ({"effectiveDateTime": "2027-01-01"}, "effectiveDateTime"),
        ({"valueQuantity": None, "valueString": "low"}, "valueString"),
        (
            {
                "valueQuantity": {
                    "value": 4.1,
                    "unit": "mmol/L",
                    "code": "mg/dL",
                    "system": "http://unitsofmeasure.org",
                }
            },
            "valueQuantity.code",
        ),
    ],
)
def test_a_wrong_result_is_left_out_and_named(fields: dict[str, Any], place: str) -> None:
    sent = {**result("2823-3", 4.1, "mmol/L"), **fields}
    sent = {name: value for name, value in sent.items() if value is not None}
    found = read(sent, condition("M10.9", "2015-01-01"))
    assert "potassium" not in present(found)
    assert "gout" in present(found)  # the rest goes on
    assert [issue.place for issue in found.issues] == [f"Bundle.entry[1].resource.{place}"]
    assert not any(char.isdigit() for char in found.issues[0].text.replace("10^", ""))


def test_components_are_read() -> None:
    pressure = {
        "resourceType": "Observation",
        "status": "final",
        "effectiveDateTime": "2026-03-01",
        "code": coded(LOINC, "85354-9"),
        "component": [
            {"code": coded(LOINC, "8480-6"), "valueQuantity": {"value": 190, "code": "mm[Hg]"}},
            {"code": coded(LOINC, "8462-4"), "valueQuantity": {"value": 90, "code": "mm[Hg]"}},
        ],
    }
    found = read(pressure)
    assert present(found)["blood-pressure-systolic"].value == 190
    assert [item.code for item in found.unmapped] == ["8462-4"]


def test_pregnancy_smoking_and_body_mass() -> None:
    answer = {"effectiveDateTime": "2026-02-25", "status": "final", "resourceType": "Observation"}
    carries = answer | {"code": coded(LOINC, "82810-3"), "valueCodeableConcept": coded(LOINC, "LA15173-0")}
    smokes = answer | {"code": coded(LOINC, "72166-2"), "valueCodeableConcept": {"text": "Never smoker"}}
    found = read(carries, smokes, result("39156-5", 34, "kg/m2"))
    assert {"pregnancy", "obesity"} <= set(present(found))
    assert {"smoking", "overweight"} <= absent(found)


def test_a_finding_by_hpo_needs_its_yes_or_no() -> None:
    base = {"resourceType": "Observation", "status": "final", "effectiveDateTime": "2026-02-28"}
    swelling = base | {"code": coded("http://purl.obolibrary.org/obo/hp.owl", "HP:0012398")}
    assert "leg-swelling" in present(read(swelling | {"valueBoolean": True}))
    assert "leg-swelling" in absent(read(swelling | {"valueCodeableConcept": {"text": "Absent"}}))
    silent = read(swelling | {"dataAbsentReason": {"coding": [{"code": "unknown"}]}})
    assert not silent.case.present
    assert not silent.case.absent


# -- medicines


def statuses(found: FhirCase) -> dict[str, str | None]:
    return {entry.id: entry.status for entry in found.case.medicines}


def test_medicines_by_name_and_by_atc() -> None:
    coded_one = medicine("") | {"medicationCodeableConcept": coded(ATC, "C10AA05")}
    found = read(medicine("Amlodipine 5 MG Oral Tablet"), coded_one)
    assert statuses(found) == {"amlodipine": "current", "statin": "current"}


@pytest.mark.parametrize(
    ("kind", "status", "fields", "expected"),
    [
        ("MedicationStatement", "active", {}, {"furosemide": "current"}),
        ("MedicationStatement", "stopped", {}, {"furosemide": "stopped"}),
        ("MedicationStatement", "intended", {}, {}),
        (
            "MedicationStatement",
            "active",
            {"effectivePeriod": {"end": "2026-01-01"}},
            {"furosemide": "stopped"},
        ),
        ("MedicationRequest", "completed", {}, {"furosemide": "stopped"}),
        ("MedicationRequest", "active", {"intent": "proposal"}, {}),
        ("MedicationRequest", "active", {"doNotPerform": True}, {}),
        ("MedicationRequest", "draft", {}, {}),
    ],
)
def test_status_of_a_medicine(
    kind: str, status: str, fields: dict[str, Any], expected: dict[str, str]
) -> None:
    assert statuses(read(medicine("Lasix 40 mg", kind, status, **fields))) == expected


def test_not_taken_is_denied_and_taken_beats_stopped() -> None:
    assert absent(read(medicine("Furosemide", status="not-taken"))) == {"furosemide"}
    both = read(medicine("Furosemide", status="stopped"), medicine("Furosemide", authoredOn="2026-01-01"))
    assert statuses(both) == {"furosemide": "current"}


def test_a_cream_does_not_act_in_the_body() -> None:
    found = read(medicine("Hydrocortisone 10 MG/ML Topical Cream"))
    assert not found.case.medicines
    assert found.unmapped[0].text.startswith("Hydrocortisone")


def test_a_medication_elsewhere_in_the_record_or_nowhere() -> None:
    inside = {"resourceType": "Medication", "id": "m", "code": {"text": "Simvastatin 20 mg"}}
    request = {"resourceType": "MedicationRequest", "status": "active", "intent": "order", "subject": ME}
    there = read(inside, request | {"medicationReference": {"reference": "Medication/m"}})
    assert statuses(there) == {"simvastatin": "current"}
    nowhere = read(request | {"medicationReference": {"reference": "Medication/x"}})
    assert nowhere.issues[0].place == "Bundle.entry[1].resource.medicationReference"


# -- what is not ours


def test_codes_without_a_meaning_are_counted() -> None:
    burn = {"resourceType": "Condition", "subject": ME, "code": coded(SNOMED, "39065001", "Burn of ear")}
    found = read({**burn, "id": "a"}, {**burn, "id": "b"})
    assert [(u.kind, u.system, u.code, u.count) for u in found.unmapped] == [
        ("Condition", SNOMED, "39065001", 2)
    ]


def test_a_supplied_map_gives_them_one() -> None:
    burn = {
        "resourceType": "Condition",
        "subject": ME,
        "onsetDateTime": "2015",
        "code": coded(SNOMED, "90560007"),
    }
    target = {"code": "M10.9", "equivalence": "equivalent"}
    group = {"source": SNOMED, "target": "http://hl7.org/fhir/sid/icd-10-cm"}
    concept_map = {
        "resourceType": "ConceptMap",
        "group": [group | {"element": [{"code": "90560007", "target": [target]}]}],
    }
    assert present(read(burn, maps=[concept_map]))["gout"].status == "known"
    unsure = {**target, "equivalence": "inexact"}
    concept_map["group"][0]["element"][0]["target"] = [unsure]  # type: ignore[index]
    assert not read(burn, maps=[concept_map]).case.present


def test_kinds_that_are_not_read_are_named() -> None:
    assert any("Claim (1)" in note for note in read({"resourceType": "Claim"}).notes)


def test_what_is_sent_twice_counts_once() -> None:
    twice = {**condition("M10.9", "2015-01-01"), "id": "same"}
    found = read(twice, twice)
    assert len(found.case.present) == 1
    assert any("twice" in note for note in found.notes)


def test_what_belongs_to_somebody_else_is_left_out_and_named() -> None:
    other = {**condition("I63.9", "2026-02-26"), "subject": {"reference": "Patient/q"}}
    found = read(other)
    assert not found.case.present
    assert found.issues[0].place == "Bundle.entry[1].resource.subject"


def test_two_patients_are_refused() -> None:
    with pytest.raises(FhirError, match="2 patients"):
        case_of([patient(), {**patient(), "id": "q"}], BASE, TODAY)


@pytest.mark.parametrize("name", ["MedicationOrder", "MedicationUsage"])
def test_another_version_of_fhir_is_named(name: str) -> None:
    found = read({"resourceType": name})
    assert "R4" in found.issues[0].text


@pytest.mark.parametrize(
    ("sent", "place", "version"),
    [
        ({"resourceType": "MedicationStatement", "status": "active", "taken": "n"}, "taken", "STU3"),
        (
            {"resourceType": "MedicationStatement", "status": "active", "wasNotTaken": True},
            "wasNotTaken",
            "DSTU2",
        ),
        (
            {"resourceType": "MedicationRequest", "medication": {"concept": {"text": "Furosemide"}}},
            "medication",
            "R5",
        ),
        (
            {"resourceType": "Procedure", "notDone": True, "code": {"text": "Hip operation"}},
            "notDone",
            "STU3",
        ),
    ],
)
def test_an_element_of_another_version_is_named_and_its_resource_not_read(
    sent: dict[str, Any], place: str, version: str
) -> None:
    found = read({"medicationCodeableConcept": {"text": "Furosemide"}, "subject": ME, **sent})
    assert not (found.case.present)
    assert not (found.case.absent)
    assert not (found.case.medicines)
    (issue,) = found.issues
    assert issue.place == f"Bundle.entry[1].resource.{place}"
    assert version in issue.text
    assert "R4" in issue.text


def test_a_status_as_a_bare_code_is_understood_and_named() -> None:
    over = read({**condition("I63.9", "2026-02-26"), "clinicalStatus": "resolved"})
    assert present(over)["stroke"].status == "past"
    denied = read({**condition("I63.9", "2026-02-26"), "verificationStatus": "refuted"})
    assert absent(denied) == {"stroke"}
    void = read({**condition("I63.9", "2026-02-26"), "verificationStatus": "entered-in-error"})
    assert not void.case.present
    assert [str(each.issues[0].place).rpartition(".")[2] for each in (over, denied)] == [
        "clinicalStatus",
        "verificationStatus",
    ]


@pytest.mark.parametrize(
    ("sent", "place"),
    [
        (condition("M10.9", "last week"), "onsetDateTime"),
        (condition("M10.9", "2026-02-30"), "onsetDateTime"),
        (result("2823-3", 4.1, "mmol/L", "28/02/2026"), "effectiveDateTime"),
        (condition("M10.9", "2015", clinicalStatus={"coding": [{"code": "secret"}]}), "clinicalStatus"),
    ],
)
def test_what_cannot_be_read_is_named_and_the_rest_is_read(sent: dict[str, Any], place: str) -> None:
    found = read(sent)
    assert found.case.present
    (issue,) = found.issues
    assert issue.place == f"Bundle.entry[1].resource.{place}"
    assert "secret" not in issue.text


def test_the_future_is_named_where_it_stands() -> None:
    found = read(
        condition("M10.9", None, recordedDate="2027-01-01"),
        medicine("Furosemide", "MedicationRequest", authoredOn="2027-01-01"),
    )
    assert not found.case.present
    assert [str(issue.place).rpartition(".")[2] for issue in found.issues] == ["recordedDate", "authoredOn"]


@pytest.mark.parametrize(
    ("age", "recorded", "expected"),
    [
        (50, None, "past"),
        (66, None, "new"),
        (66, "2021-01-01", "past"),
        (-1, None, "new"),
        (500, None, "new"),
    ],
)
def test_an_age_at_onset_is_a_date(age: int, recorded: str | None, expected: str) -> None:
    began = {"onsetAge": {"value": age, "system": "http://unitsofmeasure.org", "code": "a"}}
    stroke = condition("I63.9", None, **began, **({"recordedDate": recorded} if recorded else {}))
    assert present(read(stroke))["stroke"].status == expected


def test_a_bound_is_taken_as_such_and_said() -> None:
    low = result("2823-3", 2.5, "mmol/L")
    low["valueQuantity"]["comparator"] = "<"
    found = read(low)
    assert present(found)["potassium"].value == 2.5
    assert any("bound" in note for note in found.notes)


def test_of_two_resources_of_one_id_the_one_updated_last_is_read() -> None:
    def dated(value: float, moment: str) -> dict[str, Any]:
        return {**result("2823-3", value, "mmol/L"), "id": "x", "meta": {"lastUpdated": moment}}

    old, new = dated(2.4, "2026-02-28T10:00:00Z"), dated(4.4, "2026-02-28T11:00:00Z")
    for order in ((old, new), (new, old)):
        found = read(*order)
        assert present(found)["potassium"].value == 4.4
        assert [issue.code for issue in found.issues] == ["duplicate"]
    assert not read(new, new).issues


def test_hostile_depth_is_refused() -> None:
    deep: Any = {}
    for _ in range(500):
        deep = {"extension": [deep]}
    with pytest.raises(FhirError, match="deeper"):
        case_of([{"resourceType": "Patient", **deep}], BASE, TODAY)


@pytest.mark.parametrize(
    ("fields", "died"), [({"deceasedBoolean": True}, True), ({"deceasedDateTime": "2027"}, False)]
)
def test_the_dead_are_known(fields: dict[str, Any], died: bool) -> None:
    assert case_of([patient(**fields)], BASE, TODAY).died is died


def test_answers_of_our_form_are_read_and_forms_of_others_counted() -> None:
    yes = {"valueCoding": {"code": "yes"}}
    side = {"linkId": "leg-swelling.side", "answer": [{"valueCoding": {"code": "one"}}]}
    ours = {
        "resourceType": "QuestionnaireResponse",
        "status": "completed",
        "questionnaire": "https://clinic.example/fhir/Questionnaire/crural|1",
        "subject": ME,
        "item": [
            {"linkId": "legs", "item": [{"linkId": "leg-swelling", "answer": [{**yes, "item": [side]}]}]},
            {"linkId": "fever", "answer": [{"valueCoding": {"code": "no"}}]},
            {"linkId": "chest-pain", "answer": [{"valueCoding": {"code": "unsure"}}]},
            {"linkId": "age", "answer": [{"valueDecimal": 200}]},
        ],
    }
    found = read(ours, {**ours, "questionnaire": "https://clinic.example/Questionnaire/other"})
    assert present(found)["leg-swelling"].qualities == {"side": ("one",)}
    assert absent(found) == {"fever"}
    assert [entry.id for entry in found.case.unknown] == ["chest-pain"]
    assert found.issues[0].place == "QuestionnaireResponse.item('age')"
    assert [item.text for item in found.unmapped] == ["a form of others"]


def test_the_same_facts_told_in_our_own_way_give_the_same_answer() -> None:
    found = read(condition("M10.9", "2015-01-01"), result("2823-3", 2.4, "mmol/L"), medicine("Furosemide"))
    own = Case(
        id="p",
        as_of=TODAY,
        age=66,
        sex="female",
        present=(
            Entry(id="gout", status="known", on=date(2015, 1, 1)),
            Entry(id="potassium", value=2.4, unit="mmol/L"),
        ),
        medicines=(Entry(id="furosemide", status="current"),),
    )
    assert assess(found.case, base=BASE, draws=0) == assess(own, base=BASE, draws=0)
