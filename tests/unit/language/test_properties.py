"""What must hold for every sentence, drawn at random."""

from __future__ import annotations

import string

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tiny import lines_of, tiny

from crural.language import read

COMPLAINTS = {
    "pain": "leg-pain",
    "swelling": "leg-swelling",
    "weakness": "leg-weakness",
    "numbness": "numbness",
    "cramps": "muscle-cramps",
    "heaviness": "leg-heaviness",
    "redness": "skin-redness",
}
SITES = ("leg", "calf", "thigh", "foot", "shin")
ENDINGS = ("", " since yesterday", " when I walk", " for 3 weeks", ", getting worse", " at night")
NEUTRAL = (
    "The weather is nice today.",
    "Thank you for reading this.",
    "We moved house and bought a new table.",
    "Hello, hope you are well!",
    "The bus was late.",
)
complaint = st.sampled_from(sorted(COMPLAINTS))
site = st.sampled_from(SITES)
side = st.sampled_from(("left", "right"))
ending = st.sampled_from(ENDINGS)
denial = st.sampled_from(
    (
        "No {}",
        "There is no {}",
        "I have no {}",
        "Denies {}",
        "without {}",
        "I don't have any {}",
        "never had {}",
    )
)


@given(complaint, site, side, denial)
def test_a_denied_complaint_is_never_present(word: str, where: str, which: str, how: str) -> None:
    text = how.format(f"{word} in my {which} {where}") + "."
    states = {m.state for m in read(text, tiny()).mentions if m.id == COMPLAINTS[word]}
    assert states == {"absent"}


@given(st.lists(complaint, min_size=2, max_size=4, unique=True), denial, st.sampled_from((", ", " or ")))
def test_a_denied_list_is_denied_whole(words: list[str], how: str, join: str) -> None:
    text = how.format(join.join(words[:-1]) + " or " + words[-1] + " in my legs") + "."
    found = {m.id: m.state for m in read(text, tiny()).mentions}
    assert {found.get(COMPLAINTS[word]) for word in words} == {"absent"}


@given(complaint, site, side, ending)
def test_left_and_right_change_places(word: str, where: str, which: str, end: str) -> None:
    other = {"left": "right", "right": "left"}
    text = f"I have {word} in my {which} {where}{end}."
    here = lines_of(read(text, tiny()))
    there = lines_of(read(text.replace(which, other[which]), tiny()))
    assert any(which in line for line in here)
    assert [line.replace(which, other[which]) for line in here] == there


@given(complaint, site, side, ending, st.sampled_from(NEUTRAL), st.sampled_from(NEUTRAL))
def test_unrelated_sentences_change_nothing(
    word: str, where: str, which: str, end: str, one: str, two: str
) -> None:
    text = f"I have {word} in my {which} {where}{end}."
    assert lines_of(read(f"{one} {text} {two}", tiny())) == lines_of(read(text, tiny()))


FAMILIES = (
    (
        "I have {word} in my {side} {site}.",
        "There is {word} in my {side} {site}.",
        "My {side} {site} has {word}.",
    ),
    (
        "No {word} in my {side} {site}.",
        "I have no {word} in my {side} {site}.",
        "I do not have {word} in my {side} {site}.",
    ),
    (
        "{word} in my {side} {site} for 3 weeks",
        "{word} in my {side} {site} since three weeks",
        "for 21 days {word} in my {side} {site}",
    ),
    (
        "My dad has {word} in his {side} {site}.",
        "my father's got {word} in his {side} {site}",
        "Dad has {word} in his {side} {site}",
    ),
    (
        "maybe {word} in my {side} {site}",
        "possibly {word} in my {side} {site}",
        "perhaps some {word} in my {side} {site}",
    ),
)


def told(text: str) -> set[tuple[object, ...]]:
    """What is told of each thing, whatever the words."""
    mentions = read(text, tiny()).mentions
    return {(m.id, m.state, m.side, m.site, m.days) for m in mentions}


@pytest.mark.parametrize("family", FAMILIES, ids=[family[0] for family in FAMILIES])
@given(complaint, site, side)
def test_paraphrases_read_the_same(family: tuple[str, ...], word: str, where: str, which: str) -> None:
    readings = [told(form.format(word=word, side=which, site=where)) for form in family]
    assert readings[0]
    assert all(reading == readings[0] for reading in readings)


@given(complaint, site, side, ending, st.sampled_from(("left", "right")))
def test_a_corrected_side_counts(word: str, where: str, which: str, end: str, other: str) -> None:
    text = f"I have {word} in my {other} {where}, sorry, {which} {where}{end}."
    sides = {m.side for m in read(text, tiny()).mentions if m.id == COMPLAINTS[word]}
    assert sides == {which}


@given(complaint, site, ending)
def test_capitals_change_nothing(word: str, where: str, end: str) -> None:
    text = f"My {where} has {word}{end}."
    assert lines_of(read(text.upper(), tiny())) == lines_of(read(text, tiny()))


@given(st.text(max_size=300))
@settings(max_examples=300)
def test_any_text_is_read_and_quotes_match(text: str) -> None:
    reading = read(text, tiny())
    for mention in reading.mentions:
        assert text[mention.start : mention.end] == mention.quote
    for value in reading.values:
        assert text[value.start : value.end] == value.quote


PIECES = st.sampled_from(
    [
        *COMPLAINTS,
        *SITES,
        *[
            "no",
            "not",
            "left",
            "right",
            "my",
            "both",
            ",",
            ".",
            "?",
            "but",
            "and",
            "or",
            "(",
            ")",
            "has",
            "mum",
            "dad",
            "since",
            "K+",
            "x",
            "?DVT",
            "1/2",
            "“",
            "’",
            "–",
            "😀",
            "İ",
            "ß",
        ],
        *("\n", "for 3 weeks", "I'm 67", "potassium 2.6", "gone now", "when I walk"),
    ]
)


@given(st.lists(PIECES, max_size=40))
@settings(max_examples=300)
def test_any_mixture_is_read_and_quotes_match(pieces: list[str]) -> None:
    text = " ".join(pieces)
    for mention in read(text, tiny()).mentions:
        assert text[mention.start : mention.end] == mention.quote


@given(st.text(alphabet=string.ascii_lowercase + " ,.\n", max_size=200))
@settings(max_examples=100)
def test_the_same_text_has_the_same_reading(text: str) -> None:
    assert read(text, tiny()) == read(text, tiny())


def test_a_very_long_text_is_read() -> None:
    text = "My left calf aches when I walk, no swelling; zxcvbnm " * 1800
    reading = read(text, tiny())
    assert {mention.id for mention in reading.mentions} >= {
        mention.id for mention in read(text[:53], tiny()).mentions
    }


@pytest.mark.parametrize(
    "piece", ["no ", "leg ", "pain, ", "a", "1 ", "and ", "?", "my mum ", "\n", "pain in ", "walks "]
)
def test_a_long_text_of_one_sort_is_read(piece: str) -> None:
    assert read(piece * (100_000 // len(piece)), tiny()) is not None
