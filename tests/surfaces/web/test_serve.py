"""The command that opens the app, and the service that it runs."""

from __future__ import annotations

import json
import os
import re
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx
import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.surfaces.serving import free_port
from tests.surfaces.web.walker import CALF, Walker
from uvicorn.protocols.http.h11_impl import H11Protocol

from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.serve.app import service
from crural.surfaces.serve.command import SETTINGS, from_environment, serve, state_file
from crural.surfaces.serve.prompt import Prompt
from crural.surfaces.web.app import OPEN


def test_the_service_says_that_it_is_alive_and_which_parts_it_has() -> None:
    with TestClient(service(load(), Settings())) as web:
        assert web.get("/healthz").json() == {"status": "ok"}
        ready = web.get("/readyz").json()
        assert "" in ready["parts"]
        assert ready["knowledge"] == load().version
        assert "What is going on" in web.get("/").text


def test_each_worker_reads_the_settings_from_the_environment(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    settings = {"sessions": str(tmp_path / "s.sqlite"), "session_minutes": 5, "per_minute": 2}
    monkeypatch.setenv(SETTINGS, json.dumps({"settings": {**settings, "feedback": None}, "pages": True}))
    prepared: list[bool] = []
    monkeypatch.setattr("crural.inference.prepare", lambda *, wait: prepared.append(wait))
    web = TestClient(from_environment())
    assert prepared == [False]
    assert [web.get("/about").status_code for _ in range(3)] == [200, 200, 429]
    assert (tmp_path / "s.sqlite").exists()
    assert (tmp_path / "s.sqlite").stat().st_mode & 0o077 == 0


def test_memory_and_workers_do_not_go_together() -> None:
    answer = CliRunner().invoke(serve, ["--memory", "--workers", "2"])
    assert answer.exit_code == 2
    assert "one process" in answer.output


@pytest.mark.parametrize("other", ["--memory", "--api"])
def test_cards_that_open_the_desk_need_the_pages_and_the_file(other: str) -> None:
    answer = CliRunner().invoke(serve, ["--link-cases", other])
    assert answer.exit_code == 2
    assert "leave out --memory and --api" in answer.output


def test_sessions_lie_in_the_folder_for_state(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert state_file() == tmp_path / "crural" / "sessions.sqlite"


def test_an_error_of_ours_is_logged_without_its_words(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def broken(_: object) -> None:
        raise ValueError("my secret leg")

    monkeypatch.setitem(OPEN, "/about", {"GET": broken})
    walker = Walker()
    assert walker.get("/about").status_code == 500
    assert "saved answers are still there" in walker.text
    assert "A page failed: ValueError at test_serve.py" in caplog.text
    assert "secret" not in caplog.text


def test_no_answer_is_held_back_by_the_system(monkeypatch: pytest.MonkeyPatch) -> None:
    """Head and body are written apart: without this each page took 40 ms longer with several workers."""
    options: dict[str, object] = {}
    monkeypatch.setattr("uvicorn.run", lambda *_, **given: options.update(given))
    assert CliRunner().invoke(serve, ["--memory"]).exit_code == 0
    assert options["http"] == f"{Prompt.__module__}:{Prompt.__name__}"
    monkeypatch.setattr(H11Protocol, "connection_made", lambda *_: None)
    with socket.socket() as connection:
        transport = type("Transport", (), {"get_extra_info": lambda *_: connection})()
        Prompt.__new__(Prompt).connection_made(transport)
        assert connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)


@contextmanager
def running(port: int, sessions: Path) -> Iterator[None]:
    """The command itself, as a process of its own; killed (SIGKILL) at the end of the block."""
    root = Path(__file__).resolve().parents[3]
    command = [sys.executable, "-m", "crural", "serve", "--port", str(port), "--sessions", str(sessions)]
    process = subprocess.Popen(
        command, env={**os.environ, "PYTHONPATH": str(root / "src")}, stderr=subprocess.DEVNULL
    )
    try:
        for _ in range(600):
            try:
                httpx.get(f"http://127.0.0.1:{port}/healthz")
                break
            except httpx.TransportError:
                assert process.poll() is None, "the server did not start"
                time.sleep(0.1)
        yield
    finally:
        process.kill()
        process.wait()


@pytest.mark.slow
def test_a_killed_server_loses_no_saved_answer(tmp_path: Path) -> None:
    port, sessions = free_port(), tmp_path / "sessions.sqlite"
    with httpx.Client(base_url=f"http://127.0.0.1:{port}", follow_redirects=True, timeout=60) as person:
        with running(port, sessions):
            page = person.post("/begin", data={"country": "gb"})
            token = re.search(r'name="token" value="([^"]+)"', page.text)
            assert token
            assert "calf is swollen" in person.post("/words", data={"token": token[1], "text": CALF}).text
        with running(port, sessions):
            assert "calf is swollen" in person.get("/understood").text
