"""What stands before every page: security headers, the size of a request, and how many one address may send."""

from __future__ import annotations

import time
from collections import OrderedDict
from collections.abc import Callable

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crural.surfaces.http import Settings

POLICY = "; ".join(
    [
        "default-src 'none'",
        *(f"{kind}-src 'self'" for kind in ("script", "style", "img", "connect", "manifest", "worker")),
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    ]
)
HEADERS = {
    "content-security-policy": POLICY,
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), microphone=(), geolocation=(), payment=(), usb=()",
}
TOO_MANY = "Too many requests. Please wait a minute, then try again.\nIn an emergency do not wait: call an ambulance."
ADDRESSES = 10_000
"""Addresses whose requests are counted; beyond it the oldest is let go."""


class Bucket:
    """Counts requests of each address: `per_minute` in a minute, refilled steadily."""

    def __init__(self, per_minute: int, clock: Callable[[], float] = time.monotonic) -> None:
        self.most, self.clock = float(per_minute), clock
        self.left: OrderedDict[str, tuple[float, float]] = OrderedDict()

    def take(self, address: str) -> bool:
        """Whether one more request is let in."""
        now = self.clock()
        left, since = self.left.pop(address, (self.most, now))
        left = min(self.most, left + (now - since) * self.most / 60.0)
        self.left[address] = (max(left - 1.0, 0.0), now)
        if len(self.left) > ADDRESSES:
            self.left.popitem(last=False)
        return left >= 1.0


class Guard:
    """ASGI middleware. Pages are never cached; what is fixed says so itself."""

    def __init__(self, app: ASGIApp, settings: Settings) -> None:
        self.app, self.settings = app, settings
        self.bucket = Bucket(settings.per_minute) if settings.per_minute else None
        self.headers = dict(HEADERS)
        if settings.public_url.startswith("https:"):
            self.headers["strict-transport-security"] = "max-age=31536000"

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Let one request through, or answer it at the door."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        began = time.perf_counter()

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                headers["server-timing"] = f"app;dur={(time.perf_counter() - began) * 1000:.1f}"
                for name, value in self.headers.items():
                    headers.setdefault(name, value)
                headers.setdefault("cache-control", "no-store")
            await send(message)

        address = (scope.get("client") or ("unknown",))[0]
        if self.bucket is not None and not self.bucket.take(address):
            refusal = PlainTextResponse(TOO_MANY, 429, {"retry-after": "60"})
            await refusal(scope, receive, with_headers)
            return
        await self.app(scope, receive, with_headers)
