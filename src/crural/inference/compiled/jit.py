"""Numba, if it is installed: functions are compiled once and kept on disk in the cache folder.

They are kept under the hash of all compiled code, since Numba itself looks only at the file of the outermost function.
"""

from __future__ import annotations

import importlib.util
from collections.abc import Callable
from pathlib import Path
from typing import Any

from crural.knowledge.cache import digest_of, folder

INSTALLED = importlib.util.find_spec("numba") is not None


def _decorator() -> Callable[[Any], Any]:
    import numba

    kept = numba.config.CACHE_DIR  # type: ignore[attr-defined]
    place = folder() / f"compiled-{digest_of(Path(__file__).parent)}"

    def decorate(function: Any) -> Any:
        numba.config.CACHE_DIR = kept or str(place)  # type: ignore[attr-defined]
        try:
            return numba.njit(cache=True, nogil=True, error_model="numpy")(function)
        except RuntimeError:  # no folder can be written: compile for this process only
            return numba.njit(nogil=True, error_model="numpy")(function)
        finally:
            numba.config.CACHE_DIR = kept  # type: ignore[attr-defined]

    return decorate


compiled: Callable[[Any], Any] = _decorator() if INSTALLED else lambda function: function
"""Compile a function, without the interpreter's lock; without Numba it stays as it is."""
