"""What is worked out once for each version of the knowledge base, and kept."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeVar

from crural.concepts.knowledge import KnowledgeBase

Made = TypeVar("Made")
_KEPT: dict[tuple[str, str], object] = {}


def once(base: KnowledgeBase, name: str, make: Callable[[], Made]) -> Made:
    """What `make` gives for this base, made at the first call. name: what it is; what older bases had is dropped."""
    key = (base.version, name)
    if key not in _KEPT:
        made = make()
        for old in [old for old in _KEPT if old[0] != base.version]:
            del _KEPT[old]
        _KEPT[key] = made
    found: Made = _KEPT[key]  # type: ignore[assignment]
    return found
