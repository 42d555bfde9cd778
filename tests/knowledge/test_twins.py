"""One publication has one id: twins are found by what names them, and editions are left alone."""

from __future__ import annotations

import pytest

from crural.concepts.knowledge import Source
from crural.knowledge import load
from crural.knowledge.check import check
from crural.knowledge.twins import twins

FIRST = Source(
    id="first-2020",
    title="Weak legs: a Review of Guillain-Barr\u00e9 syndrome",
    year=2020,
    doi="10.1000/ABC.1",
    pmid="123",
    pmcid="PMC77",
    url="https://example.org/paper",
)


@pytest.mark.parametrize(
    ("fields", "kind"),
    [
        ({"doi": "https://doi.org/10.1000/abc.1"}, "DOI"),
        ({"doi": "doi: 10.1000/abc.1", "year": 2021}, "DOI"),
        ({"pmid": " 123"}, "PMID"),
        ({"pmcid": "pmc77"}, "PMCID"),
        ({"url": "http://www.example.org/paper/"}, "address"),
        ({"title": "Weak legs - a review of Guillain-Barre Syndrome.", "year": 2020}, "title and year"),
        ({"title": "Weak legs - a review of Guillain-Barre Syndrome."}, "title and year"),
    ],
)
def test_a_twin_is_told_once(fields: dict[str, object], kind: str) -> None:
    second = Source.model_validate({"id": "second", "title": "Something else", **fields})
    assert list(twins([FIRST, second])) == [("second", "first-2020", kind)]


def test_another_edition_is_no_twin() -> None:
    edition = FIRST.model_copy(
        update={
            "id": "second",
            "year": 2024,
            "doi": "10.1000/abc.2",
            "pmid": None,
            "pmcid": None,
            "url": None,
        }
    )
    assert list(twins([FIRST, edition])) == []


def test_sources_without_marks_are_no_twins() -> None:
    assert list(twins([Source(id="a", title="One page"), Source(id="b", title="Another page")])) == []


def test_the_check_names_both_ids() -> None:
    base = load()
    one = next(source for source in base.sources.values() if source.doi)
    twin = Source(id="twin", title="A twin", doi=one.doi)
    changed = base.model_copy(update={"sources": {one.id: one, "twin": twin}})
    told = [
        item for item in check(changed, lambda section, name, path: (section, 0)) if item.code == "KB-019"
    ]
    assert [(item.subject, one.id in item.message) for item in told] == [("twin", True)]
