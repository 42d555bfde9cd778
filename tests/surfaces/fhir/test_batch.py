"""Many records: one row for each patient, bad ones listed, the rest goes on; and the command."""

from __future__ import annotations

import csv
import io
import json
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner
from tests.surfaces.fhir.samples import LOCAL, TODAY, bundle, condition, medicine, patient, result

from crural.knowledge import load
from crural.surfaces.fhir import spool
from crural.surfaces.fhir.batch import Summary, rows_of
from crural.surfaces.fhir.command import fhir
from crural.surfaces.fhir.questionnaire import questionnaire
from crural.surfaces.fhir.read import case_of
from crural.surfaces.fhir.spool import stream_entries

BASE = load()
SHARED = Path(__file__).resolve().parents[4] / "shared" / "devdata" / "fhir"


def table(folder: Path, as_of: date | None = TODAY) -> tuple[list[dict[str, str]], Summary]:
    out = io.StringIO()
    summary = rows_of(folder, BASE, out, as_of=as_of, today=TODAY, maps=[])
    return list(csv.DictReader(io.StringIO(out.getvalue()))), summary


def of(name: str, resource: dict[str, Any]) -> dict[str, Any]:
    key = "subject" if "subject" in resource else "patient"
    return {**resource, key: {"reference": f"Patient/{name}"}}


def lines(path: Path, *resources: dict[str, Any]) -> None:
    path.write_text("".join(json.dumps(r) + "\n" for r in resources), encoding="utf-8")


def test_a_folder_of_ndjson_is_one_row_for_each_patient(tmp_path: Path) -> None:
    lines(tmp_path / "Patient.ndjson", *({**patient(), "id": name} for name in ("a", "b", "c")))
    low = [of("b", result("2823-3", 2.4, "mmol/L")), of("a", result("2823-3", 4.2, "mmol/L"))]
    lines(tmp_path / "Observation.1.ndjson", *low)
    lines(tmp_path / "Observation.2.ndjson", of("a", result("2823-3", 2.4, "mmol/L", "2026-02-01")))
    lines(tmp_path / "Condition.ndjson", of("c", condition("I63.9", "2020-01-01")))
    shared = {"resourceType": "Medication", "id": "m", "code": {"text": "Furosemide"}}
    request = of("a", medicine("", "MedicationRequest"))
    del request["medicationCodeableConcept"]
    lines(tmp_path / "Medication.ndjson", shared)
    lines(
        tmp_path / "MedicationRequest.ndjson",
        request | {"medicationReference": {"reference": "Medication/m"}},
    )
    rows, summary = table(tmp_path)
    assert [(row["patient"], row["level"]) for row in rows] == [
        ("a", "routine"),
        ("b", "emergency"),
        ("c", "routine"),
    ]
    assert [row["entries"] for row in rows] == ["2", "1", "1"]
    assert summary.patients == 3
    assert not summary.bad


