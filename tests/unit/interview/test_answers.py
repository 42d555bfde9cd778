"""An answer replaces what was said of the same thing, and nothing else."""

import pytest

from crural.assess.cases import read_case
from crural.assess.judge import understood
from crural.concepts.case import Case
from crural.errors import InputError
from crural.interview.answers import with_answer, with_answers
from crural.knowledge import load

BASE = load()
TEXT = "My left calf aches after walking a block, it came on slowly. No swelling."


def facts(case: Case):
    return understood(case, BASE).facts


def test_an_answer_about_one_quality_keeps_what_the_text_said_of_the_others() -> None:
    before = facts(Case(text=TEXT)).evidence["leg-pain"]
    after = facts(with_answer(Case(text=TEXT), "leg-pain.duration", "weeks", BASE)).evidence["leg-pain"]
    assert after.qualities["duration"] == ("weeks",)
    for quality, told in before.qualities.items():
        assert after.qualities[quality] == told
    assert after.side == "left"


def test_a_correction_of_the_text_stands_alone() -> None:
    case = with_answer(Case(text=TEXT), "leg-pain.onset", "sudden", BASE)
    assert facts(case).evidence["leg-pain"].qualities["onset"] == ("sudden",)
    case = with_answer(Case(text=TEXT), "leg-pain.side", "both", BASE)
    assert facts(case).evidence["leg-pain"].qualities["side"] == ("both",)
    case = with_answer(Case(text=TEXT), "leg-pain.provoked-by", "none", BASE)
    assert "provoked-by" not in facts(case).evidence["leg-pain"].qualities
    assert "walking" in facts(case).evidence["leg-pain"].without["provoked-by"]
    case = with_answer(Case(text=TEXT), "leg-swelling", "yes", BASE)
    assert "leg-swelling" in facts(case).evidence
    case = with_answer(Case(text=TEXT), "leg-pain", "no", BASE)
    assert "leg-pain" in facts(case).absent


def test_the_last_answer_counts_and_no_denies_the_finding_however_it_was_described() -> None:
    case = with_answers(Case(), {"leg-pain": "yes", "leg-pain.side": "left"}, BASE)
    case = with_answer(case, "leg-pain", "no", BASE)
    assert [entry.id for entry in case.present] == []
    assert facts(case).absent["leg-pain"].qualities == {}
    again = with_answer(case, "leg-pain", "yes", BASE)
    assert [entry.id for entry in again.absent] == []
    assert again.asked == ("leg-pain.side", "leg-pain")


@pytest.mark.parametrize("name", ["age", "sex", "medicines_complete", "main", "leg-pain", "leg-pain.onset", "smoking",
                                  "statin", "diabetes-mellitus", "any-of.fever+dyspnoea"])  # fmt: skip
def test_unsure_is_an_answer_to_everything(name: str) -> None:
    case = with_answer(Case(age=50, sex="male", present=({"id": "leg-swelling"},)), name, "unsure", BASE)  # type: ignore[arg-type]
    found = facts(case)
    assert found.unknown
    assert name in case.asked
    assert (found.age is None) == (name == "age")


def test_a_list_of_dangers_denies_what_was_not_picked() -> None:
    case = with_answer(Case(), "any-of.fever+dyspnoea+chest-pain", ["dyspnoea"], BASE)
    assert [entry.id for entry in case.present] == ["dyspnoea"]
    assert [entry.id for entry in case.absent] == ["fever", "chest-pain"]
    case = with_answer(Case(), "any-of.fever+dyspnoea", "none", BASE)
    assert [entry.id for entry in case.absent] == ["fever", "dyspnoea"]


def test_what_troubles_most_is_present_and_main() -> None:
    case = with_answer(Case(), "main", ["leg-pain", "leg-swelling"], BASE)
    assert case.main == ("leg-pain", "leg-swelling") == tuple(entry.id for entry in case.present)


def test_a_condition_denied_by_the_person_is_not_known_of_and_not_ruled_out() -> None:
    assert facts(with_answer(Case(), "diabetes-mellitus", "no", BASE)).conditions == {
        "diabetes-mellitus": "not-known"
    }


def test_medicines_by_class_and_by_name() -> None:
    case = with_answers(Case(), {"statin": "yes", "amlodipine": "no"}, BASE)
    assert facts(case).medicines["statin"].status == "current"
    assert facts(case).medicines["amlodipine"].status == "denied"


@pytest.mark.parametrize(
    ("name", "value"),
    [("age", 200.0), ("age", True), ("sex", "x"), ("leg-pain", "maybe"), ("leg-pain", 3.0), ("leg-pain.side", "up"),
     ("leg-pain.side", ["left", "right"]), ("leg-pain.site", ["none", "calf"]), ("nonsense", "yes"), ("x.side", "left"),
     ("leg-pain.x", "left"), ("any-of.fever+x", "none"), ("any-of.fever", "chills"), ("main", ["x"]), ("main", [])],
)  # fmt: skip
def test_an_answer_that_does_not_fit_is_refused_without_repeating_it(name: str, value: object) -> None:
    with pytest.raises(InputError) as error:
        with_answer(Case(), name, value, BASE)  # type: ignore[arg-type]
    assert str(value) not in error.value.message or len(str(value)) < 2


def test_a_case_may_be_empty_only_where_an_interview_begins() -> None:
    assert read_case({}, empty=True) == Case()
    with pytest.raises(InputError):
        read_case({})
