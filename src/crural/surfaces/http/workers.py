"""Computing beside the event loop: threads, or processes, with a time limit and an end to the queue."""

from __future__ import annotations

import asyncio
import gc
import logging
import multiprocessing
import os
import threading
from collections.abc import Callable
from concurrent.futures import BrokenExecutor, Executor, ProcessPoolExecutor, ThreadPoolExecutor
from typing import TypeVar

from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.http.problem import Refused
from crural.surfaces.http.settings import Settings

T = TypeVar("T")

THREADS = 2
WAITING = 200
"""Most jobs that may wait or run; above it the service says that it is busy instead of growing."""

FIRST = "My legs ache."
GARBAGE = (10_000, 20, 50)
"""Thresholds of the search for garbage: an answer makes and drops some 100,000 small objects."""

log = logging.getLogger(__name__)
_base: KnowledgeBase | None = None
_made: dict[tuple[str, Settings], Workers] = {}


def _end_with_service() -> None:
    """A process whose service was killed ends too, instead of waiting for jobs for ever."""
    parent = multiprocessing.parent_process()
    if parent is not None:
        parent.join()
        os._exit(0)


def _begin(base: KnowledgeBase) -> None:
    global _base
    _base = base
    threading.Thread(target=_end_with_service, daemon=True).start()
    threading.Thread(target=warm, args=(base,), daemon=True).start()  # the first job does not wait for it


def warm(base: KnowledgeBase) -> None:
    """Make what is made once for each base and process, before anybody waits for it.

    What is there then stays for good, so no search for garbage goes through it again (a fifth of the time of an
    answer). The compiled executor is made ready beside the first answers, which NumPy gives: they are the same.
    """
    from crural.assess import assess
    from crural.inference import prepare

    assess(FIRST, base=base)
    gc.collect()
    gc.freeze()
    gc.set_threshold(*GARBAGE)
    prepare(wait=False)


def _here(job: Callable[..., T], *args: object) -> T:
    assert _base is not None
    return job(_base, *args)


class Workers:
    """Runs jobs (functions of the knowledge base and more) for one service.

    With processes each has its own copy of the base, and a job must be a function of a module with arguments that
    can be pickled. A process that died is replaced, and its job done once more: jobs are pure.
    """

    def __init__(self, base: KnowledgeBase, settings: Settings) -> None:
        self.base, self.seconds, self.processes = base, settings.seconds, settings.processes
        self.under_way = 0
        self._pool: Executor | None = None

    @property
    def size(self) -> int:
        """How many jobs run at once."""
        return self.processes or THREADS

    def _executor(self) -> Executor:
        if self._pool is None:
            self._pool = (
                ProcessPoolExecutor(
                    self.processes,
                    mp_context=multiprocessing.get_context("spawn"),
                    initializer=_begin,
                    initargs=(self.base,),
                )
                if self.processes
                else ThreadPoolExecutor(THREADS, thread_name_prefix="crural")
            )
        return self._pool

    def _submit(self, job: Callable[..., T], args: tuple[object, ...]) -> asyncio.Future[T]:
        pool = self._executor()
        if self.processes:
            return asyncio.wrap_future(pool.submit(_here, job, *args))
        return asyncio.wrap_future(pool.submit(job, self.base, *args))

    async def run(self, job: Callable[..., T], *args: object) -> T:
        """The result of job(base, *args). Raises what it raises, and Refused (503) when busy or too slow."""
        if self.under_way >= WAITING:
            raise Refused(
                503, "HTTP-503", "The service is busy. Try again in a few seconds.", Retry_After="5"
            )
        self.under_way += 1
        try:
            async with asyncio.timeout(self.seconds):
                try:
                    return await self._submit(job, args)
                except BrokenExecutor:
                    log.error("a computing process ended; starting another")
                    self._pool = None
                    return await self._submit(job, args)
        except TimeoutError:
            detail = "This took too long. Send a shorter text, or try again later."
            raise Refused(503, "HTTP-503", detail, Retry_After="5") from None
        finally:
            self.under_way -= 1

    def close(self) -> None:
        """End the threads or processes; jobs that wait are dropped."""
        if self._pool is not None:
            self._pool.shutdown(wait=bool(self.processes), cancel_futures=True)
            self._pool = None


def workers_of(base: KnowledgeBase, settings: Settings) -> Workers:
    """The workers of a service; its parts share them."""
    return _made.setdefault((base.version, settings), Workers(base, settings))
