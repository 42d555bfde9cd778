"""What an entry says of a thing must be something that can be said of it; else it would be passed over in silence."""

from __future__ import annotations

from collections.abc import Iterable

from crural.concepts.case import Entry
from crural.concepts.knowledge import KnowledgeBase, Measure
from crural.errors import InputError, shown

FEW = 12
"""Most choices that a message lists."""


def _listed(choices: Iterable[str]) -> str:
    names = list(choices)
    return ", ".join(names[:FEW]) + (" and more" if len(names) > FEW else "")


def in_first_unit(measure: Measure, value: float, unit: str) -> float:
    """A value in the first unit of its measure."""
    return value * measure.units[unit] + measure.unit_offset.get(unit, 0.0)


def can_be(measure: Measure, value: float) -> bool:
    """Whether a value, in the first unit, can be measured in a living person."""
    low, high = measure.plausible
    return low <= value <= high


def check_measured(measure: Measure, entry: Entry) -> None:
    """Raises InputError for a value without a unit where units differ: 3.2 may be high in one and low in another."""
    scales = {
        (factor, measure.unit_offset.get(unit, 0.0)): unit for unit, factor in reversed(measure.units.items())
    }
    if entry.unit is None and len(scales) > 1:
        units = _listed(reversed(scales.values()))
        raise InputError(f"{shown(entry.id)}: the unit is missing; give one of {units}", code="IN-006")


def check_qualities(base: KnowledgeBase, entry: Entry) -> None:
    """Raises InputError for a quality or a site that nothing has, and for a value of what is not measured."""
    name = shown(entry.id)
    if entry.value is not None or entry.unit is not None:
        raise InputError(f"{name} is not measured; it takes no value and no unit", code="IN-006")
    for quality, values in (("site", entry.site), *entry.qualities.items(), *entry.without.items()):
        known = base.qualifiers.get(quality)
        if known is None and values:
            choices = _listed(base.qualifiers)
            raise InputError(f"{name}: there is no quality {shown(quality)}, but {choices}", code="IN-004")
        if known is not None and not set(values) <= set(known.labels):
            raise InputError(f"{name}.{quality}: give one of {_listed(known.labels)}", code="IN-004")
