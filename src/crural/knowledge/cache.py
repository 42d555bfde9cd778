"""Compiled forms kept in the user's cache folder, so that a command starts fast. Losing them loses nothing.

A file is named by its kind and the hash of what it was made from; older files of the kind are removed.
"""

from __future__ import annotations

import gc
import hashlib
import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


def digest_of(*folders: Path, ending: str = ".py", below: bool = False, also: str = "") -> str:
    """Hash (16 hex digits) of the names and contents of the files in folders, by name.

    ending: of the names that count. below: whether folders in them count too. also: what else it stands for.
    """
    digest = hashlib.sha256(also.encode())
    for place in folders:
        for path in sorted(_files(str(place), below)):
            if path.endswith(ending):
                digest.update(path.removeprefix(str(place)).encode())
                digest.update(Path(path).read_bytes())
    return digest.hexdigest()[:16]


def _files(folder: str, below: bool) -> Iterator[str]:
    with os.scandir(folder) as entries:
        for entry in entries:
            if not entry.is_dir():
                yield entry.path
            elif below:
                yield from _files(entry.path, below)


@contextmanager
def uncollected() -> Iterator[None]:
    """Make many objects that stay for good: no search for garbage among them, now or later (a third of the time)."""
    was = gc.isenabled()
    gc.disable()
    try:
        yield
        gc.freeze()
    finally:
        if was:
            gc.enable()


def folder() -> Path:
    """The cache folder of this user; it need not exist."""
    base = os.environ.get("CRURAL_CACHE") or os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(base) / "crural"


def _path(kind: str, key: str) -> Path:
    return folder() / f"{kind}-{key}.json"


def kept(kind: str, key: str) -> bytes | None:
    """The content kept under a kind and key; None where there is none."""
    try:
        return _path(kind, key).read_bytes()
    except OSError:
        return None


def keep(kind: str, key: str, content: str) -> None:
    """Keep content for later starts; a folder that cannot be written is no error."""
    path = _path(kind, key)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        handle, name = tempfile.mkstemp(dir=path.parent, suffix=".part")
        with os.fdopen(handle, "w", encoding="utf-8") as file:
            file.write(content)
        Path(name).replace(path)
        for old in path.parent.glob(f"{kind}-*.json"):
            if old != path:
                old.unlink(missing_ok=True)
    except OSError:
        return
