"""Which executor evaluates plans in this process: NumPy, or after `prepare()` the compiled one.

Numba takes half a second to load, and half a minute to compile once for a machine (kept in the cache folder). So a
single command stays with NumPy; a service or a batch calls `prepare()`. Both give one answer, to 1e-9.
"""

from __future__ import annotations

import importlib.util
import threading
from collections.abc import Callable
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from crural.inference.compiled.executor import Found
    from crural.inference.pattern import Array, Numbers
    from crural.inference.plan import Plan

    Run = Callable[[Plan, Numbers, Array | None], Found | None]

_ready: Run | None = None
_lock = threading.Lock()


def prepare(*, wait: bool = True) -> bool:
    """Use the compiled executor from now on; False where Numba is not installed, and NumPy goes on.

    wait: False compiles in the background, and NumPy serves until that is done.
    """
    if importlib.util.find_spec("numba") is None:
        return False
    if wait:
        _load()
    else:
        threading.Thread(target=_load, name="crural-compile", daemon=True).start()
    return True


def use_numpy() -> None:
    """Go back to NumPy."""
    global _ready
    _ready = None


def compiled() -> Run | None:
    """The compiled executor, if it is in use."""
    return _ready


def _load() -> None:
    global _ready
    with _lock:
        if _ready is None:
            from crural.inference.compiled.executor import run, warm_up

            warm_up()
            _ready = run
