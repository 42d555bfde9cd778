"""Numbers that know where they come from: sourced (evidence records) or an estimate (a reason)."""

from __future__ import annotations

from contextvars import ContextVar
from typing import Annotated, Any, Protocol

from pydantic import AfterValidator, BeforeValidator

from crural.concepts.base import Concept


class Deriver(Protocol):
    """Turns printed numbers into network numbers; `DERIVER` holds it while the base is read."""

    def __call__(self, raw: dict[str, Any]) -> dict[str, Any]:
        """Return the fields of a Number for `{from: ..., by: ...}`; raise QuantityError if impossible."""


MOST_CORRECTED = 3.0
"""A printed number that was multiplied or divided by more than this is our judgement: it counts as an estimate."""
DERIVER: ContextVar[Deriver | None] = ContextVar("deriver", default=None)


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
        """True when the value comes from evidence records, and no correction of it outweighs them."""
        return bool(self.records) and 1.0 / MOST_CORRECTED <= (self.scaled or 1.0) <= MOST_CORRECTED

    @property
    def ends(self) -> tuple[float, float]:
        """The lowest and the highest of what is stated."""
        value = self.value
        return value if self.low is None else self.low, value if self.high is None else self.high


def _resolve(raw: Any) -> Any:
    if isinstance(raw, bool):
        raise ValueError("expected a number, not yes or no")
    if not isinstance(raw, dict):
        return {"value": raw} if isinstance(raw, int | float) else raw
    if "from" in raw:
        derive = DERIVER.get()
        if derive is None:
            raise ValueError("a sourced number can be read only with the evidence at hand")
        return derive(raw)
    return raw


def _probability(number: Number) -> Number:
    low, high = number.ends
    if not 0.0 <= low <= number.value <= high <= 1.0:
        _ordered(number)
        raise ValueError("a probability lies between 0 and 1")
    return number


def _odds(number: Number) -> Number:
    low, high = number.ends
    if not 0.0 < low <= number.value <= high:
        _ordered(number)
        raise ValueError("an odds ratio is above 0")
    return number


def _ordered(number: Number) -> None:
    low, high = number.ends
    if low > number.value:
        raise ValueError("low is above the value")
    if high < number.value:
        raise ValueError("high is below the value")


Probability = Annotated[Number, BeforeValidator(_resolve), AfterValidator(_probability)]
Odds = Annotated[Number, BeforeValidator(_resolve), AfterValidator(_odds)]
