"""What the real knowledge base must let us read, whatever else is found beside it."""

from __future__ import annotations

import pytest

from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge import load
from crural.language import Lexicon, build, read, state_of

MUST = [
    ("My dad can't move his left leg since this morning.", "paralysis", "present"),
    ("I can't feel when I wipe and I can't pee.", "saddle-anaesthesia", "present"),
    ("I can't feel when I wipe and I can't pee.", "urinary-retention", "present"),
    ("his face has dropped on one side and his speech is slurred", "face-droop", "present"),
    ("his face has dropped on one side and his speech is slurred", "dysarthria", "present"),
    ("The toes of my right foot have gone black.", "black-toe", "present"),
    ("Foot is cold, white and numb since two hours.", "cool-skin", "present"),
    ("thighs ache and my wee is dark like cola", "dark-urine", "present"),
    ("I have no chest pain and no shortness of breath.", "chest-pain", "absent"),
    ("I have no chest pain and no shortness of breath.", "dyspnoea", "absent"),
    (
        "My right arm and leg went weak yesterday, lasted 20 minutes, fine now.",
        "one-sided-weakness",
        "resolved",
    ),
    ("2+ pitting edema of both ankles", "leg-swelling", "present"),
    ("Pedal pulses are absent on the right.", "absent-foot-pulse", "present"),
    ("Could it be a clot? My calf is swollen.", "leg-swelling", "present"),
    ("No swelling, redness or fever.", "leg-swelling", "absent"),
]


@pytest.fixture(scope="module")
def base() -> KnowledgeBase:
    return load()


@pytest.mark.parametrize(("text", "name", "state"), MUST)
def test_dangers_and_denials_are_read(base: KnowledgeBase, text: str, name: str, state: str) -> None:
    assert (name, state) in {(m.id, m.state) for m in read(text, base).mentions}


def test_the_worked_example(base: KnowledgeBase) -> None:
    text = (
        "For about three weeks my right calf aches and feels like lead after one block, it goes off when I "
        "stand still. I'm 67, I smoke, and I take amlodipine and metformin."
    )
    reading = read(text, base)
    found = {m.id: m for m in reading.mentions}
    for name in ("leg-pain", "leg-heaviness"):
        mention = found[name]
        assert (mention.state, mention.side, mention.site, mention.days) == (
            "present",
            "right",
            ("calf",),
            21,
        )
        assert "walking" in mention.qualities["provoked-by"]
        assert "standing-still" in mention.qualities["eased-by"]
    assert found["smoking"].state == "present"
    assert {m.id for m in reading.mentions if m.kind == "medicine"} == {"amlodipine", "metformin"}
    assert reading.age == 67
    assert reading.about == "self"


def test_phrases_that_the_base_does_not_know(base: KnowledgeBase) -> None:
    assert state_of("Denies hiccups, sneezing or a purple tongue.", "purple tongue", base)[0] == "absent"
    assert state_of("Her aunt had hiccups.", "hiccups", base)[2] == "family"
    assert state_of("He has a history of hiccups.", "hiccups", base)[1] == "historical"
    assert state_of("Return if you develop hiccups.", "hiccups", base)[1] == "hypothetical"


def test_the_compiled_lexicon_comes_back_unchanged(base: KnowledgeBase) -> None:
    lexicon = build(base)
    again = Lexicon.from_json(lexicon.to_json())
    assert again.wordings == lexicon.wordings
    assert again.parts == lexicon.parts
    assert again.anchors == lexicon.anchors


WORDS = "is are was were to of and the a an on at with be been has have had my his her i it for from do does as or"
SMALL = frozenset(WORDS.split())


def test_a_normal_wording_needs_a_word_that_says_normal(base: KnowledgeBase) -> None:
    """Small words must not complete a denial: *sensation is ...* alone says nothing."""
    loose = []
    for finding in (*base.findings.values(), *base.factors.values()):
        for wording in finding.absent_wordings:
            places = [set(place.split("|")) for part in wording.split("&") for place in part.split()]
            telling = [place for place in places if not place & SMALL]
            if len(telling) <= 1 and any(place & SMALL and not place <= SMALL for place in places):
                loose.append(f"{finding.id}: {wording}")
    assert loose == []


NOTHING_SUCH = [
    ("Sensation is decreased in both feet.", "sensory-loss", "absent"),
    ("legs all in hives", "hiv-or-immunosuppression", "present"),
    ("calf sore since the long haul flight", "long-covid", "present"),
    ("my legs have felt heavy", "numbness", "present"),
    ("left calf measures 39 cm", "fever", "present"),
    ("sats 91% RA, calf sore", "rheumatoid-arthritis", "present"),
    ("No sleep disturbances.", "sleep-disturbance", "present"),
    ("an immigrant with swollen legs", "sumatriptan", "present"),
    ("left leg worse than right but both ache", "pain-sitting-buttock", "present"),
]


@pytest.mark.parametrize(("text", "name", "state"), NOTHING_SUCH)
def test_nothing_is_invented(base: KnowledgeBase, text: str, name: str, state: str) -> None:
    assert (name, state) not in {(m.id, m.state) for m in read(text, base).mentions}
