"""What is wrong with a resource, said so that the sender can mend it: place, problem, cure; never a value."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any, Literal

from crural.errors import CruralError

MAX_PLACES = 20
"""How many places of one and the same problem are named."""

Severity = Literal["fatal", "error", "warning", "information"]


@dataclass(frozen=True)
class Issue:
    """One thing to tell the sender. code: of FHIR's issue-type. place: a FHIRPath, such as `Observation[3].value`."""

    severity: Severity
    code: str
    text: str
    place: str | None = None


class FhirError(CruralError):
    """What was sent cannot be used at all. status: the HTTP answer. issues: everything that is wrong."""

    code = "FH-001"

    def __init__(self, *issues: Issue, status: int = 422) -> None:
        super().__init__("; ".join(f"{i.place}: {i.text}" if i.place else i.text for i in issues))
        self.issues = issues
        self.status = status

    def __reduce__(self) -> tuple[Any, ...]:
        """All that another process needs to make it again."""
        return _again, (self.issues, self.status)


def _again(issues: tuple[Issue, ...], status: int) -> FhirError:
    return FhirError(*issues, status=status)


def refusal(code: str, text: str, place: str | None = None, status: int = 422) -> FhirError:
    """An error of one issue."""
    return FhirError(Issue("error", code, text, place), status=status)


def operation_outcome(issues: Iterable[Issue]) -> dict[str, Any]:
    """An OperationOutcome; without an issue it says that all went well. Equal issues are one, with all their places."""
    places: dict[tuple[Severity, str, str], list[str]] = {}
    for issue in issues:
        found = places.setdefault((issue.severity, issue.code, issue.text), [])
        if issue.place and issue.place not in found:
            found.append(issue.place)
    places = places or {("information", "informational", "Everything was read."): []}
    said = [
        {"severity": severity, "code": code, "details": {"text": text}}
        | ({"expression": where[:MAX_PLACES]} if where else {})
        for (severity, code, text), where in places.items()
    ]
    return {"resourceType": "OperationOutcome", "issue": said}
