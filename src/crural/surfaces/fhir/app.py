"""The FHIR interface over HTTP, mounted at /fhir. It maps and calls; nothing that is sent is kept or logged."""

from __future__ import annotations

from collections.abc import AsyncIterator, Awaitable, Callable, Iterable
from contextlib import asynccontextmanager

from starlette.applications import Starlette
from starlette.exceptions import HTTPException
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError
from crural.surfaces.fhir import jobs
from crural.surfaces.fhir.adaptive import adaptive_questionnaire
from crural.surfaces.fhir.capability import capability_statement, operation_definition
from crural.surfaces.fhir.outcome import FhirError, Issue, operation_outcome, refusal
from crural.surfaces.fhir.plain import Resource
from crural.surfaces.fhir.questionnaire import questionnaire
from crural.surfaces.fhir.scores import score_questionnaire, scored
from crural.surfaces.http import Settings
from crural.surfaces.http.guard import protect
from crural.surfaces.http.problem import Refused
from crural.surfaces.http.workers import workers_of

MEDIA = "application/fhir+json"
TAKEN = (MEDIA, "application/json", "application/json+fhir", "text/json")
FORMATS = (*TAKEN, "json", "")
LARGEST = 20_000_000
"""Longest record that is taken in one request (bytes)."""

REFUSED = {401: "login", 413: "too-costly", 429: "throttled", 503: "timeout"}
VERSIONS = ("4.0", "4.0.1", "")
Endpoint = Callable[[Request], Awaitable[str]]


def _answer(text: str, status: int = 200, headers: dict[str, str] | None = None) -> Response:
    said = {"Cache-Control": "no-store", **(headers or {})}
    return Response(text.encode(), status, said, f"{MEDIA}; charset=utf-8")


def _outcome(issues: Iterable[Issue], status: int, headers: dict[str, str] | None = None) -> Response:
    return _answer(jobs.text_of(operation_outcome(issues)), status, headers)


def _parts(header: str) -> tuple[str, str]:
    """(media type, fhirVersion) of a header value."""
    media, *parameters = (part.strip() for part in header.split(";"))
    named = dict(part.split("=", 1) for part in parameters if "=" in part)
    return media.lower(), named.get("fhirVersion", "").strip('"')


def _check_wanted(request: Request) -> None:
    """Raises FhirError when the answer is wanted in another form or version than R4 JSON."""
    wanted = [_parts(part) for part in request.headers.get("accept", "").split(",") if part.strip()]
    form = request.query_params.get("_format", "").replace(" ", "+")
    if form not in FORMATS:
        raise refusal("not-supported", "Answers are JSON only; ask for application/fhir+json.", status=406)
    fits = [v for media, v in wanted if media in TAKEN or media.endswith("/*")]
    if wanted and not fits and not form:
        raise refusal("not-supported", "Answers are JSON only; accept application/fhir+json.", status=406)
    if fits and not any(version in VERSIONS for version in fits):
        raise refusal("not-supported", "This is FHIR 4.0.1 (R4); accept that version.", status=406)


async def _body(request: Request) -> bytes:
    """The body of a request. Raises FhirError for another type or version, or too much."""
    media, version = _parts(request.headers.get("content-type", ""))
    if media not in TAKEN:
        raise refusal("not-supported", "Send the body as application/fhir+json.", status=415)
    if version not in VERSIONS:
        raise refusal("not-supported", "This is FHIR 4.0.1 (R4); send that version.", status=415)
    found = bytearray()
    async for chunk in request.stream():
        found += chunk
        if len(found) > LARGEST:
            text = f"The body is larger than {LARGEST:,} bytes; use `crural fhir batch` for more."
            raise refusal("too-costly", text, status=413)
    return bytes(found)


def _refused(refused: Refused) -> Response:
    """What is refused before or beside an endpoint: too large, too frequent, without a key, too slow."""
    code = REFUSED.get(refused.status, "processing")
    return _outcome([Issue("error", code, refused.detail)], refused.status, refused.headers)


