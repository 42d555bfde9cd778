"""Bodies of requests into the shapes that they must have, without a value in any message."""

from __future__ import annotations

from typing import TypeVar

from pydantic import BaseModel, ValidationError
from starlette.requests import Request

from crural.assess.cases import checked, problems_of
from crural.concepts.case import Case
from crural.surfaces.http.guard import check_media
from crural.surfaces.http.problem import Refused

M = TypeVar("M", bound=BaseModel)


async def body_of(request: Request, model: type[M], *, empty: bool = False) -> M:
    """The body as the model. empty: a case in it need not say anything yet. Raises Refused (400, 422) or InputError."""
    check_media(request.headers, "application/json")
    try:
        found = model.model_validate_json(await request.body())
    except ValidationError as error:
        if (
            error.errors(include_url=False, include_context=False, include_input=False)[0]["type"]
            == "json_invalid"
        ):
            raise Refused(400, "IN-007", "The body is not readable as JSON in UTF-8.") from None
        wrong = problems_of(error)
        raise Refused(422, "IN-003", "; ".join(wrong), wrong) from None
    case = found if isinstance(found, Case) else getattr(found, "case", None)
    if isinstance(case, Case):
        checked(case, empty=empty)
    return found
