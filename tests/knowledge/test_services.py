"""The directory of services: strict, neutral, and never in the way of help that is urgent."""

from __future__ import annotations

import copy
from pathlib import Path
from typing import Any

import pytest
import yaml
from click.testing import CliRunner

from crural.advice.services import fitting, read_directory
from crural.assess import assess
from crural.concepts.services import Fitting
from crural.errors import InputError
from crural.knowledge import load
from crural.surfaces.cli import cli
from crural.surfaces.schema import schema_of

ROOT = Path(__file__).resolve().parents[2]
SAMPLE = ROOT / "examples" / "services-sample.yaml"
BASE = load()


def sample() -> dict[str, Any]:
    data = yaml.safe_load(SAMPLE.read_text(encoding="utf-8"))
    assert isinstance(data, dict)
    return data


def fits(case: dict[str, Any]) -> Fitting:
    return fitting(read_directory(sample(), BASE), assess(case, base=BASE, draws=0), BASE)


def offers(found: Fitting) -> dict[str, Any]:
    return {match.id: match for fit in found.fits for match in fit.matches if match.kind == "service"}


VEINS = {
    "present": ["visible-varicose-veins", {"id": "leg-heaviness", "side": "both"}],
    "age": 50,
    "sex": "female",
}


def test_the_sample_is_sound_and_says_that_it_is_invented() -> None:
    assert read_directory(sample(), BASE).sample
    text = SAMPLE.read_text(encoding="utf-8")
    assert text.startswith("# A SAMPLE.")
    assert all("Sample" in centre["name"] for centre in sample()["centres"])
    for centre in sample()["centres"]:
        ways = centre["contact"]
        assert ways.get("phone", "01632 960").startswith("01632 960")  # a range kept for fiction
        assert ways.get("website", "example.org").endswith("example.org")
        assert ways.get("email", "example.org").endswith("example.org")


def _broken(path: list[Any], value: Any) -> dict[str, Any]:
    data = copy.deepcopy(sample())
    place: Any = data
    for key in path[:-1]:
        place = place[key]
    place[path[-1]] = value
    return data


@pytest.mark.parametrize(
    ("path", "value", "told"),
    [
        (
            ["centres", 0, "specialists"],
            ["leg-wizard"],
            "sample-vessel-clinic.specialists: there is no leg-wizard",
        ),
        (["centres", 0, "offers", 0, "service"], "leg-magic", "there is no leg-magic"),
        (["centres", 1, "id"], "sample-vessel-clinic", "the id is used twice"),
        (["centres", 0, "contact"], {}, "give a phone, an email or a website"),
        (["centres", 0, "name"], "The leading painless clinic", "is praise"),
        (["centres", 0, "opening"], {"monday": ["9 to 5"]}, "centres.0.opening.monday.0"),
        (["centres", 0, "contact", "website"], "http://plain.example.org", "centres.0.contact.website"),
        (["centres", 0, "rating"], 5, "rating: is not a field of a directory"),
        (["centres", 0, "checked_on"], None, "centres.0.checked_on"),
        (["title"], "", "title"),
    ],
)
def test_a_wrong_field_is_named(path: list[Any], value: Any, told: str) -> None:
    with pytest.raises(InputError, match=r".") as error:
        read_directory(_broken(path, value), BASE)
    assert told in error.value.message


def test_every_problem_is_told_in_one_run() -> None:
    data = _broken(["centres", 0, "contact"], {})
    data["centres"][1]["tests"] = ["crystal-ball"]
    with pytest.raises(InputError) as error:
        read_directory(data, BASE)
    assert "crystal-ball" in error.value.message
    assert "sample-vessel-clinic.contact" in error.value.message


def test_what_fits_a_person_is_listed_with_its_causes() -> None:
    found = offers(
        fits({"text": "My calves ache after one block and stop when I stand still. I am 67 and smoke."})
    )
    assert "peripheral-artery-disease" in found["supervised-walking"].causes
    assert "Ankle-brachial index" in found["supervised-walking"].needs_first
    assert "iron-infusion" not in found


