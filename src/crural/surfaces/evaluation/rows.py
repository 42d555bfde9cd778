"""The rows of a case file and the answer that each system gives to one."""

from __future__ import annotations

import json
from collections.abc import Iterable
from typing import Any

from pydantic import ConfigDict, ValidationError

from crural.concepts.base import Concept, Level, Sex
from crural.errors import InputError


class Expected(Concept):
    """What the labeller expects of a row."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    condition: str | None = None
    accept: tuple[str, ...] = ()
    urgency: Level | None = None
    urgency_also_ok: tuple[Level, ...] = ()
    in_scope: bool = True
    present: tuple[str, ...] = ()
    absent: tuple[str, ...] = ()
    side: str | None = None
    duration: str | None = None

    @property
    def right(self) -> frozenset[str]:
        """Ids of all causes that count as right."""
        return frozenset({self.condition, *self.accept} - {None})  # type: ignore[arg-type]


class Row(Concept):
    """One case with its expectation. text_history: the case before examination and tests, where given."""

    model_config = ConfigDict(frozen=True, extra="ignore")

    id: str
    text: str
    text_history: str | None = None
    age: float | None = None
    sex: Sex | None = None
    expect: Expected


class Answer(Concept):
    """What a system said of a row: level, and causes with probabilities, best first."""

    level: Level
    causes: tuple[tuple[str, float], ...] = ()
    refused: bool = False
    seconds: float = 0.0


def read_rows(name: str, lines: Iterable[str]) -> list[Row]:
    """The rows of one file; raises InputError with the line of the first bad one."""
    rows = []
    for number, line in enumerate(lines, 1):
        if not line.strip():
            continue
        try:
            data: Any = json.loads(line)
            rows.append(Row.model_validate(data))
        except json.JSONDecodeError as error:
            raise InputError(
                f"{name}, line {number}: not readable as JSON at character {error.pos + 1}", code="IN-007"
            ) from None
        except ValidationError as error:
            first = error.errors(include_url=False, include_input=False)[0]
            where = ".".join(str(part) for part in first["loc"])
            raise InputError(f"{name}, line {number}: {where}: {first['msg']}", code="IN-003") from None
    return rows
