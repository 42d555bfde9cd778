"""All texts of the base that patients are shown, by kind, with the id they belong to."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from crural.concepts.knowledge import Condition, KnowledgeBase


class Shown(NamedTuple):
    """A text as a patient meets it: all that belongs to one entry and is shown together."""

    kind: str
    id: str
    text: str

    @property
    def place(self) -> str:
        """Where it is, for messages and lists of exceptions."""
        return f"{self.kind}:{self.id}"


def _of_condition(condition: Condition) -> Iterator[tuple[str, str]]:
    yield (
        "what",
        " ".join((condition.plain, *(step for chain in condition.mechanism for step in chain.steps))),
    )
    yield "treatment", condition.treatment.text if condition.treatment else ""
    yield "care", " ".join((*condition.prevention, condition.follow_up or "", condition.worse_if or ""))
    yield "tests", " ".join(use.purpose for use in condition.tests)


def _all(base: KnowledgeBase) -> Iterator[Shown]:
    for condition in base.conditions.values():
        for part, text in _of_condition(condition):
            yield Shown("condition", f"{condition.id}.{part}", text)
    for finding in base.findings.values():
        parts = (finding.question, finding.help, finding.check)
        yield Shown("finding", finding.id, " ".join(part for part in parts if part))
    for factor in base.factors.values():
        yield Shown("factor", factor.id, factor.question or "")
    for medicine in base.medicines.values():
        yield Shown("medicine", medicine.id, medicine.note or "")
    for rule in base.rules.values():
        yield Shown(
            "rule", rule.id, " ".join((rule.message, rule.act, rule.on_the_phone or "", *rule.while_waiting))
        )
    for advice in base.advice.values():
        yield Shown(
            "advice", advice.id, " ".join((advice.text, advice.because, *(u.text for u in advice.unless)))
        )
    for test in base.tests.values():
        yield Shown("test", test.id, test.how or "")
    for visit in base.visits.values():
        yield Shown("visit", visit.id, " ".join((visit.expect, *visit.bring, *visit.ask)))
    for who in base.specialists.values():
        yield Shown("specialist", who.id, " ".join((who.expect or "", *who.bring, *who.ask)))
    for myth in base.myths.values():
        yield Shown("myth", myth.id, myth.in_fact)
    for answer in base.answers.values():
        yield Shown("answer", answer.id, " ".join((*answer.text, *answer.unless, answer.seek_care)))
    for service in base.services.values():
        yield Shown(
            "service",
            service.id,
            " ".join((service.plain, service.place_in_care, *(c.text for c in service.checks))),
        )
    for name, words in base.words.items():
        yield Shown("words", name, words)


def shown_texts(base: KnowledgeBase) -> list[Shown]:
    """Every text that is not empty."""
    return [item for item in _all(base) if item.text.strip()]
