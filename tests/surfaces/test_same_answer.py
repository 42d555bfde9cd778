"""The same case gives the same answer through every door: library, command, lines, REST, client, MCP, web app, FHIR,
the table of a folder of records, cards.

The doors that hand on the whole answer must hand on the same one. FHIR, its table and CDS Hooks say it in words of
their own: their levels, acts, causes and chances must be those of the answer. Records are in `test_same_record.py`.
"""

from __future__ import annotations

import asyncio
import csv
import io
import json
from collections.abc import Callable
from datetime import date
from functools import cache
from html import escape
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient

from crural.assess import assess
from crural.client import Client
from crural.knowledge import load
from crural.surfaces.cli import cli
from crural.surfaces.http import Settings
from crural.surfaces.lines import to_json
from crural.surfaces.terminal import to_text
from crural.surfaces.web.outcome import COLUMNS, SHOWN
from crural.surfaces.web.wording import sentence

CASES: dict[str, dict[str, Any]] = {
    "text": {"id": "a", "text": "I am 67. My right calf aches after one block and stops when I stand still."},
    "danger": {
        "id": "b",
        "text": "I am 58. My left calf is swollen and hurts since yesterday. I had a hip operation.",
    },
    "entries": {
        "id": "c",
        "as_of": "2026-03-01",
        "age": 70,
        "sex": "female",
        "present": [
            "leg-swelling",
            {"id": "recent-surgery", "on": "2026-02-19"},
            {"id": "leg-pain", "side": "left"},
        ],
        "absent": ["fever"],
        "unknown": ["chest-pain"],
        "medicines": ["amlodipine"],
    },
    "result": {
        "id": "f",
        "age": 66,
        "sex": "male",
        "present": [
            {"id": "potassium", "value": 2.4, "unit": "mmol/L"},
            {"id": "calcium", "value": 2.3, "unit": "mmol/L"},
        ],
    },
    "medicines": {
        "id": "g",
        "as_of": "2026-03-01",
        "text": "Both ankles swell in the evening. No pain.",
        "medicines": [
            {"id": "amlodipine", "status": "current", "on": "2026-01-01"},
            {"id": "furosemide", "status": "stopped", "on": "2026-02-20"},
            {"id": "statin", "status": "denied"},
        ],
        "medicines_complete": True,
    },
    "denied": {
        "id": "h",
        "age": 45,
        "sex": "female",
        "present": [{"id": "leg-pain", "side": "right", "site": "calf", "duration": "3 weeks"}],
        "absent": [{"id": "deep-vein-thrombosis"}, "leg-swelling"],
    },
    "known and past": {
        "id": "i",
        "as_of": "2026-03-01",
        "present": [
            {"id": "stroke", "status": "past", "on": "2021-03-01"},
            {"id": "diabetes-mellitus", "status": "known"},
            {"id": "numbness", "side": "both", "site": "foot", "qualities": {"course": ["worsening"]}},
        ],
    },
    "child": {"id": "d", "text": "My 6 year old son limps and his hip hurts."},
    "nothing": {"id": "e", "text": "qwrt zxcv"},
}


Door = Callable[[list[dict[str, Any]], Path], list[Any]]


def library(cases: list[dict[str, Any]], _: Path) -> list[Any]:
    return [json.loads(to_json(assess(case))) for case in cases]


def command(cases: list[dict[str, Any]], folder: Path) -> list[Any]:
    file, said = folder / "case.json", []
    for case in cases:
        file.write_text(json.dumps(case), encoding="utf-8")
        said.append(CliRunner().invoke(cli, ["assess", "--case", str(file), "--format", "json"]).stdout)
    return [json.loads(one) for one in said]


def lines(cases: list[dict[str, Any]], folder: Path) -> list[Any]:
    file = folder / "cases.jsonl"
    file.write_text("".join(json.dumps(case) + "\n" for case in cases), encoding="utf-8")
    said = CliRunner().invoke(cli, ["assess", "--lines", str(file)]).stdout
    return [json.loads(line) for line in said.splitlines()]


def rest_client() -> TestClient:
    from crural.surfaces.rest.app import app_for

    return TestClient(app_for(load(), Settings()))


def rest(cases: list[dict[str, Any]], _: Path) -> list[Any]:
    door = rest_client()
    return [door.post("/assess", json=case).json() for case in cases]


def processes(cases: list[dict[str, Any]], _: Path) -> list[Any]:
    """REST with a process of its own that computes."""
    from crural.surfaces.rest.app import app_for

    with TestClient(app_for(load(), Settings(processes=1))) as door:
        return [door.post("/assess", json=case).json() for case in cases]


