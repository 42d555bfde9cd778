"""Coverage-guided fuzzing of the reader with atheris: any bytes as text, and mixtures of telling words.

    .venv/bin/python tests/generative/fuzz_reading.py -runs=20000 [-max_len=400] [CORPUS]

Whatever the text, it is read without an error, every quote stands where it says, and reading it again gives the same.
"""

from __future__ import annotations

import sys

import atheris

with atheris.instrument_imports(include=["crural.language"]):
    from crural.knowledge import load
    from crural.language import read

BASE = load()
TELLING = (
    "no not leg calf left right both pain swelling numb , . ? ! ( ) / - + since for 3 weeks ago 35/40 my mum he i'm 67 "
    "sorry i mean but and or until when if walk gone clot dvt potassium 2.6 b/l c/o +ve neg ' cannot move İ 😀 ß"
)
WORDS = [*TELLING.split(), "\n"]


def text_of(data: bytes) -> str:
    """A text from raw bytes: a mixture of telling words, or the bytes themselves."""
    if data[:1] and data[0] % 2:
        return " ".join(WORDS[byte % len(WORDS)] for byte in data[1:])
    return data[1:].decode("utf-8", "replace")


def check(data: bytes) -> None:
    """Read one text and hold the reading to what must be true of every one."""
    text = text_of(data)
    reading = read(text, BASE)
    for item in (*reading.mentions, *reading.values):
        assert text[item.start : item.end] == item.quote
    assert read(text, BASE) == reading


if __name__ == "__main__":
    atheris.Setup(sys.argv, check)
    atheris.Fuzz()
