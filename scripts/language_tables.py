"""Tables of docs/reference/language.md: what is read rightly and what is not, from the trap set."""

from __future__ import annotations

from collections.abc import Callable
from functools import lru_cache
from pathlib import Path
from typing import Any

import yaml

TRAPS = Path(__file__).resolve().parent.parent / "tests" / "cases" / "language" / "traps"


@lru_cache(maxsize=1)
def pages() -> dict[str, Any]:
    """The files of the trap set by phenomenon."""
    return {
        path.stem: yaml.safe_load(path.read_text(encoding="utf-8")) for path in sorted(TRAPS.glob("*.yaml"))
    }


def traps_table() -> str:
    """How many sentences of each phenomenon are read exactly."""
    lines = [
        "| phenomenon | sentences | read exactly | known gaps | for example |",
        "| --- | --- | --- | --- | --- |",
    ]
    total = gaps = 0
    for page in pages().values():
        missed = sum("known_gap" in trap for trap in page["traps"])
        size = len(page["traps"])
        total, gaps = total + size, gaps + missed
        shown = next(
            trap["say"] for trap in page["traps"] if "known_gap" not in trap and "|" not in trap["say"]
        )
        example = shown.replace("\n", " ").replace("<", "&lt;")
        lines.append(f"| {page['title']} | {size} | {size - missed} | {missed} | {example} |")
    lines.append(f"| **all** | {total} | {total - gaps} | {gaps} |  |")
    return "\n".join(lines)


def gaps_table() -> str:
    """What is not read rightly yet, with one sentence for each reason."""
    lines = ["| what is not read rightly | for example | sentences |", "| --- | --- | --- |"]
    found: dict[str, list[str]] = {}
    for page in pages().values():
        for trap in page["traps"]:
            if "known_gap" in trap:
                found.setdefault(trap["known_gap"], []).append(trap["say"])
    lines += [f"| {reason} | {said[0]} | {len(said)} |" for reason, said in sorted(found.items())]
    return "\n".join(lines)


TABLES: dict[str, Callable[[], str]] = {"language-traps": traps_table, "language-gaps": gaps_table}
