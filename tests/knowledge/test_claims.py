"""Each claim about legs is carried by a place of the base that really says it."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from crural.concepts.knowledge import REFUTED, Answer, Claim, KnowledgeBase, Verdict
from crural.knowledge import load
from crural.knowledge.claims import at_place, carriers, dangling
from crural.surfaces.knowledge import coverage_text

LIST = Path(__file__).resolve().parents[3] / "shared" / "seed-claims.yaml"
BASE = load()


def with_claim(verdict: Verdict, **carried_by: str | None) -> KnowledgeBase:
    """A base with nothing but one answer and one claim (names of places with : and . for __ and _0_)."""
    answer = Answer(
        id="soreness",
        topic="causes",
        question="Is it soreness?",
        text=("It peaks after a day.",),
        seek_care="Never.",
    )
    places = {name.replace("__", ":").replace("_0_", "."): words for name, words in carried_by.items()}
    claim = Claim(id="faq.soreness", verdict=verdict, carried_by=places)
    return BASE.model_copy(
        update={"answers": {"soreness": answer}, "claims": {claim.id: claim}, "conditions": {}, "myths": {}}
    )


def test_every_claim_of_the_base_is_carried() -> None:
    assert BASE.claims
    assert dangling(BASE) == {}


@pytest.mark.skipif(not LIST.exists(), reason="the list of claims is not here")
def test_every_claim_of_the_list_has_its_place_and_its_verdict() -> None:
    claims = yaml.safe_load(LIST.read_text(encoding="utf-8"))
    assert coverage_text(BASE, None, claims) == f"Claims: {len(claims)} of {len(claims)}."
    assert {item["id"]: item["verdict"] for item in claims} == {c.id: c.verdict for c in BASE.claims.values()}


def test_refuted_claims_are_carried_by_a_correction() -> None:
    places = carriers(BASE)
    refuted = [claim.id for claim in BASE.claims.values() if claim.verdict in REFUTED]
    assert refuted
    for name in refuted:
        assert any(place.startswith("myth:") for place in places[name]), name


def test_every_correction_carries_a_claim_and_says_why_we_think_so() -> None:
    for myth in BASE.myths.values():
        assert myth.claims, myth.id
        assert myth.sources or myth.why, myth.id


@pytest.mark.parametrize(
    ("verdict", "carried_by", "problem"),
    [
        ("supported", {"answer__soreness": "peaks after a day"}, None),
        ("supported", {"answer__soreness_0_text": "PEAKS after"}, None),
        (
            "supported",
            {"answer__soreness": "peaks after a week"},
            "The words do not stand at answer:soreness",
        ),
        ("supported", {"answer__soreness": None}, "Say which words"),
        ("supported", {"answer__gone": "peaks"}, "There is nothing at answer:gone"),
        ("supported", {"answer__soreness_0_advice": None}, "There is nothing at answer:soreness.advice"),
        ("supported", {"place__soreness": "peaks"}, "There is nothing at place:soreness"),
        ("supported", {}, "Nothing carries the claim"),
        ("wrong", {"answer__soreness": "peaks after a day"}, "no correction carries it"),
    ],
)
def test_a_claim_that_dangles_is_told(
    verdict: Verdict, carried_by: dict[str, str | None], problem: str | None
) -> None:
    found = dangling(with_claim(verdict, **carried_by)).get("faq.soreness", ())
    assert problem in " ".join(found) if problem else not found


def test_a_claim_named_by_a_chain_but_not_listed_is_told() -> None:
    base = BASE.model_copy(update={"claims": {}})
    assert "not in the list" in dangling(base)["mechanism.atheroma-narrowing"][0]


def test_places_lead_through_lists_by_name() -> None:
    odds = at_place(BASE, "condition:peripheral-artery-disease.factors.smoking")
    assert getattr(odds, "factor", None) == "smoking"
    share = at_place(
        BASE, "condition:restless-legs-syndrome.produces.urge-to-move-legs.with.eased-by.movement"
    )
    assert 0.5 < getattr(share, "value", 0.0) <= 1.0
    assert at_place(BASE, "condition:peripheral-artery-disease.factors.moonlight") is None


def test_coverage_names_what_is_missing_and_what_dangles() -> None:
    base = with_claim("supported", answer__soreness="peaks after a week")
    told = coverage_text(base, None, [{"id": "faq.soreness"}, {"id": "faq.other"}])
    assert "Claims: 0 of 2." in told
    assert "missing: faq.other" in told
    assert "dangling: faq.soreness" in told


def test_odds_that_carry_a_risk_are_no_even_odds() -> None:
    for claim in BASE.claims.values():
        for place in claim.carried_by:
            if ".factors." in place:
                odds = at_place(BASE, place)
                assert odds.odds.value != 1.0, place  # type: ignore[attr-defined]