def test_bundles_bad_files_children_and_the_dead(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(json.dumps(bundle(patient(), condition("M10.9", "2015-01-01"))))
    (tmp_path / "2.json").write_text(json.dumps(bundle(patient(birthDate="2019-01-01"))))
    (tmp_path / "3.json").write_text(json.dumps(bundle(patient(deceasedBoolean=True))))
    (tmp_path / "4.json").write_text("{")
    (tmp_path / "5.json").write_text("[1]")
    lines(tmp_path / "Patient.ndjson", {**patient(), "id": "last"})
    with (tmp_path / "Patient.ndjson").open("a") as file:
        file.write("{broken\n")
    rows, summary = table(tmp_path)
    assert [row["refused"] for row in rows] == ["", "child", "died", "nothing said"]
    assert [row["level"] for row in rows][2:] == ["", ""], "no advice on nothing"
    assert rows[1]["level"] == "soon"
    assert {item.place for item in summary.bad} == {"4.json", "5.json", "Patient.ndjson:2"}


def test_the_newest_day_of_each_record(tmp_path: Path) -> None:
    (tmp_path / "1.json").write_text(
        json.dumps(bundle(patient(), result("2823-3", 2.4, "mmol/L", "2020-05-05")))
    )
    assert table(tmp_path)[0][0]["refused"] == "nothing said"
    newest = table(tmp_path, None)[0][0]
    assert (newest["as_of"], newest["level"]) == ("2020-05-05", "emergency")


def test_a_large_bundle_is_streamed(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(spool, "WHOLE", 100)
    monkeypatch.setattr(spool, "CHUNK", 64)
    (tmp_path / "1.json").write_text(json.dumps(bundle(patient(), result("2823-3", 2.4, "mmol/L")), indent=1))
    (tmp_path / "2.json").write_text(json.dumps(bundle({**patient(), "id": "q"}))[:-2] + " " * 100)
    rows, summary = table(tmp_path)
    assert [(row["patient"], row["level"]) for row in rows] == [("p", "emergency"), ("q", "")]
    assert [item.place for item in summary.bad] == ["2.json"]


def test_streaming_reads_one_entry_after_the_other() -> None:
    text = '{"resourceType": "Bundle", "entry": [{"a": "]}"}, {"b": [1, {"c": "é"}]}], "x": 1}'
    assert list(stream_entries(io.StringIO(text))) == [{"a": "]}"}, {"b": [1, {"c": "é"}]}]
    assert list(stream_entries(io.StringIO('{"entry": []}'))) == []
    with pytest.raises(ValueError, match="no entries"):
        list(stream_entries(io.StringIO("{}")))
    with pytest.raises(ValueError, match="broken"):
        list(stream_entries(io.StringIO('{"entry": [{"a": 1')))


@pytest.mark.skipif(not (SHARED / "us-core").is_dir(), reason="the shared records are not here")
def test_the_us_core_examples_are_all_read_and_two_children_refused() -> None:
    rows, summary = table(SHARED / "us-core")
    refused = {row["patient"]: row["refused"] for row in rows}
    assert refused == {
        "example": "nothing said",
        "child-example": "child",
        "infant-example": "child",
        "deceased-example": "died",
    }
    assert not summary.bad
    assert summary.unmapped


@pytest.mark.skipif(not (SHARED / "us-core").is_dir(), reason="the shared records are not here")
def test_something_is_said_of_each_us_core_example() -> None:
    """Each is an entry of the case, or counted, noted or named: none is dropped in silence."""
    read, silent = 0, []
    for path in sorted((SHARED / "us-core").glob("*.json")):
        resource = json.loads(path.read_text(encoding="utf-8"))
        found = case_of([resource], BASE, TODAY)
        case, read = found.case, read + 1
        said = (case.present, case.absent, case.medicines, found.unmapped, found.notes, found.issues)
        if not any(said) and resource["resourceType"] != "Patient":
            silent.append(path.name)
    assert read > 100
    assert silent == []


def test_what_is_left_out_of_a_folder_is_counted(tmp_path: Path) -> None:
    lines(tmp_path / "Claim.ndjson", of("a", {"resourceType": "Claim"}), {"id": "x"})
    nobodys = {k: v for k, v in result("2823-3", 2.4, "mmol/L").items() if k != "subject"}
    lines(tmp_path / "Observation.ndjson", nobodys, of("a", result("2823-3", 4.2, "mmol/L")))
    lines(tmp_path / "Old.ndjson", of("a", {"resourceType": "MedicationOrder"}))
    (row,), summary = table(tmp_path)
    assert (row["patient"], row["entries"], row["issues"]) == ("", "1", "1")
    assert sorted(summary.left) == [
        "Claim: this kind is not read",
        "Observation: it names no patient; give it a subject",
        "Something without a resourceType: this kind is not read",
    ]


def test_a_large_file_that_is_no_bundle_and_an_endless_line_are_named(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "WHOLE", 100)
    monkeypatch.setattr(spool, "LONGEST", 1000)
    (tmp_path / "1.json").write_text(json.dumps(patient(text={"div": "x" * 200})))
    good = json.dumps({**patient(), "id": "good"})
    (tmp_path / "2.ndjson").write_text('{"resourceType": "Patient", "x": "' + "x" * 5000 + '"}\n' + good)
    rows, summary = table(tmp_path)
    assert [row["patient"] for row in rows] == ["good"]
    assert [item.place for item in summary.bad] == ["1.json", "2.ndjson:1"]


def test_a_patient_of_endless_records_is_named_and_the_others_are_read(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(spool, "LONGEST", 2000)
    low = result("2823-3", 2.4, "mmol/L")
    lines(tmp_path / "Observation.ndjson", *[of("a", low)] * 20, of("b", low), of("c", low))
    rows, summary = table(tmp_path)
    assert [row["level"] for row in rows] == ["emergency", "emergency"]
    assert [item.place for item in summary.bad] == ["Patient/a"]


@pytest.mark.slow
@pytest.mark.skipif(not (SHARED / "synthea").is_dir(), reason="the shared records are not here")
def test_the_made_up_records_are_all_read() -> None:
    rows, summary = table(SHARED / "synthea", None)
    assert len(rows) == 40
    assert not summary.bad
    assert all(row["refused"] in ("", "died", "nothing said") for row in rows)
    assert all(int(row["entries"]) + int(row["unmapped"]) > 0 for row in rows)


# -- the command


def run(*arguments: str) -> Any:
    return CliRunner().invoke(fhir, list(arguments))


def test_the_command_assesses_one_record(tmp_path: Path) -> None:
    path = tmp_path / "r.json"
    path.write_text(
        json.dumps(bundle(patient(), result("2823-3", 2.4, "mmol/L"), condition("X99", "2020-01-01")))
    )
    said = run("assess", str(path), "--as-of", "2026-03-01")
    assert said.exit_code == 0, said.output
    assert said.output.startswith("EMERGENCY") or "EMERGENCY" in said.output[:200]
    assert "No meaning known: Condition: X99" in said.output
    letter = run("assess", str(path), "--as-of", "2026-03-01", "--format", "letter")
    assert json.loads(letter.output)["type"] == "document"


def test_the_command_writes_tables_forms_and_checks(tmp_path: Path) -> None:
    folder = tmp_path / "records"
    folder.mkdir()
    (folder / "1.json").write_text(json.dumps(bundle(patient(), condition("X99", "2020-01-01"))))
    out, unmapped = tmp_path / "t.csv", tmp_path / "u.csv"
    said = run("batch", str(folder), "--as-of", "latest", "--out", str(out), "--unmapped", str(unmapped))
    assert said.exit_code == 0, said.output
    assert out.read_text().startswith("record,patient,")
    assert "X99" in unmapped.read_text()
    form = tmp_path / "q.json"
    form.write_text(run("questionnaire").output)
    assert json.loads(form.read_text()) == questionnaire(BASE, LOCAL)
    response = tmp_path / "a.json"
    response.write_text(json.dumps({"status": "completed", "item": [{"linkId": "x"}]}))
    assert run("check", str(response), "--questionnaire", str(form)).exit_code == 2
    response.write_text(json.dumps({"status": "completed"}))
    assert run("check", str(response), "--questionnaire", str(form)).exit_code == 0


@pytest.mark.parametrize(
    "arguments", [("assess", "nothing.json"), ("batch", "nowhere"), ("assess", "-", "--as-of", "x")]
)
def test_bad_arguments_end_with_code_2(arguments: tuple[str, ...]) -> None:
    assert run(*arguments).exit_code == 2
