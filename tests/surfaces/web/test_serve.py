"""The command that opens the app, and the service that it runs."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from click.testing import CliRunner
from starlette.testclient import TestClient
from tests.surfaces.web.walker import Walker

from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.serve.app import service
from crural.surfaces.serve.command import SETTINGS, from_environment, serve, state_file
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
