"""Workers: a process that dies is replaced, and a service that is full says so instead of growing."""

from __future__ import annotations

import asyncio
import os
import signal
import subprocess
import sys
import threading
import time
from concurrent.futures import BrokenExecutor
from pathlib import Path
from typing import Any

import pytest

from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError
from crural.knowledge import load
from crural.surfaces.http import Settings, workers
from crural.surfaces.http.problem import Refused
from crural.surfaces.http.workers import Workers

ROOT = Path(__file__).resolve().parents[3]


def die(_: KnowledgeBase) -> None:
    os._exit(1)


def refuse(_: KnowledgeBase, kind: str) -> None:
    if kind == "refused":
        raise Refused(412, "CH-002", "send more", ["a: is missing"], Retry_After="5")
    raise InputError("say something", code="IN-001")


def count(base: KnowledgeBase) -> int:
    return len(base.conditions)


def test_a_process_that_dies_is_replaced_and_errors_come_back_whole() -> None:
    pool = Workers(load(), Settings(processes=1))

    async def conversation() -> int:
        with pytest.raises(BrokenExecutor):
            await pool.run(die)
        with pytest.raises(Refused) as refused:
            await pool.run(refuse, "refused")
        assert (refused.value.status, refused.value.errors) == (412, ["a: is missing"])
        assert refused.value.headers == {"Retry-After": "5"}
        with pytest.raises(InputError, match="say something") as wrong:
            await pool.run(refuse, "wrong")
        assert wrong.value.code == "IN-001"
        return await pool.run(count)

    try:
        assert asyncio.run(conversation()) == len(load().conditions)
    finally:
        pool.close()


def test_a_full_service_says_so(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(workers, "WAITING", 1)
    pool, gate = Workers(load(), Settings()), threading.Event()

    async def conversation() -> Any:
        first = asyncio.create_task(pool.run(lambda _: gate.wait(5)))
        await asyncio.sleep(0)
        with pytest.raises(Refused) as refused:
            await pool.run(count)
        gate.set()
        assert await first
        assert await pool.run(count) == len(load().conditions)
        return refused.value

    refused = asyncio.run(conversation())
    pool.close()
    assert (refused.status, refused.headers["Retry-After"]) == (503, "5")


SERVICE = """
import asyncio, os, sys
from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.http.workers import Workers
from tests.surfaces.rest.test_workers import whoami
if __name__ == "__main__":
    print(asyncio.run(Workers(load(), Settings(processes=1)).run(whoami)), flush=True)
    sys.stdin.read()
"""


def whoami(_: KnowledgeBase) -> int:
    return os.getpid()


def test_a_process_ends_when_its_service_is_killed() -> None:
    service = subprocess.Popen(
        [sys.executable, "-c", SERVICE],
        cwd=ROOT,
        env={**os.environ, "PYTHONPATH": "src:."},
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
    )
    assert service.stdout
    worker = int(service.stdout.readline())
    service.kill()
    service.wait()
    for _ in range(200):
        try:
            os.kill(worker, 0)
        except ProcessLookupError:
            return
        time.sleep(0.05)
    os.kill(worker, signal.SIGKILL)
    raise AssertionError("the computing process went on without its service")
