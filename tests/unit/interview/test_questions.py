"""The next question: open danger signs first, then what tells most; never what was told."""

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
from crural.interview.questions import _ask_findings, _entropy, _finding_candidates


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
        version="questions",
    ).model_copy(update={"words": {"why-information": "{first} or {second}", "why-danger": "danger {rule}",
                                   "age-evidence": "age", "sex-evidence": "sex", "without": "no {label}"}})  # fmt: skip


def questions(open_signs=(), **case):
    kb = base()
    case = Case.model_validate(case)
    work = work_of(kb, case, Reading(), facts_of(case, kb))
    return [question.id for question in ask(work, list(open_signs), 0).questions]


def test_what_tells_most_comes_first_and_what_was_told_is_not_asked() -> None:
    found = questions(present=["pain"])
    assert set(found[:2]) == {"tells-apart", "pain.side"}
    assert "pain" not in found
    assert "tells-apart" not in questions(present=["pain"], unknown=["tells-apart"])
    assert "pain.side" not in questions(present=["pain"], unknown=["pain.side"])
    assert "pain.side" not in questions(present=[{"id": "pain", "side": "left"}])


def test_a_special_form_is_not_asked_when_the_generic_is_denied_nor_the_generic_when_it_is_told() -> None:
    assert "drop" not in questions(present=["pain"], absent=["weakness"])
    assert "weakness" not in questions(present=["pain", "drop"])


def test_open_danger_signs_come_first() -> None:
    rule = Rule.model_validate(
        {
            "id": "r",
            "level": "emergency",
            "name": "r",
            "when": {"finding": "drop"},
            "message": "m",
            "act": "a",
            "sources": [],
        }
    )
    assert questions([("drop", rule)], present=["pain"])[0] == "drop"


def test_the_gain_of_a_question_is_the_expected_fall_of_entropy() -> None:
    """Against two networks of their own: the one with the finding, and the one without."""
    kb = base()

    def answer(**case):
        network = network_of(kb, facts_of(Case.model_validate(case), kb))
        return network, posterior(network.pattern, network.numbers)

    network, now = answer(present=["pain"])
    (_, yes), (_, no) = (
        answer(present=["pain", "tells-apart"], main=["pain"]),
        answer(present=["pain"], absent=["tells-apart"]),
    )
    batch = Batch(network.pattern, network.numbers)
    candidates = _finding_candidates(network, now.active[0])
    gains = _ask_findings(network, batch, candidates)(batch.answer())
    gain = gains[[name for name, _ in candidates].index("tells-apart")]
    p_yes = np.exp(yes.log_evidence[0] - now.log_evidence[0])
    expected = (
        _entropy(now.active[0]) - p_yes * _entropy(yes.active[0]) - (1 - p_yes) * _entropy(no.active[0])
    )
    assert gain == pytest.approx(float(expected), abs=1e-9)
