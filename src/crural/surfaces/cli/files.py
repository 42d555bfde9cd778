"""What the commands read and write: files, standard input, the knowledge base."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

if TYPE_CHECKING:
    from crural.concepts.knowledge import KnowledgeBase


def load_base() -> KnowledgeBase:
    """The knowledge base, with a word on a terminal when it has to be compiled first."""
    from crural.knowledge.load import KB_FOLDER, load

    return load(KB_FOLDER, log=lambda text: click.echo(text, err=True) if sys.stderr.isatty() else None)


def read_file(path: str) -> str:
    """The text of a file; - is standard input."""
    try:
        return sys.stdin.read() if path == "-" else Path(path).read_text(encoding="utf-8")
    except FileNotFoundError:
        raise click.UsageError(
            f"There is no file {path}. Check the name, or use - to read from the keyboard."
        ) from None
    except (OSError, UnicodeDecodeError):
        raise click.UsageError(f"The file {path} cannot be read as UTF-8 text.") from None


def write_file(path: str, text: str) -> None:
    """Write a text and a line end."""
    try:
        Path(path).write_text(text + "\n", encoding="utf-8")
    except OSError:
        raise click.UsageError(f"The file {path} cannot be written. Check its folder.") from None


def lines_of(path: str) -> list[str]:
    """Lines as JSON lines means them: only a line feed ends one."""
    return read_file(path).split("\n")


def case_data(path: str) -> Any:
    """What a JSON or YAML file holds."""
    from crural.surfaces.plain import NotPlain, plain_data

    try:
        return plain_data(read_file(path))
    except NotPlain as error:
        where = f" at line {error.line}" if error.line else ""
        raise click.UsageError(f"The file {path} is not readable as JSON or YAML{where}.") from None


def items_of(path: str | None) -> list[Any] | None:
    """A list of things with ids."""
    data = case_data(path) if path else None
    if data is not None and not (
        isinstance(data, list) and all(isinstance(item, dict) and "id" in item for item in data)
    ):
        raise click.UsageError(f"The file {path} is not a list of entries with an id.")
    return data
