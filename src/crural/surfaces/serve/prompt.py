"""How a connection answers: at once. Apart from the command, since it needs uvicorn, and each worker reads it anew."""

from __future__ import annotations

import asyncio
import socket

from uvicorn.protocols.http.h11_impl import H11Protocol


class Prompt(H11Protocol):
    """HTTP that sends each part of an answer as it comes.

    uvicorn writes head and body apart. On the socket that several workers share, the system would hold the body
    back until the browser has confirmed the head (Nagle's algorithm), which takes about 40 ms for every page.
    """

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Tell the system to hold nothing back."""
        found = transport.get_extra_info("socket")
        if found is not None and found.family in (socket.AF_INET, socket.AF_INET6):
            found.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        super().connection_made(transport)
