"""Who calls: the signed token of a CDS client (a JWT), checked against key sets that the service trusts."""

from __future__ import annotations

import time
from collections.abc import Callable
from typing import Any

import jwt

from crural.surfaces.http.problem import Refused

ALGORITHMS = ("ES384", "ES256", "ES512", "RS384", "RS256", "RS512", "PS384", "PS256", "PS512")
"""Only signatures with a key pair: a shared secret, or none, is never believed."""
NEEDED = ["iss", "aud", "exp", "iat", "jti"]
LEEWAY = 30
"""Seconds by which clocks may differ."""
LONGEST = 3600
"""Longest life of a token (seconds)."""
REMEMBERED = 100_000
"""Most tokens remembered against replay."""

KeyOf = Callable[[str, str], Any]
"""The public key for a token, from the address of its key set (trusted already)."""


def _fetched() -> KeyOf:
    clients: dict[str, jwt.PyJWKClient] = {}

    def key_of(jku: str, token: str) -> Any:
        client = clients.setdefault(jku, jwt.PyJWKClient(jku, cache_keys=True, lifespan=600, timeout=5))
        return client.get_signing_key_from_jwt(token)

    return key_of


def _refused(why: str) -> Refused:
    return Refused(401, "CH-003", f"Authorization: {why}", WWW_Authenticate="Bearer")


class Tokens:
    """Checks tokens. trusted: addresses of key sets; a token that names another is refused before any is fetched."""

    def __init__(self, trusted: tuple[str, ...], key_of: KeyOf | None = None) -> None:
        self.trusted = frozenset(trusted)
        self.key_of = key_of or _fetched()
        self.seen: dict[str, float] = {}

    def check(self, header: str | None, audience: str) -> None:
        """Raises Refused (401) for a call without a good token for this very address."""
        token = (header or "").removeprefix("Bearer ")
        if not header or token == header:
            raise _refused("send the signed token of the CDS client as Bearer.")
        try:
            head = jwt.get_unverified_header(token)
        except jwt.PyJWTError:
            raise _refused("the token cannot be read.") from None
        if head.get("alg") not in ALGORITHMS or head.get("jku") not in self.trusted:
            raise _refused("the token is signed in another way, or by a client that is not trusted here.")
        try:
            key = self.key_of(str(head["jku"]), token)
            claims = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=audience,
                leeway=LEEWAY,
                options={"require": NEEDED, "strict_aud": True},
            )
        except (jwt.PyJWTError, ValueError, OSError):
            raise _refused(
                "the token is not valid for this address, is over, or its key is unknown."
            ) from None
        if float(claims["exp"]) - float(claims["iat"]) > LONGEST:
            raise _refused("the token lives too long.")
        self._once(f"{claims['iss']} {claims['jti']}", float(claims["exp"]))

    def _once(self, name: str, ends: float) -> None:
        now = time.time()
        if len(self.seen) >= REMEMBERED:
            self.seen = {key: end for key, end in self.seen.items() if end + LEEWAY > now}
        if self.seen.get(name, 0.0) + LEEWAY > now:
            raise _refused("the token was used before.")
        if len(self.seen) >= REMEMBERED:
            raise Refused(
                503, "HTTP-503", "The service is busy. Try again in a few minutes.", Retry_After="300"
            )
        self.seen[name] = ends
