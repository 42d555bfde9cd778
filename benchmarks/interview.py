"""How many questions an interview takes, and what it finds. Usage: ./crural bench interview [--json]

People are drawn from the base itself (self-made data, so the engine's numbers are right by construction): a condition
by how often it makes a leg complaint, then somebody who has it. They tell one or two complaints that it made, answer
what they are asked, and now and then wrongly or not at all. Compared with answering every question that can be asked.
"""

from __future__ import annotations

import argparse
import json
import math
from collections import Counter
from itertools import zip_longest

import numpy as np

from crural.assess import assess
from crural.assess.judge import judged, understood
from crural.assess.turns import next_turn, with_answer
from crural.assess.work import options_of
from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.people import People
from crural.inference.telling import Telling
from crural.interview.prospects import askable
from crural.knowledge import load
from crural.knowledge.rates import Rates
from crural.surfaces.evaluation.person import Person, leg_complaints

POOL = 3000
WRONG, MISSING = 0.05, 0.05


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
    random.shuffle(found)
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
    told: dict[str, list[Entry]] = {"yes": [], "no": [], "unsure": []}
    said = {entry.id for entry in (*case.present, *case.absent, *case.medicines)}
    findings = [name for name in base.findings if askable(base, name) and not base.findings[name].same_as]
    for name in (*findings, *base.factors, *base.medicines):
        if name not in said:
            told[str(person.answer(name, "yes-no", []))].append(Entry(id=name))
    medicines = [entry for entry in told["yes"] if entry.id in base.medicines]
    case = case.model_copy(
        update={
            "present": (*case.present, *(entry for entry in told["yes"] if entry not in medicines)),
            "absent": (*case.absent, *told["no"]),
            "unknown": (*case.unknown, *told["unsure"]),
            "medicines": (*case.medicines, *medicines),
            "asked": (*case.asked, *(entry.id for entries in told.values() for entry in entries)),
        }
    )
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


def rank_of(case: Case, truth: str, base: KnowledgeBase) -> int:
    """Place of the drawn condition among the causes, first 0; 99 when it is not shown."""
    names = [cause.id for cause in assess(case, base=base, draws=0).causes]
    return names.index(truth) if truth in names else 99


def fixed_questions(base: KnowledgeBase) -> list[str]:
    """A questionnaire for everybody: symptoms and what is true of the person in turn, the commonest first."""
    symptoms = [
        finding
        for finding in base.findings.values()
        if finding.frequency and askable(base, finding.id) and not finding.same_as
    ]
    symptoms.sort(key=lambda finding: (-finding.frequency.value, finding.id))  # type: ignore[union-attr]
    rates = Rates(base)
    factors = sorted((*base.factors, *base.medicines), key=lambda name: (-rates.chance(name, 50, None), name))
    names = [finding.id for finding in symptoms]
    return [name for pair in zip_longest(names, factors) for name in pair if name is not None]


def most_uncertain(case: Case, base: KnowledgeBase) -> tuple[str, list[str]] | None:
    """The open question whose answer is hardest to foresee, with its choices; None when nothing is open."""
    half = judged(base, understood(case, base))
    worths = options_of(half.work, half.fired, half.open_signs).worths
    open_ones = [worth.prospect for worth in worths if worth.prospect.id not in case.asked]
    if not open_ones:
        return None
    best = max(open_ones, key=lambda p: float(-(p.chance * np.log(np.maximum(p.chance, 1e-12))).sum()))
    _, _, quality = best.id.partition(".")
    labels = list(base.qualifiers[quality].labels) if quality else []
    return best.id, ["left", "right", "both"] if quality == "side" else labels


def in_other_order(case: Case, person: Person, base: KnowledgeBase, order: str, answers: int) -> Case:
    """The case after so many single answers to questions in another order; age and sex come first in all."""
    told = {entry.id for entry in (*case.present, *case.absent)}
    names = [name for name in fixed_questions(base) if name not in told]
    if order == "random":
        names = [str(name) for name in person.random.permutation(names)]
    first = [name for name, value in (("age", case.age), ("sex", case.sex)) if value is None]
    queue = iter([*first, *names])
    for number in range(answers):
        found = None
        if order == "uncertain" and number >= len(first):
            found = most_uncertain(case, base)
        name, choices = found or (next(queue), [])
        _, _, quality = name.partition(".")
        single = bool(quality) and base.qualifiers[quality].exclusive
        form = ("one-of" if single else "many-of") if quality else "yes-no"
        case = with_answer(case, name, person.answer(name, form, choices), base)
    return case


def interviewed(
    case: Case, person: Person, base: KnowledgeBase
) -> tuple[Case, list[str], int, int | None, int]:
    """The case after the interview, the ids asked, the turns, after how many questions an emergency was heard, and how
    many single answers were given (a list of five counts five)."""
    asked: list[str] = []
    answers = 0
    turns, heard = 0, None
    while True:
        turn = next_turn(case, base=base)
        if turn.urgency == "emergency" and heard is None:
            heard = len(asked)
        if turn.done:
            return case, asked, turns, heard, answers
        turns += 1
        for ask in turn.questions:
            value = person.answer(ask.id, ask.form, [choice.value for choice in ask.choices])
            case = with_answer(case, ask.id, value, base)
            asked.append(ask.id)
            answers += sum(choice.value != "none" for choice in ask.choices) if "any-of" in ask.id else 1


