"""The knowledge base on the terminal: check, stats, one entry, coverage."""

from __future__ import annotations

import difflib
from typing import Any

import yaml

from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError, KnowledgeError
from crural.inference.anchors import anchors_text, read_anchors
from crural.knowledge.account import account, read_set_aside, unaccounted
from crural.knowledge.claims import carriers, dangling
from crural.knowledge.codes import load_codes
from crural.knowledge.load import KB_FOLDER, load
from crural.knowledge.stats import COMMONEST, counts, imbalances, sourced_shares

SECTIONS = (
    "conditions",
    "findings",
    "factors",
    "medicines",
    "measures",
    "rules",
    "advice",
    "tests",
    "specialists",
    "visits",
    "qualifiers",
    "myths",
    "instruments",
    "answers",
    "services",
    "claims",
    "records",
    "sources",
)


def check_text() -> tuple[str, bool]:
    """All problems of the files as text, and whether the base is sound."""
    try:
        base = load(KB_FOLDER)
        if problems := unaccounted(base, read_anchors(base), read_set_aside()):
            raise KnowledgeError(problems)
        load_codes(base)
    except KnowledgeError as error:
        return f"{error.message}\n\n{len(error.problems)} problems.", False
    lines = [
        f"Sound: {len(base.conditions)} conditions, {len(base.findings)} findings, {len(base.rules)} rules."
    ]
    off = imbalances(base)
    if off:
        lines.append(
            f"{len(off)} findings are explained more often than they are said to occur (leak held at its floor):"
        )
        lines += [
            f"  {item.finding:<34} causes give {item.implied:.4f}, stated {item.stated:.4f}" for item in off
        ]
    return "\n".join(lines), True


def stats_text(base: KnowledgeBase) -> str:
    """Counts, what became of the evidence, the anchors, and the shares of sourced numbers by kind and area."""
    lines = [f"Knowledge {base.version}"]
    lines += [f"  {name:<40} {number:>6}" for name, number in counts(base).items()]
    lines.append("Evidence records, each counted once")
    became = account(base, read_anchors(base), read_set_aside())
    said = {
        "number": "carry a number",
        "anchor": "check the network",
        "text": "back a text",
        "set aside": "set aside with a reason",
    }
    lines += [f"  {said[use]:<40} {number:>6}" for use, number in became.items()]
    lines.append(anchors_text(base))
    lines.append("Sourced numbers, and how many of them after a stated correction (the others are estimates)")
    for name, (sourced, corrected, total) in sourced_shares(base).items():
        name = name.replace("commonest", f"{COMMONEST} commonest:")
        lines.append(f"  {name:<40} {sourced:>5} of {total:<5} {sourced / total:>4.0%} {corrected:>5}")
    return "\n".join(lines)


def show_text(base: KnowledgeBase, name: str) -> str:
    """Everything that the base holds under one id, as YAML. Raises InputError for an unknown id."""
    found = [
        (section, getattr(base, section)[name]) for section in SECTIONS if name in getattr(base, section)
    ]
    if not found:
        every = [key for section in SECTIONS for key in getattr(base, section)]
        near = difflib.get_close_matches(name, every, 3)
        hint = f" Did you mean {', '.join(near)}?" if near else ""
        raise InputError(f"There is nothing called {name}.{hint}", code="IN-004")
    parts = []
    for section, item in found:
        data = item.model_dump(mode="json", exclude_defaults=True, by_alias=True)
        parts.append(f"# {section}\n" + yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=100))
    return "\n".join(parts).rstrip()


def _claims_lines(base: KnowledgeBase, wanted: list[str]) -> list[str]:
    """How many of the claims are carried, and each that is missing or dangles."""
    places, wrong = carriers(base), dangling(base)
    held = [name for name in wanted if places.get(name) and name not in wrong]
    lines = [f"Claims: {len(held)} of {len(wanted)}."]
    lines += [f"  missing: {name}" for name in wanted if not places.get(name)]
    return lines + [f"  dangling: {name}: {' '.join(problems)}" for name, problems in wrong.items()]


def coverage_text(base: KnowledgeBase, scope: Any, claims: Any) -> str:
    """What of a list of conditions (`id`, `kind`) or claims (`id`) the base covers."""
    lines = []
    if scope is None and claims is None:
        full = sum(c.depth == "full" for c in base.conditions.values())
        lines.append(f"{len(base.conditions)} conditions: {full} full, {len(base.conditions) - full} thin.")
    if scope is not None:
        wanted = [item["id"] for item in scope]
        missing = [name for name in wanted if name not in base.conditions]
        lines.append(f"Conditions: {len(wanted) - len(missing)} of {len(wanted)}.")
        lines += [f"  missing: {name}" for name in missing]
    if claims is not None:
        lines += _claims_lines(base, [item["id"] for item in claims])
    return "\n".join(lines)
