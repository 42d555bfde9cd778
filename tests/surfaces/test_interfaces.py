"""The interfaces put together in one service."""

from __future__ import annotations

import pytest
from starlette.testclient import TestClient

from crural.knowledge import load
from crural.surfaces.http import Settings


def test_the_service_answers_at_each_address_without_detours() -> None:
    pytest.importorskip("crural.surfaces.fhir.app")
    from crural.surfaces.serve.app import service

    with TestClient(service(load(), Settings(), pages=False), follow_redirects=False) as whole:
        assert whole.get("/healthz").json() == {"status": "ok"}
        assert whole.get("/readyz").json()["knowledge"] == load().version
        assert {s["hook"] for s in whole.get("/cds-services").json()["services"]} == {
            "patient-view",
            "order-select",
        }
        assert whole.get("/v1/openapi.json").json()["servers"] == [{"url": "/v1"}]
        assert whole.get("/fhir/metadata").json()["fhirVersion"] == "4.0.1"
        assert whole.post("/v1/assess", json={"text": "my left calf aches"}).status_code == 200
        for nowhere in ("/nowhere", "/v1/no%0Awhere", "/cds-services/none/of/these"):
            assert whole.get(nowhere).headers["content-type"] == "application/problem+json"
