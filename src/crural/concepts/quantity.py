"""Numbers that know where they come from: sourced (evidence records) or an estimate (a reason)."""

from __future__ import annotations

from typing import Annotated, Any, Protocol, Self

from pydantic import AfterValidator, BeforeValidator, ValidationInfo, model_validator

from crural.concepts.base import Concept


class Deriver(Protocol):
    """Turns printed numbers into network numbers; passed to validation as context."""

    def __call__(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a Number for `{from: ..., by: ...}`; raise QuantityError if impossible."""


class Number(Concept):
    """A clinical number with its ground.

    value: the number (probability 0 to 1, or odds ratio above 0; the field's type says which).
    low, high: 95 % interval, same unit, where printed or stated.
    n: people behind a printed fraction.
    records: evidence record ids; empty for an estimate.
    by: the derivation function that made the value from the records.
    scaled: the stated share by which a printed number was multiplied, where print is about other people than ours.
    why: the reasoning of an estimate, or of that share, in a line.
    chosen: where sources disagree, why this one was taken (design, people like ours, size, year).
    """

    value: float
    low: float | None = None
    high: float | None = None
    n: int | None = None
    records: tuple[str, ...] = ()
    by: str | None = None
    scaled: float | None = None
    why: str | None = None
    chosen: str | None = None

    @property
    def sourced(self) -> bool:
        """True when the value comes from evidence records."""
        return bool(self.records)

    @model_validator(mode="after")
    def _ordered(self) -> Self:
        if self.low is not None and self.low > self.value:
            raise ValueError("low is above the value")
        if self.high is not None and self.high < self.value:
            raise ValueError("high is below the value")
        return self


def _resolve(raw: Any, info: ValidationInfo) -> Any:
    if isinstance(raw, bool):
        raise ValueError("expected a number, not yes or no")
    if isinstance(raw, int | float):
        return {"value": raw}
    if isinstance(raw, dict) and "from" in raw:
        derive: Deriver | None = (info.context or {}).get("derive")
        if derive is None:
            raise ValueError("a sourced number can be read only with the evidence at hand")
        return derive(raw)
    return raw


def _probability(number: Number) -> Number:
    if not all(0.0 <= x <= 1.0 for x in (number.value, number.low, number.high) if x is not None):
        raise ValueError("a probability lies between 0 and 1")
    return number


def _odds(number: Number) -> Number:
    if not all(x > 0.0 for x in (number.value, number.low, number.high) if x is not None):
        raise ValueError("an odds ratio is above 0")
    return number


Probability = Annotated[Number, BeforeValidator(_resolve), AfterValidator(_probability)]
Odds = Annotated[Number, BeforeValidator(_resolve), AfterValidator(_odds)]
