"""What a single answer would do to the urgency, against the rules and the harm run anew."""

import numpy as np
import pytest

from crural.assess.judge import case_of, judged, understood
from crural.assess.work import options_of
from crural.concepts.base import LEVELS
from crural.inference.gather import facts_of
from crural.inference.index import index_of
from crural.interview.alarms import Alarms
from crural.interview.answers import with_answer
from crural.interview.prospects import askable
from crural.knowledge import load
from crural.triage import fired_rules
from crural.triage.urgency import HarmTable, Likely, harm_level

BASE = load()
CASES = [
    {"age": 60, "present": [{"id": "leg-pain", "side": "left", "site": ["calf"]}]},
    {"age": 45, "present": ["back-pain", {"id": "leg-weakness", "onset": "sudden"}]},
    {"age": 70, "present": ["leg-swelling", "fatigue"], "medicines": ["statin"]},
]


@pytest.mark.parametrize("data", CASES[:2])
def test_every_rule_that_one_answer_would_fire_is_foreseen(data: dict) -> None:
    case = case_of(data)
    facts = understood(case, BASE).facts
    fired = fired_rules(BASE, facts)
    rank = max((item.rank for item in fired), default=0)
    alarms = Alarms(index_of(BASE), facts, {item.rule.id for item in fired}, rank)
    told = {*facts.evidence, *facts.absent}
    for name in (*BASE.findings, *BASE.factors, *BASE.medicines):
        if name in told or (name in BASE.findings and not askable(BASE, name)):
            continue
        then = fired_rules(BASE, facts_of(with_answer(case, name, "yes", BASE), BASE))
        best = max((item.rank for item in then), default=0)
        if best > rank:
            assert alarms.rank_after(name, "yes") == best, name
        assert alarms.rank_after(name, "no") == 0


def test_the_harm_of_many_answers_is_that_of_each() -> None:
    names = tuple(sorted(name for name in index_of(BASE).number))
    random = np.random.default_rng(4)
    chances = random.random((40, len(names))) ** 12
    known = {3, 11}
    found = HarmTable(BASE, names).ranks(chances, known)
    for row, rank in zip(chances, found, strict=True):
        likely = [
            Likely(BASE.conditions[n], float(p), i in known)
            for i, (n, p) in enumerate(zip(names, row, strict=True))
        ]
        assert LEVELS[rank] == harm_level(BASE, likely)[0]


def test_the_best_question_comes_first_and_each_only_once() -> None:
    half = judged(BASE, understood(case_of(CASES[1]), BASE))
    options = options_of(half.work, half.fired, half.open_signs)
    totals = [worth.total for worth in options.worths]
    assert totals == sorted(totals, reverse=True)
    assert len({worth.prospect.id for worth in options.worths}) == len(options.worths)
