"""Errors as answers: application/problem+json (RFC 9457), with our code, what is wrong and how to mend it."""

from __future__ import annotations

import json
import logging
import traceback
from collections.abc import Callable
from http import HTTPStatus

from pydantic import BaseModel, Field
from starlette.requests import Request
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from crural.errors import CruralError, InputError

log = logging.getLogger(__name__)


class Problem(BaseModel):
    """What is wrong with a request. `code` is stable; `detail` says how to mend it and repeats no answer."""

    type: str = Field(
        description="Names the kind of problem, as a URI.", examples=["urn:crural:problem:in-003"]
    )
    title: str
    status: int
    detail: str
    code: str
    errors: list[str] = Field(default=[], description="Each wrong field, and what is wrong about it.")


class Refused(Exception):
    """A request that is not answered: status, code and words of the problem."""

    def __init__(
        self, status: int, code: str, detail: str, errors: list[str] | None = None, **headers: str
    ) -> None:
        super().__init__(status, code, detail, errors)  # all that another process needs to make it again
        self.status, self.code, self.detail, self.errors = status, code, detail, errors or []
        self.headers = {name.replace("_", "-"): value for name, value in headers.items()}


def answer_of(refused: Refused) -> Response:
    """The problem as an answer."""
    problem = Problem(
        type=f"urn:crural:problem:{refused.code.lower()}",
        title=HTTPStatus(refused.status).phrase,
        status=refused.status,
        detail=refused.detail,
        code=refused.code,
        errors=refused.errors,
    )
    body = json.dumps(problem.model_dump(exclude_defaults=True), ensure_ascii=False).encode()
    headers = {"Cache-Control": "no-store", **refused.headers}
    return Response(body, refused.status, headers, "application/problem+json")


def refusal(error: Exception) -> Refused | None:
    """What an error means for the sender; None for one that nobody foresaw."""
    if isinstance(error, Refused):
        return error
    if isinstance(error, InputError):
        return Refused(422, error.code, error.message)
    if isinstance(error, CruralError):
        return Refused(500, error.code, "The service cannot answer; its keeper must look at it.")
    return None


async def of_status(request: Request, error: Exception) -> Response:
    """The problem for a plain HTTP error of the framework (404, 405 ...)."""
    status = int(getattr(error, "status_code", 500))
    said = {
        404: "There is nothing at this address. The addresses are listed in openapi.json.",
        405: "This address does not take this method. See the Allow header.",
    }
    detail = said.get(status, f"{HTTPStatus(status).phrase}.")
    headers = getattr(error, "headers", None) or {}
    return answer_of(Refused(status, f"HTTP-{status}", detail, **dict(headers)))


class Problems:
    """ASGI layer: every error becomes a problem. The log names the place of a fault, never what was sent.

    foreseen: only refusals are answered here; other faults are the application's. answer: how a refusal is said.
    """

    def __init__(
        self, app: ASGIApp, *, foreseen: bool = False, answer: Callable[[Refused], Response] = answer_of
    ) -> None:
        self.app, self.foreseen, self.answer = app, foreseen, answer

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Pass the request on; answer for what goes wrong, if no answer has begun."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return
        begun = False

        async def watched(message: Message) -> None:
            nonlocal begun
            begun = begun or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, watched)
        except Exception as error:
            refused = refusal(error)
            if refused is None and self.foreseen:
                raise
            if refused is None:
                last = traceback.extract_tb(error.__traceback__)[-1]
                log.error("%s in %s line %s", type(error).__name__, last.name, last.lineno)
                refused = Refused(500, "CR-000", "This could not be answered. Please report it.")
            if begun:
                raise RuntimeError("the answer broke off") from None
            await self.answer(refused)(scope, receive, send)
