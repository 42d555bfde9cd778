"""Self-made people whose truth is known, drawn from the base or from a perturbed one, and what Crural says of them.

For one person: a leg complaint is chosen (every one as often), then somebody who has it. That complaint is told with
some of its qualities; further symptoms and risk factors that belong to its causes are asked for at random, and the
answers are now and then wrong or missing. What is asked never depends on the person, so that an engine with the right
numbers would be calibrated, and what is missing comes from the numbers, from linked findings, and from wrong answers.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from crural.assess import assess
from crural.assess.turns import with_answer
from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.people import People
from crural.inference.perturbed import perturbed
from crural.inference.telling import Telling
from crural.interview.prospects import askable
from crural.surfaces.evaluation.person import Person, leg_complaints
from crural.surfaces.progress import Progress

POOL = 20_000
"""Adults drawn from each base, of whom those with the complaint are chosen."""
LINKED = 0.3
"""Correlation of the findings of one cause, for people from perturbed bases (a choice of ours)."""
ASKED_FINDINGS, ASKED_FACTORS, TOLD = 6, 5, 0.5
PEOPLE_PER_BASE = 40
MOST_BASES = 25


@dataclass(frozen=True)
class Plan:
    """What to draw: how many people, the seed, from perturbed bases or not, chances of wrong and missing answers."""

    people: int
    seed: int
    perturbed: bool = False
    wrong: float = 0.0
    missing: float = 0.0

    @property
    def bases(self) -> int:
        """How many bases the people are drawn from."""
        return min(max(self.people // PEOPLE_PER_BASE, 1), MOST_BASES) if self.perturbed else 1


@dataclass(frozen=True)
class Simulated:
    """One drawn person: the case, the truth, and the answer.

    caused: ids of the conditions that made at least one of the complaints told. spoken: the one behind the main
    complaint as it was described; None when no modelled condition made it.
    """

    case: Case
    age: float
    sex: str
    caused: frozenset[str]
    spoken: str | None
    answer: Assessment

    def line(self) -> str:
        """One JSON line: the case, the truth, and what was said; marked as self-made."""
        data = {
            "self_made": True,
            "case": self.case.model_dump(mode="json", exclude_defaults=True, by_alias=True),
            "caused_by": sorted(self.caused),
            "main_cause": self.spoken,
            "urgency": self.answer.urgency.level,
            "causes": {cause.id: cause.probability for cause in self.answer.causes},
            "set": list(self.answer.set),
        }
        return json.dumps(data)


def simulate(base: KnowledgeBase, plan: Plan) -> list[Simulated]:
    """The people of a plan with their answers from `base`, the same for the same plan and base."""
    found = []
    with Progress(plan.people) as progress:
        for telling, row, complaint, number in _drawn(base, plan):
            person = Person(telling, row, plan.seed + number, plan.wrong, plan.missing)
            found.append(_answered(base, person, complaint))
            progress.at(len(found))
    return found


def cases_of(base: KnowledgeBase, plan: Plan) -> list[Case]:
    """What the people of a plan tell, without answers."""
    return [
        _case(base, Person(telling, row, plan.seed + number, plan.wrong, plan.missing), complaint)
        for telling, row, complaint, number in _drawn(base, plan)
    ]


def _drawn(base: KnowledgeBase, plan: Plan) -> Iterator[tuple[Telling, int, str, int]]:
    """(telling, row, complaint, number) of each person."""
    complaints = leg_complaints(base)
    random = np.random.default_rng([plan.seed, 1])
    shares = np.array_split(np.arange(plan.people), plan.bases)
    for world, numbers in enumerate(shares):
        truth = perturbed(base, plan.seed * 1000 + world) if plan.perturbed else base
        people = People(truth, POOL, plan.seed * 1000 + world)
        telling = Telling(people, LINKED if plan.perturbed else 0.0)
        for number in numbers.tolist():
            complaint = str(random.choice(complaints))
            has = np.flatnonzero(telling.finding(Atom(finding=complaint)))
            if len(has):
                yield telling, int(random.choice(has)), complaint, number


def _to_ask(base: KnowledgeBase, person: Person, complaint: str) -> list[str]:
    """Symptoms and factors that belong to the causes of a complaint, some at random, whoever is asked."""
    index = person.telling.index
    linked = [base.conditions[index.names[i]] for i in index.links[complaint]]
    findings = {
        link.finding
        for condition in linked
        for link in condition.produces
        if askable(base, link.finding)
        and base.findings[link.finding].kind == "symptom"
        and not base.findings[link.finding].same_as
        and not base.findings[link.finding].implies
    }
    factors = {
        item.factor
        for condition in linked
        for item in condition.factors
        if item.status == "known" and (item.factor in base.factors or item.factor in base.medicines)
    }

    def some(names: set[str], most: int) -> list[str]:
        names.discard(complaint)
        return [str(name) for name in person.random.permutation(sorted(names))[:most]]

    return [*some(findings, ASKED_FINDINGS), *some(factors, ASKED_FACTORS)]


def _case(base: KnowledgeBase, person: Person, complaint: str) -> Case:
    """What the person tells."""
    case = Case.model_validate({"present": [complaint]})
    for name in ("age", "sex"):
        case = with_answer(case, name, person.answer(name, "number", []), base)
    for name in _to_ask(base, person, complaint):
        case = with_answer(case, name, person.answer(name, "yes-no", []), base)
    for quality in base.findings[complaint].qualifiers:
        if person.random.random() >= TOLD:
            continue
        kind, name = base.qualifiers[quality], f"{complaint}.{quality}"
        choices = ["left", "right", "both"] if quality == "side" else list(kind.labels)
        value = person.answer(name, "one-of" if kind.exclusive else "many-of", choices)
        case = with_answer(case, name, value, base)
    return case


def _answered(base: KnowledgeBase, person: Person, complaint: str) -> Simulated:
    case = _case(base, person, complaint)
    telling, row, index = person.telling, person.row, person.telling.index
    told = [entry.id for entry in case.present if entry.id in base.findings and person.has(entry.id)]
    caused = {
        index.names[number]
        for name in told
        for number in index.links[name]
        if telling.people.active[row, number] and person.made(name, number)
    }
    spoken = int(telling.spoken(complaint)[row])
    age, sex = telling.people.cells[telling.people.cell[row]]
    return Simulated(
        case=case,
        age=float(age),
        sex=str(sex),
        caused=frozenset(caused),
        spoken=index.names[spoken] if spoken >= 0 else None,
        answer=assess(case, base=base),
    )


def pairs_of(rows: list[Simulated], most: int | None = None) -> list[tuple[float, bool]]:
    """(stated chance, whether it was so) of the first `most` causes of each person (None: all that are listed)."""
    return [(cause.probability, cause.id in row.caused) for row in rows for cause in row.answer.causes[:most]]
