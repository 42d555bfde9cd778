"""Every error of Crural: a code, a place, what is wrong, and how to mend it.

A message never repeats an answer's value: it may end in a log, and health values do not belong there.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass


def shown(name: object) -> str:
    """An id or key as a message may show it; what does not look like one may be somebody's words, and is not.

    >>> shown("leg-payn"), shown("I take pills")
    ('leg-payn', '(not an id)')
    """
    text = str(name)
    return text if re.fullmatch(r"[A-Za-z0-9][\w.-]{0,79}", text) else "(not an id)"


@dataclass(frozen=True, order=True)
class Problem:
    """One thing that is wrong, said so that the sender can mend it."""

    place: str
    line: int
    code: str
    subject: str
    message: str
    fix: str = ""

    def __str__(self) -> str:
        where = f"{self.place}:{self.line}" if self.line else self.place
        head = "  ".join(part for part in (self.code, where, self.subject) if part)
        return "\n".join([head, f"  {self.message}", *([f"  Fix: {self.fix}"] if self.fix else [])])


class CruralError(Exception):
    """Base of all errors raised on purpose; `code` is stable, the message is for people."""

    code = "CR-000"

    def __init__(self, message: str, *, code: str | None = None) -> None:
        super().__init__(message)
        self.code = code or self.code
        self.message = message


class InputError(CruralError):
    """The case, text or file sent in cannot be used; the message says what and how to mend it."""

    code = "IN-001"


class QuantityError(CruralError):
    """A printed number cannot be what it claims to be (unit, range, order)."""

    code = "KB-014"


class KnowledgeError(CruralError):
    """The knowledge base has problems; all of them, not only the first."""

    code = "KB-001"

    def __init__(self, problems: Iterable[Problem]) -> None:
        self.problems = tuple(sorted(problems))
        super().__init__("\n".join(str(problem) for problem in self.problems))
