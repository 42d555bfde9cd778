"""Cross-checks of what leads people on: visits, answers, services, numbers to call, claims. All is reported."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from crural.concepts.knowledge import Answer, KnowledgeBase, Service
from crural.knowledge.cautions import caution_problems
from crural.knowledge.claims import dangling

PERSONAL = ("findings", "factors", "medicines", "conditions")
"""What can be true of a person."""
Found = tuple[str, str, tuple[str | int, ...], str, str]
"""Section, id, path in it, code, message."""


def _unknown(base: KnowledgeBase, names: Iterable[str], *kinds: str) -> Iterator[tuple[int, str]]:
    """Place and message of each id that none of the sections knows."""
    for index, name in enumerate(names):
        if not any(name in getattr(base, kind) for kind in kinds):
            yield index, f"There is no {' or '.join(kind.rstrip('s') for kind in kinds)} {name}."


def _answer(base: KnowledgeBase, answer: Answer) -> Iterator[Found]:
    for kind in ("conditions", "advice", "tests", "services"):
        for index, message in _unknown(base, getattr(answer, kind), kind):
            yield "answers", answer.id, (kind, index), "KB-009", message
    for index, message in _unknown(base, answer.sources, "sources", "records"):
        yield "answers", answer.id, ("sources", index), "KB-009", message
    if not (answer.sources or answer.why):
        yield "answers", answer.id, (), "KB-010", "An answer without source or reason."


def _service(base: KnowledgeBase, service: Service) -> Iterator[Found]:
    for field, names, kinds in (
        ("conditions", service.conditions, ("conditions",)),
        ("needs_first", service.needs_first, ("tests",)),
        ("sources", service.sources, ("sources", "records")),
    ):
        for index, message in _unknown(base, names, *kinds):
            yield "services", service.id, (field, index), "KB-009", message
    for index, check in enumerate(service.checks):
        for _, message in _unknown(base, check.applies_to, *PERSONAL):
            yield "services", service.id, ("checks", index), "KB-009", message


def care_problems(base: KnowledgeBase) -> Iterator[Found]:
    """What tests, answers and services name that is not there, claims not carried, blanks of the advice matrix."""
    for test in base.tests.values():
        if test.visit is not None and test.visit not in base.visits:
            yield "tests", test.id, ("visit",), "KB-009", f"There is no visit {test.visit}."
    for answer in base.answers.values():
        yield from _answer(base, answer)
    for service in base.services.values():
        yield from _service(base, service)
    for number in base.emergency_numbers.values():
        for index, message in _unknown(base, number.sources, "sources"):
            yield "emergency_numbers", number.id, ("sources", index), "KB-009", message
    yield from caution_problems(base)
    for name, problems in dangling(base).items():
        for problem in problems:
            yield "claims", name, (), "KB-016", problem
