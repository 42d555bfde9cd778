"""Clinical scores computed from what is known: a range where something is not known, never a silent zero."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from typing import Any

from crural.concepts.assessment import InstrumentScore
from crural.concepts.knowledge import Band, Instrument, Item, KnowledgeBase, Sign
from crural.errors import InputError, shown
from crural.inference.facts import Facts
from crural.inference.match import Matcher
from crural.inference.ternary import Judge, Ternary, some

Answers = Mapping[str, bool | int | None]
"""For an item: whether it holds, or for a graded one the number of its grade (0: none of them, 1: the first ...)."""


class _Scorer:
    def __init__(self, base: KnowledgeBase, facts: Facts, instrument: Instrument, answers: Answers) -> None:
        self.facts, self.instrument, self.answers = facts, instrument, answers
        self.judge = Judge(base, facts)
        unknown = set(answers) - {item.id for item in instrument.items}
        if unknown:
            names = ", ".join(item.id for item in instrument.items)
            raise InputError(
                f"{shown(instrument.id)} has no item {shown(min(unknown))}; its items are {names}",
                code="IN-010",
            )

    def holds(self, sign: Sign) -> Ternary:
        """Whether one sign holds, by atom or by measured value (either is enough)."""
        told: list[Ternary] = []
        value = self.facts.values.get(sign.measure or "")
        if sign.measure is not None:
            low = sign.at_least is None or (value is not None and value >= sign.at_least)
            high = sign.below is None or (value is not None and value < sign.below)
            told.append(None if value is None else low and high)
            if value is not None:
                return told[0]
        if sign.when is not None:
            told.append(self.judge(sign.when))
        return some(told) if told else None

    def item(self, item: Item) -> Ternary:
        """Whether a plain item holds, an answer first."""
        given = self.answers.get(item.id)
        return bool(given) if given is not None else self.holds(item)

    def grades(self, item: Item) -> list[float]:
        """The points that a graded item can have, given what is known."""
        given = self.answers.get(item.id)
        none = 0.0
        if given is not None:
            if isinstance(given, bool) or not 0 <= given <= len(item.grades):
                raise InputError(
                    f"{shown(item.id)}: give the number of its grade, 0 to {len(item.grades)}", code="IN-010"
                )
            return [item.grades[given - 1].points if given else none]
        told = [self.holds(grade) for grade in item.grades]
        if True in told:
            return [max(g.points for g, state in zip(item.grades, told, strict=True) if state)]
        return [none, *(g.points for g, state in zip(item.grades, told, strict=True) if state is None)]

    def points(self, item: Item) -> tuple[float, float]:
        """Lowest and highest points of an item."""
        if item.grades:
            possible = self.grades(item)
            return min(possible), max(possible)
        state = self.item(item)
        possible = [item.points] if state else [0.0] if state is False else [0.0, item.points]
        return min(possible), max(possible)

    def missing(self) -> tuple[str, ...]:
        """Texts of the items that are not known."""
        return tuple(
            item.text
            for item in self.instrument.items
            if (len(set(self.grades(item))) > 1 if item.grades else self.item(item) is None)
        )

    def total(self) -> tuple[float, float]:
        """Lowest and highest total."""
        each = [self.points(item) for item in self.instrument.items]
        low, high = sum(p[0] for p in each), sum(p[1] for p in each)
        for item in self.instrument.items:
            least = self.instrument.at_least_if.get(item.id)
            if least is not None:
                state = self.item(item)
                low = max(low, least) if state else low
                high = max(high, least) if state is not False else high
        return low, high


def _band(bands: tuple[Band, ...], value: float) -> Band:
    return next((band for band in reversed(bands) if value >= band.at_least), bands[0])


def _sum(scorer: _Scorer) -> dict[str, Any] | None:
    low, high = scorer.total()
    bands = scorer.instrument.bands
    first, last = _band(bands, low), _band(bands, high)
    label = first.label if first == last else f"{first.label}, up to: {last.label}"
    return {"low": low, "high": high, "label": label, "text": last.text, "missing": scorer.missing()}


def _criteria(scorer: _Scorer) -> dict[str, Any] | None:
    told = {item.text: scorer.item(item) for item in scorer.instrument.items}
    met = sum(state is True for state in told.values())
    missing = tuple(text for text, state in told.items() if state is None)
    failed = [text for text, state in told.items() if state is False]
    label = "not met" if failed else "open" if missing else "all met"
    text = f"{met} of {len(told)} hold." + (f" Not: {'; '.join(failed)}." if failed else "")
    return {
        "low": float(met),
        "high": float(met + len(missing)),
        "label": label,
        "text": text,
        "missing": missing,
    }


def _stages(scorer: _Scorer) -> dict[str, Any] | None:
    for stage in scorer.instrument.stages:
        if scorer.holds(stage):
            return {"stage": stage.id, "label": stage.label, "text": stage.text}
    return None


def _value(scorer: _Scorer) -> dict[str, Any] | None:
    value = scorer.facts.values.get(scorer.instrument.measure or "")
    if value is None:
        return None
    band = _band(scorer.instrument.bands, value)
    return {"low": value, "high": value, "label": band.label, "text": band.text}


def _norm(scorer: _Scorer) -> dict[str, Any] | None:
    facts = scorer.facts
    value = facts.values.get(scorer.instrument.measure or "")
    norms = scorer.instrument.norms.get(facts.sex) if facts.sex else None
    if value is None or facts.age is None or not norms:
        return None
    ages = [age for age in norms if age <= facts.age]
    if not ages:
        return None
    least = norms[max(ages)]
    label = "below the usual range" if value < least else "within the usual range or above"
    return {"low": value, "high": value, "label": label, "text": f"The usual range begins at {least:g}."}


_KINDS = {"sum": _sum, "criteria": _criteria, "stages": _stages, "value": _value, "norm": _norm}


def score(
    base: KnowledgeBase, instrument: str, facts: Facts, answers: Answers | None = None
) -> InstrumentScore | None:
    """One instrument by id; None when nothing that it needs is known (no stage, no value, no age).

    answers: what was asked beside the facts (see `Answers`). Raises InputError for an unknown instrument or item.
    """
    if instrument not in base.instruments:
        raise InputError(f"There is no instrument called {shown(instrument)}", code="IN-004")
    item = base.instruments[instrument]
    found = _KINDS[item.kind](_Scorer(base, facts, item, answers or {}))
    if found is None:
        return None
    return InstrumentScore(
        id=item.id, name=item.name, plain=item.plain, limits=item.limits, source=item.sources, **found
    )


def scores(base: KnowledgeBase, facts: Facts, likely: Iterable[str] = ()) -> tuple[InstrumentScore, ...]:
    """Every instrument that the case makes relevant and of which something is known, in the order of the ids.

    likely: conditions that count as present when it is asked what is relevant (never in the score itself).
    """
    as_if = replace(facts, conditions={**facts.conditions, **dict.fromkeys(likely, "new")})
    matcher = Matcher(base, as_if, transient=True)
    found = (
        score(base, name, facts)
        for name, item in sorted(base.instruments.items())
        if matcher.holds(item.shown_if)
    )
    return tuple(item for item in found if item is not None and (item.stage or item.high or item.low))
