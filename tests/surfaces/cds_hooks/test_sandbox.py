"""The official CDS Hooks sandbox, in a browser: it finds our services, draws cards, takes a suggestion, tells us.

Its built pages are looked for in .crural-cache/peers/sandbox/build; its own files say how to build them.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any
from urllib.parse import quote

import jwt
import pytest
from starlette.applications import Starlette
from starlette.middleware import Middleware
from starlette.middleware.cors import CORSMiddleware
from starlette.requests import Request
from starlette.responses import JSONResponse, Response
from starlette.routing import Mount, Route
from starlette.staticfiles import StaticFiles
from tests.surfaces.cds_hooks.test_cds_hooks import OEDEMA, PAIN, PATIENT, SCHEMAS, bundle
from tests.surfaces.chromium import launched
from tests.surfaces.serving import free_port, served

from crural.knowledge import load
from crural.surfaces.cds_hooks.app import app_for
from crural.surfaces.cds_hooks.token import Tokens
from crural.surfaces.http import Settings
from crural.surfaces.serve.app import Fronts

SANDBOX = Path(__file__).resolve().parents[3] / ".crural-cache" / "peers" / "sandbox"
JKU = "https://sandbox.cds-hooks.org/.well-known/jwks.json"
PERSON = {**PATIENT, "name": [{"given": ["Test"], "family": "Person"}]}

pytestmark = [
    pytest.mark.peers,
    pytest.mark.skipif(not (SANDBOX / "build" / "app.bundle.js").exists(), reason="the sandbox is not built"),
]


def record() -> Starlette:
    """A small FHIR server with one person."""
    found = {"Patient": [PERSON], "Condition": [OEDEMA, PAIN]}

    async def metadata(_: Request) -> Response:
        said = {
            "resourceType": "CapabilityStatement",
            "status": "active",
            "fhirVersion": "4.0.1",
            "rest": [{}],
        }
        return JSONResponse(said)

    async def read(request: Request) -> Response:
        return JSONResponse(
            next(r for r in found[request.path_params["kind"]] if r["id"] == request.path_params["id"])
        )

    async def search(request: Request) -> Response:
        return JSONResponse(bundle(*found.get(request.path_params["kind"], [])))

    routes = [Route("/metadata", metadata), Route("/{kind}/{id}", read), Route("/{kind}", search)]
    cors = Middleware(CORSMiddleware, allow_origins=["*"], allow_headers=["*"])
    return Starlette(routes=routes, middleware=[cors])


def ours(address: str, origin: str, feedback: Path) -> Starlette:
    """Our service, which believes the sandbox by its public key."""
    (public,) = (
        k for k in json.loads((SANDBOX / "keys" / "jwk-keypair.json").read_text())["keys"] if "d" in k
    )
    key = jwt.PyJWK({name: value for name, value in public.items() if name != "d"}, algorithm="ES384")
    settings = Settings(public_url=address, cors=(origin,), feedback=feedback)
    app = app_for(load(), settings, Tokens((JKU,), lambda jku, token: key))
    fronts = Middleware(Fronts, paths=frozenset({"/cds-services"}))
    return Starlette(routes=[Mount("/cds-services", app=app)], middleware=[fronts])


def test_the_sandbox_shows_a_card_takes_a_suggestion_and_sends_feedback(tmp_path: Path) -> None:
    port, feedback = free_port(), tmp_path / "feedback.jsonl"
    service = f"http://127.0.0.1:{port}"
    calls: list[Any] = []

    def local_only(route: Any) -> None:
        if route.request.url.startswith("http://127.0.0.1"):
            route.continue_()
        else:
            route.abort()  # its call to its public example service

    with (
        served(
            Starlette(routes=[Mount("/", app=StaticFiles(directory=SANDBOX / "build", html=True))])
        ) as pages,
        served(record()) as fhir,
        served(ours(service, pages, feedback), port),
        launched() as browser,
    ):
        page = browser.new_page()
        page.route("**/*", local_only)
        page.on("response", lambda answer: calls.append(answer) if service in answer.url else None)
        here, there = (quote(url, safe="") for url in (fhir, f"{service}/cds-services"))
        page.goto(f"{pages}/index.html?fhirServiceUrl={here}&patientId=p1&serviceDiscoveryURL={there}")
        page.get_by_text("Tests that may help next").first.wait_for(timeout=60_000)
        called = [c for c in calls if c.request.method == "POST"][-1]
        cards = called.json()["cards"]
        asked = json.loads(called.request.post_data)
        shown = page.inner_text("body")
        (tests,) = (card for card in cards if "suggestions" in card)
        with page.expect_response("**/feedback") as answered:
            page.get_by_role("button", name=tests["suggestions"][0]["label"], exact=True).first.click()
        status = answered.value.status

    SCHEMAS["request"].validate(asked)
    SCHEMAS["response"].validate({"cards": cards})
    for card in cards:
        assert card["summary"] in shown
    assert cards[0]["indicator"] == "warning"
    assert [c.status for c in calls if c.request.method != "OPTIONS"].count(200) >= 2
    assert status == 200
    (told,) = (json.loads(line) for line in feedback.read_text().splitlines())
    assert (told["outcome"], told["card"]) == ("accepted", tests["uuid"])
    assert told["acceptedSuggestions"] == [{"id": tests["suggestions"][0]["uuid"]}]
