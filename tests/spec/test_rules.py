"""Every danger pattern in the words of people: what must raise its rule, and what must not.

tests/cases/rules/*.yaml: `rule` (one id, or several of which one must fire), `at_least` (the level), and
`fires`, texts that must reach both; `never`, texts that must not fire the rule (denied, long ago, somebody
else's, only imagined). `age` and `sex` stand for texts that do not tell them. A text is a string, or an
object with `text` and what differs. `gap` says why a text is not understood yet: it is shown as an
expected failure and may start to pass at any time.

Two more files beside that folder: dangers-in-other-words.yaml and calm.yaml (see their first lines).
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
import yaml

from crural.assess import assess
from crural.concepts.assessment import Assessment
from crural.concepts.base import LEVELS
from crural.knowledge import load

CASES = Path(__file__).resolve().parents[1] / "cases" / "rules"
FEWEST_FIRES, FEWEST_NEVER = 10, 3
PATTERNS = 24
OTHER_WORDS = yaml.safe_load((CASES.parent / "dangers-in-other-words.yaml").read_text(encoding="utf-8"))
CALM = yaml.safe_load((CASES.parent / "calm.yaml").read_text(encoding="utf-8"))["texts"]
PAGES = {path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(CASES.glob("*.yaml"))}


def texts(kind: str) -> list[Any]:
    """The texts of all pages as test parameters: (page, entry with the page's defaults)."""
    found = []
    for page, data in PAGES.items():
        for number, raw in enumerate(data[kind], 1):
            entry = {key: data[key] for key in ("rule", "at_least", "age", "sex") if key in data}
            entry |= {"text": raw} if isinstance(raw, str) else raw
            marks = [pytest.mark.xfail(reason=entry["gap"], strict=True)] if "gap" in entry else []
            found.append(pytest.param(entry, id=f"{page}-{number}", marks=marks))
    return found


def wanted(entry: dict[str, Any]) -> set[str]:
    rules = entry["rule"]
    return {rules} if isinstance(rules, str) else set(rules)


def answer(entry: dict[str, Any]) -> tuple[Assessment, set[str]]:
    """The assessment of a text, and the ids of the rules that fired."""
    case = {key: entry[key] for key in ("text", "age", "sex") if key in entry}
    assessment = assess(case, draws=0)
    return assessment, {reason.rule for reason in assessment.urgency.reasons if reason.rule}


@pytest.mark.parametrize("entry", texts("fires"))
def test_a_danger_is_heard(entry: dict[str, Any]) -> None:
    assessment, fired = answer(entry)
    assert fired & wanted(entry), f"fired: {sorted(fired)}; understood: {assessment.findings}"
    assert LEVELS.index(assessment.urgency.level) >= LEVELS.index(entry["at_least"])


@pytest.mark.parametrize("entry", texts("never"))
def test_no_danger_is_made_up(entry: dict[str, Any]) -> None:
    assessment, fired = answer(entry)
    assert not fired & wanted(entry), f"understood: {assessment.findings}"


def other_words() -> list[Any]:
    """The texts of dangers-in-other-words.yaml as test parameters."""
    return [
        pytest.param(
            {"age": OTHER_WORDS["age"], **entry},
            id=str(number),
            marks=[pytest.mark.xfail(reason=entry["gap"], strict=True)] if "gap" in entry else [],
        )
        for number, entry in enumerate(OTHER_WORDS["fires"], 1)
    ]


@pytest.mark.parametrize("entry", other_words())
def test_a_danger_in_other_words_is_heard(entry: dict[str, Any]) -> None:
    assessment, _ = answer(entry)
    ranks = [LEVELS.index(reason.level) for reason in assessment.urgency.reasons if reason.rule]
    assert max(ranks, default=0) >= LEVELS.index(entry["at_least"]), f"understood: {assessment.findings}"


@pytest.mark.parametrize("text", CALM)
def test_everyday_complaints_raise_no_rule(text: str) -> None:
    assessment, _ = answer({"text": text})
    loud = [
        r.rule
        for r in assessment.urgency.reasons
        if r.rule and LEVELS.index(r.level) >= LEVELS.index("same-day")
    ]
    assert not loud, f"understood: {assessment.findings}"


@pytest.mark.parametrize("page", sorted(PAGES))
def test_each_pattern_has_enough_wordings(page: str) -> None:
    data = PAGES[page]
    rules = load().rules
    named = {data["rule"]} if isinstance(data["rule"], str) else set(data["rule"])
    assert named <= set(rules)
    assert len(data["fires"]) >= FEWEST_FIRES
    assert len(data["never"]) >= FEWEST_NEVER


def test_all_danger_patterns_are_there() -> None:
    assert len(PAGES) >= PATTERNS


def test_each_rule_has_a_message_an_act_and_a_ground() -> None:
    for rule in load().rules.values():
        assert rule.message.endswith(".")
        assert rule.act.endswith(".")
        assert rule.sources or rule.why, rule.id


def test_no_rule_or_advice_tells_to_stop_a_medicine() -> None:
    base = load()
    told = [text for rule in base.rules.values() for text in (rule.message, rule.act, *rule.while_waiting)]
    told += [text for a in base.advice.values() for text in (a.text, *(u.text for u in a.unless))]
    medicine = ("medicine", "tablet", "steroid", "statin", "insulin", "blood thinner", "pill")
    for text in told:
        for sentence in text.lower().split("."):
            if "stop" in sentence.split() and any(word in sentence for word in medicine):
                assert "not stop" in sentence or "never stop" in sentence, text


def test_asked_danger_signs_stay_few() -> None:
    for rule in load().rules.values():
        assert len(rule.ask) <= 4, rule.id
