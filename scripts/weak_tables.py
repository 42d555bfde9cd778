"""The table of weak conditions: which of those that matter rest on little print, and why."""

from __future__ import annotations

from collections.abc import Callable

from crural.knowledge.stats import Weakness, weakest
from doc_tables import base, grid


def _matters(weak: Weakness) -> str:
    urgency = weak.condition.usual_urgency
    said = ["common"] if weak.common else []
    return ", ".join([*said, *([urgency] if urgency in ("emergency", "same-day") else [])])


def _reason(weak: Weakness) -> str:
    parts = [f"All {', '.join(weak.guessed)} are estimates."] if weak.guessed else []
    treatment = weak.condition.treatment
    if treatment is None or treatment.source is None:
        parts.append("Treatment was not looked up.")
    return " ".join([*parts, *([weak.condition.gaps] if weak.condition.gaps else [])])


def weakest_table() -> str:
    """The weak ones among the commonest and the urgent conditions."""
    rows = [
        (weak.condition.name, _matters(weak), f"{weak.sourced} of {weak.total}", _reason(weak))
        for weak in weakest(base())
    ]
    return grid(("condition", "why it matters", "sourced", "what is missing"), rows)


TABLES: dict[str, Callable[[], str]] = {"weakest": weakest_table}
