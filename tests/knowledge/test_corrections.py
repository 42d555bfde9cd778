"""Twenty claims that are not passed on as they stand: the correction shows where it matters, the claim never alone."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import pytest
from tests.knowledge.shown import shown_texts

from crural.assess import assess
from crural.concepts.assessment import Assessment
from crural.knowledge import load
from crural.surfaces.terminal import to_text

BASE = load()


@dataclass(frozen=True)
class Twenty:
    """One of the twenty: its correction, people to whom it matters, and how it would sound if it were passed on.

    wrong: what a sentence that passes it on would match. right: words that make such a sentence right.
    """

    myth: str
    people: tuple[dict[str, Any], ...]
    wrong: str
    right: str


URGE: dict[str, Any] = {"id": "urge-to-move-legs"}
RESTLESS: dict[str, Any] = {"id": "restless-legs-syndrome", "status": "known"}
NO = r"\bnot?\b|n't|never|no longer|nobody|against|only|proved|instead|ask|seldom|small studies"

TWENTY = (
    Twenty(
        "artery-disease-is-vein-disease",
        ({"present": [{"id": "peripheral-artery-disease", "status": "known"}, {"id": "leg-heaviness"}]},),
        r"arter\w+ (disease|trouble).*(same as|kind of) .*vein"
        r"|disease of (the )?(veins and arteries|arteries and veins)",
        NO,
    ),
    Twenty(
        "levodopa-first-in-restless-legs",
        ({"present": [URGE]}, {"text": "At night I must move my legs, they creep and it stops when I walk."}),
        r"(levodopa|dopamin\w*|parkinson medicine).*restless|restless.*(levodopa|dopamin\w*|parkinson medicine)",
        NO + r"|worse|out of tune|iron|known disease",
    ),
    Twenty(
        "bromocriptine-for-restless-legs",
        ({"present": [URGE], "medicines": ["dopamine-agonist"]},),
        r"bromocriptine",
        NO,
    ),
    Twenty(
        "carbamazepine-for-restless-legs",
        ({"present": [RESTLESS, URGE]},),
        r"carbamazepine.*restless|restless.*carbamazepine",
        NO,
    ),
    Twenty(
        "sedatives-for-restless-legs",
        ({"present": [URGE], "medicines": ["benzodiazepine"]},),
        r"(phenobarbital|benzodiazepine|clonazepam|sedative|calming tablet).*(restless|help|calm)",
        NO + r"|stopping|epilepsy|drowsy|sleepy",
    ),
    Twenty(
        "anti-inflammatories-for-restless-legs",
        ({"present": [URGE], "medicines": ["nsaid"]},),
        r"(anti-inflammator\w+|ibuprofen|painkiller).*restless|restless.*(anti-inflammator\w+|ibuprofen|painkiller)",
        NO,
    ),
    Twenty(
        "metformin-for-restless-legs",
        ({"present": [URGE], "medicines": ["metformin"]},),
        r"metformin.*restless|restless.*metformin",
        NO,
    ),
    Twenty(
        "iodine-and-multivitamins",
        ({"present": [URGE]}, {"present": [{"id": "tired-legs"}, {"id": "fatigue"}]}),
        r"\biodine\b|multivitamin|(mixed|all) vitamin",
        NO + r"|upset the thyroid|radio|dye|rarely",
    ),
    Twenty(
        "magnets-currents-and-mud",
        ({"present": [RESTLESS, URGE]},),
        r"\bmagnets?\b|darsonval|\bmud\b|\bpine\b|weak currents",
        NO + r"|keep magnets",
    ),
    Twenty(
        "mint-and-lavender-foot-baths",
        ({"present": [URGE, {"id": "numbness", "site": ["foot"]}]},),
        r"\bmint\b|lavender|foot bath",
        NO + r"|tested",
    ),
    Twenty(
        "scans-prove-restless-legs",
        ({"present": [URGE]},),
        r"(nerve test|sleep study|brain scan|electro\w+|mri).*(prove|confirm|shows?|finds?).*restless",
        NO,
    ),
    Twenty(
        "woolly-legs-mean-stroke",
        ({"present": [{"id": "leg-weakness"}, {"id": "panic-attack"}]},),
        r"(woolly|jelly|cotton).*(stroke|heart attack)",
        NO + r"|mostly|sudden",
    ),
    Twenty(
        "morning-weakness-means-hormones",
        ({"present": [{"id": "leg-weakness", "qualities": {"time-of-day": ["morning"]}}]},),
        r"morning.*(hormone|gland)|(hormone|gland).*morning",
        NO + r"|other signs|nothing special",
    ),
    Twenty(
        "one-sided-weakness-is-a-disc",
        ({"present": [{"id": "leg-weakness", "side": "left"}, {"id": "back-pain"}]},),
        r"weak\w* (of|in|on) one (side|leg).*(disc|nerve root)",
        NO + r"|sudden|slowly",
    ),
    Twenty(
        "juvenile-tremor-is-harmless",
        ({"present": [{"id": "rest-tremor"}]},),
        r"(juvenile|youth|young).*(harmless|needs? no|no treatment)",
        r"\bnot\b|some pages call",
    ),
    Twenty(
        "stockings-for-all-tired-legs",
        ({"present": [{"id": "leg-heaviness"}, {"id": "visible-varicose-veins"}]},),
        r"stockings are good|\b(wear|use|get|buy|put on) (support |compression )?stockings",
        NO + r"|check|pulse|arter|flow|as advised",
    ),
    Twenty(
        "raise-heat-and-massage",
        ({"present": [{"id": "leg-swelling", "side": "left"}]},),
        r"raise the legs.*(warm|massage)|\b(massage|rub) (the|your|a) swollen|(put|use) (heat|warmth) on",
        NO,
    ),
    Twenty(
        "more-water-and-potassium",
        ({"present": [{"id": "muscle-cramps"}], "medicines": ["ace-inhibitor"]},),
        r"(drink|take|have) (more|much|plenty of|lots of) (water|fluid)|more water.*help"
        r"|(eat|take) (more |extra )?(potassium|bananas|salt tablets)",
        NO + r"|kidney stone|drip",
    ),
    Twenty(
        "statins-damage-leg-muscle",
        ({"present": [{"id": "muscle-pain"}], "medicines": ["statin"]},),
        r"statins? (damage|destroy|ruin|hurt)|(stop|quit|leave out|drop|cut) (taking )?(your|the|a) statin",
        NO + r"|mostly|rare",
    ),
    Twenty(
        "heart-and-water-tablets-starve-muscle",
        ({"present": [{"id": "tired-legs"}], "medicines": ["beta-blocker"]},),
        r"beta.?blockers? (starve|take blood)|(stop|leave out|skip|quit) (taking )?(your|the)"
        r" \w*[ -]?(beta|steroid|water|diuretic|tablet|medicine)",
        NO + r"|small|slowly|prescriber",
    ),
)
BY_ID = {item.myth: item for item in TWENTY}


@lru_cache(maxsize=64)
def _answer(key: str) -> Assessment:
    name, _, index = key.partition("/")
    return assess(dict(BY_ID[name].people[int(index)]), base=BASE, draws=0)


PEOPLE = [f"{item.myth}/{index}" for item in TWENTY for index in range(len(item.people))]


def page_of(answer: Assessment) -> str:
    """The page as text in one line, without its list of sources."""
    return " ".join(re.split(r"\n *Sources\b", to_text(answer, BASE), flags=re.IGNORECASE)[0].split())


def sentences(text: str) -> list[str]:
    return re.split(r"(?<=[.!?])\s+", text)


def test_there_are_twenty() -> None:
    assert len(BY_ID) == 20
    assert BY_ID.keys() <= BASE.myths.keys()


@pytest.mark.parametrize("key", PEOPLE)
def test_the_correction_is_shown_to_those_whom_it_concerns(key: str) -> None:
    assert key.partition("/")[0] in [myth.id for myth in _answer(key).myths]


@pytest.mark.parametrize("key", PEOPLE)
def test_on_the_page_the_claim_is_followed_by_what_is_known(key: str) -> None:
    page = page_of(_answer(key))
    myth = BASE.myths[key.partition("/")[0]]
    said, known = (" ".join(text.split()) for text in (myth.said, myth.in_fact))
    assert page.count(said) == 1
    assert page.split(said)[1].lstrip().removeprefix("In fact:").lstrip().startswith(known[:40])


@pytest.mark.parametrize("name", BY_ID)
def test_no_text_of_the_base_passes_it_on(name: str) -> None:
    item = BY_ID[name]
    passed_on = [
        f"{shown.place}: {sentence}"
        for shown in shown_texts(BASE)
        for sentence in sentences(shown.text)
        if re.search(item.wrong, sentence, re.IGNORECASE)
        and not re.search(item.right, sentence, re.IGNORECASE)
    ]
    assert not passed_on


@pytest.mark.parametrize("key", PEOPLE)
def test_no_answer_to_a_person_passes_any_of_them_on(key: str) -> None:
    answer = _answer(key)
    page = page_of(answer)
    for myth in answer.myths:
        page = page.replace(" ".join(myth.said.split()), "")
    for item in TWENTY:
        for sentence in sentences(page):
            if re.search(item.wrong, sentence, re.IGNORECASE):
                assert re.search(item.right, sentence, re.IGNORECASE), f"{item.myth}: {sentence}"


@pytest.mark.parametrize("name", BY_ID)
def test_the_search_would_find_the_claim_itself(name: str) -> None:
    """Alone, as people read it, each of the twenty is caught."""
    said = BASE.myths[name].said
    assert re.search(BY_ID[name].wrong, said, re.IGNORECASE)
    assert not re.search(BY_ID[name].right, said, re.IGNORECASE)


def test_nothing_tells_people_to_stop_a_medicine() -> None:
    told = re.compile(
        r"\b(stop|quit|discontinue|leave out|skip|drop|halve|lower|cut)\b (taking )?"
        r"(your|the|this|that|these|a|any|all)? ?(\w+[ -])?"
        r"(medicines?|tablets?|pills?|statins?|steroids?|beta blockers?|diuretics?|antidepressants?|dose)\b",
        re.IGNORECASE,
    )
    allowed = re.compile(
        NO + r"|prescrib|doctor|pharmacist|stopping|when steroids|can lower|may lower", re.IGNORECASE
    )
    wrong = [
        f"{shown.place}: {sentence}"
        for shown in shown_texts(BASE)
        for sentence in sentences(shown.text)
        if told.search(sentence) and not allowed.search(sentence) and not sentence.endswith("?")
    ]
    assert not wrong
