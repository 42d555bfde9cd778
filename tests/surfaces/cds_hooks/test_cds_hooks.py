"""CDS Hooks: every answer fits our schemas, which allow nothing null or empty; cards say what the core says."""

from __future__ import annotations

import json
import stat
import time
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient
from tests.surfaces.serving import served

from crural.assess import assess
from crural.knowledge import load
from crural.surfaces.cds_hooks.app import app_for
from crural.surfaces.cds_hooks.token import Tokens
from crural.surfaces.http import Settings

HERE = Path(__file__).parent
SAMPLES = Path(__file__).resolve().parents[4] / "shared" / "devdata" / "fhir" / "cds-hooks"
SCHEMAS = {
    name: Draft202012Validator(json.loads((HERE / "schemas" / f"{name}.json").read_text()))
    for name in ("discovery", "request", "response")
}
INSTANCE = "d1577c69-dfbe-44ad-ba6d-3e05e953b2ea"
PATIENT = {"resourceType": "Patient", "id": "p1", "gender": "female", "birthDate": "1950-03-01"}
RECENT = {"clinicalStatus": {"coding": [{"code": "active"}]}}


def icd(code: str, name: str, **more: Any) -> dict[str, Any]:
    coding = {"system": "http://hl7.org/fhir/sid/icd-10-cm", "code": code, "display": name}
    return {
        "resourceType": "Condition",
        "id": code,
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [coding]},
        **RECENT,
        **more,
    }


def bundle(*resources: dict[str, Any]) -> dict[str, Any]:
    return {"resourceType": "Bundle", "type": "searchset", "entry": [{"resource": r} for r in resources]}


def call(hook: str = "patient-view", *conditions: dict[str, Any], **more: Any) -> dict[str, Any]:
    context = {"userId": "Practitioner/1", "patientId": "p1", **more.pop("context", {})}
    prefetch = {"patient": PATIENT, "conditions": bundle(*conditions), **more.pop("prefetch", {})}
    return {"hook": hook, "hookInstance": INSTANCE, "context": context, "prefetch": prefetch, **more}


DEEP: dict[str, Any] = {"resourceType": "Condition"}
for _ in range(80):
    DEEP = {"resourceType": "Condition", "contained": [DEEP]}


