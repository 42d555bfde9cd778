"""What the workers do for a call: the record to a case, the case to an answer, the answer to cards."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date

from crural.assess.orders import against_orders, open_tests
from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.cds_hooks.cards import Card, Cards
from crural.surfaces.cds_hooks.record import chosen_of, drafts_of, placed_of, resources_of, words_of
from crural.surfaces.cds_hooks.shapes import Call
from crural.surfaces.fhir.operation import judged
from crural.surfaces.fhir.outcome import FhirError
from crural.surfaces.fhir.read import case_of
from crural.surfaces.http.problem import Refused

UNKNOWN = "Nothing of the patient was sent. Send the prefetch data that the discovery lists."


MOST = 20
"""Most elements that could not be read, and are named in an answer."""


@dataclass(frozen=True)
class Made:
    """What a call gave: cards, the most urgent first; the case behind them; elements that could not be read."""

    cards: list[Card] = field(default_factory=list)
    case: Case | None = None
    unread: list[dict[str, str]] = field(default_factory=list)


def made(base: KnowledgeBase, call: Call, public_url: str, today: date) -> Made:
    """The cards for a call; none when the record says nothing about legs.

    Raises Refused when nothing of the patient was sent (412), or when it cannot be read.
    """
    if not resources_of(call):
        raise Refused(412, "CH-002", UNKNOWN)
    try:
        read = case_of(placed_of(call), base, today)
    except FhirError as error:
        raise Refused(error.status, error.code, f"prefetch: {error.message}") from None
    unread = [{"element": i.place, "text": i.text} for i in read.issues[:MOST] if i.place]
    try:
        answer = judged(read, base)
    except FhirError:  # who has died, or of whom nothing is said
        return Made(unread=unread)
    return Made(_cards(Cards(call, base, public_url), read.case, answer), read.case, unread)


def _cards(make: Cards, case: Case, answer: Assessment) -> list[Card]:
    call, base, found = make.call, make.base, make.danger(answer)
    if call.hook == "order-select":
        chosen = words_of(chosen_of(call))
        found += [make.against(order, advice) for order, advice in against_orders(case, chosen, base)]
    if answer.urgency.level == "emergency":  # only what to do now
        return found
    if call.hook == "patient-view":
        found += make.medicines(answer)
    if answer.causes and not answer.cannot_tell.said:
        ordered = words_of([*drafts_of(call), *resources_of(call)])
        found += make.tests(open_tests(answer, case, ordered, base))
    return found
