"""Crural with one part taken away, on the same rows: what each part is worth."""

from __future__ import annotations

import time

import numpy as np

from crural.assess import assess
from crural.assess.judge import judged, understood
from crural.concepts.case import Case
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.inference.batch import Batch
from crural.inference.pattern import Array, Numbers
from crural.knowledge.curves import population_ages
from crural.knowledge.rates import Rates
from crural.surfaces.evaluation.rows import Answer, Row
from crural.surfaces.evaluation.systems import System, crural_system
from crural.triage.urgency import Likely, urgency_of

MOST = 10


def without_rules(base: KnowledgeBase) -> KnowledgeBase:
    """The base without its danger rules: urgency from the likely causes alone."""
    return base.model_copy(update={"version": f"{base.version} without rules", "rules": {}})


def without_age(base: KnowledgeBase) -> KnowledgeBase:
    """The base in which every condition is as common at every age as in all adults (sex still counts)."""
    rates, ages = Rates(base), population_ages(base.settings)
    total = 2.0 * sum(ages.values())

    def flat(condition: Condition) -> Condition:
        if condition.prior is None:
            return condition
        mean = sum(
            share * rates.prior(condition, age, sex)
            for age, share in ages.items()
            for sex in ("female", "male")
        )
        knot = next(iter(condition.prior.ages.values()))
        number = knot.model_copy(update={"value": mean / total, "low": None, "high": None})
        return condition.model_copy(
            update={"prior": condition.prior.model_copy(update={"ages": {50: number}})}
        )

    conditions = {name: flat(condition) for name, condition in base.conditions.items()}
    return base.model_copy(update={"version": f"{base.version} without age", "conditions": conditions})


def without_negation(base: KnowledgeBase) -> System:
    """What is denied in the text counts as said."""

    def answer(row: Row, text: str) -> Answer:
        start = time.perf_counter()
        known = understood(Case(id=row.id, text=text, age=row.age, sex=row.sex), base)
        case = known.case
        said = {entry.id for entry in case.present}
        more = tuple(entry for entry in case.absent if entry.id in base.findings and entry.id not in said)
        left = tuple(entry for entry in case.absent if entry not in more)
        naive = case.model_copy(update={"text": None, "present": (*case.present, *more), "absent": left})
        if known.child or not (naive.present or naive.absent):
            return crural_system(base)(row, text)
        result = assess(naive, base=base, draws=0)
        causes = tuple((cause.id, cause.probability) for cause in result.causes)
        return Answer(level=result.urgency.level, causes=causes, seconds=time.perf_counter() - start)

    return answer


def one_cause(base: KnowledgeBase) -> System:
    """Exactly one cause is taken to be at work, beside what is known of the person: the old single-fault form."""

    def answer(row: Row, text: str) -> Answer:
        start = time.perf_counter()
        known = understood(Case(id=row.id, text=text, age=row.age, sex=row.sex), base)
        if known.child:
            return crural_system(base)(row, text)
        half = judged(base, known)
        network = half.work.network
        batch = Batch(network.pattern, network.numbers)
        n = network.pattern.n
        free = [i for i in range(n) if i not in {place for place, _ in network.pattern.known}]

        def fill(_: Numbers, select: Array, rows: slice) -> None:
            for row_number, chosen in enumerate((*free, None), rows.start):
                select[row_number, free] = (1.0, 0.0, 0.0)
                if chosen is not None:
                    select[row_number, chosen] = (0.0, 1.0, 0.0)

        rows = batch.ask(len(free) + 1, fill)
        found = batch.answer()
        log = np.where(np.isfinite(found.log_evidence[rows]), found.log_evidence[rows], -np.inf)
        share = np.exp(log - log.max())
        share /= share.sum()
        gives = {i: float(share[k] * found.contribution[rows][k, i]) for k, i in enumerate(free)}
        order = sorted(gives, key=lambda i: (-gives[i], network.index.names[i]))
        conditions = [(base.conditions[network.index.names[i]], round(gives[i], 4)) for i in order]
        urgency = urgency_of(
            base,
            known.facts,
            half.fired,
            [
                Likely(condition, p, known.facts.conditions.get(condition.id) == "known")
                for condition, p in conditions
            ],
            unclear=half.unsure or known.scope is not None or bool(half.open_signs),
            open_signs=[name for name, _ in half.open_signs],
            alarming=known.reading.alarming,
        )
        causes = tuple((condition.id, p) for condition, p in conditions[:MOST] if p > 0.0)
        return Answer(level=urgency.level, causes=causes, seconds=time.perf_counter() - start)

    return answer


def ablated(base: KnowledgeBase) -> dict[str, System]:
    """Crural without one of its parts, by name."""
    return {
        "no rules": crural_system(without_rules(base)),
        "one cause only": one_cause(base),
        "no age priors": crural_system(without_age(base)),
        "no negation": without_negation(base),
    }
