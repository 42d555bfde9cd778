"""The REST interface: the core's answers unchanged, and a clear problem for everything that is wrong."""

from __future__ import annotations

import json
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from jsonschema import Draft202012Validator
from starlette.applications import Starlette
from starlette.routing import Mount
from starlette.testclient import TestClient
from tests.surfaces.serving import served

from crural.assess import assess, explanation
from crural.client import BatchError, Client, ServiceError
from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.lines import to_json
from crural.surfaces.rest.app import app_for

ROOT = Path(__file__).resolve().parents[3]
CASE: dict[str, Any] = {
    "age": 67,
    "text": "My right calf aches after one block and stops when I stand still.",
}
LINES = {"Content-Type": "application/x-ndjson"}
JSON = {"Content-Type": "application/json"}


def client(**settings: Any) -> TestClient:
    return TestClient(app_for(load(), Settings(**settings)), raise_server_exceptions=False)


@pytest.fixture(scope="module")
def rest() -> TestClient:
    return client()


@pytest.fixture(scope="module")
def document(rest: TestClient) -> dict[str, Any]:
    return dict(rest.get("/openapi.json").json())


def fits(value: Any, name: str, document: dict[str, Any]) -> None:
    schema = {"$ref": f"#/components/schemas/{name}", "components": document["components"]}
    Draft202012Validator(schema).validate(value)


def problem(response: Any, status: int) -> dict[str, Any]:
    assert response.status_code == status, response.text
    assert response.headers["content-type"] == "application/problem+json"
    said = dict(response.json())
    assert said["status"] == status
    assert said["type"] == f"urn:crural:problem:{said['code'].lower()}"
    assert said["detail"]
    return said


def test_the_answer_is_that_of_the_library_byte_for_byte_and_fits_the_document(
    rest: TestClient, document: dict[str, Any]
) -> None:
    first, again = rest.post("/assess", json=CASE), rest.post("/assess", json=CASE)
    assert first.text == again.text == to_json(assess(CASE, base=load()))
    assert first.headers["cache-control"] == "no-store"
    fits(first.json(), "Assessment", document)
    with pytest.raises(Exception, match="is not valid under any"):
        fits({**first.json(), "age": "old"}, "Assessment", document)


def test_the_document_is_openapi_31_and_every_operation_names_its_problems(document: dict[str, Any]) -> None:
    assert document["openapi"].startswith("3.1")
    operations = [op for path in document["paths"].values() for op in path.values()]
    assert len({op["operationId"] for op in operations}) == len(operations) > 20
    for operation in operations:
        assert {"401", "429", "500", "503"} <= set(operation["responses"])
    text = json.dumps(document)
    for name in document["components"]["schemas"]:
        assert f"#/components/schemas/{name}" in text or name.startswith("HTTP")
    entry = document["components"]["schemas"]["Cause"]["properties"]
    assert "for" in entry
    assert "for_" not in entry


def test_a_text_is_understood(rest: TestClient, document: dict[str, Any]) -> None:
    said = rest.post("/understand", json={"text": "No swelling."}).json()
    fits(said, "Reading", document)
    assert [(m["id"], m["state"]) for m in said["mentions"]] == [("leg-swelling", "absent")]


def test_an_interview_goes_on_with_the_case_that_came_back(
    rest: TestClient, document: dict[str, Any]
) -> None:
    case: dict[str, Any] = {"age": 50, "present": ["leg-pain"]}
    answers: dict[str, Any] = {}
    asked = []
    for _ in range(4):
        step = rest.post("/interview/next", json={"case": case, "answers": answers}).json()
        fits(step, "NextStep", document)
        if step["turn"]["done"]:
            break
        questions = step["turn"]["questions"]
        asked += [question["id"] for question in questions]
        case, answers = step["case"], {question["id"]: "unsure" for question in questions}
    assert len(asked) == len(set(asked)) >= 3
    parts = {part for name in asked for part in name.removeprefix("any-of.").split("+")}
    assert {entry["id"] for entry in case["unknown"]} <= parts


