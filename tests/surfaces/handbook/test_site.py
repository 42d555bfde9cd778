"""The handbook on disk: whole, linked, quiet, the same each time, and careful with what it finds in a folder."""

from __future__ import annotations

import hashlib
import re
from html.parser import HTMLParser
from pathlib import Path

import pytest
from click.testing import CliRunner

from crural.errors import InputError
from crural.knowledge import load
from crural.surfaces.cli import cli
from crural.surfaces.handbook.site import LIST, write_site, written
from crural.surfaces.pages import KINDS, page_of


class Anchors(HTMLParser):
    """Ids, links and what a page would load."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.ids: list[str] = []
        self.links: list[str] = []
        self.loads: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        found = dict(attrs)
        if found.get("id"):
            self.ids.append(str(found["id"]))
        if tag == "a":
            self.links.append(str(found["href"]))
        elif tag in ("link", "script", "img"):
            self.loads.append(str(found.get("href") or found.get("src")))


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[str, Anchors]:
    return {
        path.relative_to(site).as_posix(): Anchors(path.read_text(encoding="utf-8"))
        for path in sorted(site.rglob("*.html"))
    }


def resolved(page: str, target: str) -> str:
    parts = page.split("/")[:-1]
    for part in target.split("/"):
        parts = parts[:-1] if part == ".." else [*parts, part]
    return "/".join(parts)


def test_everything_has_a_page(site: Path) -> None:
    base = load()
    missing = [
        f"{kind}/{name}"
        for kind in KINDS
        for name in getattr(base, kind)
        if not (site / kind / f"{name}.html").is_file()
    ]
    assert not missing


def test_every_link_leads_to_a_page_and_a_place_in_it(pages: dict[str, Anchors]) -> None:
    ids = {path: set(page.ids) for path, page in pages.items()}
    broken = []
    for path, page in pages.items():
        for link in page.links:
            if link.startswith("https://") or link.startswith("http://"):
                continue
            target, _, place = link.partition("#")
            to = resolved(path, target) if target else path
            if to not in ids or (place and place not in ids[to]):
                broken.append(f"{path}: {link}")
    assert not broken


def test_no_page_loads_anything_from_elsewhere(pages: dict[str, Anchors], site: Path) -> None:
    loads = {(path, load) for path, page in pages.items() for load in page.loads}
    assert all((site / resolved(path, load)).is_file() for path, load in loads)
    quiet = [site / name for name in ("handbook.css", "search.js", "icon.svg")]
    assert not [
        path.name
        for path in quiet
        if re.search(r"url\(|@import|fetch\(|https?://(?!www\.w3\.org)", path.read_text())
    ]


def test_ids_of_a_page_are_its_own(pages: dict[str, Anchors]) -> None:
    assert not [path for path, page in pages.items() if len(page.ids) != len(set(page.ids))]


def test_links_to_publications_are_those_of_the_base(pages: dict[str, Anchors]) -> None:
    base = load()
    known = {
        address
        for source in base.sources.values()
        for address in (
            f"https://doi.org/{source.doi}",
            f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/",
            f"https://pmc.ncbi.nlm.nih.gov/articles/{source.pmcid}/",
            source.url,
        )
    }
    outside = {link for page in pages.values() for link in page.links if link.startswith("http")}
    assert outside
    assert outside <= known


def test_a_number_shows_its_range_and_its_ground(site: Path) -> None:
    text = (site / "conditions" / "deep-vein-thrombosis.html").read_text(encoding="utf-8")
    condition = load().conditions["deep-vein-thrombosis"]
    sourced = next(x for x in condition.produces if x.strength.sourced)
    guessed = next(x for x in condition.produces if not x.strength.sourced and x.why)
    assert f"#{sourced.strength.records[0]}" in text
    assert str(guessed.why)[:40].replace("'", "&#39;") in text
    assert "chain-mechanism" in text


def test_every_number_of_a_condition_is_grounded() -> None:
    base = load()
    bare = []
    for name in base.conditions:
        page = page_of(base, "conditions", name)
        assert page is not None
        rows = [*page["findings"], *page["odds"], *page["edges"]]
        numbers = [row["number"] for row in rows]
        bare += [name for n in numbers if not (n["cites"] if n["sourced"] else n["why"])]
        assert all(
            n["low"] <= n["value"] * (1 + 1e-9) and n["value"] <= n["high"] * (1 + 1e-9) for n in numbers
        ), name
    assert not bare


def test_the_same_base_gives_the_same_bytes(site: Path) -> None:
    again = {path: hashlib.sha256(text.encode()).digest() for path, text in written(load())}
    first = {path: hashlib.sha256((site / path).read_bytes()).digest() for path in again}
    assert again == first
    assert sorted(again) == (site / LIST).read_text(encoding="utf-8").split()


def test_medicines_are_never_said_to_be_stopped(site: Path) -> None:
    for path in (site / "medicines").glob("*.html"):
        if path.name != "index.html":
            assert "Go on with your medicines as prescribed." in path.read_text(encoding="utf-8")


def test_a_folder_with_other_things_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "letter.txt").write_text("mine")
    with pytest.raises(InputError, match="other things"):
        write_site(load(), tmp_path)
    assert [path.name for path in tmp_path.iterdir()] == ["letter.txt"]


def test_the_command_takes_away_what_is_no_more_and_nothing_else(tmp_path: Path) -> None:
    outside = tmp_path / "outside.txt"
    outside.write_text("mine")
    folder = tmp_path / "book"
    (folder / "conditions").mkdir(parents=True)
    (folder / "conditions" / "old.html").write_text("old")
    (folder / "notes.txt").write_text("mine")
    (folder / LIST).write_text("conditions/old.html\n../outside.txt\n")
    result = CliRunner().invoke(cli, ["kb", "site", str(folder)])
    assert result.exit_code == 0, result.output
    assert "index.html" in result.output
    assert not (folder / "conditions" / "old.html").exists()
    assert outside.exists()
    assert (folder / "notes.txt").exists()