def _guarded(endpoint: Endpoint) -> Callable[[Request], Awaitable[Response]]:
    """An endpoint whose errors are OperationOutcomes."""

    async def run(request: Request) -> Response:
        try:
            _check_wanted(request)
            return _answer(await endpoint(request))
        except FhirError as error:
            return _outcome(error.issues, error.status)
        except InputError as error:
            return _outcome([Issue("error", "invalid", error.message)], 422)

    return run


async def _of_status(_: Request, error: Exception) -> Response:
    status = error.status_code if isinstance(error, HTTPException) else 500
    said = {
        404: ("not-found", "There is nothing at this address; /fhir/metadata lists what there is."),
        405: (
            "not-supported",
            "This cannot be done at this address; /fhir/metadata lists what can. Nothing is kept here.",
        ),
    }
    code, text = said.get(status, ("exception", "This could not be answered; please report it."))
    return _outcome([Issue("error", code, text)], status)


def _searchset(found: list[Resource], url: str) -> Resource:
    entries = [{"fullUrl": form["url"], "resource": form, "search": {"mode": "match"}} for form in found]
    links = [{"relation": "self", "url": url}]
    whole: Resource = {"resourceType": "Bundle", "type": "searchset", "total": len(found), "link": links}
    return whole | ({"entry": entries} if entries else {})


def _fits(form: Resource, name: str, wanted: str) -> bool:
    said = str(form.get(name.removeprefix("_"), ""))
    return wanted.lower() in said.lower() if name == "title" else said == wanted.split("|")[0]


def app_for(base: KnowledgeBase, settings: Settings) -> Starlette:
    """The ASGI application of the interface."""
    made = [make(base, settings.public_url) for make in (questionnaire, adaptive_questionnaire)]
    made += [score_questionnaire(base, name, settings.public_url) for name in scored(base)]
    forms = {form["id"]: form for form in made}
    workers = workers_of(base, settings)

    async def metadata(_: Request) -> str:
        return jobs.text_of(capability_statement(base, settings.public_url))

    async def operation(_: Request) -> str:
        return jobs.text_of(operation_definition(settings.public_url))

    async def search(request: Request) -> str:
        wanted = [(k, v) for k, v in request.query_params.items() if k in ("_id", "url", "title")]
        found = [form for form in forms.values() if all(_fits(form, k, v) for k, v in wanted)]
        return jobs.text_of(_searchset(found, f"{settings.public_url}/fhir/Questionnaire"))

    async def read(request: Request) -> str:
        form = forms.get(request.path_params["id"])
        if form is None:
            raise refusal(
                "not-found", "There is no questionnaire of this id; search /Questionnaire.", status=404
            )
        return jobs.text_of(form)

    async def assess(request: Request) -> str:
        return await workers.run(jobs.assess, await _body(request))

    async def following(request: Request) -> str:
        return await workers.run(jobs.following, await _body(request))

    @asynccontextmanager
    async def lifespan(_: Starlette) -> AsyncIterator[None]:
        yield
        workers.close()

    def route(path: str, endpoint: Endpoint, method: str = "GET") -> Route:
        return Route(path, _guarded(endpoint), methods=[method])

    app = Starlette(
        routes=[
            route("/metadata", metadata),
            route("/$assess", assess, "POST"),
            route("/Questionnaire/$next-question", following, "POST"),
            route("/Questionnaire", search),
            route("/Questionnaire/{id}", read),
            route("/OperationDefinition/assess", operation),
        ],
        lifespan=lifespan,
        exception_handlers={
            HTTPException: _of_status,
            404: _of_status,
            405: _of_status,
            Exception: _of_status,
        },
    )
    protect(app, settings, errors=False, answer=_refused, open_paths=("/metadata",), largest={"": LARGEST})
    return app
