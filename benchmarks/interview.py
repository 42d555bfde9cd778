"""How many questions an interview of simulated people takes, and what it finds. Usage: ./crural bench interview [--json]

People are drawn from the base itself (self-made data, so the engine's numbers are right by construction): a condition is
drawn by its share among adults with leg complaints, then a person who has it. They tell one or two complaints, answer
what they are asked, and now and then wrongly or not at all. Compared with answering every question that can be asked.
"""

from __future__ import annotations

import argparse
import json
import time
from collections import Counter

import numpy as np

from crural.assess import assess
from crural.assess.turns import next_turn, with_answer
from crural.concepts.base import LEVELS
from crural.concepts.case import Case
from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.inference.people import People
from crural.inference.telling import Telling
from crural.interview.prospects import askable
from crural.knowledge import load

POOL = 3000
WRONG, MISSING = 0.05, 0.05


class Person:
    """One drawn person who answers questions by id. wrong, missing: chances of a wrong answer and of "unsure"."""

    def __init__(self, telling: Telling, row: int, seed: int, wrong: float, missing: float) -> None:
        self.telling, self.people, self.row = telling, telling.people, row
        self.base, self.random = telling.base, np.random.default_rng([seed, row])
        self.wrong, self.missing = wrong, missing

    def has(self, name: str) -> bool:
        return bool(self.telling.finding(Atom(finding=name))[self.row])

    def made(self, finding: str, cause: int) -> bool:
        """Whether this cause made the finding."""
        who, (hit, _) = self.telling.who(cause), self.telling.fired(finding, cause)
        return bool(np.isin(self.row, who[hit]))

    def describes(self, finding: str, quality: str) -> list[str]:
        """The values that the person would tell of a complaint."""
        cause = int(self.telling.spoken(finding)[self.row])
        if cause == -2:
            return []
        who = self.telling.who(cause)
        hit, _ = self.telling.fired(finding, cause)
        place = int(np.flatnonzero(who[hit] == self.row)[0])
        values = self.base.qualifiers[quality].usual
        return [v for v in values if self.telling.drawn(finding, cause, quality, (v,))[place]]

    def answer(self, name: str, form: str, choices: list[str]) -> str | float | list[str]:
        base, people = self.base, self.people
        if name == "age":
            return float(people.cells[people.cell[self.row]][0])
        if name == "sex":
            return people.cells[people.cell[self.row]][1]
        if name.startswith("any-of."):
            named = [c for c in choices if c != "none"]
            flips = self.random.random(len(named)) < self.wrong / 2
            return [c for c, flip in zip(named, flips, strict=True) if self.has(c) != bool(flip)] or "none"
        if name == "main":
            return [c for c in choices if c != "none" and self.has(c)] or "unsure"
        if self.random.random() < self.missing:
            return "unsure"
        wrong = self.random.random() < self.wrong
        finding, dot, quality = name.partition(".")
        if dot:
            told = [str(self.random.choice([c for c in choices if c != "none"]))] if wrong else None
            told = told or self.describes(finding, quality)
            if quality == "side":
                told = ["left" if v == "one" else v for v in told]
            return (told[0] if told else "unsure") if form == "one-of" else (told or "none")
        if name in base.findings:
            holds = self.has(name)
        else:
            state = people.state(name)
            holds = bool(state[self.row]) if state is not None else False
        return "yes" if holds != wrong else "no"


def leg_complaints(base: KnowledgeBase) -> list[str]:
    """Generic complaints of the leg, commonest first."""
    found = [
        f
        for f in base.findings.values()
        if f.kind == "symptom"
        and f.topic == "leg"
        and not f.implies
        and "duration" in f.qualifiers
        and f.frequency
    ]
    return [f.id for f in sorted(found, key=lambda f: -f.frequency.value)]  # type: ignore[union-attr]


def index_mean(people: People) -> np.ndarray:
    """How common each condition is among these people, the rare ones as the base has them."""
    active = people.base.active
    return np.array([active.get(name, 0.0) for name in people.index.names])


def drawn(
    base: KnowledgeBase, n: int, seed: int, emergencies: bool = False
) -> list[tuple[str, Telling, int]]:
    """(condition, telling, row) of people with a leg complaint that the condition made."""
    random = np.random.default_rng(seed)
    everybody = People(base, POOL * 10, seed)
    index, complaints = everybody.index, leg_complaints(base)
    share = everybody.active.mean(axis=0)
    strength = np.zeros(len(index.names))
    for c in complaints:
        for number, link in index.links[c].items():
            strength[number] = max(strength[number], link.strength.value)
    weight = share * strength
    if emergencies:
        urgent = [base.conditions[name].usual_urgency == "emergency" for name in index.names]
        weight = np.where(urgent, np.sqrt(strength * index_mean(everybody)), 0.0)
    weight /= weight.sum()
    counts = Counter(random.choice(len(index.names), size=n * 2, p=weight).tolist())
    found: list[tuple[str, Telling, int]] = []
    for number, count in sorted(counts.items()):
        name = index.names[number]
        telling = Telling(everybody.given(name, max(count * 4, 40)))
        made = np.zeros(telling.people.n, dtype=bool)
        for c in complaints:
            if number in index.links[c]:
                hit, _ = telling.fired(c, number)
                made[telling.who(number)[hit]] = True
        found += [(name, telling, int(row)) for row in np.flatnonzero(made)[:count]]
    random.shuffle(found)  # type: ignore[arg-type]
    return found[:n]


