"""The interview as a person meets it: what comes first, what is never asked, when it ends."""

from __future__ import annotations

import json
from typing import Any

import pytest
from click.testing import CliRunner

from crural.assess.cases import read_case
from crural.assess.turns import LIMIT, next_turn, with_answer
from crural.concepts.base import LEVELS
from crural.concepts.case import Case
from crural.concepts.interview import Ask, Turn
from crural.knowledge import load
from crural.surfaces.cli import cli

BASE = load()
CALF = {
    "text": "My right calf aches after one block and stops when I stand still. I am 67, a man, and I smoke."
}


def answer_to(ask: Ask, said: str) -> Any:
    """yes, no or unsure to everything that can be answered so; else the first choice, none, or 60."""
    if said == "unsure":
        return "unsure"
    if ask.form == "number":
        return 60.0
    if ask.form == "yes-no":
        return said
    if ask.form == "many-of" and said == "no":
        return "none"
    return [ask.choices[0].value] if ask.form == "many-of" else ask.choices[0].value


def run(case: Case, said: str) -> tuple[list[Turn], list[str], Case]:
    turns, asked = [], []
    while True:
        turn = next_turn(case, base=BASE)
        turns.append(turn)
        if turn.done:
            return turns, asked, case
        for ask in turn.questions:
            asked.append(ask.id)
            case = with_answer(case, ask.id, answer_to(ask, said), BASE)


def test_from_nothing_it_asks_what_troubles_and_who_it_is() -> None:
    turn = next_turn(Case(), base=BASE)
    assert [ask.id for ask in turn.questions] == ["main", "age", "sex"]
    assert len(turn.questions[0].choices) > 6
    assert all(
        choice.value in BASE.findings or choice.value == "none" for choice in turn.questions[0].choices
    )


def test_relevant_danger_signs_come_before_anything_else() -> None:
    turn = next_turn(
        read_case({"text": "Sharp low back pain shooting down both legs since yesterday."}), base=BASE
    )
    first = turn.questions[0]
    assert first.danger
    assert {"saddle-anaesthesia", "urinary-retention"} <= {choice.value for choice in first.choices}


@pytest.mark.parametrize(("start", "said"), [({}, "no"), ({}, "yes"), (CALF, "no"), (CALF, "unsure")])
def test_it_ends_never_repeats_itself_and_its_progress_never_falls(start: dict[str, Any], said: str) -> None:
    turns, asked, _ = run(read_case(start, empty=True), said)
    progress = [turn.progress for turn in turns]
    assert len(asked) == len(set(asked)) <= LIMIT
    assert progress == sorted(progress)
    assert progress[-1] == 1.0
    assert turns[-1].stop_text
    listed = [name.removeprefix("any-of.") for name in asked]
    single = [part for name in listed for part in name.split("+")]
    assert len(single) == len(set(single)), "a danger sign is asked once, in a list or alone"
    for turn in turns:
        assert len(turn.questions) <= 4
        for ask in turn.questions:
            assert ask.why
            assert ask.could_change


def test_what_was_said_or_is_implied_is_not_asked() -> None:
    case = read_case({
        "age": 50, "sex": "female", "absent": ["leg-weakness"], "medicines": ["statin"],
        "present": [{"id": "leg-pain", "side": "left", "site": ["calf"], "onset": "gradual", "duration": "2 months"},
                    "foot-drop", "smoking"],
    })  # fmt: skip
    _, asked, _ = run(case, "no")
    single = {part for name in asked for part in name.removeprefix("any-of.").split("+")}
    assert not single & {
        "leg-pain",
        "leg-pain.side",
        "leg-pain.site",
        "leg-pain.onset",
        "leg-pain.duration",
        "age",
        "sex",
    }
    assert not single & {"leg-weakness", "foot-drop", "smoking", "statin", "paralysis"}
    assert not [name for name in single if name.endswith((".onset", ".duration", ".side"))], "one course"


def test_an_emergency_stops_the_questions_at_once() -> None:
    case = read_case(
        {"text": "Low back pain, both legs are weak since yesterday and I cannot pass urine. I'm 40."}
    )
    turn = next_turn(case, base=BASE)
    assert turn.urgency == "emergency"
    assert turn.done
    assert not turn.questions


