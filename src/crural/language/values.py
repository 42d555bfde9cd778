"""Reads measurements with their units: the measure, the number near it, the unit behind the number."""

from __future__ import annotations

from bisect import bisect_left
from collections.abc import Mapping

from crural.concepts.knowledge import Measure
from crural.concepts.reading import MeasuredValue
from crural.language.tokens import NUMBER, SIGN
from crural.language.view import View

_LOOK = 7
_SIGNS = str.maketrans(
    {"μ": "u", "µ": "u", "³": "3", "²": "2", "°": "", "º": "", "·": "", "×": "x", "⁹": "9", "^": ""}
)


def _bare(unit: str) -> str:
    return unit.translate(_SIGNS).replace(" ", "").lower()


def find_values(view: View, found: list[tuple[Measure, tuple[int, ...]]]) -> list[MeasuredValue]:
    """The values of the measures named at the tokens given, in the first unit of each.

    A number without unit counts in the first unit if it is plausible there; implausible ones are left out.
    """
    values: dict[tuple[str, int], MeasuredValue] = {}
    used: set[int] = set()
    for measure, tokens in sorted(found, key=lambda item: (-len(item[1]), item[1])):
        value = _read(view, measure, tokens, used)
        if value:
            values.setdefault((measure.id, value.start), value)
    return sorted(values.values(), key=lambda value: (value.start, value.id))


def _read(view: View, measure: Measure, named: tuple[int, ...], used: set[int]) -> MeasuredValue | None:
    tokens = view.tokens
    sentence = tokens[named[0]].sentence
    i, steps = named[-1] + 1, 0
    while i < len(tokens) and steps < _LOOK and tokens[i].sentence == sentence:
        token = tokens[i]
        if token.kind == NUMBER:
            return _value(view, measure, named, i, used, need_unit=False)
        if token.word not in view.tools.between_value and not (token.kind == SIGN and token.word in "[~≈≥≤"):
            break
        i += 1
        steps += 1
    inside = range(named[0], named[-1])
    for i in (*inside, *range(max(0, named[0] - 5), named[0])):
        if tokens[i].kind == NUMBER and tokens[i].sentence == sentence and i not in used:
            value = _value(view, measure, named, i, used, need_unit=not _counted(view, named, i))
            if value:
                return value
    for i in range(named[-1] + 1, min(len(tokens), named[-1] + 5)):
        if tokens[i].kind == NUMBER and tokens[i].sentence == sentence and i not in used:
            return _value(view, measure, named, i, used, need_unit=True)
    return None


def _counted(view: View, named: tuple[int, ...], index: int) -> bool:
    """Whether a number of thousands stands at once before the name of what it counts: *85,000 white cells*."""
    token = view.tokens[index]
    return index + 1 in named and "," in view.text[token.start : token.end]


def _value(
    view: View, measure: Measure, named: tuple[int, ...], index: int, used: set[int], *, need_unit: bool
) -> MeasuredValue | None:
    tokens, text = view.tokens, view.text
    if index in used:
        return None
    token = tokens[index]
    number, end = float(token.word), token.end
    rest = index + 1
    if digits := decimal(view, rest):
        number, end = number + float(f"0.{digits}"), tokens[rest + 1].end
        rest += 2
    if (
        rest + 1 < len(tokens)
        and tokens[rest].word == "/"
        and tokens[rest].joined
        and tokens[rest + 1].kind == NUMBER
    ) and not unit_at(measure.units, text[end : end + 24]):
        end = tokens[rest + 1].end
        used.add(rest + 1)
    if rest < len(tokens) and tokens[rest].hyphen and tokens[rest].kind == NUMBER:
        return None
    unit, length = unit_at(measure.units, text[end : end + 24]) or ("", 0)
    first = next(iter(measure.units))
    if not length and (need_unit or _other_unit(text[end : end + 3])):
        return None
    found = _sensible(measure, number, [unit] if length else list(measure.units))
    if found is None:
        return None
    number = found
    used.add(index)
    start = min(tokens[named[0]].start, token.start)
    stop = max(_behind(view, end + length), tokens[named[-1]].end)
    return MeasuredValue(
        id=measure.id, value=round(number, 6), unit=first, quote=text[start:stop], start=start, end=stop
    )


def _behind(view: View, end: int) -> int:
    """The end of a value with words behind it that say how it was measured: *91% RA*, *on air*."""
    tokens = view.tokens
    i = bisect_left(tokens, end, key=lambda token: token.start)
    while i < len(tokens) and tokens[i].word in view.grammar.behind_value and tokens[i].start - end <= 1:
        end, i = tokens[i].end, i + 1
    return end


def decimal(view: View, comma: int) -> str:
    """The digits behind a decimal comma (*38,5*) when a unit or nothing more of a list follows; else empty."""
    tokens = view.tokens
    if comma + 1 >= len(tokens) or tokens[comma].word != "," or not tokens[comma].joined:
        return ""
    behind = tokens[comma + 1]
    return behind.word if behind.kind == NUMBER and behind.joined and len(behind.word) <= 2 else ""


def _sensible(measure: Measure, number: float, units: list[str]) -> float | None:
    """The value in the first unit: in the first of the units in which it can be true, if no other differs."""
    low, high = measure.plausible
    values = [number * measure.units[unit] + measure.unit_offset.get(unit, 0.0) for unit in units]
    if low <= values[0] <= high:
        return values[0]
    told = {round(value, 6) for value in values if low <= value <= high}
    return told.pop() if len(told) == 1 else None


def unit_at(units: Mapping[str, float], after: str) -> tuple[str, int] | None:
    """The unit (as the base writes it) that stands at the start of `after`, and its length there."""
    lead = len(after) - len(after.lstrip(" "))
    lead += after[lead : lead + 1] == "-" and lead == 0
    best: tuple[str, int] | None = None
    for unit in units:
        wanted = _bare(unit)
        if not wanted:
            continue
        size, i = 0, lead
        while i < len(after) and size < len(wanted):
            char = _bare(after[i])
            if char and wanted[size : size + len(char)] != char:
                break
            size += len(char)
            i += 1
        ends = i >= len(after) or not after[i].isalnum() or not wanted[-1].isalnum()
        if size == len(wanted) and ends and (best is None or i > best[1]):
            best = (unit, i)
    return best


def _other_unit(after: str) -> bool:
    """Whether a unit that the measure does not know seems to follow (*%*, *mg*)."""
    return after[:1] == "%"