def told(person: Person, truth: str, nothing: bool) -> Case:
    """What the person says at first: up to two complaints that the condition made, the first of the leg, each with some
    of its qualities; half the time age and sex."""
    if nothing:
        return Case()
    base, telling = person.base, person.telling
    number = telling.index.number[truth]
    made = [
        f.id
        for f in base.findings.values()
        if f.kind == "symptom"
        and not f.same_as
        and number in telling.index.links[f.id]
        and person.made(f.id, number)
    ]
    special = [
        name
        for name in made
        if not any(other != name and name in telling.index.above[other] for other in made)
    ]
    person.random.shuffle(special)
    have = sorted(special, key=lambda name: base.findings[name].topic != "leg")[:2]
    case = Case.model_validate({"present": have})
    for name in have:
        qualities = [
            q
            for q in ("side", "site", "onset", "duration", "provoked-by")
            if q in base.findings[name].qualifiers
        ]
        for quality in qualities:
            values = person.describes(name, quality) if person.random.random() < 0.5 else []
            if quality == "side":
                values = ["left" if v == "one" else v for v in values]
            if values:
                single = base.qualifiers[quality].exclusive
                case = with_answer(case, f"{name}.{quality}", values[0] if single else values, base)
    if person.random.random() < 0.5:
        for name in ("age", "sex"):
            case = with_answer(case, name, person.answer(name, "number", []), base)
    return case.model_copy(update={"asked": ()})


def everything(case: Case, person: Person, base: KnowledgeBase) -> Case:
    """The case with every question answered that a person can be asked."""
    for name in ("age", "sex"):
        case = with_answer(case, name, person.answer(name, "number", []), base)
    for name in base.findings:
        if askable(base, name) and not base.findings[name].same_as:
            case = with_answer(case, name, person.answer(name, "yes-no", []), base)
    for name in (*base.factors, *base.medicines):
        case = with_answer(case, name, person.answer(name, "yes-no", []), base)
    for entry in list(case.present):
        if entry.id in base.findings:
            for quality in base.findings[entry.id].qualifiers:
                kind = base.qualifiers[quality]
                choices = ["left", "right", "both"] if quality == "side" else list(kind.labels)
                form = "one-of" if kind.exclusive else "many-of"
                case = with_answer(
                    case, f"{entry.id}.{quality}", person.answer(f"{entry.id}.{quality}", form, choices), base
                )
    return case


def scores(case: Case, truth: str, base: KnowledgeBase) -> tuple[bool, bool, str]:
    """Whether the drawn condition comes first, or among three; and the level."""
    answer = assess(case, base=base, draws=0)
    names = [cause.id for cause in answer.causes]
    return truth in names[:1], truth in names[:3], answer.urgency.level


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=60)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--nothing", action="store_true", help="start from nothing, not from a first complaint"
    )
    parser.add_argument("--show", action="store_true")
    parser.add_argument("--no-all", action="store_true", help="leave out asking everything")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    base = load()
    complaints = leg_complaints(base)
    rows, spent, stops = [], [], Counter[str]()
    for truth, telling, row in drawn(base, options.n, options.seed):
        person = Person(telling, row, options.seed, WRONG, MISSING)
        case = told(person, truth, options.nothing)
        first = scores(case, truth, base)
        asked, turns, seen = 0, 0, {0: first[2]}
        script = []
        while True:
            start = time.perf_counter()
            turn = next_turn(case, base=base)
            spent.append(time.perf_counter() - start)
            seen[asked] = turn.urgency
            if turn.done:
                stops[turn.stop or ""] += 1
                break
            turns += 1
            for ask in turn.questions:
                value = person.answer(ask.id, ask.form, [c.value for c in ask.choices])
                case = with_answer(case, ask.id, value, base)
                script.append(f"{ask.id}={value}{'!' if ask.danger else ''}")
                asked += 1
        after = scores(case, truth, base)
        full = (False, False, "") if options.no_all else scores(everything(case, person, base), truth, base)
        alarm = next((k for k, level in sorted(seen.items()) if level == "emergency"), None)
        rows.append((truth, asked, turns, first, after, full, alarm))
        if options.show:
            print(truth, asked, turns, first, after, full, alarm, " | ".join(script))
    questions = np.array([r[1] for r in rows])
    result = {
        "people": len(rows),
        "questions_mean": round(float(questions.mean()), 2),
        "questions_p95": float(np.quantile(questions, 0.95)),
        "turns_mean": round(float(np.mean([r[2] for r in rows])), 2),
        "top1": {
            k: round(float(np.mean([r[i][0] for r in rows])), 3)
            for k, i in (("told", 3), ("asked", 4), ("all", 5))
        },
        "top3": {
            k: round(float(np.mean([r[i][1] for r in rows])), 3)
            for k, i in (("told", 3), ("asked", 4), ("all", 5))
        },
        "emergencies": {
            "by_everything": sum(r[5][2] == "emergency" for r in rows),
            "found_of_these": sum(r[5][2] == "emergency" and r[4][2] == "emergency" for r in rows),
            "after_questions": sorted(r[6] for r in rows if r[6] is not None),
        },
        "same_level_as_everything": round(float(np.mean([r[4][2] == r[5][2] for r in rows])), 3),
        "lower": round(
            float(np.mean([LEVELS.index(r[4][2]) < LEVELS.index(r[5][2] or "self-care") for r in rows])), 3
        ),
        "stops": dict(stops),
        "turn_ms_p50": round(1000 * float(np.median(spent)), 1),
    }
    print(json.dumps(result) if options.json else json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
