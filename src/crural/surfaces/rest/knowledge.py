"""The knowledge base over HTTP: sections, entries, versions; each answer is tagged with the version."""

from __future__ import annotations

from typing import Annotated, Any

from fastapi import APIRouter, Query
from pydantic import BaseModel
from starlette.requests import Request
from starlette.responses import Response

from crural import __version__
from crural.assess import SCHEMA
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import shown
from crural.knowledge.load import SECTIONS
from crural.surfaces.http.problem import Refused
from crural.surfaces.lookup import listed
from crural.surfaces.rest.openapi import gives
from crural.surfaces.rest.shapes import KnowledgeVersion, Overview, Page

MOST = 200
"""Most entries of a list in one answer."""


def _tagged(request: Request, version: str, answer: BaseModel) -> Response:
    """The answer with the version as its tag; 304 without it when the caller has that version already."""
    headers = {"ETag": f'"{version}"', "Cache-Control": "no-cache"}
    known = {tag.strip().removeprefix("W/") for tag in request.headers.get("if-none-match", "").split(",")}
    if known & {headers["ETag"], "*"}:
        return Response(status_code=304, headers=headers)
    return Response(answer.model_dump_json(by_alias=True), 200, headers, "application/json")


def _described(model: type[BaseModel], about: str, *refused: int) -> dict[int | str, dict[str, Any]]:
    tag = {"ETag": {"description": "The knowledge version.", "schema": {"type": "string"}}}
    answers = gives(model, about, *refused)
    answers[200]["headers"] = tag
    answers[304] = {"description": "You have this version already.", "headers": tag}
    return answers


def router_of(base: KnowledgeBase) -> APIRouter:
    """The addresses below /knowledge."""
    router = APIRouter(prefix="/knowledge", tags=["knowledge"])

    @router.get(
        "", summary="Sections, and how many entries each has", responses=_described(Overview, "Counts.")
    )
    async def overview(request: Request) -> Response:
        sections = {section: len(getattr(base, section)) for section in SECTIONS}
        return _tagged(request, base.version, Overview(knowledge=base.version, sections=sections))

    @router.get("/version", summary="Versions", responses=_described(KnowledgeVersion, "Versions."))
    async def version(request: Request) -> Response:
        said = KnowledgeVersion(crural=__version__, knowledge=base.version, schema_=SCHEMA)
        return _tagged(request, base.version, said)

    for section, model in SECTIONS.items():
        _add_section(router, base, section, model)
    return router


def _add_section(router: APIRouter, base: KnowledgeBase, section: str, model: type[BaseModel]) -> None:
    @router.get(
        f"/{section}",
        summary=f"List {section}",
        operation_id=f"list_{section}",
        responses=_described(Page, f"Ids and names of {section}.", 422),
    )
    async def entries(
        request: Request,
        words: Annotated[str, Query(max_length=200, description="Words in the id or a name.")] = "",
        offset: Annotated[int, Query(ge=0, le=1_000_000)] = 0,
        limit: Annotated[int, Query(ge=1, le=MOST)] = MOST,
    ) -> Response:
        fitting = listed(base, section, words)
        page = Page(
            knowledge=base.version,
            section=section,
            total=len(fitting),
            offset=offset,
            items=tuple(fitting[offset : offset + limit]),
        )
        return _tagged(request, base.version, page)

    @router.get(
        f"/{section}/{{name}}",
        summary=f"One of {section}, with all that is known of it",
        operation_id=f"read_{section}",
        responses=_described(model, "The entry.", 404),
    )
    async def entry(request: Request, name: str) -> Response:
        item = getattr(base, section).get(name)
        if item is None:
            detail = f"{section} has nothing called {shown(name)}. List it at knowledge/{section}."
            raise Refused(404, "IN-004", detail)
        return _tagged(request, base.version, item)
