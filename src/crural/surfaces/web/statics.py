"""The fixed files: style, script, pictures. Read once, kept with their packed form, named by what is in them."""

from __future__ import annotations

import gzip
import hashlib
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

KINDS = {
    "css": "text/css",
    "js": "text/javascript",
    "svg": "image/svg+xml",
    "png": "image/png",
    "webmanifest": "application/manifest+json",
}


@dataclass(frozen=True)
class Static:
    """One file: its bytes, plain and packed, and a mark that changes with them."""

    plain: bytes
    packed: bytes
    kind: str
    mark: str


@cache
def all_files() -> dict[str, Static]:
    """Every fixed file by name."""
    found = {}
    for path in (files("crural.surfaces.web") / "static").iterdir():
        kind = KINDS.get(path.name.rpartition(".")[2])
        if kind:
            plain = path.read_bytes()
            mark = hashlib.sha256(plain).hexdigest()[:10]
            found[path.name] = Static(plain, gzip.compress(plain, 9, mtime=0), kind, mark)
    return found


def address(name: str) -> str:
    """Where a fixed file is; it changes when the file does, so that it may be kept for ever."""
    return f"/static/{name}?{all_files()[name].mark}"


def _answer(request: Request, name: str) -> Response:
    found = all_files().get(name)
    if found is None:
        return PlainTextResponse("Not found", 404)
    packed = "gzip" in request.headers.get("accept-encoding", "")
    lasting = request.url.query == found.mark
    headers = {
        "cache-control": "public, max-age=31536000, immutable" if lasting else "no-cache",
        "vary": "accept-encoding",
        **({"content-encoding": "gzip"} if packed else {}),
    }
    return Response(found.packed if packed else found.plain, headers=headers, media_type=found.kind)


async def static(request: Request) -> Response:
    """A fixed file."""
    return _answer(request, str(request.path_params["name"]))


async def worker(request: Request) -> Response:
    """The service worker; it must lie at the root to serve every page."""
    return _answer(request, "sw.js")
