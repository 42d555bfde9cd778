"""The MCP server, called by the SDK's own client: in memory, over HTTP, and over standard input and output."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Awaitable, Callable
from functools import cache
from typing import Any

import httpx
import pytest
from jsonschema import Draft202012Validator
from mcp import Client, StdioServerParameters
from tests.surfaces.serving import served

from crural.assess import assess
from crural.knowledge import load
from crural.surfaces.lines import to_json
from crural.surfaces.mcp.server import INSTRUCTIONS, server_of

CASE: dict[str, Any] = {
    "age": 67,
    "text": "My right calf aches after one block and stops when I stand still.",
}
TOOLS = ["understand", "assess", "next_question", "explain", "what_if", "lookup"]


@cache
def server() -> Any:
    return server_of(load())


def talk(told: Callable[[Any], Awaitable[Any]], to: Any = None) -> Any:
    async def conversation() -> Any:
        async with Client(to if to is not None else server()) as client:
            return await told(client)

    return asyncio.run(conversation())


def called(name: str, **arguments: Any) -> Any:
    return talk(lambda client: client.call_tool(name, arguments))


def test_tools_are_read_only_and_typed_and_the_instructions_hold_the_duties() -> None:
    async def told(client: Any) -> Any:
        return (await client.list_tools()).tools, client.instructions

    tools, instructions = talk(told)
    assert [tool.name for tool in tools] == TOOLS
    for tool in tools:
        assert tool.annotations.read_only_hint
        assert tool.annotations.idempotent_hint
        assert tool.annotations.open_world_hint is False
        Draft202012Validator.check_schema(tool.input_schema)
        Draft202012Validator.check_schema(tool.output_schema)
    assert instructions == INSTRUCTIONS
    for duty in ("`urgency` first", "Never soften a danger sign", "Quote the sources", "Unknown is not no"):
        assert duty in instructions


def test_an_assessment_is_that_of_the_library_and_fits_its_schema() -> None:
    said = called("assess", case=CASE)
    assert said.structured_content == json.loads(to_json(assess(CASE, base=load())))
    tools = talk(lambda client: client.list_tools()).tools
    schema = next(tool.output_schema for tool in tools if tool.name == "assess")
    Draft202012Validator(schema).validate(said.structured_content)


def test_an_interview_is_stateless() -> None:
    first = called("next_question", case={"age": 50, "present": ["leg-pain"]}).structured_content
    name = first["turn"]["questions"][0]["id"]
    second = called("next_question", case=first["case"], answers={name: "unsure"}).structured_content
    parts = set(name.removeprefix("any-of.").split("+"))
    assert parts <= {entry["id"] for entry in second["case"]["unknown"]}
    assert second["turn"]["done"] or name not in {q["id"] for q in second["turn"]["questions"]}


def test_an_interview_may_begin_with_nothing() -> None:
    first = called("next_question", case={}).structured_content
    assert first["turn"]["questions"]
    assert not first["turn"]["done"]


def test_a_cause_is_explained_and_an_answer_changed() -> None:
    case = {"age": 67, "present": ["leg-pain"]}
    cause = called("assess", case=case).structured_content["causes"][0]["id"]
    said = called("explain", case=case, cause=cause).structured_content
    assert said["cause"]["id"] == cause
    changed = called("what_if", case=case, changes={"leg-swelling": "yes"}).structured_content
    assert changed["moved"]
    assert changed["before"]["versions"] == changed["after"]["versions"]


def test_a_text_is_understood_and_words_are_looked_up() -> None:
    said = called("understand", text="No swelling.").structured_content
    assert [(m["id"], m["state"]) for m in said["mentions"]] == [("leg-swelling", "absent")]
    assert called("lookup", words="gout").structured_content["entry"]["id"] == "gout"
    many = called("lookup", words="clot").structured_content
    assert many["entry"] is None
    assert "deep-vein-thrombosis" in {match["id"] for match in many["matches"]}


@pytest.mark.parametrize(
    ("tool", "arguments", "said"),
    [
        ("assess", {"case": {}}, "Say something"),
        ("assess", {"case": {"present": ["leg-payn"]}}, "leg-payn"),
        ("next_question", {"case": {"present": ["leg-pain"]}, "answers": {"zz": "yes"}}, "zz"),
        ("assess", {"case": {"text": "my leg aches", "age": -1}}, "IN-003: case: age: input should be"),
        ("assess", {}, "case: is needed"),
        ("assess", {"case": {"text": "my leg aches"}, "age": 60}, "age: is no argument"),
        ("what_if", {"case": {"text": "my leg aches"}, "changes": {}}, "changes"),
        ("understand", {"text": "x" * 100_001}, "100000 characters"),
        ("assess", {"case": {"text": "x" * 100_001}}, "100,000 characters"),
        ("zz", {}, "no tool called zz"),
    ],
)
def test_a_bad_call_is_an_error_that_says_how_to_mend_it(tool: str, arguments: Any, said: str) -> None:
    answer = called(tool, **arguments)
    assert answer.is_error
    assert said in answer.content[0].text


@pytest.mark.parametrize(
    ("tool", "arguments"),
    [
        ("assess", {"case": {"text": "my leg aches", "age": "my secret"}}),
        ("assess", {"case": {"present": [{"id": "leg-pain", "side": "my secret"}]}}),
        ("assess", {"case": {"my secret": 1}}),
        ("understand", {"text": ["my secret"]}),
        ("next_question", {"case": {"present": ["leg-pain"]}, "answers": {"my secret": {}}}),
        ("next_question", {"case": {"present": ["leg-pain"]}, "answers": {"leg-swelling": "my secret"}}),
        ("assess", {"text": "my secret"}),
        ("assess", {"case": {"text": "my leg aches"}, "my secret": 1}),
        ("my secret", {}),
    ],
)
def test_a_bad_value_is_not_echoed(tool: str, arguments: Any) -> None:
    answer = called(tool, **arguments)
    assert answer.is_error
    assert "IN-0" in answer.content[0].text
    assert "secret" not in answer.content[0].text


def test_what_nobody_foresaw_says_nothing_of_the_case(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fails(*_: Any, **__: Any) -> Any:
        raise RuntimeError("my secret")

    monkeypatch.setattr("crural.surfaces.mcp.server.assess_case", fails)
    answer = called("assess", case=CASE)
    assert answer.is_error
    assert "CR-000" in answer.content[0].text
    assert "secret" not in answer.content[0].text + caplog.text
    assert "RuntimeError in fails" in caplog.text


def test_the_knowledge_is_there_as_resources() -> None:
    async def told(client: Any) -> Any:
        listed = await client.list_resources()
        templates = await client.list_resource_templates()
        one = await client.read_resource("crural://conditions/deep-vein-thrombosis")
        source = await client.read_resource(f"crural://sources/{next(iter(load().sources))}")
        with pytest.raises(Exception, match="nothing called zz"):
            await client.read_resource("crural://conditions/zz")
        return listed, templates, one, source

    listed, templates, one, source = talk(told)
    assert "crural://conditions" in {str(each.uri) for each in listed.resources}
    assert "crural://sources/{name}" in {each.uri_template for each in templates.resource_templates}
    assert json.loads(one.contents[0].text)["id"] == "deep-vein-thrombosis"
    assert json.loads(source.contents[0].text)["title"]


def test_it_answers_over_http() -> None:
    app = server_of(load()).streamable_http_app(stateless_http=True, json_response=True)
    with served(app) as url:
        foreign = httpx.post(f"{url}/mcp", json={}, headers={"Origin": "https://elsewhere.example"})
        assert foreign.status_code == 403
        said = talk(lambda client: client.call_tool("assess", {"case": CASE}), f"{url}/mcp")
    assert said.structured_content["urgency"] == assess(CASE, base=load()).model_dump(mode="json")["urgency"]


@pytest.mark.slow
def test_it_answers_over_standard_input_and_output() -> None:
    command = StdioServerParameters(command=sys.executable, args=["-m", "crural", "mcp"])
    said = talk(lambda client: client.call_tool("lookup", {"words": "gout"}), command)
    assert said.structured_content["entry"]["id"] == "gout"