ORDERS = ("random", "uncertain", "fixed")
CALM = ("routine", "self-care")


def share(hits: list[bool]) -> dict[str, object]:
    """How many of how many, with the 95 % interval of Wilson."""
    n, k, z = len(hits), sum(hits), 1.96
    middle, wide = (k + z * z / 2) / (n + z * z), z * math.sqrt(k * (n - k) / n + z * z / 4) / (n + z * z)
    return {"hits": k, "of": n, "interval": [round(max(middle - wide, 0.0), 3), round(middle + wide, 3)]}


def level_of(case: Case, base: KnowledgeBase) -> str:
    """The urgency of a case."""
    return judged(base, understood(case, base)).urgency.level


def in_truth(telling: Telling, row: int, seed: int, truth: str, base: KnowledgeBase) -> str:
    """The urgency if all that is true of the person were known."""
    sure = Person(telling, row, seed, 0.0, 0.0)
    return level_of(everything(told(sure, truth, False), sure, base), base)


def measured(base: KnowledgeBase, n: int, seed: int, nothing: bool, compared: int) -> dict[str, object]:
    """Length, accuracy and false alarms for ordinary people; of the first `compared` also what asking in other orders,
    and every question answered, would have found (slow)."""
    lengths: list[tuple[int, int, int, int]] = []
    ranks: dict[str, list[int]] = {}
    calm: list[tuple[str, str]] = []
    for number, (truth, telling, row) in enumerate(drawn(base, n, seed)):
        person = Person(telling, row, seed, WRONG, MISSING)
        case = told(person, truth, nothing)
        after, asked, turns, _, answers = interviewed(case, person, base)
        listed = sum(name.count("+") + 1 for name in asked if name.startswith("any-of."))
        lengths.append((len(asked), answers, turns, listed))
        if base.conditions[truth].usual_urgency in CALM:
            calm.append((level_of(after, base), in_truth(telling, row, seed, truth, base)))
        ends = {"all people, told": case, "all people, asked": after}
        if number < compared:
            ends |= {"told": case, "asked": after}
            ends["all"] = everything(case, Person(telling, row, seed + 1, WRONG, MISSING), base)
            for order in ORDERS:
                other = Person(telling, row, seed + 2, WRONG, MISSING)
                ends[order] = in_other_order(case, other, base, order, answers)
        for name, end in ends.items():
            ranks.setdefault(name, []).append(rank_of(end, truth, base))
    columns = np.array(lengths, dtype=float)
    means = columns.mean(axis=0).round(2).tolist()
    peaceful = [level == "emergency" for level, true in calm if true not in ("emergency", "same-day")]
    return {
        "people": len(lengths),
        "questions": {"mean": means[0], "p95": float(np.quantile(columns[:, 0], 0.95))},
        "single_answers": means[1],
        "turns": means[2],
        "lines_in_lists": means[3],
        "first": {name: share([rank == 0 for rank in found]) for name, found in ranks.items()},
        "in_three": {name: share([rank < 3 for rank in found]) for name, found in ranks.items()},
        "calm_conditions": {
            "sent_at_once": share([level == "emergency" for level, _ in calm]),
            "would_be_if_all_were_known": share([true == "emergency" for _, true in calm]),
            "sent_at_once_and_no_danger_in_truth": share(peaceful),
        },
    }


def emergencies(base: KnowledgeBase, n: int, seed: int, nothing: bool) -> dict[str, object]:
    """People whose condition is usually an emergency, and who would be told so if all true answers were known."""
    heard: list[int | None] = []
    for truth, telling, row in drawn(base, n, seed, emergencies=True):
        if in_truth(telling, row, seed, truth, base) == "emergency":
            person = Person(telling, row, seed, WRONG, MISSING)
            heard.append(interviewed(told(person, truth, nothing), person, base)[3])
    found = sorted(after for after in heard if after is not None)
    return {
        "people": len(heard),
        "heard": share([after is not None for after in heard]),
        "heard_within_4": share([after is not None and after <= 4 for after in heard]),
        "heard_before_any_question": sum(after == 0 for after in found),
        "questions": found,
    }


def main() -> None:
    """Run and print."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("-n", type=int, default=80, help="people of each kind")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument(
        "--nothing", action="store_true", help="start from nothing, not from a first complaint"
    )
    parser.add_argument("--compared", type=int, default=40, help="people asked in other orders too (slow)")
    parser.add_argument("--json", action="store_true")
    options = parser.parse_args()
    base = load()
    result = {
        "ordinary": measured(base, options.n, options.seed, options.nothing, options.compared),
        "emergencies": emergencies(base, options.n, options.seed, options.nothing),
        "wrong_answers": WRONG,
        "missing_answers": MISSING,
    }
    print(json.dumps(result) if options.json else json.dumps(result, indent=1))


if __name__ == "__main__":
    main()
