"""YAML files read with the line of every key, so that each problem can be shown where it stands."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from crural.errors import Problem

_LOADER: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
_CONSTRUCT = yaml.SafeLoader("")

Path_ = tuple[str | int, ...]


@dataclass
class Document:
    """One file: its data and the line of each path in it."""

    name: str
    data: Any = None
    lines: dict[Path_, int] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)

    def line(self, path: Path_) -> int:
        """The line of the path, or of the nearest part of it that is in the file."""
        while path and path not in self.lines:
            path = path[:-1]
        return self.lines.get(path, 1)


def _key(node: Any) -> Any:
    """A key; YAML 1.1 reads the word `on` as true, and as a key it is a word."""
    if isinstance(node, yaml.ScalarNode) and node.tag == "tag:yaml.org,2002:bool":
        return node.value
    return _CONSTRUCT.construct_object(node, deep=True)


def _convert(node: Any, path: Path_, document: Document) -> Any:
    document.lines[path] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        result: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _key(key_node)
            if key in result:
                line = key_node.start_mark.line + 1
                document.problems.append(
                    Problem(
                        document.name,
                        line,
                        "KB-003",
                        str(key),
                        "The key stands twice in one block.",
                        "Keep one.",
                    )
                )
            result[key] = _convert(value_node, (*path, key), document)
        return result
    if isinstance(node, yaml.SequenceNode):
        return [_convert(item, (*path, i), document) for i, item in enumerate(node.value)]
    return _CONSTRUCT.construct_object(node)


def read_document(path: Path, name: str) -> Document:
    """Read one YAML file; a syntax error becomes a problem of the document."""
    document = Document(name)
    try:
        node = yaml.compose(path.read_text(encoding="utf-8"), Loader=_LOADER)
        document.data = None if node is None else _convert(node, (), document)
    except (yaml.YAMLError, UnicodeDecodeError) as error:
        mark = getattr(error, "problem_mark", None)
        line = mark.line + 1 if mark is not None else 1
        said = getattr(error, "problem", None) or "The file is not UTF-8 text."
        document.problems.append(
            Problem(
                name,
                line,
                "KB-002",
                "",
                f"Not readable as YAML: {said}.",
                "Quote texts that hold `: ` or start with a sign.",
            )
        )
    return document


def documents(folder: Path, pattern: str) -> Iterator[Document]:
    """The documents below a folder whose path fits the pattern, in a fixed order."""
    for path in sorted(folder.glob(pattern)):
        yield read_document(path, path.relative_to(folder).as_posix())
