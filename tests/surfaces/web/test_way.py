"""The way through, page by page, as a browser without script goes it."""

from __future__ import annotations

import json
import re
from io import BytesIO

import pytest
from pypdf import PdfReader
from tests.surfaces.web.walker import CALF, CALM, STROKE, Walker

from crural.knowledge import load
from crural.surfaces.web.typed import name_of


@pytest.fixture
def walker() -> Walker:
    return Walker().begin()


def test_from_words_to_a_result(walker: Walker) -> None:
    walker.tell(CALF)
    assert walker.path == "/understood"
    assert "calf is swollen" in walker.text
    walker.to_questions(age="67", sex="female")
    assert walker.path == "/questions"
    for _ in range(60):
        if walker.path != "/questions":
            break
        walker.say("no")
    assert walker.path == "/result"
    for heading in ("What it could be", "What you can do", "When to come back", "What we went by"):
        assert heading in walker.text
    assert "Blood clot in a deep leg vein" in walker.text


def test_the_list_leads_as_far_as_words_do(walker: Walker) -> None:
    walker.post("/feelings")
    assert walker.page.status_code == 422
    walker.post("/feelings", feel=["leg-pain", "leg-swelling"])
    assert walker.path == "/where"
    walker.post("/where", about=["leg-pain", "leg-swelling"], place=["left-calf", "left-ankle"])
    assert walker.path == "/you"
    walker.get("/result/data")
    found = {item["id"]: item for item in json.loads(walker.page.text)["findings"]}
    assert found["leg-pain"]["side"] == "left"
    assert found["leg-pain"]["site"] == ["calf", "ankle"]


def test_a_place_may_stay_open(walker: Walker) -> None:
    walker.post("/feelings", feel=["leg-pain"])
    walker.post("/where", about="leg-pain")
    assert walker.page.status_code == 422
    walker.post("/where", about="leg-pain", unsure="1")
    assert walker.path == "/you"


def test_a_danger_in_the_first_sentence_shows_the_urgent_page_at_once(walker: Walker) -> None:
    walker.tell(STROKE)
    assert walker.path == "/urgent"
    assert "Call 999" in walker.text
    assert "While you wait" in walker.text
    assert "stroke" in walker.text


@pytest.mark.parametrize(
    "page", ["/understood", "/you", "/more", "/medicines", "/answers", "/questions", "/result"]
)
def test_the_red_banner_stays_whatever_page_is_opened(walker: Walker, page: str) -> None:
    walker.tell(STROKE)
    walker.post("/urgent")
    walker.get(page)
    assert "Danger sign: get help now." in walker.text


def test_no_calm_answer_takes_the_banner_away_but_a_correction_does(walker: Walker) -> None:
    walker.tell(STROKE)
    walker.post("/urgent")
    walker.to_questions(age="40", sex="male")
    for _ in range(3):
        walker.say("no")
    assert "Danger sign: get help now." in walker.text
    for name in ("face-droop", "leg-weakness"):
        walker.post("/understood", id=name, **{"as": "no"})
    assert "Danger sign: get help now." not in walker.text


def test_a_new_danger_after_going_on_shows_its_page_too(walker: Walker) -> None:
    walker.tell(STROKE)
    walker.post("/urgent")
    walker.tell(STROKE + " My left leg is swollen and I cannot breathe.")
    assert walker.path == "/urgent"


def test_a_danger_during_the_questions_shows_the_urgent_page(walker: Walker) -> None:
    walker.tell(CALF).to_questions(age="67", sex="female")
    for _ in range(20):
        if walker.path != "/questions" or any("dyspnoea" in name for name in walker.asked()):
            break
        walker.say("no")
    danger = next(name for name in walker.asked() if "dyspnoea" in name)
    walker.post("/questions", ask=danger, **{f"answer-{danger}": "dyspnoea"})
    assert walker.path == "/urgent"