def client(cases: list[dict[str, Any]], _: Path) -> list[Any]:
    """The typed client, whose batch goes through the batch of REST."""
    return [json.loads(to_json(said)) for said in Client("", http=rest_client()).batch(cases)]  # type: ignore[arg-type]


def mcp(cases: list[dict[str, Any]], _: Path) -> list[Any]:
    from mcp import Client as Assistant

    from crural.surfaces.mcp.server import server_of

    async def told() -> list[Any]:
        async with Assistant(server_of(load())) as assistant:
            return [
                (await assistant.call_tool("assess", {"case": case})).structured_content for case in cases
            ]

    return asyncio.run(told())


@pytest.mark.slow
@pytest.mark.parametrize(
    "door", [command, lines, rest, processes, client, mcp], ids=lambda door: door.__name__
)
def test_the_same_case_gives_the_same_answer_through_every_door(door: Door, tmp_path: Path) -> None:
    wanted, said = wanted_answers(), door(list(CASES.values()), tmp_path)
    assert said == wanted


@pytest.mark.slow
@pytest.mark.parametrize("name", ["text", "danger", "nothing"])
def test_the_web_app_says_the_same(name: str) -> None:
    """Words typed into the page, and the answer taken as data, as text and as a page."""
    from tests.surfaces.web.walker import Walker

    text = CASES[name]["text"]
    wanted, walker = assess({"text": text}), Walker().begin().tell(text)
    assert json.loads(walker.get("/result/data").text) == json.loads(to_json(wanted))
    assert walker.get("/result/text").text == to_text(wanted, load(), width=COLUMNS)
    shown = " ".join(walker.get("/result").text.split())
    assert escape(wanted.urgency.act) in shown
    places = [shown.index(escape(sentence(cause.lay_name))) for cause in wanted.causes[:SHOWN]]
    assert places == sorted(places)


@cache
def wanted_answers() -> list[Any]:
    return library(list(CASES.values()), Path())


@pytest.mark.parametrize("name", ["text", "danger"])
def test_fhir_says_the_same(name: str) -> None:
    operation = pytest.importorskip("crural.surfaces.fhir.app")
    text, today = CASES[name]["text"], date.today().isoformat()
    wanted = assess({"text": text, "as_of": today})
    parameters = [{"name": "text", "valueString": text}, {"name": "asOf", "valueDate": today}]
    said = TestClient(operation.app_for(load(), Settings())).post(
        "/$assess", json={"resourceType": "Parameters", "parameter": parameters}
    )
    assert said.status_code == 200, said.text
    given = {part["name"]: part for part in said.json()["parameter"]}
    assert given["level"]["valueCode"] == wanted.urgency.level
    assert given["act"]["valueString"] == wanted.urgency.act
    (risk,) = (
        entry["resource"]
        for entry in given["result"]["resource"]["entry"]
        if entry["resource"]["resourceType"] == "RiskAssessment"
    )
    chances = [prediction["probabilityDecimal"] for prediction in risk["prediction"]]
    assert chances[: len(wanted.causes)] == pytest.approx(
        [100 * cause.probability for cause in wanted.causes]
    )


def test_the_table_of_a_folder_of_records_says_the_same(tmp_path: Path) -> None:
    from tests.surfaces.fhir.samples import TODAY, bundle, low_potassium

    from crural.surfaces.fhir.batch import rows_of
    from crural.surfaces.fhir.read import case_of

    record = bundle(*(e["resource"] for e in low_potassium()["parameter"][0]["resource"]["entry"]))
    (tmp_path / "record.json").write_text(json.dumps(record), encoding="utf-8")
    wanted, table = assess(case_of([record], load(), TODAY).case), io.StringIO()
    rows_of(tmp_path, load(), table, as_of=TODAY, today=TODAY, maps=[])
    (row,) = csv.DictReader(io.StringIO(table.getvalue()))
    assert (row["level"], row["act"]) == (wanted.urgency.level, wanted.urgency.act)
    for place, cause in enumerate(wanted.causes[:3], 1):
        assert (row[f"cause_{place}"], float(row[f"probability_{place}"])) == (cause.id, cause.probability)


def test_cards_say_the_same() -> None:
    pytest.importorskip("crural.surfaces.fhir.read")
    from tests.surfaces.cds_hooks.test_cds_hooks import BACK, PATIENT, RETENTION, call

    from crural.surfaces.cds_hooks.app import app_for
    from crural.surfaces.fhir.read import case_of

    wanted = assess(case_of([PATIENT, RETENTION, BACK], load(), date.today()).case)
    said = TestClient(app_for(load(), Settings())).post(
        "/crural-patient-view", json=call("patient-view", RETENTION, BACK)
    )
    assert wanted.urgency.level == "emergency"
    assert f"**{wanted.urgency.act}**" in said.json()["cards"][0]["detail"]
