"""What comes out fits the published schemas, and is the same bytes whatever the process."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest

from crural.assess import assess
from crural.knowledge import load
from crural.surfaces.lines import assess_line, to_json
from crural.surfaces.schema import schema_of

TEXT = "For about three weeks my right calf aches after one block, no swelling. I'm 67, I smoke, and I take amlodipine."
CASES: list[dict[str, Any]] = [
    {"id": "text", "text": TEXT},
    {
        "id": "entries",
        "as_of": "2026-03-01",
        "age": 70,
        "sex": "male",
        "setting": "emergency",
        "present": [
            {
                "id": "leg-swelling",
                "side": "left",
                "site": "calf",
                "duration": "2 days",
                "severity": "severe",
            },
            {"id": "recent-surgery", "on": "2026-02-19"},
            {"id": "potassium", "value": 2.6, "unit": "mmol/L"},
            {"id": "face-droop", "status": "resolved"},
            {"id": "stroke", "status": "past"},
        ],
        "absent": ["fever", "diabetes-mellitus"],
        "unknown": ["leg-pain", "leg-swelling.onset"],
        "main": ["leg-swelling"],
        "medicines": ["amlodipine", {"id": "statin", "status": "stopped"}],
        "medicines_complete": True,
    },
    {"id": "child", "text": "my 6 year old son limps and his hip hurts"},
    {"id": "nothing", "text": "qwrt zxcv"},
]
KINDS = {
    "object": dict,
    "array": list,
    "string": str,
    "boolean": bool,
    "null": type(None),
    "integer": int,
    "number": (int, float),
}


def problems(value: Any, schema: dict[str, Any], root: dict[str, Any], path: str = "$") -> Iterator[str]:
    """The part of JSON Schema that our schemas use; a keyword that is not known here is a problem too."""
    schema = {
        k: v for k, v in schema.items() if k not in ("title", "description", "default", "$schema", "$defs")
    }
    if "$ref" in schema:
        yield from problems(value, root["$defs"][schema.pop("$ref").rpartition("/")[2]], root, path)
    if "anyOf" in schema:
        options = schema.pop("anyOf")
        if all(any(True for _ in problems(value, option, root, path)) for option in options):
            yield f"{path}: fits none of {len(options)}"
    kind = schema.pop("type", None)
    if kind and (not isinstance(value, KINDS[kind]) or (isinstance(value, bool) and kind != "boolean")):
        yield f"{path}: not of type {kind}"
        return
    if value not in schema.pop("enum", [value]):
        yield f"{path}: not in enum"
    known, rest, names = schema.pop("properties", {}), schema.pop("additionalProperties", True), set()
    if isinstance(value, dict):
        names = set(schema.pop("required", ())) - set(value)
        for name, item in value.items():
            if name in known:
                yield from problems(item, known[name], root, f"{path}.{name}")
            elif isinstance(rest, dict):
                yield from problems(item, rest, root, f"{path}.{name}")
            elif not rest:
                names.add(name)
    yield from (f"{path}: {name} is missing or too much" for name in names)
    parts, items = schema.pop("prefixItems", []), schema.pop("items", None)
    low, high = schema.pop("minItems", 0), schema.pop("maxItems", 1_000_000)
    if isinstance(value, list):
        if not low <= len(value) <= high:
            yield f"{path}: {len(value)} items"
        for place, item in enumerate(value):
            wanted = parts[place] if place < len(parts) else items
            if wanted:
                yield from problems(item, wanted, root, f"{path}[{place}]")
    if (
        not schema.pop("minimum", value) <= value <= schema.pop("maximum", value)
        if kind == "number"
        else False
    ):
        yield f"{path}: out of range"
    schema.pop("format", None)
    schema.pop("required", None)
    yield from (f"{path}: keyword {keyword}" for keyword in schema)


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["id"])
def test_cases_and_answers_fit_the_schemas(case: dict[str, Any]) -> None:
    answer = json.loads(to_json(assess(case, base=load(), draws=0)))
    assert not list(problems(case, schema_of("case"), schema_of("case")))
    assert not list(problems(answer, schema_of("assessment"), schema_of("assessment")))


def test_a_wrong_answer_does_not_fit() -> None:
    schema = schema_of("assessment")
    good = json.loads(to_json(assess(CASES[0], base=load(), draws=0)))
    for bad in (
        {**good, "extra": 1},
        {k: v for k, v in good.items() if k != "causes"},
        {**good, "sex": "other"},
        {**good, "causes": [{**good["causes"][0], "interval": [0.1]}]},
    ):
        assert list(problems(bad, schema, schema))


def test_numbers_have_four_decimals_and_causes_are_ordered_by_chance_then_id() -> None:
    answer = json.loads(to_json(assess(CASES[1], base=load())))
    for cause in answer["causes"]:
        for number in (cause["probability"], cause["active"], *cause["interval"]):
            assert number == round(number, 4)
        assert cause["interval"][0] <= cause["probability"] <= min(cause["interval"][1], cause["active"])
    order = [(-cause["probability"], cause["id"]) for cause in answer["causes"]]
    assert order == sorted(order)


def test_two_processes_with_other_hash_seeds_give_the_same_bytes() -> None:
    code = (
        "import json, sys; from crural.surfaces.lines import assess_line; from crural.knowledge import load\n"
        "for case in json.load(sys.stdin): print(assess_line(json.dumps(case), load()))"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code],
            input=json.dumps(CASES),
            capture_output=True,
            text=True,
            check=True,
            env={**os.environ, "PYTHONHASHSEED": seed, "PYTHONPATH": os.pathsep.join(sys.path)},
        ).stdout
        for seed in ("1", "2")
    ]
    assert runs[0] == runs[1]
    assert len(runs[0].splitlines()) == len(CASES)


@pytest.mark.parametrize(
    ("line", "code"),
    [
        ("[" * 100_000, "CR-000"),
        ('{"id": "a", "text": "\\ud800 my leg aches", "age": true}', "IN-003"),
        ('{"id": "a", "my secret": 1, "text": "my leg aches"}', "IN-003"),
        ('{"id": "a", "present": ["my secret"]}', "IN-004"),
        ('{"id": "a", "text": "   "}', "IN-001"),
        ('{"id": "a", "text": "x", "secret": }', "IN-007"),
    ],
)
def test_a_bad_line_has_a_code_and_never_the_words(line: str, code: str) -> None:
    answer = json.loads(assess_line(line, load()))
    assert answer["error"]["code"] == code
    assert "secret" not in answer["error"]["message"]


def test_broken_characters_are_answered() -> None:
    answer = json.loads(assess_line('{"id": "\\ud800", "text": "my left calf aches \\ud800"}', load()))
    assert [finding["id"] for finding in answer["findings"]] == ["leg-pain"]
    json.dumps(answer, ensure_ascii=False).encode()
