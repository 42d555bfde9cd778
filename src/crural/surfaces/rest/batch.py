"""Many cases in one call: JSON lines in, JSON lines out in the same order, streamed as they are ready."""

from __future__ import annotations

import asyncio
import json
from collections import deque
from collections.abc import AsyncIterator

from crural.surfaces.http.problem import Refused
from crural.surfaces.http.workers import Workers
from crural.surfaces.rest import jobs


async def _answer(workers: Workers, line: str) -> str:
    try:
        return await workers.run(jobs.line, line)
    except Refused as refused:
        error = {"code": refused.code, "message": refused.detail}
        return json.dumps({"id": None, "error": error}, ensure_ascii=False)


async def answers(body: bytes, workers: Workers) -> AsyncIterator[bytes]:
    """One line for each line that is not blank. As many are under way as the workers do at once, so that single
    requests from others wait for one case at most.
    """
    under_way: deque[asyncio.Task[str]] = deque()
    try:
        for line in body.decode("utf-8", "replace").split("\n"):
            if not line.strip():
                continue
            under_way.append(asyncio.create_task(_answer(workers, line)))
            if len(under_way) >= workers.size:
                yield (await under_way.popleft() + "\n").encode()
        while under_way:
            yield (await under_way.popleft() + "\n").encode()
    finally:
        for task in under_way:
            task.cancel()
