"""The answers to what people ask: whole, findable in other words, never soft on danger."""

from __future__ import annotations

import re

import pytest

from crural.advice.answers import FITS, answer_to
from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge import load
from crural.surfaces.knowledge import show_text

BASE = load()


def best(question: str, base: KnowledgeBase = BASE) -> list[str]:
    return [found.answer.id for found in answer_to(question, base)]


def test_there_is_an_answer_to_what_people_ask() -> None:
    assert len(BASE.answers) >= 57


@pytest.mark.parametrize("answer", BASE.answers.values(), ids=lambda answer: answer.id)
def test_an_answer_is_whole(answer: object) -> None:
    found = BASE.answers[answer.id]  # type: ignore[attr-defined]
    assert found.question.endswith("?")
    assert len(found.wordings) >= 3, "other ways to ask"
    assert found.sources or found.why
    assert found.seek_care.endswith((".", "!"))
    words = sum(len(part.split()) for part in (*found.text, *found.unless))
    assert 20 <= words <= 190, words


@pytest.mark.parametrize("answer", BASE.answers.values(), ids=lambda answer: answer.id)
def test_its_own_question_and_wordings_find_it(answer: object) -> None:
    found = BASE.answers[answer.id]  # type: ignore[attr-defined]
    assert best(found.question)[0] == found.id
    missed = [words for words in found.wordings if found.id not in best(words)]
    assert len(missed) <= len(found.wordings) // 3, missed


@pytest.mark.parametrize(
    ("question", "name"),
    [
        ("Is it OK to stop my statin because my thighs hurt?", "statins-and-legs"),
        ("compresion socks good?", "stockings-for-whom"),
        ("can low potasium make my legs weak", "salts-and-legs"),
        ("my legs feel like jelly when I am anxious", "woolly-legs"),
        ("what should I bring to the doctor", "prepare-for-the-visit"),
        ("can I fly after a blood clot", "who-gets-clots"),
        ("how to cure rls", "restless-legs-treatment"),
        ("are trembling knees dangerous", "can-shaking-be-ignored"),
        ("restless legs while pregnant", "restless-legs-in-pregnancy"),
        ("does lactic acid cause sore muscles", "why-muscles-tire"),
        ("I have a sore on my foot that does not heal", "foot-wound-slow"),
        ("do water pills give you cramps", "water-tablets-and-legs"),
        ("is a mini stroke dangerous", "stroke-and-small-stroke"),
    ],
)
def test_a_question_in_other_words_finds_its_answer(question: str, name: str) -> None:
    assert name in best(question)


@pytest.mark.parametrize("question", ["", "?!", "what is the capital of France", "the and of", "qwertz"])
def test_what_no_answer_fits_gets_none(question: str) -> None:
    assert answer_to(question, BASE) == ()


def test_at_most_as_many_as_asked_best_first_and_the_same_each_time() -> None:
    found = answer_to("heavy legs", BASE, most=2)
    assert len(found) == 2
    assert found[0].likeness >= found[1].likeness >= FITS
    assert found == answer_to("heavy legs", BASE, most=2)


def test_another_base_has_its_own_answers() -> None:
    name, answer = next(iter(BASE.answers.items()))
    small = BASE.model_copy(update={"answers": {name: answer}})
    assert best(answer.question, small) == [name]
    assert best("are varicose veins sore", BASE)[0] == "are-varicose-veins-sore"


def test_answers_about_danger_name_the_ambulance_or_the_day() -> None:
    urgent = re.compile(
        r"ambulance|emergency|today|at once|same day|within a day|act now|take the faster", re.IGNORECASE
    )
    for answer in BASE.answers.values():
        if answer.topic == "danger":
            assert urgent.search(answer.seek_care), answer.id


def test_answers_that_name_an_emergency_condition_say_when_to_get_help() -> None:
    urgent = re.compile(r"ambulance|emergency|today|same day|at once|within", re.IGNORECASE)
    for answer in BASE.answers.values():
        levels = {BASE.conditions[name].usual_urgency for name in answer.conditions}
        if levels & {"emergency", "same-day"}:
            assert urgent.search(answer.seek_care), answer.id


def test_kb_show_shows_an_answer_a_visit_and_a_service() -> None:
    assert "ache, throb, itch" in show_text(BASE, "are-varicose-veins-sore")
    assert "needle" in show_text(BASE, "blood-sample")
    assert "place_in_care" in show_text(BASE, "supervised-walking")


def test_every_test_tells_of_its_visit_and_every_specialist_what_to_expect() -> None:
    for test in BASE.tests.values():
        assert test.visit in BASE.visits, test.id
    for who in BASE.specialists.values():
        assert who.expect, who.id
        assert who.bring, who.id
        assert who.ask, who.id
    for visit in BASE.visits.values():
        assert visit.bring, visit.id
        assert visit.ask, visit.id
