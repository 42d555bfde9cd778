"""The next question: open danger signs first, then what tells most; never what was told. Each figure against the
network of the case in which the answer was given."""

import numpy as np
import pytest
from tests.small_base import base_of, condition, finding

from crural.assess.work import ask, work_of
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase, Rule
from crural.concepts.reading import Reading
from crural.inference import posterior
from crural.inference.batch import Batch
from crural.inference.gather import facts_of
from crural.inference.network import network_of
from crural.interview.factors import ask_open_factors
from crural.interview.prospects import ask_open_findings
from crural.interview.qualities import ask_open_qualities
from crural.interview.value import entropy


def base() -> KnowledgeBase:
    def asked(name, **fields):
        return finding(name, question=f"{name}?", **fields)

    return base_of(
        [
            asked("pain", qualifiers=["side"]),
            asked("tells-apart"),
            asked("tells-nothing"),
            asked("weakness"),
            asked("drop", implies="weakness", frequency=0.02),
        ],
        [
            condition(
                "a",
                [
                    {"finding": "pain", "strength": 0.6, "with": {"side": {"one": 0.95, "both": 0.05}}},
                    {"finding": "tells-apart", "strength": 0.9},
                    {"finding": "tells-nothing", "strength": 0.3},
                ],
                prior=0.1,
                factors=[{"factor": "smoking", "odds": 4.0, "why": "test"}],
            ),
            condition(
                "b",
                [
                    {"finding": "pain", "strength": 0.6, "with": {"side": {"one": 0.05, "both": 0.95}}},
                    {"finding": "tells-nothing", "strength": 0.3},
                    {"finding": "drop", "strength": 0.05},
                ],
                prior=0.1,
            ),
        ],
        factors=[
            {"id": "smoking", "label": "s", "plain": "you smoke", "question": "Do you smoke?", "why": "test",
             "prevalence": {"ages": {20: 0.3}, "why": "test"}}
        ],
        version="questions",
    ).model_copy(update={"words": {"why-information": "{first} or {second}", "why-danger": "danger {rule}",
                                   "age-evidence": "age", "sex-evidence": "sex", "without": "no {label}",
                                   "why-information-one": "{first}", "could-urgency": "u", "could-leading": "l",
                                   "could-chance": "c {first}", "none-of-these": "none",
                                   "side-left": "left", "side-right": "right", "side-both": "both"}})  # fmt: skip


def work(**case):
    kb = base()
    case = Case.model_validate(case)
    return work_of(kb, case, Reading(), facts_of(case, kb))


def questions(open_signs=(), **case):
    return [question.id for question in ask(work(**case), [], list(open_signs), 0).questions]


def test_what_tells_most_comes_first_and_what_was_told_is_not_asked() -> None:
    found = questions(present=["pain"])
    assert set(found[:3]) == {"tells-apart", "pain.side", "smoking"}
    assert "pain" not in found
    assert "tells-apart" not in questions(present=["pain"], unknown=["tells-apart"])
    assert "pain.side" not in questions(present=["pain"], unknown=["pain.side"])
    assert "pain.side" not in questions(present=[{"id": "pain", "side": "left"}])
    assert "smoking" not in questions(present=["pain", "smoking"])
    assert "smoking" not in questions(present=["pain"], absent=["smoking"])


def test_a_special_form_is_not_asked_when_the_generic_is_denied_nor_the_generic_when_it_is_told() -> None:
    assert "drop" not in questions(present=["pain"], absent=["weakness"])
    assert "weakness" not in questions(present=["pain", "drop"])


def test_open_danger_signs_come_first_unless_they_could_not_raise_the_urgency() -> None:
    data = {"id": "r", "level": "emergency", "name": "r", "when": {"finding": "drop"}, "message": "m", "act": "a",
            "sources": []}  # fmt: skip
    rule = Rule.model_validate(data)
    assert questions([("drop", rule)], present=["pain"])[0] == "drop"
    calm = Rule.model_validate({**data, "level": "self-care"})
    assert questions([("drop", calm)], present=["pain"])[0] != "drop"


def prospects(ask_open, case, *more):
    found = work(**case)
    batch = Batch(found.network.pattern, found.network.numbers)
    read = ask_open(found.network, batch, found.answer.contribution[0], *more)
    return {(p.id, p.values): p for p in read(batch.answer())}


def answered(case, now):
    """Contribution of each condition to the complaints of `now`, its chance, and the log evidence, in another case."""
    kb = base()
    network = network_of(kb, facts_of(Case.model_validate({**case, "main": now}), kb))
    answer = posterior(network.pattern, network.numbers)
    return answer.contribution[0], answer.active[0], float(answer.log_evidence[0])


CASE = {"present": ["pain", "weakness"]}


@pytest.mark.parametrize("name", ["tells-apart", "drop"])
def test_what_is_left_after_yes_and_no_to_a_finding(name: str) -> None:
    """ "drop" is a special form of a complaint that was told."""
    active = work(**CASE).answer.active[0]
    found = prospects(ask_open_findings, CASE, active, {})[name, ("yes", "no")]
    yes = answered({"present": ["pain", "weakness", name]}, ["pain", "weakness"])
    no = answered({**CASE, "absent": [name]}, ["pain", "weakness"])
    now = answered(CASE, ["pain", "weakness"])
    assert found.chance[0] == pytest.approx(np.exp(yes[2] - now[2]), abs=1e-9)
    for place, told in ((0, yes), (1, no)):
        assert found.active[place] == pytest.approx(told[1], abs=1e-9)
    assert found.gives[1] == pytest.approx(no[0], abs=1e-9)


def test_what_is_left_after_each_value_of_a_quality() -> None:
    found = prospects(ask_open_qualities, {"present": ["pain"]})["pain.side", ("one", "both")]
    one = answered({"present": [{"id": "pain", "side": "left"}]}, ["pain"])
    both = answered({"present": [{"id": "pain", "side": "both"}]}, ["pain"])
    weights = np.exp([one[2], both[2]])
    assert found.chance == pytest.approx(weights / weights.sum(), abs=1e-9)
    assert found.gives == pytest.approx(np.stack([one[0], both[0]]), abs=1e-9)


def test_what_is_left_after_each_answer_about_a_factor() -> None:
    found = prospects(ask_open_factors, {"present": ["pain"]})["smoking", ("yes", "no")]
    yes = answered({"present": ["pain", "smoking"]}, ["pain"])
    no = answered({"present": ["pain"], "absent": ["smoking"]}, ["pain"])
    assert found.gives == pytest.approx(np.stack([yes[0], no[0]]), abs=1e-9)
    weights = np.array([0.3, 0.7]) * np.exp([yes[2], no[2]])
    assert found.chance == pytest.approx(weights / weights.sum(), abs=1e-9)


def test_entropy_is_summed_in_nats() -> None:
    assert float(entropy(np.array([0.5, 0.5, 1.0]))) == pytest.approx(2 * np.log(2), abs=1e-9)
