"""Unknown is never no: a relevant danger sign that the person is unsure of keeps self-care from being said."""

import pytest
from tests.small_base import WORDS, base_of, condition, finding

from crural.assess.judge import case_of, judged, understood
from crural.concepts.knowledge import KnowledgeBase


def base() -> KnowledgeBase:
    rule = {
        "id": "r", "level": "emergency", "name": "r", "when": {"finding": "dark"}, "message": "m", "act": "a",
        "ask": ["dark"], "relevant_if": [{"finding": "sore"}], "sources": [],
    }  # fmt: skip
    made = base_of(
        [finding("sore", topic="leg", qualifiers=[]), finding("dark")],
        [
            condition(
                "strain", [{"finding": "sore", "strength": 0.9}], prior=0.3, self_limiting=True, harm="minor"
            )
        ],
        version="judge",
        rules=[rule],
    )
    return made.model_copy(update={"words": WORDS})


@pytest.mark.parametrize(
    ("told", "level"),
    [({}, "routine"), ({"absent": ["dark"]}, "self-care"), ({"unknown": ["dark"]}, "routine")],
)
def test_self_care_needs_every_relevant_danger_sign_denied(told: dict, level: str) -> None:
    kb = base()
    known = understood(case_of({"present": [{"id": "sore", "duration": "2 days"}], **told}), kb)
    found = judged(kb, known)
    assert found.urgency.level == level
    assert ("dark" in found.urgency.not_asked) == (not told)
