"""What a request must pass before a part sees it: size, rate, keys; and CORS for browsers."""

from __future__ import annotations

import hmac
import time
from collections import Counter
from collections.abc import Callable
from typing import Any

from starlette.datastructures import Headers
from starlette.exceptions import HTTPException
from starlette.middleware.cors import CORSMiddleware
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crural.surfaces.http.problem import Problems, Refused, answer_of, of_status
from crural.surfaces.http.settings import Settings

BODIES = ("POST", "PUT", "PATCH")


def _size(headers: Headers) -> int:
    text = headers.get("content-length", "0")
    return int(text) if text.isascii() and text.isdigit() else 0


class Guard:
    """ASGI layer that refuses what is too large, too frequent or without a key.

    largest: bytes by the end of a path, where it is not `max_bytes`. open_paths: ends of paths that need no key.
    """

    def __init__(
        self,
        app: ASGIApp,
        *,
        settings: Settings,
        keys: bool = True,
        open_paths: tuple[str, ...] = (),
        largest: dict[str, int] | None = None,
    ) -> None:
        self.app, self.settings = app, settings
        self.keys = settings.api_keys if keys else ()
        self.open_paths, self.largest = open_paths, largest or {}
        self.minute, self.calls = 0, Counter[str]()

    def _limit(self, path: str) -> int:
        return next((n for end, n in self.largest.items() if path.endswith(end)), self.settings.max_bytes)

    def _check_rate(self, scope: Scope) -> None:
        if not self.settings.per_minute:
            return
        minute = int(time.monotonic() // 60)
        if minute != self.minute:
            self.minute, self.calls = minute, Counter()
        caller = (scope.get("client") or ("",))[0]
        self.calls[caller] += 1
        if self.calls[caller] > self.settings.per_minute:
            raise Refused(
                429, "HTTP-429", "Too many requests in this minute. Wait a minute.", Retry_After="60"
            )

    def _check_key(self, headers: Headers) -> None:
        bearer = headers.get("authorization", "")
        given = headers.get("x-api-key") or bearer.removeprefix("Bearer ")
        if not any(hmac.compare_digest(given.encode(), key.encode()) for key in self.keys):
            raise Refused(
                401,
                "HTTP-401",
                "Send a key of this service as X-API-Key, or as Authorization: Bearer.",
                WWW_Authenticate="Bearer",
            )

    def check(self, scope: Scope, headers: Headers) -> None:
        """Raises Refused for a request that may not pass."""
        self._check_rate(scope)
        if (
            self.keys
            and scope["method"] != "OPTIONS"
            and not scope["path"].endswith(self.open_paths or ("\0",))
        ):
            self._check_key(headers)
        if scope["method"] in BODIES:
            limit = self._limit(scope["path"])
            if _size(headers) > limit:
                raise _too_large(limit)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Check the request, then count its body while it is read."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        self.check(scope, Headers(scope=scope))
        limit, seen = self._limit(scope["path"]), 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > limit:
                raise _too_large(limit)
            return message

        await self.app(scope, counted, send)


def check_media(headers: Headers, *media: str) -> None:
    """Raises Refused when the body is of another content type."""
    kind = headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind not in media:
        raise Refused(415, "HTTP-415", f"Send the body as {' or '.join(media)}.")


def _too_large(limit: int) -> Refused:
    return Refused(413, "HTTP-413", f"The body is larger than {limit:,} bytes. Send less at once.")


def protect(
    app: Any,
    settings: Settings,
    *,
    errors: bool = True,
    answer: Callable[[Refused], Response] = answer_of,
    **guard: Any,
) -> None:
    """Put the layers round a Starlette or FastAPI application: CORS, problems, guard (see `Guard` for its words).

    errors: HTTP errors become problems; an application that words its own says False. answer: how a refusal is said.
    """
    if errors:
        app.add_exception_handler(HTTPException, of_status)
    app.add_middleware(Guard, settings=settings, **guard)
    app.add_middleware(Problems, foreseen=not errors, answer=answer)
    if settings.cors:
        app.add_middleware(
            CORSMiddleware,
            allow_origins=list(settings.cors),
            allow_methods=["GET", "POST", "OPTIONS"],
            allow_headers=["authorization", "content-type", "x-api-key", "if-none-match"],
            expose_headers=["etag", "location", "retry-after"],
        )
