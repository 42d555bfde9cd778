"""What the workers do for a call: the record to a case, the case to an answer, the answer to cards."""

from __future__ import annotations

from datetime import date

from crural.assess import assess
from crural.assess.cases import checked
from crural.assess.orders import against_orders, open_tests
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError
from crural.surfaces.cds_hooks.cards import Card, Cards
from crural.surfaces.cds_hooks.record import chosen_of, drafts_of, resources_of, words_of
from crural.surfaces.cds_hooks.shapes import Call
from crural.surfaces.fhir.outcome import FhirError
from crural.surfaces.fhir.read import case_of
from crural.surfaces.http.problem import Refused

UNKNOWN = "Nothing of the patient was sent. Send the prefetch data that the discovery lists."


def cards(base: KnowledgeBase, call: Call, public_url: str, today: date) -> tuple[list[Card], Case | None]:
    """The cards for a call, most urgent first, and the case behind them; none when the record says nothing about legs.

    Raises Refused when nothing of the patient was sent (412), or when it cannot be read.
    """
    resources = resources_of(call)
    if not resources:
        raise Refused(412, "CH-002", UNKNOWN)
    try:
        read = case_of(resources, base, today)
    except FhirError as error:
        raise Refused(error.status, error.code, f"prefetch: {error.message}") from None
    try:
        case = checked(read.case)
    except InputError:
        return [], None
    if read.died:
        return [], None
    answer = assess(case, base=base)
    make = Cards(call, base, public_url)
    made = make.danger(answer)
    if call.hook == "order-select":
        chosen = words_of(chosen_of(call))
        made += [make.against(order, advice) for order, advice in against_orders(case, chosen, base)]
    if answer.urgency.level == "emergency":  # only what to do now
        return made, case
    if call.hook == "patient-view":
        made += make.medicines(answer)
    if answer.causes and not answer.cannot_tell.said:
        ordered = words_of([*drafts_of(call), *resources])
        made += make.tests(open_tests(answer, case, ordered, base))
    return made, case
