"""What is told may not be so (decision 8), held against an enumeration of firing, noticing and mistaking."""

import itertools

import pytest
from tests.small_base import SETTINGS, base_of, condition, finding

from crural.concepts.case import Case
from crural.concepts.knowledge import Settings
from crural.inference import posterior
from crural.inference.brute_force import chance_told
from crural.inference.gather import facts_of
from crural.inference.network import network_of

MISSED, MISTAKEN, MISDESCRIBED = 0.2, 0.1, 0.3
REPORTING = {"missed": MISSED, "mistaken": MISTAKEN, "misdescribed": MISDESCRIBED, "why": "made up for tests"}
STRENGTHS = {"a": {"leg-pain": 0.7, "cramp": 0.9, "red": 0.6}, "b": {"leg-pain": 0.4, "cramp": 0.3}}
PRIORS = {"a": 0.05, "b": 0.1}


def base(reporting=REPORTING):
    findings = [
        finding("leg-pain", qualifiers=["side"]),
        finding("cramp", frequency=0.1),
        finding("red", kind="sign"),
    ]
    conditions = [
        condition(
            name,
            [
                {
                    "finding": f,
                    "strength": s,
                    **(
                        {"with": {"side": {"one": 0.9, "both": 0.1}}}
                        if (name, f) == ("a", "leg-pain")
                        else {}
                    ),
                }
                for f, s in made.items()
            ],
            prior=PRIORS[name],
        )
        for name, made in STRENGTHS.items()
    ]
    kb = base_of(findings, conditions, version=f"reporting {reporting is None}")
    return kb.model_copy(update={"settings": Settings.model_validate({**SETTINGS, "reporting": reporting})})


def active(kb, **case):
    network = network_of(kb, facts_of(Case.model_validate(case), kb))
    answer = posterior(network.pattern, network.numbers)
    return dict(zip(network.index.names, answer.active[0].tolist(), strict=True))


def by_enumeration(kb, present=(), absent=(), asked=()):
    """P(a | told), P(b | told) from states of the conditions and the chance that each finding is told."""
    totals = {"all": 0.0, "a": 0.0, "b": 0.0}
    for states in itertools.product((0, 1), repeat=2):
        on = [name for name, state in zip("ab", states, strict=True) if state]
        p = 1.0
        for name, state in zip("ab", states, strict=True):
            p *= PRIORS[name] if state else 1 - PRIORS[name]
        for name in (*present, *absent):
            strengths = [STRENGTHS[c][name] for c in on if name in STRENGTHS[c]]
            told_of = kb.findings[name].kind == "symptom"
            missed, mistaken = (MISSED, MISTAKEN if name in asked else 0.0) if told_of else (0.0, 0.0)
            told = chance_told(strengths, kb.leaks[name], missed, mistaken)
            p *= told if name in present else 1 - told
        for name in ("all", *on):
            totals[name] += p
    return totals["a"] / totals["all"], totals["b"] / totals["all"]


@pytest.mark.parametrize("asked", [(), ("cramp",), ("leg-pain", "cramp")])
@pytest.mark.parametrize("present", [(), ("cramp",), ("leg-pain", "cramp"), ("red", "leg-pain")])
def test_answers_are_noticed_missed_and_mistaken_as_declared(present, asked):
    kb = base()
    absent = tuple(name for name in ("leg-pain", "cramp", "red") if name not in present)
    found = active(kb, present=present, absent=absent, asked=asked)
    assert (found["a"], found["b"]) == pytest.approx(by_enumeration(kb, present, absent, asked), abs=1e-9)


def test_a_list_that_was_ticked_was_asked():
    kb = base()
    alone = active(kb, present=["cramp"], absent=["leg-pain"], asked=["cramp", "leg-pain"])
    listed = active(kb, present=["cramp"], absent=["leg-pain"], asked=["any-of.cramp+leg-pain"])
    assert listed == alone != active(kb, present=["cramp"], absent=["leg-pain"])


def test_a_side_may_be_misstated():
    """Told of one side: the link of a draws it with 0.9, or says nothing, with the usual half of the base."""
    kb = base()
    usual = kb.qualifiers["side"].usual["one"].value
    share = (1 - MISDESCRIBED) * 0.9 + MISDESCRIBED * usual
    totals = {True: 0.0, False: 0.0}
    for a, b in itertools.product((True, False), repeat=2):
        spared = 1 - kb.leaks["leg-pain"] * (1 - MISSED) * usual
        spared *= 1 - 0.7 * (1 - MISSED) * share if a else 1.0
        spared *= 1 - 0.4 * (1 - MISSED) * usual if b else 1.0
        totals[a] += (0.05 if a else 0.95) * (0.1 if b else 0.9) * (1 - spared)
    found = active(kb, present=[{"id": "leg-pain", "side": "left"}])
    assert found["a"] == pytest.approx(totals[True] / sum(totals.values()), abs=1e-9)


def test_a_denied_hallmark_weighs_less_and_a_base_without_rates_believes_all():
    sure, unsure = base(None), base()
    assert active(sure, absent=["cramp"])["a"] == pytest.approx(
        PRIORS["a"] * 0.1 / (PRIORS["a"] * 0.1 + 1 - PRIORS["a"]), abs=1e-9
    )
    assert active(sure, absent=["cramp"])["a"] < active(unsure, absent=["cramp"])["a"] < PRIORS["a"]
    assert active(sure, present=["red"]) == active(unsure, present=["red"])
