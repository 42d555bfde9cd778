"""Explanation in depth: each figure against the whole pipeline run anew, or against the engine."""

import pytest

from crural.assess import assess
from crural.assess.explanation import contrast, explain, what_if
from crural.assess.judge import case_of, judged, understood
from crural.assess.told import Told
from crural.errors import InputError
from crural.inference.gather import facts_of
from crural.inference.network import network_of
from crural.inference.posterior import posterior
from crural.inference.sensitivity import swings
from crural.interview.answers import with_answer
from crural.knowledge import load

BASE = load()
CLOT = {
    "age": 66,
    "sex": "female",
    "present": [
        {"id": "leg-swelling", "side": "left", "duration": "3 days"},
        {"id": "leg-pain", "side": "left", "site": ["calf"]},
        "recent-surgery",
    ],
    "absent": ["fever"],
}
DVT = "deep-vein-thrombosis"


def test_what_if_is_two_assessments_side_by_side() -> None:
    found = what_if(CLOT, {"leg-swelling.side": "both", "dyspnoea": "yes"}, base=BASE)
    assert found.before == assess(CLOT, base=BASE)
    assert found.after.urgency.level == "emergency"
    was = {cause.id: cause.probability for cause in found.before.causes}
    for item in found.moved:
        assert item.before == was.get(item.id, 0.0)
    assert [abs(m.after - m.before) for m in found.moved] == sorted(
        (abs(m.after - m.before) for m in found.moved), reverse=True
    )


def test_a_counterfactual_says_what_the_pipeline_would_say() -> None:
    found = explain(CLOT, DVT, base=BASE)
    assert found.counterfactuals
    for item in found.counterfactuals:
        then = assess(with_answer(case_of(CLOT), item.id, item.value, BASE), base=BASE, draws=0)
        assert then.urgency.level == item.level
        chance = {cause.id: cause.probability for cause in then.causes}
        assert chance.get(DVT, item.after) == item.after
        assert (then.causes[0].id, then.causes[0].probability) == (item.leading, item.probability)


def test_the_needs_of_a_cause_agree_with_what_the_answers_would_give() -> None:
    """ "No" to a need is worked out again with the finding denied; chances agree up to the near network."""
    found = explain(CLOT, DVT, base=BASE)
    assert "leg-vein-ultrasound-clot" in {need.id for need in found.needs}
    for need in found.needs:
        then = judged(BASE, understood(with_answer(case_of(CLOT), need.id, "no", BASE), BASE)).work
        number = then.network.index.number[DVT]
        assert float(then.answer.contribution[0][number]) == pytest.approx(need.if_no, abs=0.01)
        weighed = need.chance * need.if_yes + (1 - need.chance) * need.if_no
        assert weighed == pytest.approx(found.cause.probability, abs=0.01)


def test_a_number_that_matters_moves_the_chance_as_said() -> None:
    """An odds ratio at its high end, worked out again with the number itself changed in the base."""
    told = Told(CLOT, BASE)
    number = told.work.network.index.number
    names = [condition.id for condition, _ in told.half.order[:5]]
    found = swings(told.work.near, number[DVT], [number[n] for n in names if n != DVT])
    item = next(x for x in found if x.about[0] == "odds" and x.about[1] == DVT)
    condition = BASE.conditions[DVT]
    raised = {f.factor: f for f in condition.factors}
    odds = raised[item.about[2]].odds.model_copy(update={"value": item.high})
    raised[item.about[2]] = raised[item.about[2]].model_copy(update={"odds": odds})
    changed = {**BASE.conditions, DVT: condition.model_copy(update={"factors": tuple(raised.values())})}
    other = BASE.model_copy(update={"conditions": changed, "version": "changed"})
    network = network_of(other, facts_of(case_of(CLOT), other))
    after = float(posterior(network.pattern, network.numbers).contribution[0][number[DVT]])
    before = float(told.work.answer.contribution[0][number[DVT]])
    assert (after - before) * (item.at_high - before) > 0
    assert found[0].swing == max(x.swing for x in found)


def test_the_chain_is_only_about_this_person_and_leads_somewhere() -> None:
    chain = explain(CLOT, DVT, base=BASE).chain
    kinds = {node.id: node.kind for node in chain.nodes}
    assert {name for name, kind in kinds.items() if kind == "factor"} == {"recent-surgery"}
    assert {name for name, kind in kinds.items() if kind == "feeling"} == {"leg-swelling", "leg-pain"}
    assert all(link.from_ in kinds and link.to in kinds for link in chain.links)
    entered = {link.to for link in chain.links}
    assert all(node.id in entered for node in chain.nodes if node.kind in ("mechanism", "feeling"))


def test_a_contrast_names_what_speaks_for_each() -> None:
    found = contrast(CLOT, DVT, "muscle-strain", base=BASE)
    assert found.for_a[0].id in ("recent-surgery", "leg-swelling")
    assert all(reason.weight > 0 for reason in (*found.for_a, *found.for_b))
    turned = contrast(CLOT, "muscle-strain", DVT, base=BASE)
    assert turned.for_b == found.for_a
    assert turned.ask == found.ask
    assert found.ask is not None
    assert found.ask.id not in {"leg-swelling", "leg-pain", "fever"}
    assert found.ask.if_yes >= 0 >= found.ask.if_no


@pytest.mark.parametrize("name", ["nonsense", "nerve-compression"])
def test_a_cause_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(InputError):
        explain(CLOT, name, base=BASE)


def test_a_child_is_refused() -> None:
    with pytest.raises(InputError):
        explain({**CLOT, "age": 9}, DVT, base=BASE)
