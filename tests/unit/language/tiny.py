"""The small knowledge base of `fixture.yaml` with the real language pack, and readings as one line of text."""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention, Reading

HERE = Path(__file__).resolve().parent
LEXICON = HERE.parents[2] / "src" / "crural" / "kb" / "lexicon" / "en"
ONE = {"ages": {40: 0.1}, "why": "made up for tests"}
P = {"value": 0.1, "why": "made up for tests"}


def lexicon() -> dict[str, dict[str, tuple[str, ...]]]:
    """The language pack as the loader gives it."""
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    return {
        path.stem: {
            str(key): tuple(str(word) for word in words)
            for key, words in yaml.load(path.read_text(encoding="utf-8"), Loader=loader).items()
        }
        for path in sorted(LEXICON.glob("*.yaml"))
    }


@lru_cache(maxsize=1)
def tiny() -> KnowledgeBase:
    """The fixture as a knowledge base."""
    raw: dict[str, Any] = yaml.safe_load((HERE / "fixture.yaml").read_text(encoding="utf-8"))
    qualifiers = tuple(raw["qualifiers"])
    findings = {
        name: {
            "id": name,
            "kind": item.get("kind", "symptom"),
            "label": name,
            "plain": name,
            "topic": item.get("topic", "body"),
            "implies": item.get("implies"),
            "qualifiers": qualifiers if item.get("q") else (),
            "wordings": item["wordings"],
            "absent_wordings": item.get("absent", ()),
        }
        for name, item in raw["findings"].items()
    }
    factors = {
        name: {
            "id": name,
            "label": name,
            "plain": name,
            "prevalence": ONE,
            "event": item.get("event", False),
            "wordings": item["wordings"],
            "absent_wordings": item.get("absent", ()),
        }
        for name, item in raw["factors"].items()
    }
    conditions = {
        name: {
            "id": name,
            "name": item["name"],
            "lay_name": item["name"],
            "area": "test",
            "kind": "condition",
            "icd10cm": "Z00",
            "plain": name,
            "usual_urgency": item["urgency"],
            "wordings": item["wordings"],
        }
        for name, item in raw["conditions"].items()
    }
    medicines = {
        name: {
            "id": name,
            "name": item["name"],
            "plain": name,
            "taken": ONE,
            "members": item["members"],
            "wordings": item["wordings"],
        }
        for name, item in raw["medicines"].items()
    }
    measures = {
        name: {
            "id": name,
            "label": name,
            "wordings": item["wordings"],
            "units": item["units"],
            "unit_offset": item.get("offset", {}),
            "plausible": item["plausible"],
            "results": (),
        }
        for name, item in raw["measures"].items()
    }
    described = {
        name: {
            "id": name,
            "label": name,
            "question": "?",
            "usual": dict.fromkeys(values, P),
            "labels": {value: value for value in values},
            "wordings": values,
        }
        for name, values in raw["qualifiers"].items()
    }
    settings = yaml.safe_load((LEXICON.parents[1] / "settings.yaml").read_text(encoding="utf-8"))
    return KnowledgeBase.model_validate(
        {
            "version": "tiny",
            "settings": settings,
            "qualifiers": described,
            "findings": findings,
            "measures": measures,
            "factors": factors,
            "medicines": medicines,
            "conditions": conditions,
            **{
                name: {}
                for name in (
                    "rules",
                    "advice",
                    "tests",
                    "specialists",
                    "myths",
                    "sources",
                    "records",
                    "words",
                )
            },
            "lexicon": lexicon(),
        }
    )


def line_of(mention: Mention) -> str:
    """A mention in one line: id, state, and everything that is told of it."""
    parts = [mention.id, mention.state]
    if mention.status:
        parts.append(mention.status)
    if mention.side:
        parts.append(mention.side)
    if mention.site:
        parts.append("+".join(mention.site))
    if mention.days is not None:
        parts.append(f"{mention.days:g}d")
    if mention.onset:
        parts.append(mention.onset)
    if mention.severity:
        parts.append(mention.severity)
    parts += [f"{key}={'+'.join(values)}" for key, values in mention.qualities.items()]
    parts += [f"not:{key}={'+'.join(values)}" for key, values in mention.without.items()]
    if mention.started_days is not None:
        parts.append(f"started:{mention.started_days:g}d")
    return " ".join(parts)


def lines_of(reading: Reading) -> list[str]:
    """A whole reading as lines, in the order of the text; what is not told is left out."""
    lines = [line_of(mention) for mention in reading.mentions]
    lines += [f"value {value.id} {value.value:g} {value.unit}".strip() for value in reading.values]
    if reading.age is not None:
        lines.append(f"age {reading.age:g}")
    for name in ("sex", "setting"):
        if getattr(reading, name):
            lines.append(f"{name} {getattr(reading, name)}")
    if reading.pregnant is not None:
        lines.append("pregnant" if reading.pregnant else "not pregnant")
    if reading.about == "other":
        lines.append("about other")
    if reading.alarming:
        lines.append("alarming " + ", ".join(reading.alarming))
    if reading.near:
        lines.append("near " + ", ".join(f"{word}~{key}" for word, key in reading.near.items()))
    if not reading.readable:
        lines.append("unreadable")
    return lines
