"""How often a quality has a value, given that a link or the leak produced the finding."""

from __future__ import annotations

from crural.concepts.knowledge import Finding, KnowledgeBase
from crural.concepts.quantity import Number
from crural.inference.uncertainty import RAREST

Shares = dict[str, dict[str, Number]]
"""Quality to value to the chance of that value given that a link fired."""
UNNAMED = Number(value=RAREST, why="not among the values that the condition is known for")


def exclusive(base: KnowledgeBase, quality: str) -> bool:
    """Whether a quality has one value at a time."""
    return quality == "band" or base.qualifiers[quality].exclusive


def _usual(base: KnowledgeBase, finding: Finding, quality: str) -> dict[str, Number]:
    return finding.usual.get(quality) or (
        base.qualifiers[quality].usual if quality in base.qualifiers else {}
    )


def link_share(
    base: KnowledgeBase, finding: Finding, shares: Shares, quality: str, value: str
) -> Number | None:
    """Share of a value given that a link fired; None where nothing is known of it (then it is neutral)."""
    told = shares.get(quality)
    if told is not None:
        if value in told:
            return told[value]
        if exclusive(base, quality):
            return UNNAMED
    return _usual(base, finding, quality).get(value)


def leak_share(base: KnowledgeBase, finding: Finding, quality: str, value: str) -> Number | None:
    """Share of a value given that the leak fired; bands are taken as equally common where nothing is known."""
    found = _usual(base, finding, quality).get(value)
    if found is None and quality == "band" and finding.bands:
        return Number(value=1.0 / len(finding.bands), why="bands taken as equally common without a cause")
    return found
