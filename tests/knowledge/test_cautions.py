"""The advice matrix has no blank, and what it says is what strikes advice."""

from __future__ import annotations

import pytest

from crural.advice import plan
from crural.concepts.knowledge import Atom, Caution, Fine, KnowledgeBase
from crural.inference.facts import Facts, Taken
from crural.knowledge import load
from crural.knowledge.cautions import NONE, carriers, caution_problems, hazards_of, verdicts

BASE = load()


def told(base: KnowledgeBase) -> list[tuple[str, str]]:
    """(id, message) of every problem of the matrix."""
    return [(name, message) for _, name, _, _, message in caution_problems(base)]


def with_caution(caution: Caution) -> KnowledgeBase:
    return BASE.model_copy(update={"cautions": {**BASE.cautions, caution.id: caution}})


def test_every_advice_has_a_verdict_on_every_hazard() -> None:
    assert told(BASE) == []
    wanted = set(BASE.cautions) - {NONE}
    assert len(wanted) >= 20
    assert {name for name, advice in BASE.advice.items() if set(verdicts(advice)) != wanted} == set()


def test_every_condition_and_medicine_class_was_looked_at() -> None:
    for kind in ("conditions", "medicines"):
        assert [name for name in getattr(BASE, kind) if not hazards_of(BASE, kind, name)] == []


def test_a_new_hazard_is_a_blank_in_every_advice() -> None:
    problems = told(with_caution(Caution(id="moonlight", label="moonlight")))
    assert len(problems) == len(BASE.advice)
    assert problems[0][1] == "There is no verdict on the caution moonlight."


def test_what_is_named_twice_or_not_there_is_told() -> None:
    none = BASE.cautions[NONE]
    both = none.model_copy(update={"conditions": (*none.conditions, "heart-failure")})
    assert told(with_caution(both)) == [("heart-failure", "It stands in `none` and in heart-weak.")]
    less = none.model_copy(update={"medicines": none.medicines[1:]})
    assert told(with_caution(less)) == [(none.medicines[0], "No caution names it, not even `none`.")]
    kidney = BASE.cautions["kidney"]
    wrong = kidney.model_copy(update={"findings": (*kidney.findings, "moon-kidney")})
    assert told(with_caution(wrong)) == [("kidney", "There is no finding moon-kidney.")]
    advice = BASE.advice["elevate-legs"]
    again = advice.model_copy(update={"fine": (*advice.fine, Fine(cautions=("poor-flow",), why="t"))})
    base = BASE.model_copy(update={"advice": {**BASE.advice, again.id: again}})
    assert told(base) == [("elevate-legs", "There are two verdicts on the caution poor-flow.")]


EXCEPTED = sorted(
    (advice.id, caution)
    for advice in BASE.advice.values()
    for caution, verdict in verdicts(advice).items()
    if verdict == "exception"
)


@pytest.mark.parametrize(("advice", "caution"), EXCEPTED)
def test_an_exception_strikes_for_whoever_carries_the_hazard(advice: str, caution: str) -> None:
    item = BASE.cautions[caution]
    people = [Facts(conditions={name: "known"}) for name in item.conditions]
    people += [Facts(medicines={name: Taken(name, name)}) for name in item.medicines]
    people += [Facts(factors={name: True}) for name in item.factors]
    assert all(plan.advice_items(BASE, [advice], facts)[0].struck for facts in people)


@pytest.mark.parametrize(
    ("advice", "medicine"),
    [
        ("potassium-rich-food-care", "ace-inhibitor"),
        ("simple-painkiller-care", "anticoagulant"),
        ("simple-painkiller-care", "lithium"),
        ("nothing-to-eat-before-emergency", "insulin"),
        ("strength-exercise", "fluoroquinolone"),
    ],
)
def test_advice_and_medicines_that_do_not_go_together(advice: str, medicine: str) -> None:
    facts = Facts(medicines={medicine: Taken(medicine, medicine)})
    assert plan.advice_items(BASE, [advice], facts)[0].struck


@pytest.mark.parametrize(
    ("advice", "condition"),
    [
        ("drink-to-thirst", "heart-failure"),
        ("compression-stockings", "peripheral-artery-disease"),
        ("elevate-legs", "vascular-disease"),
        ("simple-painkiller-care", "chronic-kidney-disease"),
    ],
)
def test_advice_and_conditions_that_do_not_go_together(advice: str, condition: str) -> None:
    assert plan.advice_items(BASE, [advice], Facts(conditions={condition: "known"}))[0].struck


def test_a_caution_stands_in_advice_only() -> None:
    rules = [rule.when for rule in BASE.rules.values()] + [myth.when for myth in BASE.myths.values()]

    def inside(atom: Atom) -> bool:
        return atom.caution is not None or any(map(inside, (*atom.all, *atom.any, *atom.of)))

    assert not any(map(inside, rules))


def test_medicines_never_to_stop_suddenly_say_so_and_no_note_says_to_stop() -> None:
    notes = {name: (item.note or "").lower() for name, item in BASE.medicines.items()}
    kept = carriers(BASE.cautions["not-to-stop"], "medicines")
    assert {name for name in kept if "never stop it suddenly. talk with whoever" not in notes[name]} == set()
    assert {name for name, note in notes.items() if not note or "stop taking" in note} == set()
