"""What every finding must have, and the gaps that are known: they may shrink, and never grow unseen."""

from __future__ import annotations

from crural.concepts.knowledge import Finding
from crural.knowledge import load

BASE = load()
ONLY_EXAMINED = frozenset(
    {
        *("pain-on-passive-stretch", "leg-artery-bruit", "ankle-reflex-reduced", "knee-reflex-reduced"),
        *("areflexia", "hyperreflexia", "babinski-sign", "clonus", "hoffmann-sign", "reduced-anal-tone"),
        *("vibration-reduced", "nystagmus", "severe-muscle-weakness-on-exam", "lung-crepitations"),
        *("third-heart-sound", "heart-murmur", "hepatomegaly", "ascites", "mcmurray-test"),
        *("sacroiliac-provocation", "trousseau-sign", "cogwheel-rigidity"),
        *("hoover-sign", "give-way-weakness"),
    }
)
"""Signs that need somebody trained, or that it is not safe to try alone."""
MOST_WITHOUT = {"help": 393, "hpo": 124}
"""How many findings (hpo: symptoms and signs) may lack a field. Lower it when some are filled."""


def own() -> list[Finding]:
    """Findings that are no synonym of another one."""
    return [item for item in BASE.findings.values() if item.same_as is None]


def test_every_finding_has_a_question_words_and_a_frequency() -> None:
    for item in own():
        assert item.question, item.id
        assert item.question.rstrip(")").endswith(("?", ".")), item.id
        assert len(item.wordings) >= 2, item.id
        assert item.frequency or item.false_positive, item.id


def test_home_checks_and_signs_say_how_to_look_or_that_they_need_an_examiner() -> None:
    looked = [item for item in own() if item.kind in ("home-check", "sign")]
    without = {item.id for item in looked if not (item.check or item.help)}
    assert without == ONLY_EXAMINED


def test_tests_ask_for_a_look_at_the_record_and_not_at_the_body() -> None:
    results = [item for item in own() if item.kind == "test"]
    assert [item.id for item in results if item.burden < 2] == []


def test_known_gaps_do_not_grow() -> None:
    shown = [item for item in own() if item.kind in ("symptom", "sign")]
    gaps = {
        "help": sum(item.help is None for item in own()),
        "hpo": sum(item.hpo is None for item in shown),
    }
    assert {name: count for name, count in gaps.items() if count > MOST_WITHOUT[name]} == {}


def test_what_a_finding_names_is_another_finding() -> None:
    for item in own():
        assert item.implies != item.id
        assert item.id not in item.excludes
