"""A progress bar on the terminal; silent where nobody watches."""

from __future__ import annotations

import sys
from types import TracebackType
from typing import Self


class Progress:
    """Shows how many of `total` are done, on standard error when it is a terminal."""

    def __init__(self, total: int, width: int = 30) -> None:
        self.total, self.width = max(total, 1), width
        self.shown = sys.stderr.isatty() and total > 1

    def __enter__(self) -> Self:
        return self

    def at(self, done: int) -> None:
        """Draw the bar for `done` of `total`."""
        if self.shown:
            full = self.width * done // self.total
            sys.stderr.write(f"\r[{'#' * full}{'.' * (self.width - full)}] {done}/{self.total}")
            sys.stderr.flush()

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self.shown:
            sys.stderr.write("\n")
