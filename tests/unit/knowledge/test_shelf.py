"""The compiled base is the base that was read, though parts of it stay text until they are asked for."""

from __future__ import annotations

import pickle

from crural.concepts.knowledge import Source
from crural.knowledge import load
from crural.knowledge.load import SHELVED, _packed, _unpacked
from crural.knowledge.shelf import Shelf, texts_of


def test_packing_and_unpacking_changes_nothing() -> None:
    base = load()
    again = _unpacked(_packed(base).encode())
    assert all(isinstance(getattr(again, name), Shelf) for name in SHELVED)
    assert again == base


def test_a_shelf_is_a_mapping_of_its_items() -> None:
    items = {name: Source(id=name, title=f"Title of {name}", year=2001) for name in ("one", "two")}
    shelf = Shelf(Source, texts_of(items))
    assert dict(shelf) == items
    assert shelf["one"] is shelf["one"]
    assert "three" not in shelf
    assert shelf.get("three") is None
    assert dict(pickle.loads(pickle.dumps(shelf))) == items
