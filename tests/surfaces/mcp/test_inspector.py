"""The MCP inspector, a client that others wrote in another language, calls every tool."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

ROOT = Path(__file__).resolve().parents[3]
FOLDER = ROOT / ".crural-cache" / "peers" / "mcp-inspector"
INSPECTOR = FOLDER / "node_modules" / ".bin" / "mcp-inspector"
PACKAGE = "@modelcontextprotocol/inspector@2.12.0"
WAIT = ("--connect-timeout", "60000")
"""Milliseconds: its own 15 seconds are short for a machine that does something else beside."""
CASE = {"age": 67, "text": "My right calf aches after one block and stops when I stand still."}

pytestmark = [
    pytest.mark.peers,
    pytest.mark.skipif(shutil.which("npm") is None, reason="npm is not installed"),
]


@pytest.fixture(scope="module", autouse=True)
def inspector() -> None:
    if INSPECTOR.exists():
        return
    FOLDER.mkdir(parents=True, exist_ok=True)
    install = ["npm", "install", "--no-audit", "--no-fund", PACKAGE]
    if subprocess.run(install, cwd=FOLDER, capture_output=True).returncode:
        pytest.skip(f"{PACKAGE} could not be installed")


def inspected(method: str, *options: str) -> Any:
    server = [sys.executable, "-m", "crural", "mcp"]
    command = [str(INSPECTOR), "--cli", *server, *WAIT, "--method", method, *options]
    run = subprocess.run(
        command, capture_output=True, text=True, env={**os.environ, "PYTHONPATH": str(ROOT / "src")}
    )
    assert run.returncode == 0, run.stderr
    return json.loads(run.stdout)


def test_it_lists_the_tools_and_the_resources() -> None:
    tools = inspected("tools/list")["tools"]
    assert {"understand", "assess", "next_question", "explain", "what_if", "lookup"} <= {
        tool["name"] for tool in tools
    }
    assert all(tool["annotations"]["readOnlyHint"] for tool in tools)
    assert "crural://conditions" in {each["uri"] for each in inspected("resources/list")["resources"]}


@pytest.mark.parametrize(
    ("tool", "arguments", "key"),
    [
        ("understand", {"text": "No swelling."}, "mentions"),
        ("assess", {"case": CASE}, "urgency"),
        ("next_question", {"case": CASE, "answers": {"leg-swelling": "no"}}, "turn"),
        ("explain", {"case": CASE, "cause": "peripheral-artery-disease"}, "chain"),
        ("what_if", {"case": CASE, "changes": {"leg-swelling": "yes"}}, "moved"),
        ("lookup", {"words": "gout"}, "matches"),
    ],
)
def test_it_calls_every_tool(tool: str, arguments: dict[str, Any], key: str) -> None:
    given = [
        f"{name}={value if isinstance(value, str) else json.dumps(value)}"
        for name, value in arguments.items()
    ]
    options = [part for each in given for part in ("--tool-arg", each)]
    said = inspected("tools/call", "--tool-name", tool, *options)
    assert not said.get("isError")
    assert key in said["structuredContent"]
