"""Runs another negation engine over rows of JSON, in an environment of its own. Started by `language.py`.

    python _negation_peer.py medspacy|negspacy < rows.json > answer.json

rows: a list of {"text", "concepts"}. answer: {"denied": [[true or false for each concept] for each row], "seconds"}.
"""

from __future__ import annotations

import importlib
import json
import logging
import re
import sys
import time
from typing import Any


def pipeline(name: str) -> tuple[Any, str]:
    """A blank English pipeline with the engine, and the attribute that it sets on an entity."""
    import spacy

    nlp = spacy.blank("en")
    nlp.add_pipe("sentencizer")
    if name == "medspacy":
        importlib.import_module("medspacy.context")  # registers the component
        nlp.add_pipe("medspacy_context")
        return nlp, "is_negated"
    importlib.import_module("negspacy.negation")  # registers the component
    nlp.add_pipe("negex", config={"ent_types": ["CONCEPT"]})
    return nlp, "negex"


def decide(nlp: Any, attribute: str, text: str, concepts: list[str]) -> list[bool]:
    """For each concept whether the engine takes it as denied; one that does not stand in the text is not."""
    denied = []
    for concept in concepts:
        doc = nlp.make_doc(text)
        words = r"\s+".join(re.escape(word) for word in concept.split())
        found = re.search(words.upper(), text) or re.search(words, text, re.IGNORECASE)
        span = found and doc.char_span(*found.span(), label="CONCEPT", alignment_mode="expand")
        if not span:
            denied.append(False)
            continue
        doc.ents = [span]
        for _, step in nlp.pipeline:
            doc = step(doc)
        denied.append(bool(doc.ents and getattr(doc.ents[0]._, attribute)))
    return denied


def main() -> None:
    """Read the rows, decide, and say how long it took."""
    logging.disable(logging.CRITICAL)
    try:
        from loguru import logger

        logger.remove()
    except ImportError:
        pass
    nlp, attribute = pipeline(sys.argv[1])
    rows = json.load(sys.stdin)
    decide(nlp, attribute, "No swelling of the leg.", ["swelling"])
    start = time.perf_counter()
    denied = [decide(nlp, attribute, row["text"], row["concepts"]) for row in rows]
    print(json.dumps({"denied": denied, "seconds": time.perf_counter() - start}))


if __name__ == "__main__":
    main()