def test_back_and_change(walker: Walker) -> None:
    walker.tell(CALM).to_questions(age="52", sex="female")
    first = walker.asked()
    walker.say("no")
    assert walker.asked() != first
    walker.post("/questions/back")
    assert walker.asked()[0] in first
    walker.say("yes")
    walker.get("/answers")
    walker.post("/questions/change", id=first[0])
    assert walker.asked() == [first[0]]


def test_corrections_count(walker: Walker) -> None:
    walker.tell("My left calf is swollen. I had a clot in my leg.")
    walker.post("/understood", id="leg-swelling", **{"as": "before"})
    walker.get("/result/data")
    found = {item["id"]: item["state"] for item in json.loads(walker.page.text)["findings"]}
    assert found["leg-swelling"] == "past"


def test_two_tabs_lose_nothing(walker: Walker) -> None:
    walker.tell(CALM).to_questions(age="52", sex="female")
    first = walker.asked()[0]
    walker.say("no")
    second = walker.asked()[0]
    walker.say("no")
    walker.post("/questions", ask=first, **{f"answer-{first}": "unsure"})
    walker.get("/answers")
    assert first != second
    assert walker.text.count("Change") >= 2


def test_medicines_by_brand_misspelt_and_unknown(walker: Walker) -> None:
    walker.tell(CALM)
    walker.post("/medicines", name="Lipitor")
    assert "Atorvastatin" in walker.text
    walker.post("/medicines", name="furosemid")
    assert "urosemide" in walker.text
    walker.post("/medicines", name="zzqqxx")
    assert walker.page.status_code == 422
    walker.post("/medicines/suggest", name="amlo")
    assert "amlodipine" in walker.text
    assert walker.web.get("/medicines").text.count("Remove") == 2 * 1


def test_not_ticked_is_not_denied_unless_it_was_taken_back(walker: Walker) -> None:
    walker.tell(CALF + " I had an operation three weeks ago. I smoke.")
    walker.post("/more", had="smoking")
    walker.get("/result/data")
    told = {item["id"]: item["state"] for item in json.loads(walker.page.text)["factors"]}
    assert told["recent-surgery"] == "present"
    assert told["smoking"] == "absent"
    assert "hypertension" not in told


def test_a_child_is_not_judged(walker: Walker) -> None:
    walker.tell("My son is 8 years old and his legs hurt.")
    assert walker.path == "/child"
    walker.get("/result")
    assert walker.path == "/child"


def test_out_of_scope_stands_beside_the_answer(walker: Walker) -> None:
    walker.tell("My ear aches.")
    walker.get("/result")
    assert walker.page.status_code == 200
    assert "appointment" in walker.text


def test_what_if_leaves_the_case_as_it_is(walker: Walker) -> None:
    walker.tell(CALF).to_questions(age="67", sex="female")
    name = walker.asked()[0]
    walker.say("no")
    before = walker.get("/result/data").text
    walker.post("/result/what-if", id=name, value="yes")
    assert "If yes" in walker.text
    walker.post("/result/what-if", id="leg-swelling", value="no")
    assert "Leg, ankle or foot swelling" in walker.text or "swollen leg" in walker.text
    assert "Then" in walker.text
    assert walker.get("/result/data").text == before


@pytest.mark.parametrize("kind", ["person", "clinician"])
def test_letters_say_what_the_page_says(walker: Walker, kind: str) -> None:
    pytest.importorskip("weasyprint", reason="WeasyPrint is not installed", exc_type=OSError)
    walker.tell(CALF).to_questions(age="67", sex="female")
    walker.get(f"/result/letter/{kind}")
    assert walker.page.headers["content-type"] == "application/pdf"
    reader = PdfReader(BytesIO(walker.page.content))
    text = " ".join(" ".join(page.extract_text() for page in reader.pages).split())
    assert "24 hours" in text
    if kind == "clinician":
        assert len(reader.pages) == 1
        for part in ("Deep vein thrombosis", "Pertinent negatives", "Danger signs", "knowledge"):
            assert part in text


