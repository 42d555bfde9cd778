"""A knowledge base small enough to work out by hand, for tests of the rooms above it."""

from typing import Any

from crural.concepts.knowledge import KnowledgeBase, Settings
from crural.knowledge.leaks import with_leaks

SETTINGS = {
    "why": "made up for tests",
    "population": {30: 0.5, 70: 0.5},
    "settings": {"community": {}, "emergency": {"emergency": 10}},
    "harm": [
        {"id": "hours", "plain": "fast", "reaches": {"emergency": 0.35, "same-day": 0.1}, "why": "test"},
        {"id": "months", "plain": "slow", "reaches": {"routine": 0.05}, "why": "test"},
        {"id": "minor", "plain": "none", "reaches": {"self-care": 0.0}, "why": "test"},
    ],
    "summed_emergencies": {"emergency": 0.5, "same-day": 0.15},
    "cannot_tell_above": 0.6,
    "self_care_share": 0.5,
    "shown_from": 0.005,
    "plan_from": 0.1,
    "except_from": 0.03,
    "name_from": 0.2,
    "pair_from": 0.02,
    "conjunction_from": 0.5,
    "recent_days": 28,
    "transient_days": 14,
    "event_days": 92,
    "past_event_share": 0.03,
    "exposure_after_onset": 0.1,
    "known_and_new": 1.0,
    "untold_exposure": 1.0,
    "interview": {
        "level_weight": {"self-care": 0, "routine": 0, "soon": 1, "same-day": 2.5, "emergency": 5},
        "plan_weight": 0.15,
        "rest_of_medicines": 0.1,
        "danger": {
            "counts": {"same-day": 0.3, "emergency": 1},
            "price_of_signs": 0.5,
            "power": 0.4,
            "price_of_rest": 0.25,
            "listed": 0.004,
            "asked": 0.04,
            "signs": 8,
            "by_rule": 5,
            "about_you": 6,
            "together": 2,
            "why": "test",
        },
        "why": "test",
    },
}
WORDS = {
    "reason-likely-cause": "likely {cause}",
    "reason-summed-emergencies": "sum",
    "reason-alarming": "alarming",
    **{f"act-{x}": x for x in ("emergency", "same-day", "soon", "routine", "self-care")},
}


def finding(name: str, **fields: Any) -> dict[str, Any]:
    kind = fields.pop("kind", "symptom")
    rate = {"frequency": fields.pop("frequency", 0.2)} if kind == "symptom" else {"false_positive": 0.05}
    return {"id": name, "kind": kind, "label": name, "plain": name, "why": "test", **rate, **fields}


def condition(
    name: str, produces: list[dict[str, Any]], prior: float | None = 0.05, **fields: Any
) -> dict[str, Any]:
    base: dict[str, Any] = {
        "id": name,
        "name": name,
        "lay_name": name,
        "area": "muscle",
        "kind": "condition",
        "icd10cm": "M79.6",
        "plain": name,
        "usual_urgency": "routine",
        "produces": produces,
        "why": "test",
    }
    if prior is not None:
        base["prior"] = {"ages": {20: prior}, "why": "test"}
    return {**base, **fields}


QUALIFIERS = [
    {"id": "side", "label": "side", "question": "One or both?", "exclusive": True,
     "usual": {"one": 0.5, "both": 0.5}, "labels": {"one": "one side", "both": "both"}, "why": "test"},
    {"id": "site", "label": "where", "question": "Where?", "usual": {"calf": 0.25, "knee": 0.3},
     "labels": {"calf": "calf", "knee": "knee"}, "why": "test"},
    {"id": "provoked-by", "label": "by", "question": "By what?", "usual": {"walking": 0.25},
     "labels": {"walking": "walking"}, "why": "test"},
]  # fmt: skip


def base_of(
    findings: list[dict[str, Any]], conditions: list[dict[str, Any]], version: str = "t", **more: Any
) -> KnowledgeBase:
    """A base of these findings and conditions, with leaks. version: must differ between different bases."""

    def by_id(items: list[dict[str, Any]]) -> dict[str, Any]:
        return {item["id"]: item for item in items}

    empty: dict[str, Any] = {
        key: {}
        for key in [
            "measures",
            "factors",
            "medicines",
            "rules",
            "advice",
            "tests",
            "specialists",
            "myths",
            "sources",
            "records",
            "lexicon",
        ]
    }
    data = {
        **empty,
        "version": version,
        "settings": Settings.model_validate(SETTINGS),
        "qualifiers": by_id(QUALIFIERS),
        "findings": by_id(findings),
        "conditions": by_id(conditions),
        "words": WORDS,
        **{key: by_id(value) for key, value in more.items()},
    }
    return with_leaks(KnowledgeBase.model_validate(data))
