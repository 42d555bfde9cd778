"""The code maps: each code is one of its system, each meaning one of ours, each unit one of a measure."""

from __future__ import annotations

import shutil
from pathlib import Path

import pytest

from crural.errors import KnowledgeError
from crural.knowledge import load
from crural.knowledge.codes import is_loinc, load_codes
from crural.knowledge.load import KB_FOLDER

BASE = load()
CODES = load_codes(BASE)
ICD = CODES.systems["http://hl7.org/fhir/sid/icd-10-cm"]


def test_every_icd_code_is_one() -> None:
    icd = pytest.importorskip("simple_icd_10_cm")
    chapters = {code for code in ICD.codes if len(code) < 3}
    assert chapters == {"C"}
    assert [code for code in ICD.codes if code not in chapters and not icd.is_valid_item(code)] == []


def test_the_code_of_a_condition_means_that_condition_where_it_is_mapped() -> None:
    """A condition's own code may mean something wider, never something else of the same name."""
    from crural.surfaces.fhir.meaning import Coder

    coder = Coder(BASE)
    for name in ("deep-vein-thrombosis", "stroke", "gout", "cauda-equina-syndrome", "restless-legs-syndrome"):
        meaning = coder.one(ICD.system, BASE.conditions[name].icd10cm)
        assert meaning is not None
        assert meaning.id == name


@pytest.mark.parametrize(
    ("code", "means"),
    [
        ("L04AG03", {"natalizumab"}),
        ("L04AA23", {"natalizumab"}),
        ("L01FF02", {"checkpoint-inhibitor"}),
        ("N02BF01", {"gabapentinoid"}),
        ("A10BD02", {"metformin", "sulfonylurea"}),
        ("J05AE10", {"antiretroviral"}),
        ("J05AE30", {"cyp3a4-inhibitor"}),
        ("J05AF10", set()),
        ("C10BA10", set()),
    ],
)
def test_medicines_by_their_codes_of_today_and_of_old(code: str, means: set[str]) -> None:
    """Codes move in the index, and a branch may hold what is not of its class: a COVID-19 medicine is none for HIV."""
    from crural.surfaces.fhir.meaning import Coder

    meaning = Coder(BASE).one("http://www.whocc.no/atc", code)
    assert (set(meaning.ids) if meaning else set()) == means


@pytest.mark.parametrize(
    ("code", "good"), [("2823-3", True), ("2823-4", False), ("2823", False), ("x-1", False)]
)
def test_the_check_digit_of_loinc(code: str, good: bool) -> None:
    assert is_loinc(code) is good


def test_the_base_and_the_maps_agree_on_loinc() -> None:
    loinc = CODES.systems["http://loinc.org"].codes
    own = {m.id: m.loinc for m in BASE.measures.values() if m.loinc}
    assert {name: loinc[code].id for name, code in own.items() if code in loinc} == {
        name: name for name, code in own.items() if code in loinc
    }
    assert [name for name, code in own.items() if code not in loinc] == []


def test_units_of_ucum_are_units() -> None:
    ucum = pytest.importorskip("ucumvert")
    parser = ucum.get_ucum_parser() if hasattr(ucum, "get_ucum_parser") else None
    if parser is None:
        pytest.skip("this version of ucumvert has no parser to ask")
    for code in CODES.settings.units:
        parser.parse(code)


def test_a_broken_map_is_reported_with_every_problem(tmp_path: Path) -> None:
    shutil.copytree(KB_FOLDER / "codes", tmp_path / "codes")
    (tmp_path / "codes" / "loinc.yaml").write_text(
        "id: loinc\nsystem: http://loinc.org\ncodes:\n  2823-4: {id: potassium}\n  2951-2: {id: sodiun}\n",
        "utf-8",
    )
    with pytest.raises(KnowledgeError) as caught:
        load_codes(BASE, tmp_path)
    assert {problem.subject for problem in caught.value.problems} >= {"2823-4", "2951-2"}


def test_an_unknown_key_in_a_map_is_reported_with_its_line(tmp_path: Path) -> None:
    shutil.copytree(KB_FOLDER / "codes", tmp_path / "codes")
    (tmp_path / "codes" / "hpo.yaml").write_text(
        "id: hpo\nsystem: x\ncodes:\n  A:\n    idd: gout\n", encoding="utf-8"
    )
    with pytest.raises(KnowledgeError) as caught:
        load_codes(BASE, tmp_path)
    assert [problem.line for problem in caught.value.problems] == [5]