def test_the_letter_keeps_what_the_person_is_not_sure_of_apart(walker: Walker) -> None:
    """Not sure of a danger sign is neither a no nor a question that was never put."""
    pytest.importorskip("weasyprint", reason="WeasyPrint is not installed", exc_type=OSError)
    walker.tell(CALF).to_questions(age="67", sex="female")
    listed = next(name for name in walker.asked() if name.startswith("any-of."))
    walker.say("unsure")
    walker.get("/result/letter/clinician")
    reader = PdfReader(BytesIO(walker.page.content))
    assert len(reader.pages) == 1
    text = " ".join(reader.pages[0].extract_text().split())
    assert "Danger signs, unsure" in text
    denied, _, unsure = text.partition("denied: ")[2].partition(". ")
    unsure = unsure.partition("Why this urgency")[0]
    for name in listed.removeprefix("any-of.").split("+"):
        label = name_of(load(), name)
        assert label in unsure, name
        assert label not in denied, name
        assert unsure.count(label) == 1, "not among what was not asked"


def test_the_picture_of_a_cause_has_no_health_word_in_its_address(walker: Walker) -> None:
    walker.tell(CALF)
    walker.get("/result/cause/1")
    assert "How it would make what you feel" in walker.text
    assert walker.get("/result/cause/999").url.path == "/result"


def test_the_health_line_of_the_country_is_offered_for_today_and_for_a_child() -> None:
    walker = Walker().begin("gb").tell(CALF)
    assert "Call 111 for advice" in walker.get("/result").text
    walker.post("/you", age="8")
    assert walker.path == "/child"
    assert "Call 111 for advice" in walker.text
    assert "for advice" not in Walker().begin("us").tell(CALF).get("/result").text


def test_a_text_in_another_language_gets_numbers_to_call_and_no_calm_level() -> None:
    walker = Walker().begin("nz").tell("Me duele mucho la pierna izquierda desde ayer y no puedo caminar")
    assert walker.path == "/understood"
    assert "Call 111" in walker.text
    assert "Choose from a list" in walker.text
    walker.get("/result")
    assert "We could not understand this" in walker.text
    assert "Brazil 192" in walker.text
    assert "level-routine" not in walker.page.text


def test_forget_me_now(walker: Walker) -> None:
    walker.tell(CALF)
    walker.post("/forget")
    assert walker.path == "/forgotten"
    assert walker.get("/result").url.path == "/expired"


def test_the_desk_of_a_clinician() -> None:
    walker = Walker()
    walker.post("/clinician")
    walker.post(
        "/clinician/enter", lines="left calf swelling 2 days; -fever; potassium 2.9; ? chest pain; zzqq"
    )
    assert "Not understood" in walker.text
    assert "2.9 mmol/L" in walker.text
    walker.post("/clinician/enter", age="70", sex="female", setting="emergency")
    assert "Deep vein thrombosis" in walker.text
    walker.post("/clinician/contrast", cause=["deep-vein-thrombosis", "cellulitis"])
    assert "Deep vein thrombosis or Cellulitis" in walker.text
    walker.post("/clinician/suggest", lines="-calf ten")
    assert "- tender calf" in walker.text
    walker.post("/clinician/enter", id="fever", state="+")
    walker.get("/clinician/score/wells-dvt")
    assert "Wells score" in walker.text
    walker.post(
        "/clinician/score/wells-dvt", **{"item-vein-tenderness": "1", "item-other-cause": "0", "item-x": "9"}
    )
    assert walker.path == "/clinician/score/wells-dvt"
    assert walker.page.text.count(" checked") >= 10
    assert walker.get("/clinician/score/nothing").status_code == 404
    walker.get("/clinician")
    walker.post("/clinician/clear")
    assert "Nothing yet" in walker.text


@pytest.mark.parametrize(
    ("typed", "age", "sex"),
    [
        ("67", "67", None),
        ("67 f", "67", "female"),
        ("+left calf swelling; 80y man", "80", "male"),
        ("130", "", None),
        ("age 81; female", "81", "female"),
        ("81-year-old woman with a swollen calf", "81", "female"),
        ("man", "", "male"),
    ],
)
def test_an_age_may_be_typed_at_the_desk(typed: str, age: str, sex: str | None) -> None:
    walker = Walker()
    walker.post("/clinician")
    walker.post("/clinician/enter", lines=typed)
    assert f'name="age" value="{age}"' in walker.page.text
    chosen = walker.page.text.partition('name="sex"')[2].partition("</select>")[0]
    assert (f'value="{sex}" selected' in chosen) if sex else ("selected" not in chosen)