@pytest.mark.parametrize(
    ("body", "status", "code", "said"),
    [
        (b"{broken", 400, "IN-007", "JSON"),
        (b"[" * 100_000, 400, "IN-007", "JSON"),
        (b"\xff\xfe", 400, "IN-007", "JSON"),
        (b"[1]", 422, "IN-003", "case"),
        (b"{}", 422, "IN-001", "Say something"),
        (b'{"text": "   "}', 422, "IN-001", "Say something"),
        (b'{"text": "my leg aches", "age": "secret"}', 422, "IN-003", "age"),
        (b'{"text": "my leg aches", "my secret": 1}', 422, "IN-003", "not an id"),
        (b'{"present": [{"id": "leg-pain", "side": "secret"}]}', 422, "IN-003", "present.0"),
        (b'{"present": ["leg-payn"]}', 422, "IN-004", "leg-payn"),
        (b'{"present": [{"id": "potassium", "value": NaN}]}', 422, "IN-006", "potassium"),
        (b'{"present": [{"id": "potassium", "value": -4}]}', 422, "IN-006", "potassium"),
    ],
)
def test_a_bad_body_names_the_field_and_never_the_value(
    rest: TestClient, body: bytes, status: int, code: str, said: str
) -> None:
    answer = problem(rest.post("/assess", content=body, headers=JSON), status)
    assert answer["code"] == code
    assert said in json.dumps(answer)
    assert "secret" not in json.dumps(answer)


def test_wrong_addresses_methods_types_and_parameters_are_problems(rest: TestClient) -> None:
    problem(rest.get("/nowhere"), 404)
    assert problem(rest.get("/knowledge/conditions/zz"), 404)["code"] == "IN-004"
    assert "POST" in rest.get("/assess").headers["allow"]
    problem(rest.get("/assess"), 405)
    problem(rest.post("/assess", content="a=1"), 415)
    problem(rest.get("/knowledge/conditions?limit=many"), 422)


def test_large_bodies_are_refused_told_or_not(rest: TestClient) -> None:
    small = client(max_bytes=1000, batch_bytes=5000)
    problem(small.post("/assess", json={"text": "a" * 2000}), 413)
    problem(small.post("/assess", content=iter([b" " * 800] * 3), headers=JSON), 413)  # no length told
    assert small.post("/batch", content=b"\n" * 4000, headers=LINES).status_code == 200
    problem(small.post("/batch", content=b"\n" * 6000, headers=LINES), 413)


def test_a_fault_is_a_problem_and_the_log_has_no_words_of_the_sender(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: Any, **__: Any) -> None:
        raise ValueError("my secret")

    monkeypatch.setattr("crural.surfaces.rest.jobs.assess_case", fail)
    assert problem(client().post("/assess", json=CASE), 500)["code"] == "CR-000"
    assert "ValueError in fail" in caplog.text
    assert "secret" not in caplog.text


def test_what_takes_too_long_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    import threading

    gate = threading.Event()
    monkeypatch.setattr("crural.surfaces.rest.jobs.assess_case", lambda *_, **__: gate.wait(5))
    slow = client(seconds=0.05)
    assert slow.get("/knowledge").status_code == 200
    response = slow.post("/assess", json=CASE)
    gate.set()
    assert "too long" in problem(response, 503)["detail"]


def test_keys_origins_and_rate() -> None:
    guarded = client(api_keys=("first", "second"), cors=("https://clinic.example",))
    problem(guarded.get("/knowledge"), 401)
    problem(guarded.get("/knowledge", headers={"X-API-Key": "fir"}), 401)
    assert guarded.get("/openapi.json").status_code == 200
    for headers in ({"X-API-Key": "second"}, {"Authorization": "Bearer first"}):
        assert guarded.get("/knowledge", headers=headers).status_code == 200
    ours, other = {"Origin": "https://clinic.example"}, {"Origin": "https://other.example"}
    refused = guarded.get("/knowledge", headers=ours)
    assert refused.headers["access-control-allow-origin"] == "https://clinic.example"  # problems too
    assert "access-control-allow-origin" not in guarded.get("/knowledge", headers=other).headers
    asked = {"Access-Control-Request-Method": "POST", "Access-Control-Request-Headers": "x-api-key"}
    assert guarded.options("/assess", headers={**ours, **asked}).status_code == 200
    few = client(per_minute=2)
    assert [few.get("/knowledge").status_code for _ in range(2)] == [200, 200]
    assert problem(few.get("/knowledge"), 429)


def test_knowledge_is_tagged_with_its_version(rest: TestClient, document: dict[str, Any]) -> None:
    base = load()
    one = rest.get("/knowledge/conditions/deep-vein-thrombosis")
    fits(one.json(), "Condition", document)
    assert one.headers["etag"] == f'"{base.version}"'
    same = {"If-None-Match": f'W/"{base.version}", "other"'}
    assert rest.get("/knowledge/conditions/deep-vein-thrombosis", headers=same).status_code == 304
    assert (
        rest.get("/knowledge/version", headers={"If-None-Match": '"old"'}).json()["knowledge"] == base.version
    )
    pages = [rest.get(f"/knowledge/sources?limit=100&offset={at}").json() for at in (0, 100)]
    fits(pages[0], "Page", document)
    assert pages[0]["total"] == len(base.sources)
    assert not {i["id"] for i in pages[0]["items"]} & {i["id"] for i in pages[1]["items"]}
    found = rest.get("/knowledge/conditions", params={"words": "clot deep"}).json()
    assert [item["id"] for item in found["items"]] == ["deep-vein-thrombosis"]


