"""The shapes that outside systems rely on (design, section 8)."""

import json

import pytest
from click.testing import CliRunner

from crural.surfaces.cli import cli

CASE = {
    "id": "one",
    "as_of": "2026-03-01",
    "age": 67,
    "sex": "female",
    "present": [
        {"id": "leg-swelling", "side": "left", "site": "calf", "duration": "2 days"},
        {"id": "recent-surgery", "on": "2026-02-19"},
    ],
    "absent": ["fever"],
    "medicines": ["amlodipine"],
}


def command(*args: str) -> str:
    result = CliRunner().invoke(cli, list(args), catch_exceptions=False)
    assert result.exit_code == 0, result.output
    return result.stdout


@pytest.fixture(scope="module")
def answer(tmp_path_factory):
    file = tmp_path_factory.mktemp("case") / "case.json"
    file.write_text(json.dumps(CASE), encoding="utf-8")
    return json.loads(command("assess", "--case", str(file), "--format", "json"))


def test_an_assessment_has_the_keys_of_the_contract(answer) -> None:
    assert set(answer) >= {
        "id",
        "urgency",
        "causes",
        "joint",
        "cannot_tell",
        "findings",
        "age",
        "sex",
        "factors",
        "medicines",
        "values",
        "questions",
        "tests",
        "specialists",
        "advice",
        "myths",
        "follow_up",
        "out_of_scope",
        "versions",
    }
    assert set(answer["urgency"]) >= {"level", "act", "reasons"}
    assert set(answer["versions"]) == {"crural", "knowledge", "schema"}
    for reason in answer["urgency"]["reasons"]:
        assert set(reason) >= {"rule", "cause", "text", "source"}
    for cause in answer["causes"]:
        assert set(cause) >= {
            "id",
            "name",
            "lay_name",
            "probability",
            "interval",
            "active",
            "urgency",
            "for",
            "against",
            "because_of",
            "mechanism",
            "sources",
        }
        low, high = cause["interval"]
        assert 0 <= low <= cause["probability"] <= high <= 1
        assert cause["probability"] <= cause["active"] + 1e-3
    for item in answer["findings"]:
        assert set(item) >= {"id", "label", "state", "side", "duration", "quote", "start", "end"}
        assert item["state"] in ("present", "absent", "uncertain", "past", "family")
    for item in answer["questions"]:
        assert set(item) >= {"id", "text", "why"}
    for item in answer["advice"]:
        assert set(item) >= {"id", "text", "because", "unless", "source"}


def test_causes_come_best_first_and_a_clot_is_suspected(answer) -> None:
    chances = [cause["probability"] for cause in answer["causes"]]
    assert chances == sorted(chances, reverse=True)
    assert answer["urgency"]["level"] == "same-day"
    assert any(reason["rule"] == "suspected-dvt" for reason in answer["urgency"]["reasons"])
    assert "deep-vein-thrombosis" in [cause["id"] for cause in answer["causes"]][:3]


def test_the_same_case_gives_the_same_bytes(tmp_path) -> None:
    file = tmp_path / "case.json"
    file.write_text(json.dumps(CASE), encoding="utf-8")
    first = command("assess", "--case", str(file), "--format", "json")
    assert first == command("assess", "--case", str(file), "--format", "json")


@pytest.mark.parametrize("which", ["case", "assessment", "reading"])
def test_the_schemas_are_published(which: str) -> None:
    schema = json.loads(command("schema", which))
    assert schema["$schema"].startswith("https://json-schema.org")
    assert schema["properties"]


def test_the_assessment_s_schema_names_what_the_assessment_has(answer) -> None:
    schema = json.loads(command("schema", "assessment"))
    assert set(schema["properties"]) == set(answer)
    assert set(schema["$defs"]["Cause"]["properties"]) == set(answer["causes"][0])


def test_understand_reads_public_negation_rows(tmp_path) -> None:
    file = tmp_path / "rows.jsonl"
    rows = [
        {"sentence": "There is no swelling of the left leg.", "concept": "swelling"},
        {"sentence": "Her mother had a stroke.", "concept": "stroke"},
        {"sentence": "CT shows a small xanthogranuloma.", "concept": "xanthogranuloma"},
    ]
    file.write_text("\n".join(json.dumps(row) for row in rows), encoding="utf-8")
    found = [json.loads(line) for line in command("understand", "--concepts", str(file)).splitlines()]
    assert [item["state"] for item in found] == ["absent", "present", "present"]
    assert found[1]["experiencer"] == "family"


def test_a_text_is_echoed_with_quotes_at_their_place() -> None:
    text = "No swelling, but my left calf aches when I walk."
    answer = json.loads(command("assess", text, "--format", "json"))
    found = {item["id"]: item for item in answer["findings"]}
    assert found["leg-swelling"]["state"] == "absent"
    assert found["leg-pain"]["side"] == "left"
    for item in found.values():
        assert text[item["start"] : item["end"]] == item["quote"]


def test_knowledge_commands_answer() -> None:
    assert "Sourced numbers" in command("kb", "stats")
    assert "deep-vein-thrombosis" in command("kb", "show", "deep-vein-thrombosis")
    assert "conditions" in command("kb", "coverage")
