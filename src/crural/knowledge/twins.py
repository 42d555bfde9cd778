"""Sources that are one publication under two ids: found by DOI, PMID, PMCID, address, or title and year."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable, Iterator

from crural.concepts.knowledge import Source

RESOLVER = re.compile(r"^(?:https?://(?:dx\.)?doi\.org/|doi:\s*)", re.IGNORECASE)
SCHEME = re.compile(r"^https?://(?:www\.)?", re.IGNORECASE)


def plain_doi(doi: str) -> str:
    """A DOI without resolver and in small letters, for it tells no case apart.

    >>> plain_doi("https://doi.org/10.1161/CIR.119")
    '10.1161/cir.119'
    """
    return RESOLVER.sub("", doi.strip()).lower()


def plain_title(title: str) -> str:
    """A title without case, accents and punctuation.

    >>> plain_title("Guillain-Barré syndrome: a Review.")
    'guillain barre syndrome a review'
    """
    letters = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    return " ".join(re.findall(r"[a-z0-9]+", letters))


def _marks(source: Source) -> Iterator[tuple[str, str]]:
    """What names a publication: no two sources may share one of these."""
    if source.doi:
        yield "DOI", plain_doi(source.doi)
    if source.pmid:
        yield "PMID", source.pmid.strip()
    if source.pmcid:
        yield "PMCID", source.pmcid.strip().upper()
    if source.url:
        yield "address", SCHEME.sub("", source.url.strip()).rstrip("/")


def twins(sources: Iterable[Source]) -> Iterator[tuple[str, str, str]]:
    """(id, id of an earlier source, what they share) of each source that is there already.

    Titles count where the years are the same, or one of them is not known. Editions of one guideline share a
    title and differ in the year.
    """
    first: dict[tuple[str, str], str] = {}
    titles: dict[str, list[Source]] = {}
    for source in sources:
        shared = {first[mark]: mark[0] for mark in reversed(list(_marks(source))) if mark in first}
        alike = titles.setdefault(plain_title(source.title), [])
        for other in alike:
            if source.year is None or other.year is None or source.year == other.year:
                shared.setdefault(other.id, "title and year")
        for earlier, kind in shared.items():
            yield source.id, earlier, kind
        for mark in _marks(source):
            first.setdefault(mark, source.id)
        alike.append(source)
