"""The strict loader: every kind of problem, all in one run, each with its file and line."""

import shutil
from pathlib import Path

import pytest

from crural.knowledge.load import KB_FOLDER, content_version, load, read

GOOD = """\
id: calf-trouble
name: Calf trouble
lay_name: calf trouble
area: muscle
kind: condition
icd10cm: M79.6
plain: Trouble of the calf.
usual_urgency: routine
prior: {ages: {20: 0.01}, why: made up for this test}
produces:
  - {finding: leg-pain, strength: 0.5, why: made up for this test}
"""


def build(folder: Path, condition: str = GOOD, name: str = "calf-trouble") -> Path:
    for part in ("qualifiers.yaml", "settings.yaml", "words.yaml"):
        shutil.copy(KB_FOLDER / part, folder / part)
    for part in ("findings", "conditions", "evidence", "sources"):
        (folder / part).mkdir()
    (folder / "findings" / "leg.yaml").write_text(
        "- {id: leg-pain, kind: symptom, label: leg pain, plain: leg pain, frequency: 0.2, why: test,"
        " qualifiers: [site, side]}\n"
        "- {id: foot-drop, kind: symptom, label: foot drop, plain: foot drop, frequency: 0.01, why: test}\n",
        encoding="utf-8",
    )
    (folder / "evidence" / "calf-trouble.yaml").write_text(
        "- {id: calf.pain.sens.a, about: finding, measure: sensitivity, value: 0.7, unit: fraction, source: a-2020}\n",
        encoding="utf-8",
    )
    (folder / "sources" / "a.yaml").write_text(
        "- {id: a-2020, title: A study, year: 2020}\n", encoding="utf-8"
    )
    (folder / "conditions" / f"{name}.yaml").write_text(condition, encoding="utf-8")
    return folder


def problems(folder: Path) -> list[str]:
    _, found = read(folder, "test")
    return [str(problem) for problem in sorted(found)]


def test_a_sound_base_has_no_problem(tmp_path: Path) -> None:
    assert problems(build(tmp_path)) == []


def test_a_second_look_is_read_with_its_day(tmp_path: Path) -> None:
    seen = GOOD + 'reviewed: {on: 2026-11-21, checked: "all numbers"}\n'
    base, found = read(build(tmp_path, seen), "test")
    assert not found
    assert base is not None
    reviewed = base.conditions["calf-trouble"].reviewed
    assert reviewed is not None
    assert (reviewed.on.isoformat(), reviewed.checked) == ("2026-11-21", "all numbers")


@pytest.mark.parametrize(
    ("old", "new", "code", "line", "said"),
    [
        ("plain:", "plian:", "KB-004", 7, "Unknown key plian"),
        ("usual_urgency: routine\n", "", "KB-005", 1, "usual_urgency is missing"),
        ("usual_urgency: routine", "usual_urgency: whenever", "KB-006", 8, "Input should be"),
        ("0.5", "1.5", "KB-006", 11, "between 0 and 1"),
        (
            "strength: 0.5, why: made up for this test",
            "strength: 0.5",
            "KB-010",
            11,
            "without source or reason",
        ),
        ("finding: leg-pain", "finding: arm-pain", "KB-009", 11, "no finding arm-pain"),
        (
            "strength: 0.5",
            "strength: {from: calf.pain.sens.b, by: share}",
            "KB-006",
            11,
            "no evidence record",
        ),
        (
            "strength: 0.5",
            "strength: {from: calf.pain.sens.a, by: odds_ratio}",
            "KB-006",
            11,
            "takes odds_ratio",
        ),
        ("id: calf-trouble", "id: shin-trouble", "KB-007", 1, "file name and the id differ"),
        ("strength: 0.5", "strength: 0.5, with: {side: {one: 0.9}}", "KB-012", 11, "sum to 0.9"),
        ("strength: 0.5", "strength: 0.5, with: {site: {elbow: 0.9}}", "KB-009", 11, "no value elbow"),
        (
            "strength: 0.5",
            "strength: 0.5, with: {onset: {sudden: 1}}",
            "KB-011",
            11,
            "has no qualifier onset",
        ),
        ("area: muscle", "area: muscle\narea: nerve", "KB-003", 5, "stands twice"),
        ("name: Calf trouble", "name: Calf: trouble", "KB-002", 2, "Not readable as YAML"),
    ],
)
def test_each_problem_is_shown_with_its_place(
    tmp_path: Path, old: str, new: str, code: str, line: int, said: str
) -> None:
    assert old in GOOD
    found = problems(build(tmp_path, GOOD.replace(old, new, 1)))
    place = f"{code}  conditions/calf-trouble.yaml:{line}"
    assert any(text.startswith(place) and said in text for text in found), found


def test_all_problems_come_in_one_run(tmp_path: Path) -> None:
    broken = GOOD.replace("0.5", "1.5").replace("plain:", "plian:")
    (build(tmp_path, broken) / "conditions" / "other.yaml").write_text("id: other\n", encoding="utf-8")
    found = problems(tmp_path)
    assert sum("other.yaml" in text for text in found) >= 5
    assert sum("calf-trouble.yaml" in text for text in found) >= 2


def test_causes_that_run_in_a_circle_are_found(tmp_path: Path) -> None:
    first = GOOD + "caused_by:\n  - {condition: b, strength: 0.1, why: test}\n"
    second = (
        GOOD.replace("calf-trouble", "b")
        + "caused_by:\n  - {condition: calf-trouble, strength: 0.1, why: test}\n"
    )
    (build(tmp_path, first) / "conditions" / "b.yaml").write_text(second, encoding="utf-8")
    assert any("circle" in text for text in problems(tmp_path))


def test_the_project_s_own_base_is_sound_and_cached(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRURAL_CACHE", str(tmp_path))
    load.cache_clear()
    first = load(KB_FOLDER)
    load.cache_clear()
    second = load(KB_FOLDER)
    load.cache_clear()
    assert first == second
    assert first.version == content_version(KB_FOLDER)
    assert len(list((tmp_path / "crural").glob("*.json"))) == 1


def test_a_spoilt_cache_is_rebuilt(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CRURAL_CACHE", str(tmp_path))
    folder = build(tmp_path / "kb" if (tmp_path / "kb").mkdir() is None else tmp_path)
    load.cache_clear()
    first = load(folder)
    [file] = (tmp_path / "crural").glob("*.json")
    file.write_text("{", encoding="utf-8")
    load.cache_clear()
    assert load(folder) == first
    load.cache_clear()
