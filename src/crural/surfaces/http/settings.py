"""How the service is set up; read once at the start and handed to every part."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class Settings:
    """Settings of one running service.

    public_url: the address that others see, without a slash at its end. sessions: the SQLite file of the web app's
    sessions; None keeps them in memory only. session_minutes: life of an idle session. max_bytes: largest body of a
    request; batch_bytes: of a batch. seconds: longest time for one answer. per_minute: requests from one address in
    a minute (0: no limit). processes: processes that compute beside the one that serves (0: threads in it).
    api_keys: keys that the interfaces ask for (none: open). cors: origins that may call from a browser.
    trusted_jku: key-set addresses whose signed calls to CDS Hooks are believed (none: no signature is asked for).
    feedback: JSON-lines file for CDS Hooks feedback; None keeps nothing. link_cases: cards of CDS Hooks open the desk
    with the case, which is kept in `sessions` until it is opened.
    """

    public_url: str = "http://127.0.0.1:8000"
    sessions: Path | None = None
    session_minutes: int = 60
    max_bytes: int = 1_000_000
    batch_bytes: int = 20_000_000
    seconds: float = 20.0
    per_minute: int = 0
    processes: int = 0
    api_keys: tuple[str, ...] = ()
    cors: tuple[str, ...] = ()
    trusted_jku: tuple[str, ...] = ()
    feedback: Path | None = None
    link_cases: bool = False
