"""`$assess`: a record in; how soon, the possible causes, draft orders and a letter out. Nothing is kept."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime
from typing import Any

from crural.assess import DRAWS, assess
from crural.assess.cases import ADULT, SAYS_NOTHING, checked
from crural.concepts.assessment import Assessment
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError
from crural.surfaces.fhir.outcome import FhirError, Issue, operation_outcome, refusal
from crural.surfaces.fhir.plain import Resource, day_of, items, obj, word
from crural.surfaces.fhir.read import FhirCase, case_of
from crural.surfaces.fhir.write.bundle import written
from crural.surfaces.fhir.write.common import Context


@dataclass(frozen=True)
class Request:
    """What was sent. resources: of one person. text: what the person says. as_of: the day; today when not given."""

    resources: list[Resource]
    text: str | None = None
    as_of: date | None = None
    maps: list[Resource] = field(default_factory=list)


@dataclass(frozen=True)
class Assessed:
    """A record that was read, and its answer."""

    read: FhirCase
    assessment: Assessment


def request_of(body: Any) -> Request:
    """The request in a body: a Parameters resource (record*, text, asOf, conceptMap*), a Bundle or a bare resource.

    Raises FhirError for anything else.
    """
    if not isinstance(body, dict) or not word(body.get("resourceType")):
        raise refusal("structure", "Send a FHIR resource: a Bundle, or Parameters with a record.", status=400)
    if body["resourceType"] != "Parameters":
        return Request([body])
    resources, maps, text, day = [], [], None, None
    for index, part in enumerate(items(body.get("parameter"))):
        name, place = word(part.get("name")), f"Parameters.parameter[{index}]"
        if name == "record" and obj(part.get("resource")):
            resources.append(part["resource"])
        elif name == "conceptMap" and obj(part.get("resource")):
            maps.append(part["resource"])
        elif name == "text" and word(part.get("valueString")):
            text = word(part["valueString"])
        elif name == "asOf" and day_of(part.get("valueDate")):
            day = day_of(part["valueDate"])
        else:
            wanted = "record (a resource), text (valueString), asOf (valueDate) or conceptMap (a resource)"
            raise refusal(
                "invalid", f"This parameter is not known or has no value; send {wanted}.", place, 400
            )
    if not resources and not text:
        raise refusal("required", "Send a record, a text, or both.", "Parameters.parameter", 400)
    return Request(resources, text, day, maps)


class NothingSaid(FhirError):
    """A record that says nothing that counts for legs."""


def _nothing(read: FhirCase) -> NothingSaid:
    """The refusal of a record that says nothing; what had no meaning is counted by its kind and code system."""
    text = "Nothing that counts for legs was sent. Send the words of the person (text), their answers, or more records."
    kinds: Counter[tuple[str, str]] = Counter()
    for item in read.unmapped:
        kinds[item.kind, item.system or "no code system"] += item.count
    unknown = [
        f"No meaning is known for {n} x {kind} ({system})" for (kind, system), n in sorted(kinds.items())
    ]
    cures = [Issue("information", "not-found", f"{said}; give a ConceptMap for them.") for said in unknown]
    notes = [Issue("information", "informational", note) for note in read.notes]
    return NothingSaid(Issue("error", "required", text), *read.issues, *cures, *notes)


def judged(read: FhirCase, base: KnowledgeBase, draws: int = DRAWS) -> Assessment:
    """The answer for a record that was read, by the same checks as for any other case.

    Raises FhirError for a patient who has died and for a text that is too long, NothingSaid for a record that says
    nothing. That of a child may: the answer is what to do.
    """
    if read.died:
        text = "The record says that the patient has died, so there is nothing to assess. Mend it if that is wrong."
        raise refusal("business-rule", text, "Patient.deceased")
    child = read.case.age is not None and read.case.age < ADULT
    try:
        return assess(checked(read.case, empty=child), base=base, draws=draws)
    except InputError as error:
        if error.code == SAYS_NOTHING:
            raise _nothing(read) from None
        raise FhirError(Issue("error", "invalid", error.message), *read.issues) from None


def assessed(request: Request, base: KnowledgeBase, today: date) -> Assessed:
    """The answer to a request. Raises FhirError when there can be none."""
    as_of = request.as_of or today
    read = case_of(request.resources, base, as_of, maps=request.maps, text=request.text)
    return Assessed(read, judged(read, base))


def refused_child(answer: Assessed) -> FhirError | None:
    """The refusal for a child, with what to do; None for an adult."""
    scope = answer.assessment.out_of_scope
    if scope is None or scope.reason != "child":
        return None
    reasons = [reason.text for reason in answer.assessment.urgency.reasons]
    act = " ".join((answer.assessment.urgency.act, *reasons))
    return FhirError(
        Issue("error", "business-rule", scope.text, "Patient.birthDate"),
        Issue("warning", "informational", f"{answer.assessment.urgency.level}: {act}"),
    )


def outcome_of(read: FhirCase) -> Resource:
    """What was not read, left out or taken in a certain way, as an OperationOutcome."""
    notes = [Issue("information", "informational", note) for note in read.notes]
    return operation_outcome([*read.issues, *notes])


def _unmapped(read: FhirCase) -> Iterable[Resource]:
    for item in read.unmapped:
        coding = {"system": item.system, "code": item.code, "display": item.text}
        yield {
            "name": "unmapped",
            "part": [
                {"name": "type", "valueString": item.kind},
                {"name": "code", "valueCoding": {key: value for key, value in coding.items() if value}},
                {"name": "count", "valueInteger": item.count},
            ],
        }


def answered(request: Request, base: KnowledgeBase, now: datetime | None = None) -> Resource:
    """The whole operation: a request in, Parameters out (level, act, result, letter, unmapped*, outcome).

    Raises FhirError when no answer can be given.
    """
    now = now or datetime.now(UTC)
    answer = assessed(request, base, now.date())
    refusal_ = refused_child(answer)
    if refusal_ is not None:
        raise refusal_
    collection, document = written(Context(base, answer.read, answer.assessment, now))
    urgency = answer.assessment.urgency
    return {
        "resourceType": "Parameters",
        "parameter": [
            {"name": "level", "valueCode": urgency.level},
            {"name": "act", "valueString": urgency.act},
            {"name": "result", "resource": collection},
            {"name": "letter", "resource": document},
            *_unmapped(answer.read),
            {"name": "outcome", "resource": outcome_of(answer.read)},
        ],
    }
