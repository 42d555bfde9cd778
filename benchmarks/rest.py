"""How fast the REST interface answers: requests come at a steady rate, whether or not earlier ones are answered.

./crural bench rest [--rate 40] [--seconds 15] [--processes 2] [--json]
"""

import argparse
import asyncio
import contextlib
import json
import os
import socket
import statistics
import subprocess
import sys
import time
from pathlib import Path

import httpx

TEXTS = (
    "For about three weeks my right calf aches and feels like lead after one block, it goes off when I stand "
    "still. I'm {age}, I smoke, and I take amlodipine and metformin.{more}",
    "My left calf is swollen and hurts since yesterday. I had a hip operation ten days ago. I am {age}.{more}",
    "Both legs feel restless in the evening and I have to get up and walk. I am {age} and tired all day.{more}",
    "I get cramps at night, both calves, a few times a week. No swelling. I am {age}.{more}",
)
MORE = (
    " My feet tingle.",
    " My knees hurt on the stairs.",
    " My back is stiff.",
    " My ankles swell.",
    " I am dizzy.",
)


def text(number: int) -> str:
    """One of some thousand cases: the service meets most of them for the first time."""
    picked = "".join(more for place, more in enumerate(MORE) if number // 4 >> place & 1)
    return TEXTS[number % 4].format(age=40 + number // 128 % 50, more=picked)


SERVER = """
import sys, uvicorn
from starlette.applications import Starlette
from starlette.routing import Mount
from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.rest.app import app_for
if __name__ == "__main__":
    app = app_for(load(), Settings(processes=int(sys.argv[2])))
    uvicorn.run(Starlette(routes=[Mount("/v1", app=app)], lifespan=app.router.lifespan_context),
                host="127.0.0.1", port=int(sys.argv[1]), log_level="error")
"""


def cpu_seconds(pid: int) -> float:
    """Processor time of a process and its children so far; 0 where the system does not show it."""
    pids = [pid]
    for child in Path("/proc").glob("[0-9]*/stat"):
        with contextlib.suppress(OSError):
            if int(child.read_text().rpartition(")")[2].split()[1]) == pid:
                pids.append(int(child.parent.name))
    ticks = 0
    for each in pids:
        with contextlib.suppress(OSError):
            fields = Path(f"/proc/{each}/stat").read_text().rpartition(")")[2].split()
            ticks += int(fields[11]) + int(fields[12])
    return ticks / os.sysconf("SC_CLK_TCK")


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


async def ready(client: httpx.AsyncClient) -> None:
    for _ in range(200):
        try:
            await client.get("knowledge/version")
            return
        except httpx.HTTPError:
            await asyncio.sleep(0.1)
    raise SystemExit("the server did not start")


async def settled(pid: int) -> None:
    """Until the server, with nobody asking, has nothing more to make ready (at most a minute)."""
    for _ in range(60):
        before = cpu_seconds(pid)
        await asyncio.sleep(1.0)
        if cpu_seconds(pid) - before < 0.1:
            return


async def load(url: str, rate: float, seconds: float, pid: int) -> tuple[list[float], int, float]:
    """Seconds of each answer since its request was due, how many failed, and processor seconds of the server."""
    times: list[float] = []
    failed = 0
    limits = httpx.Limits(max_connections=200, max_keepalive_connections=200)
    async with httpx.AsyncClient(base_url=url, timeout=30, limits=limits) as client:
        await ready(client)

        async def one(number: int, due: float) -> None:
            nonlocal failed
            try:
                answer = await client.post("assess", json={"text": text(number)})
                failed += answer.status_code != 200
            except httpx.HTTPError:
                failed += 1
            times.append(time.perf_counter() - due)

        await asyncio.gather(*(one(-i, time.perf_counter()) for i in range(1, 9)))  # warm
        await settled(pid)
        times.clear()
        spent = cpu_seconds(pid)
        begin, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = begin + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(number, due)))
        await asyncio.gather(*tasks)
        spent = cpu_seconds(pid) - spent
    return times, failed, spent


def main() -> None:
    options = argparse.ArgumentParser()
    options.add_argument("--rate", type=float, default=40)
    options.add_argument("--seconds", type=float, default=15)
    options.add_argument("--processes", type=int, default=2)
    options.add_argument("--json", action="store_true")
    asked = options.parse_args()
    port = free_port()
    server = subprocess.Popen(
        [sys.executable, "-c", SERVER, str(port), str(asked.processes)],
        env={**os.environ, "OPENBLAS_NUM_THREADS": "1"},  # as `crural serve` does
    )
    try:
        url = f"http://127.0.0.1:{port}/v1/"
        times, failed, spent = asyncio.run(load(url, asked.rate, asked.seconds, server.pid))
    finally:
        server.terminate()
        server.wait(10)
    cuts = statistics.quantiles(times, n=100)
    result = {
        "rate": asked.rate,
        "processes": asked.processes,
        "answers": len(times),
        "failed": failed,
        "cores": os.cpu_count(),
        "cpu_milliseconds_per_answer": round(1000 * spent / len(times), 1),
        "load_before": round(os.getloadavg()[2], 2),
        "milliseconds": {f"p{p}": round(1000 * cuts[p - 1], 1) for p in (50, 95, 99)},
    }
    print(
        f"{asked.rate:g} requests a second for {asked.seconds:g} s, "
        f"{asked.processes} processes: {result['milliseconds']}"
    )
    print(f"{result['cpu_milliseconds_per_answer']} ms of processor time an answer")
    print(
        f"{failed} of {len(times)} failed; load of the machine in the last 15 minutes {result['load_before']}"
    )
    if asked.json:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