def test_in_an_emergency_nothing_is_listed() -> None:
    found = fits(
        {"present": [{"id": "face-droop", "onset": "sudden"}, {"id": "arm-weakness", "onset": "sudden"}]}
    )
    assert found.level == "emergency"
    assert found.fits == ()
    assert "ambulance" in found.note


def test_the_same_day_lists_only_places_that_take_people_the_same_day() -> None:
    calf = [
        {"id": name, "side": "left", "site": ["calf"], "duration": "2 days"}
        for name in ("leg-swelling", "leg-pain")
    ]
    found = fits({"present": [*calf, "recent-surgery"], "age": 60})
    assert found.level == "same-day"
    assert [fit.centre.id for fit in found.fits] == ["sample-clot-clinic"]


def test_vein_treatment_is_not_for_now_in_pregnancy() -> None:
    free, pregnant = (
        offers(fits(VEINS)),
        offers(fits({**VEINS, "age": 30, "present": [*VEINS["present"], "pregnancy"]})),
    )
    for name in ("endovenous-ablation", "focused-ultrasound-veins"):
        assert free[name].open_now
        assert not pregnant[name].open_now
        assert any("birth" in caution.text for caution in pregnant[name].cautions)


def test_stockings_are_not_for_now_with_narrow_arteries() -> None:
    case = {**VEINS, "present": [*VEINS["present"], {"id": "peripheral-artery-disease", "status": "known"}]}
    assert not offers(fits(case))["compression-fitting"].open_now


def test_a_brand_name_counts_as_its_class_for_the_checks() -> None:
    case = {**VEINS, "medicines": ["warfarin"]}
    cautions = offers(fits(case))["endovenous-ablation"].cautions
    assert any("blood thinners" in caution.text and caution.then == "ask-first" for caution in cautions)


def test_the_order_of_the_file_changes_nothing() -> None:
    turned = sample()
    turned["centres"].reverse()
    answer = assess(VEINS, base=BASE, draws=0)
    first, second = (fitting(read_directory(data, BASE), answer, BASE) for data in (sample(), turned))
    assert [fit.centre.id for fit in first.fits] == [fit.centre.id for fit in second.fits]


def test_the_newest_method_does_not_come_before_the_first_choice() -> None:
    centres = [fit.centre.id for fit in fits(VEINS).fits]
    assert centres.index("sample-vessel-clinic") < centres.index("sample-ultrasound-centre")
    assert "first" not in BASE.services["focused-ultrasound-veins"].place_in_care.lower()


def test_no_service_of_the_base_is_praised() -> None:
    praise = set(BASE.lexicon["praise"]["words"]) - {"cures", "cure"}
    for service in BASE.services.values():
        text = f" {service.name} {service.plain} ".lower()
        assert not [word for word in praise if f" {word} " in text], service.id


def test_every_service_of_the_claims_about_eligibility_has_checks() -> None:
    for name in (
        "endovenous-ablation",
        "focused-ultrasound-veins",
        "supervised-walking",
        "compression-fitting",
    ):
        assert BASE.services[name].checks
        assert BASE.services[name].needs_first


def test_the_form_is_published_as_a_schema() -> None:
    schema = schema_of("services")
    assert schema["required"] == ["title", "kept_by", "centres"]
    assert "checked_on" in schema["$defs"]["Centre"]["required"]


def test_the_command_checks_and_matches() -> None:
    run = CliRunner()
    checked = run.invoke(cli, ["kb", "services", str(SAMPLE)])
    assert checked.exit_code == 0
    assert "6 centres" in checked.output
    assert "None of these places exists" in checked.output
    found = run.invoke(cli, ["kb", "services", str(SAMPLE), "--case", str(ROOT / "examples/tired-legs.json")])
    assert found.exit_code == 0
    assert "Iron by drip" in found.output
    wrong = run.invoke(cli, ["kb", "services", str(ROOT / "examples/tired-legs.json")])
    assert wrong.exit_code == 2
