"""Parts of the compiled base that most runs hardly touch: each item stays text until somebody asks for it."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TypeVar

from crural.concepts.base import Concept

T = TypeVar("T", bound=Concept)


class Shelf(Mapping[str, T]):
    """Items by id, read from their compiled form (JSON) when they are first asked for."""

    def __init__(self, model: type[T], texts: dict[str, str]) -> None:
        self._model, self._texts = model, texts
        self._read: dict[str, T] = {}

    def __getitem__(self, name: str) -> T:
        found = self._read.get(name)
        if found is None:
            found = self._read[name] = self._model.model_validate_json(self._texts[name])
        return found

    def __contains__(self, name: object) -> bool:
        return name in self._texts

    def __iter__(self) -> Iterator[str]:
        return iter(self._texts)

    def __len__(self) -> int:
        return len(self._texts)


def texts_of(items: Mapping[str, Concept]) -> dict[str, str]:
    """The compiled form of each item."""
    return {name: item.model_dump_json(exclude_defaults=True, by_alias=True) for name, item in items.items()}
