"""Sessions held on the server: one row each, in a SQLite file or in memory, gone when they expire.

The browser holds a random key; the store holds only its hash, so that the file alone opens no session.
"""

from __future__ import annotations

import hashlib
import secrets
import sqlite3
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

SCHEMA = """
CREATE TABLE IF NOT EXISTS session (
    key TEXT PRIMARY KEY, token TEXT NOT NULL, data TEXT NOT NULL, version INTEGER NOT NULL, touched REAL NOT NULL
);
CREATE INDEX IF NOT EXISTS session_touched ON session (touched);
"""
PURGE_EVERY = 60.0
"""Seconds between two clearings of what has expired."""


@dataclass(frozen=True)
class Row:
    """One session as stored. key: hash of the browser's key. token: goes into every form. version: counts saves."""

    key: str
    token: str
    data: str
    version: int


def hashed(key: str) -> str:
    """What the store knows of a browser's key."""
    return hashlib.sha256(key.encode()).hexdigest()


class Sessions:
    """The store. file: SQLite file, or None for memory only. minutes: life of an idle session."""

    def __init__(self, file: Path | None, minutes: int, clock: Callable[[], float] = time.time) -> None:
        self.seconds, self.clock = minutes * 60.0, clock
        if file is not None:
            file.parent.mkdir(parents=True, exist_ok=True)
            file.touch(mode=0o600)
        self.base = sqlite3.connect(
            file or ":memory:", check_same_thread=False, isolation_level=None, timeout=5.0
        )
        self.lock = threading.Lock()
        self.purged = 0.0
        for setting in ("journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=5000", "secure_delete=ON"):
            self.base.execute(f"PRAGMA {setting}")
        self.base.executescript(SCHEMA)

    def _oldest(self) -> float:
        now = self.clock()
        if now - self.purged > PURGE_EVERY:
            self.purged = now
            self.base.execute("DELETE FROM session WHERE touched < ?", (now - self.seconds,))
        return now - self.seconds

    def open(self, data: str) -> tuple[str, Row]:
        """A new session: the key for the browser, and its row."""
        key, token = secrets.token_urlsafe(32), secrets.token_urlsafe(24)
        row = Row(hashed(key), token, data, 1)
        with self.lock:
            self._oldest()
            values = (row.key, token, data, 1, self.clock())
            self.base.execute("INSERT INTO session VALUES (?, ?, ?, ?, ?)", values)
        return key, row

    def find(self, key: str) -> Row | None:
        """The session of a browser's key, or None when there is none or it has expired; finding keeps it alive."""
        with self.lock:
            oldest = self._oldest()
            found = self.base.execute(
                "SELECT key, token, data, version, touched FROM session WHERE key = ? AND touched >= ?",
                (hashed(key), oldest),
            ).fetchone()
            if found is None:
                return None
            now = self.clock()
            if now - found[4] > PURGE_EVERY / 2:
                self.base.execute("UPDATE session SET touched = ? WHERE key = ?", (now, found[0]))
        return Row(*found[:4])

    def save(self, row: Row, data: str) -> bool:
        """Write the new data; False when another request saved in between (read it again, then do it again)."""
        with self.lock:
            done = self.base.execute(
                "UPDATE session SET data = ?, version = version + 1, touched = ? WHERE key = ? AND version = ?",
                (data, self.clock(), row.key, row.version),
            )
        return done.rowcount == 1

    def forget(self, key: str) -> None:
        """Delete the session now."""
        with self.lock:
            self.base.execute("DELETE FROM session WHERE key = ?", (hashed(key),))

    def close(self) -> None:
        """Close the file."""
        with self.lock:
            self.base.close()