@pytest.mark.parametrize("typed", ["surgery", "abi", "gait", "-tender"])
def test_the_desk_asks_back_where_several_things_may_be_meant(typed: str) -> None:
    walker = Walker()
    walker.post("/clinician")
    walker.post("/clinician/enter", lines=typed)
    assert f"Not understood: {typed}. Is it one of these?" in walker.text
    assert "Nothing yet" in walker.text
    picked = re.findall(r'name="pick" value="([^"]+)"', walker.page.text)
    assert picked
    walker.post("/clinician/enter", lines=f"{typed}; zzqq")
    walker.post("/clinician/enter", pick=picked[0], line=typed)
    assert "Nothing yet" not in walker.text
    assert "Not understood: zzqq" in walker.text
    assert f"Not understood: {typed}" not in walker.text


@pytest.mark.parametrize(("beside", "button"), [("none", {}), ("unsure", {}), ("none", {"unsure": "1"})])
def test_a_tick_counts_whatever_is_said_of_the_rest(
    walker: Walker, beside: str, button: dict[str, str]
) -> None:
    """A ticked danger sign is not taken away by "not sure" or "none of these"."""
    walker.tell(CALF).to_questions(age="67", sex="female")
    (name,) = (one for one in walker.asked() if "dyspnoea+" in one)
    walker.post("/questions", ask=walker.asked(), **{f"answer-{name}": ["dyspnoea", beside], **button})
    assert walker.path == "/urgent"
    assert "breath" in walker.text


@pytest.mark.parametrize("age", ["30", "81"])
@pytest.mark.parametrize(("sex", "heading"), [("female", "hormones"), ("male", ""), ("", "hormones")])
def test_health_is_asked_of_everybody(walker: Walker, age: str, sex: str, heading: str) -> None:
    walker.tell(CALF)
    walker.post("/you", age=age, sex=sex)
    assert (walker.path, walker.page.status_code) == ("/more", 200)
    assert heading in walker.text.lower()
    assert "pregnan" not in walker.text.lower() or (age, sex != "male") == ("30", True)


def test_lists_of_danger_signs_can_be_told_apart_by_their_heading(walker: Walker) -> None:
    walker.tell(CALF).to_questions(age="67", sex="female")
    seen = []
    for _ in range(6):
        seen += re.findall(r"<h1[^>]*>(.*?)</h1>", walker.page.text, re.DOTALL)
        asked = walker.asked()
        walker.post("/questions", ask=asked, **{f"answer-{name}": "unsure" for name in asked})
        if walker.path != "/questions":
            break
    assert len(seen) >= 3
    assert len(set(seen)) == len(seen)
    assert seen[-1] != seen[-2]


def test_a_medicine_that_was_typed_and_not_added_is_not_lost(walker: Walker) -> None:
    walker.tell(CALF)
    walker.post("/medicines/done", complete="none", name="amlodipine")
    assert walker.path == "/medicines"
    assert "Amlodipine (calcium channel blockers)" in walker.text
    walker.post("/medicines/done", complete="all", name="zzqq")
    assert "We do not know that medicine" in walker.text
    assert "zzqq" not in walker.page.text
    walker.post("/medicines/done", complete="all")
    assert walker.path == "/questions"


def test_the_danger_banner_stands_on_the_start_page_too(walker: Walker) -> None:
    walker.tell(STROKE)
    walker.post("/urgent")
    assert 'aria-label="Danger sign"' in walker.get("/").text


def test_search_in_the_handbook_forgives_a_slip() -> None:
    walker = Walker()
    walker.post("/handbook", words="restles legs")
    assert "/handbook/conditions/restless-legs-syndrome" in walker.page.text
    walker.post("/handbook", words="zzqqxx")
    assert "Nothing found" in walker.text
