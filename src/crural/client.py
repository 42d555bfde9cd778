"""A typed client of the REST interface: the shapes of the library, over HTTP. Needs httpx."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Mapping
from types import TracebackType
from typing import Any, Self, TypeVar

import httpx
from pydantic import BaseModel

from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.explanation import Contrast, Explanation, WhatIf
from crural.concepts.interview import Turn
from crural.concepts.reading import Reading
from crural.errors import CruralError

M = TypeVar("M", bound=BaseModel)
Answer = str | float | tuple[str, ...]


class ServiceError(CruralError):
    """The service refused or could not be reached; `status` is the HTTP status (0: not reached)."""

    code = "SV-001"

    def __init__(self, message: str, *, code: str | None = None, status: int = 0) -> None:
        super().__init__(message, code=code)
        self.status = status


class BatchError(BaseModel):
    """A line of a batch that could not be assessed. id: that of its case, if it had one."""

    id: str | None
    code: str
    message: str


def _data(case: Case | Mapping[str, Any] | str) -> Any:
    if isinstance(case, Case):
        return case.model_dump(mode="json", exclude_defaults=True)
    return {"text": case} if isinstance(case, str) else dict(case)


def _raise_for(response: httpx.Response) -> None:
    if response.status_code < 400:
        return
    try:
        problem = response.json()
        detail, code = str(problem["detail"]), str(problem["code"])
    except (ValueError, KeyError, TypeError):
        detail, code = f"The service answered {response.status_code}.", None
    raise ServiceError(detail, code=code, status=response.status_code)


class Client:
    """Talks to one service. Use it in a `with` block, or close it.

    url: address of the service, without /v1. key: an API key, if the service asks for one. seconds: longest wait.
    http: an httpx client to use instead of an own one (its base address must be that of /v1).
    """

    def __init__(
        self, url: str, *, key: str | None = None, seconds: float = 30.0, http: httpx.Client | None = None
    ) -> None:
        headers = {"X-API-Key": key} if key else {}
        self._http = http or httpx.Client(base_url=f"{url.rstrip('/')}/v1/", headers=headers, timeout=seconds)

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()

    def close(self) -> None:
        """Close the connections."""
        self._http.close()

    def _send(self, method: str, path: str, **more: Any) -> httpx.Response:
        try:
            response = self._http.request(method, path, **more)
        except httpx.HTTPError as error:
            raise ServiceError(f"The service cannot be reached ({type(error).__name__}).") from error
        _raise_for(response)
        return response

    def _asked(self, path: str, body: Any, model: type[M]) -> M:
        return model.model_validate_json(self._send("POST", path, json=body).content)

    def understand(self, text: str) -> Reading:
        """What the service reads in a text."""
        return self._asked("understand", {"text": text}, Reading)

    def assess(self, case: Case | Mapping[str, Any] | str) -> Assessment:
        """The assessment of a case, of its fields, or of a text."""
        return self._asked("assess", _data(case), Assessment)

    def next_question(
        self, case: Case | Mapping[str, Any] | str, answers: Mapping[str, Answer] | None = None
    ) -> tuple[Case, Turn]:
        """The case with the answers in it (send it again next time), and what to ask next."""
        data = self._send(
            "POST", "interview/next", json={"case": _data(case), "answers": dict(answers or {})}
        )
        said = data.json()
        return Case.model_validate(said["case"]), Turn.model_validate(said["turn"])

    def explain(self, case: Case | Mapping[str, Any] | str, cause: str) -> Explanation:
        """One cause of a case in depth."""
        return self._asked("explain", {"case": _data(case), "cause": cause}, Explanation)

    def contrast(self, case: Case | Mapping[str, Any] | str, cause: str, than: str) -> Contrast:
        """Why one cause rather than another."""
        return self._asked("contrast", {"case": _data(case), "cause": cause, "than": than}, Contrast)

    def what_if(self, case: Case | Mapping[str, Any] | str, changes: Mapping[str, Answer]) -> WhatIf:
        """The assessments before and after some answers are changed."""
        return self._asked("what-if", {"case": _data(case), "changes": dict(changes)}, WhatIf)

    def batch(self, cases: Iterable[Case | Mapping[str, Any] | str]) -> Iterator[Assessment | BatchError]:
        """The answers to many cases, in their order, as they come in."""
        lines = "".join(json.dumps(_data(case), ensure_ascii=False) + "\n" for case in cases)
        headers = {"Content-Type": "application/x-ndjson"}
        with self._http.stream("POST", "batch", content=lines.encode(), headers=headers) as response:
            if response.status_code >= 400:
                response.read()
            _raise_for(response)
            for line in response.iter_lines():
                said = json.loads(line)
                if "error" in said:
                    yield BatchError(id=said["id"], **said["error"])
                else:
                    yield Assessment.model_validate(said)

    def knowledge(self, section: str, name: str) -> dict[str, Any]:
        """One entry of the knowledge, such as ("conditions", "deep-vein-thrombosis")."""
        return dict(self._send("GET", f"knowledge/{section}/{name}").json())

    def knowledge_version(self) -> str:
        """The version of the knowledge that the service answers from."""
        return str(self._send("GET", "knowledge/version").json()["knowledge"])