def test_a_danger_sign_told_in_the_interview_is_heard_at_once() -> None:
    case = read_case({"text": "Sharp low back pain shooting down both legs since yesterday."})
    ask = next_turn(case, base=BASE).questions[0]
    after = next_turn(with_answer(case, ask.id, ["saddle-anaesthesia"], BASE), base=BASE)
    assert after.urgency == "emergency"
    assert after.done


def test_a_corrected_answer_changes_what_is_known() -> None:
    case = read_case({"text": "Sharp low back pain shooting down both legs since yesterday."})
    ask = next_turn(case, base=BASE).questions[0]
    told = with_answer(case, ask.id, ["saddle-anaesthesia"], BASE)
    corrected = next_turn(with_answer(told, ask.id, "none", BASE), base=BASE)
    assert LEVELS.index(corrected.urgency) < LEVELS.index("emergency")


def test_a_child_is_not_asked() -> None:
    turn = next_turn(read_case({"age": 9, "present": ["leg-pain"]}), base=BASE)
    assert (turn.done, turn.stop) == (True, "not-for-us")


def test_what_one_sex_or_age_cannot_have_is_not_asked() -> None:
    case = read_case({"age": 70, "sex": "male", "present": [{"id": "leg-swelling", "side": "left"}]})
    _, asked, _ = run(case, "no")
    assert not {"pregnancy", "postpartum", "oestrogen-use", "menopause"} & set(asked)


@pytest.mark.parametrize(
    "name",
    ["absent-foot-pulse", "slow-capillary-refill", "pitting", "cannot-rise-on-toes", "chair-stand-slow",
     "calf-circumference-difference"],
)  # fmt: skip
def test_home_checks_say_how_they_are_done(name: str) -> None:
    from crural.interview.wording import ask_about

    ask = ask_about(BASE, name, "", "")
    assert ask.help is not None
    assert len(ask.help.split()) > 8


def test_no_question_asks_for_the_opposite_of_its_finding() -> None:
    """ "Can you lift the foot?" would turn a healthy yes into foot drop."""
    pools = (*BASE.findings.values(), *BASE.factors.values())
    assert not [
        item.id for item in pools if item.question and item.question.startswith(("Can you", "Are you able"))
    ]


def dialogue(*lines: str, text: str | None = CALF["text"]) -> str:
    arguments = ["interview", *([text] if text is not None else [])]
    result = CliRunner().invoke(cli, arguments, input="\n".join(lines) + "\n")
    assert result.exit_code == 0, result.output
    return result.output


def test_the_terminal_explains_goes_back_and_stops() -> None:
    output = dialogue("?", "u", "b", "perhaps", "stop")
    assert "help sooner" in output
    assert "not understood" in output
    assert "What it could be" in output
    assert "This is not a diagnosis" in output


def test_the_terminal_shows_the_alarm_at_once() -> None:
    output = dialogue("1", text="Sharp low back pain shooting down both legs since yesterday. I am 44.")
    act = output.index("Stop here and get help now")
    assert output.index("emergency department") < act < output.index("EMERGENCY")


def test_the_terminal_begins_with_the_person_s_own_words_or_a_list() -> None:
    assert "What troubles you" in dialogue("", "1", "66", "1", "s", text=None)


def step(data: Any) -> Any:
    result = CliRunner().invoke(
        cli, ["interview", "--json"], input=data if isinstance(data, str) else json.dumps(data)
    )
    return json.loads(result.output) if result.exit_code == 0 else result


def test_one_step_as_json_carries_all_that_was_asked_in_the_case() -> None:
    first = step({})
    assert [ask["id"] for ask in first["turn"]["questions"]] == ["main", "age", "sex"]
    second = step({"case": first["case"], "answers": {"main": ["leg-swelling"], "age": 60, "sex": "unsure"}})
    assert second["case"]["asked"] == ["main", "age", "sex"]
    assert second["case"]["age"] == 60
    assert second["turn"]["asked"] == 3
    assert "sex" not in {ask["id"] for ask in second["turn"]["questions"]}


@pytest.mark.parametrize("data", ["not json", "[]", '{"case": {"age": -1}}', '{"answers": {"nonsense": "yes"}}',
                                  '{"other": 1}', '{"answers": {"age": "secret-7"}}'])  # fmt: skip
def test_bad_json_is_refused_with_a_way_out(data: str) -> None:
    result = step(data)
    assert result.exit_code == 2
    assert "secret-7" not in result.output
