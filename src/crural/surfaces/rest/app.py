"""The REST application: routes, each of which reads a body, has one job done, and hands its answer on."""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from typing import Any

from fastapi import FastAPI
from fastapi.exceptions import RequestValidationError
from fastapi.openapi.utils import get_openapi
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response, StreamingResponse

from crural import __version__
from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.explanation import Contrast, Explanation, WhatIf
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Reading
from crural.errors import shown
from crural.surfaces.http import Settings
from crural.surfaces.http.bodies import body_of
from crural.surfaces.http.guard import check_media, protect
from crural.surfaces.http.problem import Refused, answer_of
from crural.surfaces.http.workers import Workers, workers_of
from crural.surfaces.rest import jobs
from crural.surfaces.rest.batch import answers
from crural.surfaces.rest.knowledge import router_of
from crural.surfaces.rest.openapi import LINES, finished, gives, takes
from crural.surfaces.rest.shapes import Changes, NextStep, Step, WhyAsked, WhyRather, Words

ABOUT = """For adults with heavy, weak, tired, sore, swollen, restless or shaking legs: how soon somebody must look,
what it could be, why, and what to do. It is not a diagnosis. Show `urgency` first, and never soften it.

Nothing is kept between calls: send the whole case each time. The same case and the same `versions.knowledge` give the
same answer, so any call may be repeated."""
TEXT = "My right calf aches after one block and stops when I stand still."
CASE = {"age": 67, "sex": "male", "text": TEXT}
WHY = {"case": CASE, "cause": "peripheral-artery-disease"}
RATHER = {**WHY, "than": "lumbar-spinal-stenosis"}
CHANGED = {"case": CASE, "changes": {"leg-swelling": "yes"}}


def _add(
    app: FastAPI,
    workers: Workers,
    path: str,
    job: Callable[[KnowledgeBase, Any], str],
    taken: type[BaseModel],
    given: type[BaseModel],
    summary: str,
    example: dict[str, Any],
) -> None:
    """One operation: the body as `taken`, the job's JSON, which is a `given`."""

    async def operation(request: Request) -> Response:
        text = await workers.run(job, await body_of(request, taken, empty=taken is Step))
        return Response(text, 200, {"Cache-Control": "no-store"}, "application/json")

    app.add_api_route(
        path,
        operation,
        methods=["POST"],
        summary=summary,
        operation_id=job.__name__,
        responses=gives(given, summary + ".", 400, 413, 415, 422),
        openapi_extra=takes(taken, example),
    )


def _add_batch(app: FastAPI, workers: Workers) -> None:
    described = gives(Assessment, "JSON lines: an assessment, or {id, error}, for each line.", 413, 415)
    described[200]["content"] = {LINES: {"schema": {"type": "string"}}}
    lines = {LINES: {"schema": {}, "example": '{"id": "a", "text": "My legs ache."}\n'}}

    @app.post(
        "/batch",
        summary="Assess many cases, one a line, in the same order",
        operation_id="batch",
        responses=described,
        openapi_extra={"requestBody": {"required": True, "content": lines}},
    )
    async def batch(request: Request) -> Response:
        check_media(request.headers, LINES)
        body = await request.body()
        return StreamingResponse(answers(body, workers), 200, {"Cache-Control": "no-store"}, LINES)


async def _wrong_parameter(_: Request, error: Exception) -> Response:
    assert isinstance(error, RequestValidationError)
    wrong = [f"{'.'.join(shown(part) for part in item['loc'][1:])}: {item['msg']}" for item in error.errors()]
    return answer_of(Refused(422, "IN-003", "; ".join(wrong), wrong))


def app_for(base: KnowledgeBase, settings: Settings) -> FastAPI:
    """The REST interface as one application, to be mounted below /v1."""
    workers = workers_of(base, settings)

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        yield
        workers.close()

    app = FastAPI(title="Crural", version=__version__, docs_url=None, redoc_url=None, lifespan=lifespan)
    app.add_exception_handler(RequestValidationError, _wrong_parameter)
    protect(
        app,
        settings,
        open_paths=("/openapi.json",),
        largest={"/batch": settings.batch_bytes},
    )
    for path, job, taken, given, summary, example in (
        ("/understand", jobs.understand, Words, Reading, "Read a text", {"text": TEXT}),
        ("/assess", jobs.assess, Case, Assessment, "Assess a case", CASE),
        ("/interview/next", jobs.interview_next, Step, NextStep, "Ask what to ask next", {"case": CASE}),
        ("/explain", jobs.explain, WhyAsked, Explanation, "Explain one cause in depth", WHY),
        ("/contrast", jobs.contrast, WhyRather, Contrast, "Say why one cause rather than another", RATHER),
        ("/what-if", jobs.what_if, Changes, WhatIf, "Change answers, and compare", CHANGED),
    ):
        _add(app, workers, path, job, taken, given, summary, example)
    _add_batch(app, workers)
    app.include_router(router_of(base))

    def document() -> dict[str, Any]:
        if app.openapi_schema is None:
            drawn = get_openapi(title=app.title, version=app.version, description=ABOUT, routes=app.routes)
            app.openapi_schema = finished(drawn, bool(settings.api_keys))
        return app.openapi_schema

    app.openapi = document  # type: ignore[method-assign]
    return app
