"""Crural and two baselines that answer the same rows: the prior alone, and naive keyword matching."""

from __future__ import annotations

import time
from collections.abc import Callable

from crural.assess import assess
from crural.concepts.base import Level
from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.facts import Facts
from crural.inference.network import network_of
from crural.surfaces.evaluation.rows import Answer, Row
from crural.surfaces.evaluation.words import plain_words

System = Callable[[Row, str], Answer]


def crural_system(base: KnowledgeBase) -> System:
    """Crural itself, without interval draws (they do not change the ranking)."""

    def answer(row: Row, text: str) -> Answer:
        start = time.perf_counter()
        result = assess(Case(id=row.id, text=text, age=row.age, sex=row.sex), base=base, draws=0)
        seconds = time.perf_counter() - start
        causes = tuple((cause.id, cause.probability) for cause in result.causes)
        refused = result.out_of_scope is not None and result.out_of_scope.reason == "child"
        return Answer(level=result.urgency.level, causes=causes, refused=refused, seconds=seconds)

    return answer


def prior_system(base: KnowledgeBase) -> System:
    """Always the commonest conditions of the age and sex, and their usual urgency."""

    def answer(row: Row, text: str) -> Answer:
        network = network_of(base, Facts(age=row.age, sex=row.sex))
        prior = network.numbers.prior[0]
        order = sorted(range(len(prior)), key=lambda i: (-prior[i], network.index.names[i]))[:10]
        names = [(network.index.names[i], round(float(prior[i]), 4)) for i in order]
        return Answer(level=base.conditions[names[0][0]].usual_urgency, causes=tuple(names))

    return answer


def keyword_system(base: KnowledgeBase) -> System:
    """Counts words that the text shares with each condition's page; no negation, no numbers."""
    pages: dict[str, frozenset[str]] = {}
    for name, condition in base.conditions.items():
        if condition.produces:
            labels = [base.findings[link.finding].plain for link in condition.produces]
            pages[name] = plain_words(
                " ".join([condition.name, condition.lay_name, condition.plain, *labels])
            )
    weight: dict[str, float] = {}
    for words in pages.values():
        for word in words:
            weight[word] = weight.get(word, 0.0) + 1.0

    def answer(row: Row, text: str) -> Answer:
        said = plain_words(text)
        scores = {name: sum(1.0 / weight[w] for w in said & words) for name, words in pages.items()}
        total = sum(scores.values()) or 1.0
        order = sorted(scores, key=lambda name: (-scores[name], name))[:10]
        level: Level = base.conditions[order[0]].usual_urgency
        return Answer(level=level, causes=tuple((name, round(scores[name] / total, 4)) for name in order))

    return answer