@pytest.mark.parametrize(
    "section", ["findings", "factors", "medicines", "rules", "tests", "sources", "records"]
)
def test_every_entry_of_a_section_can_be_read_and_fits(
    rest: TestClient, document: dict[str, Any], section: str
) -> None:
    models = {"findings": "Finding", "factors": "Factor", "medicines": "Medicine", "rules": "Rule"}
    models |= {"tests": "Test", "sources": "Source", "records": "Record"}
    for name in list(getattr(load(), section))[::25]:
        fits(rest.get(f"/knowledge/{section}/{name}").json(), models[section], document)


BATCH = [
    '{"id": "a", "text": "my left calf aches"}',
    "{broken",
    "",
    '{"id": "c", "present": ["nothing-known"]}',
    "[]",
]


@pytest.mark.parametrize("processes", [0, pytest.param(2, marks=pytest.mark.slow)])
def test_a_batch_keeps_its_order_and_its_bad_lines(processes: int) -> None:
    with client(processes=processes) as rest:
        answer = rest.post("/batch", content="\n".join([*BATCH, BATCH[0]]), headers=LINES)
    said = [json.loads(line) for line in answer.text.splitlines()]
    assert answer.headers["content-type"].startswith("application/x-ndjson")
    codes = [item.get("error", {}).get("code") for item in said]
    assert codes == [None, "IN-007", "IN-004", "IN-002", None]
    assert said[0] == said[-1] == json.loads(to_json(assess({"id": "a", "text": "my left calf aches"})))


@pytest.fixture(scope="module")
def url() -> Iterator[str]:
    app = app_for(load(), Settings(api_keys=("key",)))
    with served(Starlette(routes=[Mount("/v1", app=app)])) as address:
        yield address


def test_the_python_client_gives_the_shapes_of_the_library(url: str) -> None:
    with Client(url, key="key") as service:
        assert service.assess(CASE) == assess(CASE, base=load())
        assert service.understand("No swelling.").mentions[0].state == "absent"
        case, turn = service.next_question("My left calf aches.", {"leg-swelling": "no"})
        assert case.absent[0].id == "leg-swelling"
        assert turn.questions
        cause = "peripheral-artery-disease"
        assert service.explain(CASE, cause) == explanation.explain(CASE, cause, base=load())
        contrast = service.contrast(CASE, cause, "lumbar-spinal-stenosis")
        assert contrast == explanation.contrast(CASE, cause, "lumbar-spinal-stenosis", base=load())
        changed = service.what_if(CASE, {"leg-swelling": "yes"})
        assert changed == explanation.what_if(CASE, {"leg-swelling": "yes"}, base=load())
        good, bad = service.batch(["my left calf aches", {"id": "b", "present": ["nothing-known"]}])
        assert bad == BatchError(id="b", code="IN-004", message=bad.message)  # type: ignore[union-attr]
        assert good.id is None
        assert service.knowledge_version() == load().version
        assert service.knowledge("conditions", "gout")["id"] == "gout"
        with pytest.raises(ServiceError, match="Say something") as refused:
            service.assess({})
    assert (refused.value.status, refused.value.code) == (422, "IN-001")
    with Client(url) as stranger, pytest.raises(ServiceError, match="key"):
        stranger.knowledge_version()
    with Client("http://127.0.0.1:9", seconds=1) as nobody, pytest.raises(ServiceError, match="reached"):
        nobody.knowledge_version()


@pytest.mark.skipif(shutil.which("node") is None, reason="node is not installed")
def test_the_javascript_example_runs(url: str) -> None:
    script = str(ROOT / "examples" / "rest-client.js")
    said = subprocess.run(
        ["node", script, url, "My left calf is swollen and hurts.", "key"], capture_output=True, text=True
    )
    assert said.returncode == 0, said.stderr
    assert said.stdout.startswith("How soon: ")
    assert "Next question: " in said.stdout
    refused = subprocess.run(["node", script, url, " ", "key"], capture_output=True, text=True)
    assert refused.returncode == 2
    assert "IN-001" in refused.stderr
