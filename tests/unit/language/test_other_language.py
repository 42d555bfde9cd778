"""Another language is a folder: the same code reads German with a pack of a few small files."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml
from tiny import lines_of, tiny

from crural.concepts.knowledge import KnowledgeBase
from crural.language import read

PACK = Path(__file__).resolve().parent / "german"


@pytest.fixture(scope="module")
def german() -> KnowledgeBase:
    pack = {
        path.stem: {
            str(key): tuple(map(str, words)) for key, words in yaml.safe_load(path.read_text("utf-8")).items()
        }
        for path in sorted(PACK.glob("*.yaml"))
    }
    return tiny().model_copy(update={"version": "tiny-german", "lexicon": pack})


@pytest.mark.parametrize(
    ("say", "reads"),
    [
        (
            "Mein linkes Bein ist seit drei Tagen geschwollen, aber kein Fieber.",
            ["leg-swelling present left whole-leg 3d", "fever absent"],
        ),
        (
            "Keine Atemnot, kein Fieber, die rechte Wade ist schwach.",
            ["dyspnoea absent", "fever absent", "leg-weakness present right calf"],
        ),
        ("Beide Beine sind schwach.", ["leg-weakness present both whole-leg"]),
        ("No fever, my left leg is swollen.", []),
    ],
)
def test_german_is_read_with_a_german_pack(german: KnowledgeBase, say: str, reads: list[str]) -> None:
    assert lines_of(read(say, german)) == reads
