"""Bad input gets a clear answer or error in the sender's words: never a traceback, never a silently calm answer."""

import json

import pytest
from click.testing import CliRunner

from crural.surfaces.cli import cli


def run(*args: str, stdin: str | None = None):
    return CliRunner().invoke(cli, list(args), input=stdin, catch_exceptions=False)


def assessed(*args: str, stdin: str | None = None):
    result = run("assess", "--format", "json", *args, stdin=stdin)
    assert result.exit_code == 0, result.output
    return json.loads(result.stdout)


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["assess"], "Give one of TEXT"),
        (["assess", ""], "The text is empty"),
        (["assess", "   "], "The text is empty"),
        (["assess", "--case", "nowhere.json"], "There is no file nowhere.json"),
        (["assess", "--lines", "nowhere.jsonl"], "There is no file nowhere.jsonl"),
        (["assess", "my legs ache", "--age", "-4"], "age"),
        (["assess", "my legs ache", "--age", "400"], "age"),
        (["assess", "my legs ache", "--age", "old"], "age"),
        (["assess", "my legs ache", "--sex", "other"], "sex"),
        (["evaluate", "nowhere.jsonl"], "There is no file"),
        (["kb", "show", "deep-vein-trombosis"], "Did you mean deep-vein-thrombosis"),
    ],
)
def test_a_bad_command_says_what_and_how_to_mend_it(args: list[str], said: str) -> None:
    result = run(*args)
    assert result.exit_code == 2
    assert said in result.output
    assert "Traceback" not in result.output


@pytest.mark.parametrize(
    ("case", "said"),
    [
        ("[1, 2]", "A case is an object"),
        ("{}", "Say something"),
        ('{"present": ["leg-payn"]}', "called leg-payn"),
        ('{"text": "my leg aches", "age": "sixty"}', "age"),
        ('{"txet": "my leg aches"}', "txet: is not a field"),
        ('{"present": [{"id": "leg-pain", "side": "middle"}]}', "present.0.side"),
        ('{"present": [{"id": "potassium", "value": 900}]}', "potassium"),
        ('{"present": [{"id": "potassium", "value": 3, "unit": "stones"}]}', "unit"),
        (
            '{"present": [{"id": "calcium", "value": 3.2}]}',
            "calcium: the unit is missing; give one of mg/dL, mmol/L",
        ),
        ('{"present": [{"id": "potassium"}]}', "potassium needs a value"),
        ('{"present": [{"id": "potassium", "value": -3, "unit": "mmol/L"}]}', "outside what can be measured"),
        ('{"present": [{"id": "leg-pain", "value": 3}]}', "leg-pain is not measured"),
        ('{"present": [{"id": "leg-pain", "site": "stones"}]}', "leg-pain.site: give one of buttock"),
        ('{"present": [{"id": "leg-pain", "qualities": {"zz": ["stones"]}}]}', "there is no quality"),
        (
            '{"present": [{"id": "leg-pain", "without": {"onset": ["sixty"]}}]}',
            "leg-pain.onset: give one of sudden",
        ),
        ('{"as_of": "2026-03-01", "present": [{"id": "stroke", "on": "2026-04-01"}]}', "after `as_of`"),
        ("{broken", "not readable"),
    ],
)
def test_a_bad_case_names_the_field_and_never_the_value(tmp_path, case: str, said: str) -> None:
    file = tmp_path / "case.json"
    file.write_text(case, encoding="utf-8")
    result = run("assess", "--case", str(file))
    assert result.exit_code == 2
    assert said in result.output
    for value in ("sixty", "900", "stones"):
        assert value not in result.output


def test_a_bad_line_does_not_stop_the_others(tmp_path) -> None:
    file = tmp_path / "cases.jsonl"
    lines = [
        '{"id": "a", "text": "my left calf aches"}',
        "{broken",
        '{"id": "c", "present": ["nothing-known"]}',
        "",
        '{"id": "d", "present": ["leg-swelling"]}',
    ]
    file.write_text("\n".join(lines), encoding="utf-8")
    result = run("assess", "--lines", str(file))
    assert result.exit_code == 0
    found = [json.loads(line) for line in result.stdout.splitlines()]
    assert [item["id"] for item in found] == ["a", None, "c", "d"]
    assert found[1]["error"]["code"] == "IN-007"
    assert found[2]["error"]["code"] == "IN-004"
    assert found[3]["urgency"]["level"]


def test_text_from_standard_input() -> None:
    assert assessed("-", stdin="my left calf aches when I walk")["findings"]


def test_a_child_is_refused_for_causes_with_an_act() -> None:
    answer = assessed("my 6 year old son has pain in his left hip and limps")
    assert answer["out_of_scope"]["reason"] == "child"
    assert answer["causes"] == []
    assert answer["urgency"]["level"] in ("soon", "same-day", "emergency")


def test_a_child_with_a_danger_sign_is_an_emergency() -> None:
    answer = assessed(
        "my 9 year old daughter's legs got weaker over three days, now she cannot move her legs"
    )
    assert answer["urgency"]["level"] == "emergency"
    assert answer["causes"] == []


@pytest.mark.parametrize(
    "text",
    [
        "asdf qwer zxcv uiop",
        "??? !!!",
        "Mir tun seit drei Wochen die Beine weh und ich kann nicht mehr gut laufen",
        "me duelen las piernas desde hace tres semanas y no puedo caminar",
        "\x00\x01\x02 \x07",
        "🙂🙂🙂",
    ],
)
def test_what_cannot_be_understood_is_said_and_never_calm(text: str) -> None:
    answer = assessed(text)
    assert answer["out_of_scope"] is not None
    assert answer["cannot_tell"]["said"] is True
    assert answer["urgency"]["level"] != "self-care"


def test_a_complaint_outside_the_legs_still_runs_the_rules() -> None:
    answer = assessed("I have sudden chest pain, I am sweating and feel sick")
    assert answer["out_of_scope"]["reason"] == "not-about-legs"
    assert answer["urgency"]["level"] == "emergency"


def test_a_very_long_text_is_read_and_a_longer_one_refused() -> None:
    filler = "I went to the shop and bought some bread and milk. "
    text = (filler * 1900)[:99_000] + " My left leg is swollen and I cannot breathe."
    assert assessed(text)["urgency"]["level"] == "emergency"
    result = run("assess", "x" * 100_001)
    assert result.exit_code == 2
    assert "100,000" in result.output


def test_contradictory_answers_give_a_finite_and_noted_answer(tmp_path) -> None:
    file = tmp_path / "case.json"
    file.write_text(
        '{"present": ["leg-swelling", "pregnancy"], "absent": ["leg-swelling"], "sex": "male"}',
        encoding="utf-8",
    )
    answer = assessed("--case", str(file))
    assert answer["notes"]
    assert all(0 <= cause["probability"] <= 1 for cause in answer["causes"])


def test_every_command_has_help_with_an_example() -> None:
    def walk(command, path: list[str]):
        result = run(*path, "--help")
        assert result.exit_code == 0
        assert "Example: crural" in result.output, path
        for name, inner in getattr(command, "commands", {}).items():
            walk(inner, [*path, name])

    walk(cli, [])
