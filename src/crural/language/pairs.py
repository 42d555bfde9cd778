"""Two sides measured one after the other (*left calf 41 cm, right 37.5*): their difference, and the larger side."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from crural.concepts.base import Side
from crural.concepts.knowledge import Measure
from crural.concepts.reading import MeasuredValue
from crural.language.tokens import NUMBER, SIGN
from crural.language.values import decimal, unit_at
from crural.language.view import View
from crural.language.words import Phrases

_LOOK, _BEFORE = 22, 6


@dataclass(frozen=True, slots=True)
class Pair:
    """A difference, the larger side where it is told, and the finding that the difference means."""

    value: MeasuredValue
    side: Side | None
    finding: str | None


@dataclass(slots=True)
class _Size:
    """One number: its tokens start to end (excluded), its offsets, its unit (empty when none is told)."""

    start: int
    end: int
    last: int
    number: float
    unit: str
    side: Side | None = None


def find_pairs(view: View, measures: Iterable[Measure], named: Phrases) -> list[Pair]:
    """The differences of two sides measured, of the measures that know such sizes. named: what is measured."""
    wanted = {measure.id: measure for measure in measures}
    pairs: list[Pair] = []
    after = 0
    for index, token in enumerate(view.tokens):
        for phrase, name in named.get(token.word, ()) if index >= after else ():
            end = index + len(phrase)
            if tuple(t.word for t in view.tokens[index:end]) != phrase:
                continue
            pair, stop = _pair(view, wanted[name], index, end)
            if pair is not None:
                pairs.append(pair)
                after = stop
                break
    return pairs


def without_sizes(
    values: list[MeasuredValue], pairs: list[Pair], measures: Iterable[Measure]
) -> list[MeasuredValue]:
    """The values with the differences in place of the sizes themselves and of a difference told beside them."""
    low = {m.id: m.side_by_side.plausible[0] for m in measures if m.side_by_side}
    told = {pair.value.id for pair in pairs}
    kept = [v for v in values if v.id not in told and v.value < low.get(v.id, v.value + 1)]
    return sorted([*kept, *(pair.value for pair in pairs)], key=lambda value: (value.start, value.id))


def _pair(view: View, measure: Measure, named: int, end: int) -> tuple[Pair | None, int]:
    sizes = _sizes(view, measure, named, end)
    if len(sizes) != 2 or not measure.side_by_side:
        return None, end
    unit = sizes[1].unit or sizes[0].unit
    _add_sides(view, sizes, named)
    sides = [size.side for size in sizes]
    if not unit and (None in sides or sides[0] == sides[1]):
        return None, end
    low, high = measure.side_by_side.plausible
    first, second = (
        size.number * measure.units[size.unit or unit or next(iter(measure.units))] for size in sizes
    )
    if not (low <= first <= high and low <= second <= high):
        return None, end
    larger, smaller = (sizes[0], sizes[1]) if first > second else (sizes[1], sizes[0])
    side = larger.side or _other(smaller.side)
    number = round(abs(first - second), 6)
    start, last = view.tokens[min(named, sizes[0].start)].start, max(sizes[1].last, view.tokens[end - 1].end)
    value = MeasuredValue(
        id=measure.id,
        value=number,
        unit=next(iter(measure.units)),
        quote=view.text[start:last],
        start=start,
        end=last,
    )
    return Pair(value, side, _finding(measure, number)), sizes[1].end


def _finding(measure: Measure, number: float) -> str | None:
    """The finding that a difference means, where it does for both sexes."""
    for result in measure.results:
        above = result.at_least is None or number >= result.at_least
        if result.sex is None and above and (result.below is None or number < result.below):
            return result.finding
    return None


def _other(side: Side | None) -> Side | None:
    return {"left": "right", "right": "left"}.get(side or "")  # type: ignore[return-value]


def _sizes(view: View, measure: Measure, named: int, end: int) -> list[_Size]:
    """The numbers near what is measured that may be its sizes; none if a number of another kind stands between."""
    tokens = view.tokens
    sentence = tokens[named].sentence
    found: list[_Size] = []
    times = {
        i for time in view.times_between(named - _BEFORE, end + _LOOK) for i in range(time.start, time.end)
    }
    index = max(0, named - _BEFORE)
    while index < min(len(tokens), end + _LOOK) and len(found) < 3:
        token = tokens[index]
        early = token.sentence < sentence or (index < named and token.kind == SIGN)
        if token.sentence > sentence and (not found or token.sentence > sentence + 1):
            break
        if early:
            found = []
        if token.kind == NUMBER and index not in times and not early:
            size = _size(view, measure, index)
            if size is None or not measure.side_by_side or not _may_be(measure, size):
                index += 1
                continue
            found.append(size)
            index = size.end
            continue
        index += 1
    return found[:3]


def _may_be(measure: Measure, size: _Size) -> bool:
    low, high = measure.side_by_side.plausible if measure.side_by_side else (0.0, 0.0)
    units = [size.unit] if size.unit else list(measure.units)
    return any(low <= size.number * measure.units[unit] <= high for unit in units)


def _size(view: View, measure: Measure, index: int) -> _Size | None:
    tokens, text = view.tokens, view.text
    number, last, end = float(tokens[index].word), tokens[index].end, index + 1
    if digits := decimal(view, end):
        number, last, end = number + float(f"0.{digits}"), tokens[end + 1].end, end + 2
    unit, length = unit_at(measure.units, text[last : last + 24]) or ("", 0)
    behind = tokens[end] if end < len(tokens) else None
    if not unit and behind is not None and behind.kind != SIGN and behind.sentence == tokens[index].sentence:
        small = view.filler[end] or behind.word in view.tools.between_value or end in view.side_at
        if not small and behind.kind != NUMBER:
            return None
    while end < len(tokens) and tokens[end].start < last + length:
        end += 1
    return _Size(index, end, last + length, number, unit)


def _add_sides(view: View, sizes: list[_Size], named: int) -> None:
    """Give each size the side word in front of it, else the one behind it."""
    begin = min(named, sizes[0].start) - 2
    for place, size in enumerate(sizes):
        limit = sizes[place + 1].start if place + 1 < len(sizes) else size.end + 5
        before = [i for i in range(max(0, begin), size.start) if i in view.side_at]
        behind = [i for i in range(size.end, limit) if i in view.side_at]
        side_at = before[-1] if before else behind[0] if behind else -1
        side = view.side_at.get(side_at)
        size.side = side if side in ("left", "right") else None
        begin = max(size.end, side_at + 1)
