"""Orders of a record beside the answer: what speaks against one, and which tests are not ordered yet."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import replace

from crural.advice.plan import advice_items
from crural.assess.judge import understood
from crural.concepts.assessment import AdviceItem, Assessment, Suggestion
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase, Test
from crural.triage import fired_rules


def _words(text: str) -> list[str]:
    return re.findall(r"[a-z0-9]+", text.lower())


def names(phrase: str, order: str) -> bool:
    """Whether an order's text has each word of the phrase, at least as the beginning of a word.

    >>> names("compression stocking", "Knee-high compression stockings, class 2")
    True
    >>> names("compression stocking", "Compression ultrasound")
    False
    """
    told = _words(order)
    return all(any(word.startswith(part) for word in told) for part in _words(phrase))


def against_orders(case: Case, orders: Iterable[str], base: KnowledgeBase) -> list[tuple[str, AdviceItem]]:
    """Orders (as the record words them) whose advice is struck out for this person, with that advice.

    What a danger rule suspects counts as there, as it does for self-care. Raises InputError.
    """
    facts = understood(case, base).facts
    suspects = [name for fired in fired_rules(base, facts) for name in fired.rule.suspects]
    as_if = replace(facts, conditions={**facts.conditions, **dict.fromkeys(suspects, "new")})
    found = []
    for order in dict.fromkeys(orders):
        meant = [a.id for a in base.advice.values() if any(names(phrase, order) for phrase in a.orders)]
        found += [(order, item) for item in advice_items(base, meant, as_if) if item.struck]
    return found


def _is_ordered(test: Test, orders: Sequence[str]) -> bool:
    plain_name = re.sub(r"\(.*?\)", "", test.name)
    return any(names(plain_name, order) or (test.loinc and test.loinc in order) for order in orders)


def open_tests(
    assessment: Assessment, case: Case, orders: Iterable[str], base: KnowledgeBase
) -> list[Suggestion]:
    """The tests of an answer that were neither ordered (as the record words it, or by LOINC code) nor done."""
    ordered = tuple(orders)
    told = {entry.id for entry in (*case.present, *case.absent)}
    return [
        item
        for item in assessment.tests
        if not _is_ordered(base.tests[item.id], ordered) and not told & set(base.tests[item.id].finding)
    ]
