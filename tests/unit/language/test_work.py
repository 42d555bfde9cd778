"""The work of reading grows with the length of the text, not faster; counted in calls, as time is the machine's."""

from __future__ import annotations

import sys
from types import FrameType
from typing import Any

import pytest
from tiny import tiny

from crural.language import read

SIZE = 8_000
MOST = 2.5
"""Twice the text may take so many times the work."""
PIECES = (
    "My left calf aches when I walk, no swelling, mam had clots. ",
    "no pain in my leg, ",
    "left leg, sorry, right leg. ",
    "I fell three weeks ago. Since then my leg hurts. ",
    "since my fall two weeks ago ",
    "my mum has a clot and my dad has a swollen leg ",
    "It began with pain for 3 weeks. ",
    "35 weeks and swollen, ",
    "(-) fever (+) pain ",
    "negative ",
    "if it is cold ",
    "parlysed ",
    "?",
    "legswollenpain",
    "I stopped ibuprofen. ",
    "swollen right leg, now the left. ",
    "hurt my ankle 3 weeks ago, still swollen. ",
)


def work(text: str) -> int:
    """How many calls the reading of a text takes."""
    count = 0

    def tell(frame: FrameType, event: str, arg: Any) -> None:
        nonlocal count
        count += event in ("call", "c_call")

    base = tiny()
    before = sys.getprofile()
    sys.setprofile(tell)
    try:
        read(text, base)
    finally:
        sys.setprofile(before)
    return count


@pytest.mark.parametrize("piece", PIECES)
def test_twice_the_text_is_about_twice_the_work(piece: str) -> None:
    text = piece * (SIZE // len(piece))
    read(text + text, tiny())  # what is kept between readings is made
    assert work(text + text) <= MOST * work(text) + 1_000
