"""How fast the pages come: 200 open sessions, 50 requests a second for 20 seconds, two processes.

./crural bench web [--json] [--rate 50] [--sessions 200] [--seconds 20]

The service runs as `crural serve` does, with sessions in a SQLite file. Requests are sent when they are due, whether
or not the ones before have been answered, and are timed from then: what waits in line counts. Server time is what the
service itself took; both are printed, by page.
"""

from __future__ import annotations

import argparse
import asyncio
import json
import random
import re
import socket
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from pathlib import Path

import httpx

TEXTS = (
    "My left calf is swollen and sore since two days. I am 67. No fever.",
    "Both my legs have felt heavy in the evening for three months. I am 52 and a woman.",
    "My right calf aches after one block and stops when I stand still. I am 67 and smoke.",
    "At night my legs feel creepy and I must move them. I am 45.",
    "My knees hurt on the stairs and are stiff in the morning. I am 71.",
)
MIX = (("question", 40), ("answer", 25), ("understood", 10), ("result", 10), ("answers", 5), ("handbook", 10))
"""What people do, in parts of 100. Every answer works the case out anew."""


class Visitor:
    """One open session."""

    def __init__(self, web: httpx.AsyncClient, text: str) -> None:
        self.web, self.text, self.cookie, self.token = web, text, "", ""
        self.busy = asyncio.Lock()

    async def get(self, path: str) -> httpx.Response:
        return await self.web.get(path, headers={"cookie": self.cookie})

    async def post(self, path: str, **fields: str) -> httpx.Response:
        data = {"token": self.token, **fields}
        return await self.web.post(path, data=data, headers={"cookie": self.cookie})

    async def open(self) -> None:
        first = await self.web.post("/begin", data={"country": "gb"})
        self.web.cookies.clear()
        self.cookie = first.headers["set-cookie"].partition(";")[0]
        page = (await self.get("/words")).text
        self.token = re.search(r'name="token" value="([^"]+)"', page).group(1)  # type: ignore[union-attr]
        await self.post("/words", text=self.text)
        await self.post("/medicines/done", complete="none")

    async def question(self) -> httpx.Response:
        return await self.get("/questions")

    async def answer(self) -> httpx.Response:
        """Answer what is asked with "not sure"; the page that is asked for first is not timed."""
        return await self.post("/questions", ask=self.asked, unsure="1")

    async def prepare(self) -> None:
        page = (await self.get("/questions")).text
        found = re.findall(r'name="ask" value="([^"]+)"', page)
        self.asked = found[0] if found else ""

    async def understood(self) -> httpx.Response:
        return await self.get("/understood")

    async def result(self) -> httpx.Response:
        return await self.get("/result")

    async def answers(self) -> httpx.Response:
        return await self.get("/answers")

    async def handbook(self) -> httpx.Response:
        return await self.web.get("/handbook/conditions/deep-vein-thrombosis")


def share(values: list[float], part: float) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))] if ordered else float("nan")


async def measure(address: str, rate: float, sessions: int, seconds: float) -> dict[str, dict[str, float]]:
    """Milliseconds by page: median, p95, slowest; as seen from outside, and as the server says."""
    chance = random.Random(1)
    seen: dict[str, list[float]] = defaultdict(list)
    inside: dict[str, list[float]] = defaultdict(list)
    wrong = 0
    async with httpx.AsyncClient(
        base_url=address, timeout=30, limits=httpx.Limits(max_connections=100, keepalive_expiry=2)
    ) as web:
        people = [Visitor(web, TEXTS[i % len(TEXTS)]) for i in range(sessions)]
        for person in people:
            await person.open()

        async def one(kind: str, due: float) -> None:
            nonlocal wrong
            person = chance.choice(people)
            if kind == "answer":
                await person.prepare()
                due = time.perf_counter()
            answer = await getattr(person, kind)()
            seen[kind].append((time.perf_counter() - due) * 1000)
            inside[kind].append(float(answer.headers.get("server-timing", "app;dur=nan").rpartition("=")[2]))
            wrong += answer.status_code >= 400

        names, weights = zip(*MIX, strict=True)
        began, tasks = time.perf_counter(), []
        for number in range(int(rate * seconds)):
            due = began + number / rate
            await asyncio.sleep(max(0.0, due - time.perf_counter()))
            tasks.append(asyncio.create_task(one(chance.choices(names, weights)[0], due)))
        await asyncio.gather(*tasks)
    rows = {name: seen[name] for name in names} | {"all": [x for values in seen.values() for x in values]}
    server = dict(inside) | {"all": [x for values in inside.values() for x in values]}
    return {
        name: {
            "requests": len(values),
            "median": round(share(values, 0.5), 1),
            "p95": round(share(values, 0.95), 1),
            "slowest": round(max(values, default=float("nan")), 1),
            "server_median": round(share(server[name], 0.5), 1),
            "server_p95": round(share(server[name], 0.95), 1),
        }
        for name, values in rows.items()
    } | {"errors": {"requests": wrong}}


def main() -> None:
    options = argparse.ArgumentParser(description=__doc__)
    options.add_argument("--json", action="store_true")
    for name, usual in (("rate", 50.0), ("sessions", 200), ("seconds", 20.0)):
        options.add_argument(f"--{name}", type=type(usual), default=usual)
    wish = options.parse_args()
    with socket.socket() as free, tempfile.TemporaryDirectory() as folder:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
        free.close()
        command = [
            sys.executable,
            "-m",
            "crural",
            "serve",
            "--port",
            str(port),
            "--per-minute",
            "0",
            "--workers",
            "2",
        ]
        service = subprocess.Popen(
            [*command, "--sessions", str(Path(folder) / "s.sqlite")], stderr=subprocess.DEVNULL
        )
        try:
            address = f"http://127.0.0.1:{port}"
            for _ in range(300):
                try:
                    if httpx.get(f"{address}/readyz").status_code == 200:
                        break
                except httpx.HTTPError:
                    time.sleep(0.2)
            found = asyncio.run(measure(address, wish.rate, wish.sessions, wish.seconds))
        finally:
            service.terminate()
            service.wait(20)
    errors = int(found.pop("errors")["requests"])
    print(
        f"{wish.rate:g} requests a second, {wish.sessions} open sessions, {wish.seconds:g} s; errors: {errors}"
    )
    print(f"{'page':12}{'requests':>9}{'median':>9}{'p95':>9}{'slowest':>9}   server: median      p95   (ms)")
    for name, row in found.items():
        line = f"{name:12}{row['requests']:9}{row['median']:9}{row['p95']:9}{row['slowest']:9}"
        print(f"{line}{row['server_median']:18}{row['server_p95']:9}")
    if wish.json:
        print(json.dumps({"benchmark": "web", "errors": errors, "milliseconds": found}))


if __name__ == "__main__":
    main()