def client(**settings: Any) -> TestClient:
    return TestClient(app_for(load(), Settings(**settings)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def cds() -> TestClient:
    return client()


def cards(cds: TestClient, request: dict[str, Any]) -> list[dict[str, Any]]:
    SCHEMAS["request"].validate(request)
    response = cds.post(f"/crural-{request['hook']}", json=request)
    assert response.status_code == 200, response.text
    SCHEMAS["response"].validate(response.json())
    return list(response.json()["cards"])


TEN_DAYS_AGO = (date.today() - timedelta(days=10)).isoformat()
HPO = {"system": "http://purl.obolibrary.org/obo/hp.owl", "code": load().findings["leg-swelling"].hpo}
OEDEMA = {**icd("oedema", "", onsetDateTime=TEN_DAYS_AGO), "code": {"coding": [HPO]}}
RETENTION = icd("R33.9", "Retention of urine", onsetDateTime=TEN_DAYS_AGO)
PAIN = icd("M79.662", "Pain in left lower leg", onsetDateTime=TEN_DAYS_AGO)
BACK = icd("M54.5", "Low back pain", onsetDateTime=TEN_DAYS_AGO)
AMLODIPINE = {
    "resourceType": "MedicationRequest",
    "id": "m1",
    "status": "active",
    "intent": "order",
    "subject": {"reference": "Patient/p1"},
    "medicationCodeableConcept": {
        "coding": [{"system": "http://www.whocc.no/atc", "code": "C08CA01", "display": "amlodipine"}],
        "text": "amlodipine 5 mg",
    },
}
STOCKINGS = {
    "resourceType": "DeviceRequest",
    "id": "d1",
    "status": "draft",
    "intent": "order",
    "subject": {"reference": "Patient/p1"},
    "codeCodeableConcept": {"text": "Knee-high compression stockings, class 2"},
}
ARTERIES = icd("I73.9", "Peripheral vascular disease, unspecified")


def order(*chosen: dict[str, Any], **more: Any) -> dict[str, Any]:
    selections = [f"{each['resourceType']}/{each['id']}" for each in chosen]
    return {"selections": selections, "draftOrders": bundle(*chosen), **more}


def test_discovery_offers_both_hooks_with_prefetch(cds: TestClient) -> None:
    said = cds.get("/").json()
    SCHEMAS["discovery"].validate(said)
    assert {service["hook"] for service in said["services"]} == {"patient-view", "order-select"}
    assert all("{{context.patientId}}" in each for each in said["services"][0]["prefetch"].values())


def test_a_danger_sign_is_the_first_card_and_says_what_the_core_says(cds: TestClient) -> None:
    (first,) = cards(cds, call("patient-view", RETENTION, BACK, OEDEMA))
    urgency = assess({"age": 76, "present": ["urinary-retention", "back-pain"]}, base=load()).urgency
    assert urgency.level == "emergency"
    assert first["indicator"] == "critical"
    assert urgency.reasons[0].text.startswith(first["summary"].removesuffix("..."))
    assert urgency.act in first["detail"]
    assert urgency.reasons[0].text in first["detail"], "what the summary cuts off"
    assert first["links"][0]["url"] == "http://127.0.0.1:8000/"
    assert "not a diagnosis" in first["detail"]


def test_a_danger_that_can_wait_until_tomorrow_leaves_room_for_the_rest(cds: TestClient) -> None:
    first, *rest = cards(cds, call("patient-view", PAIN, OEDEMA))
    assert first["indicator"] == "warning"
    assert rest


def test_a_medicine_that_may_explain_the_legs_is_named_and_never_stopped(cds: TestClient) -> None:
    request = call("patient-view", OEDEMA, prefetch={"medicationRequests": bundle(AMLODIPINE)})
    (card,) = (c for c in cards(cds, request) if "may play a part" in c["summary"])
    assert load().medicines["calcium-channel-blocker"].name in card["summary"]
    assert "Do not stop any on your own" in card["detail"]
    answer = assess({"age": 70, "present": ["leg-swelling"], "medicines": ["amlodipine"]}, base=load())
    assert answer.causes[0].name in card["detail"]


def test_missing_tests_come_as_drafts_and_not_when_ordered_already(cds: TestClient) -> None:
    (card,) = (c for c in cards(cds, call("patient-view", OEDEMA)) if "suggestions" in c)
    resource = card["suggestions"][0]["actions"][0]["resource"]
    assert resource["resourceType"] == "ServiceRequest"
    assert resource["status"] == "draft"
    assert resource["subject"] == {"reference": "Patient/p1"}
    labels = [each["label"] for each in card["suggestions"]]
    ordered = {**resource, "id": "s1", "status": "active"}
    request = call("patient-view", OEDEMA, prefetch={"serviceRequests": bundle(ordered)})
    (again,) = (c for c in cards(cds, request) if "suggestions" in c)
    assert labels[0] not in [each["label"] for each in again["suggestions"]]


def test_compression_is_questioned_with_poor_blood_flow_and_only_when_chosen(cds: TestClient) -> None:
    against = load().advice["compression-stockings"].unless[0].text

    def questioned(*conditions: dict[str, Any], **context: Any) -> list[dict[str, Any]]:
        found = cards(cds, call("order-select", *conditions, context=context))
        return [card for card in found if "check before you order" in card["summary"]]

    (card,) = questioned(ARTERIES, OEDEMA, **order(STOCKINGS))
    assert card["indicator"] == "warning"
    assert against in card["detail"]
    assert questioned(OEDEMA, **order(STOCKINGS)) == []
    assert questioned(ARTERIES, **{**order(STOCKINGS), "selections": []}) == []


def test_nothing_to_say_is_an_empty_list_and_no_record_is_412(cds: TestClient) -> None:
    assert cards(cds, call()) == []
    assert (
        cards(cds, call("patient-view", OEDEMA, prefetch={"patient": {**PATIENT, "deceasedBoolean": True}}))
        == []
    )
    assert (
        cards(cds, call("patient-view", prefetch={"patient": {**PATIENT, "birthDate": "2099-01-01"}})) == []
    )
    response = cds.post("/crural-patient-view", json={**call(), "prefetch": {"conditions": None}})
    assert (response.status_code, response.json()["code"]) == (412, "CH-002")


STROKE = icd("I63.9", "Cerebral infarction", onsetDateTime=TEN_DAYS_AGO)


def test_nothing_of_another_person_is_read_with_or_without_the_patient(cds: TestClient) -> None:
    assert cards(cds, call("patient-view", STROKE))[0]["indicator"] == "critical"
    theirs = {**STROKE, "subject": {"reference": "Patient/p9"}}
    for prefetch in ({}, {"patient": None}):
        answer = cds.post("/crural-patient-view", json=call("patient-view", theirs, prefetch=prefetch)).json()
        SCHEMAS["response"].validate(answer)
        assert answer["cards"] == []
        (unread,) = answer["extension"]["crural.unread"]
        assert unread["element"] == "prefetch.conditions.entry[0].resource.subject"
    mine = call("patient-view", STROKE, prefetch={"patient": None})
    assert cards(cds, mine)[0]["indicator"] == "critical"


def test_what_could_not_be_read_is_named_beside_the_cards(cds: TestClient) -> None:
    low = {
        "resourceType": "Observation",
        "status": "final",
        "subject": {"reference": "Patient/p1"},
        "code": {"coding": [{"system": "http://loinc.org", "code": "2823-3"}]},
        "valueQuantity": {"value": 2.4},
    }
    request = call("patient-view", OEDEMA, PAIN, prefetch={"observations": bundle(low)})
    answer = cds.post("/crural-patient-view", json=request).json()
    SCHEMAS["response"].validate(answer)
    assert answer["cards"]
    (unread,) = answer["extension"]["crural.unread"]
    assert unread["element"] == "prefetch.observations.entry[0].resource.valueQuantity.unit"
    assert "mmol/L" in unread["text"]
    assert "2.4" not in unread["text"]


def test_a_child_gets_cards_for_dangers_only(cds: TestClient) -> None:
    child = {
        "patient": {
            **PATIENT,
            "birthDate": date.today().replace(day=1, year=date.today().year - 8).isoformat(),
        }
    }
    (card,) = cards(cds, call("patient-view", STROKE, OEDEMA, prefetch=child))
    assert card["indicator"] == "critical"
    assert cards(cds, call("patient-view", PAIN, OEDEMA, prefetch=child)) == []


def test_the_same_call_gives_the_same_cards(cds: TestClient) -> None:
    assert cards(cds, call("patient-view", OEDEMA)) == cards(cds, call("patient-view", OEDEMA))


@pytest.mark.parametrize(
    ("path", "body", "status", "said"),
    [
        ("nothing", call(), 404, "discovery"),
        ("crural-patient-view", call("order-select"), 400, "patient-view"),
        (
            "crural-patient-view",
            {**call(), "context": {"userId": "Practitioner/1"}},
            422,
            "context.patientId",
        ),
        ("crural-patient-view", {**call(), "hookInstance": None}, 422, "hookInstance"),
        (
            "crural-patient-view",
            {**call(), "prefetch": {"patient": {**PATIENT, "id": "p2"}}},
            400,
            "not that of",
        ),
        ("crural-patient-view", {**call(), "prefetch": {"patient": "my secret"}}, 422, "prefetch.patient"),
        ("crural-patient-view", {**call(), "prefetch": {"patient": PATIENT, "a": DEEP}}, 400, "nested"),
        ("crural-patient-view", [], 422, "object"),
    ],
)
def test_a_bad_call_names_the_element(cds: TestClient, path: str, body: Any, status: int, said: str) -> None:
    response = cds.post(f"/{path}", json=body)
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    assert said in response.text
    assert "secret" not in response.text


def told(card: str = INSTANCE, **more: Any) -> dict[str, Any]:
    outcome = {"card": card, "outcome": "accepted", "outcomeTimestamp": "2026-03-01T10:00:00Z"}
    return {"feedback": [{**outcome, "acceptedSuggestions": [{"id": "a-1"}], **more}]}


def test_a_card_opens_the_desk_with_the_case_once(tmp_path: Path) -> None:
    from tests.surfaces.web.walker import Walker

    where = {"sessions": tmp_path / "sessions.sqlite", "public_url": "https://crural.example"}
    with client(link_cases=True, **where) as service:
        made = cards(service, call("patient-view", OEDEMA, RETENTION, BACK))
    (url,) = {link["url"] for card in made for link in card["links"]}
    assert url.startswith("https://crural.example/open/")
    assert "p1" not in url
    nurse, path = Walker(where["sessions"]), url.removeprefix("https://crural.example")
    assert nurse.get(path).url.path == "/clinician"
    assert "Retention of urine" in nurse.text or "pass urine" in nurse.text
    assert 'value="76"' in nurse.page.text
    assert Walker(where["sessions"]).get(path).url.path == "/expired", "a ticket is good for once"
    assert nurse.get("/clinician").status_code == 200


def test_feedback_is_kept_for_its_owner_only(tmp_path: Path) -> None:
    file = tmp_path / "feedback.jsonl"
    kept = client(feedback=file)
    why = {"outcome": "overridden", "acceptedSuggestions": [], "overrideReason": {"userComment": "seen"}}
    for body in (told(), told(**why)):
        assert kept.post("/crural-patient-view/feedback", json=body).status_code == 200
    first, second = (json.loads(line) for line in file.read_text().splitlines())
    assert (first["card"], first["outcome"]) == (INSTANCE, "accepted")
    assert first["acceptedSuggestions"] == [{"id": "a-1"}]
    assert second["overrideReason"] == {"userComment": "seen"}
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert kept.post("/crural-patient-view/feedback", json={"feedback": []}).status_code == 422
    assert kept.post("/crural-patient-view/feedback", json=told(outcome="ignored")).status_code == 422
    assert kept.post("/nothing/feedback", json=told()).status_code == 404
    assert client().post("/crural-patient-view/feedback", json=told()).status_code == 200


KEY = ec.generate_private_key(ec.SECP384R1())
PUBLIC = {**json.loads(jwt.algorithms.ECAlgorithm.to_jwk(KEY.public_key())), "kid": "one", "alg": "ES384"}
URL = "http://127.0.0.1:8000/cds-services/crural-patient-view"


def bearer(jku: str, key: Any = KEY, alg: str = "ES384", **claims: Any) -> dict[str, str]:
    now = int(time.time())
    said = {
        "iss": "https://ehr.example",
        "aud": URL,
        "iat": now,
        "exp": now + 300,
        "jti": str(time.perf_counter_ns()),
    }
    said = {name: value for name, value in {**said, **claims}.items() if value is not None}
    return {"Authorization": f"Bearer {jwt.encode(said, key, alg, headers={'jku': jku, 'kid': 'one'})}"}


def test_only_signed_calls_of_trusted_clients_are_answered() -> None:
    keys = Starlette(routes=[Route("/keys", lambda _: JSONResponse({"keys": [PUBLIC]}))])
    with served(keys) as address:
        jku = f"{address}/keys"
        cds = client(trusted_jku=(jku,))

        def status(**headers: str) -> int:
            return cds.post("/crural-patient-view", json=call(), headers=headers).status_code

        once = bearer(jku)
        assert status(**once) == 200
        assert status(**once) == 401, "used twice"
        assert status() == 401
        assert cds.get("/").status_code == 200, "the discovery is open"
        stranger = ec.generate_private_key(ec.SECP384R1())
        past = int(time.time()) - 1000
        for wrong in (
            bearer(jku, stranger),
            bearer(f"{address}/other-keys"),
            bearer(jku, "a shared secret that is long enough to sign", "HS256"),
            bearer(jku, None, "none"),
            bearer(jku, aud="https://elsewhere.example"),
            bearer(jku, aud=[URL]),
            bearer(jku, iat=past - 300, exp=past),
            bearer(jku, exp=int(time.time()) + 100_000),
            *(bearer(jku, **{claim: None}) for claim in ("iss", "aud", "exp", "iat", "jti")),
            {"Authorization": "Bearer nonsense"},
            {"Authorization": "Basic abc"},
        ):
            assert status(**wrong) == 401
        feedback = {"json": told(), "headers": bearer(jku, aud=f"{URL}/feedback")}
        assert cds.post("/crural-patient-view/feedback", **feedback).status_code == 200
        assert cds.post("/crural-patient-view/feedback", json=told(), headers=bearer(jku)).status_code == 401


def test_no_key_set_is_fetched_that_is_not_trusted() -> None:
    asked: list[str] = []
    tokens = Tokens(("https://good.example/keys",), lambda jku, _: asked.append(jku))
    with pytest.raises(Exception, match="CH-003"):
        tokens.check(bearer("https://bad.example/keys")["Authorization"], URL)
    assert asked == []


@pytest.mark.skipif(not SAMPLES.exists(), reason="the example requests are not here")
@pytest.mark.parametrize("path", sorted(SAMPLES.glob("*.json")), ids=lambda path: path.stem)
def test_published_example_requests_are_answered(cds: TestClient, path: Path) -> None:
    """Those of our hooks with cards, others with a problem that names what is wrong."""
    sent = json.loads(path.read_text(encoding="utf-8"))
    kind, _, rest = path.stem.partition("-")
    hook = sent.get("hook") or next(
        (h for h in ("patient-view", "order-select") if rest.startswith(h)), "other"
    )
    body = sent if kind == "request" else {"hook": hook, "hookInstance": INSTANCE, **sent}
    patient = {
        "resourceType": "Patient",
        "id": body.get("context", {}).get("patientId", "x"),
        "gender": "male",
    }
    body["prefetch"] = {"patient": patient, **body.get("prefetch", {})}
    service = "crural-order-select" if hook == "order-select" else "crural-patient-view"
    response = cds.post(f"/{service}", json=body)
    if hook in ("patient-view", "order-select") and body["context"].get("patientId"):
        assert response.status_code == 200, response.text
        SCHEMAS["response"].validate(response.json())
    else:
        assert response.status_code in (400, 422), response.text
        assert response.json()["detail"]
