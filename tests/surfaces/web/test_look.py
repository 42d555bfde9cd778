"""What can be measured of the look and the words: contrast, labels, languages, what the ids of the pages name."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from crural.concepts.case import Case
from crural.knowledge import load
from crural.surfaces.web import body, person, plain, statics
from crural.surfaces.web.design import contrasts
from crural.surfaces.web.told import corrected, pieces
from crural.surfaces.web.wording import Wording, catalogues, chosen_language

TEMPLATES = sorted((Path(statics.__file__).parent / "templates").rglob("*.html"))


@pytest.mark.parametrize("theme", list(contrasts()))
def test_every_pair_of_colours_has_its_contrast(theme: str) -> None:
    poor = [f"{c.front} on {c.back}: {c.ratio:.2f}" for c in contrasts()[theme] if c.ratio < c.least]
    assert not poor


def test_the_parts_of_the_picture_are_the_boxes_of_the_list() -> None:
    drawn = {part.box for name in ("front", "back") for part in body.view(name)}
    listed = {body.box_of(side, site) for side in ("left", "right") for site in body.ORDER}
    assert drawn == listed
    assert set(body.ORDER) <= set(load().qualifiers["site"].labels)
    sheet = statics.all_files()["app.css"].plain.decode()
    assert all(f"#{box}:checked" in sheet for box in listed)


def test_what_is_asked_first_is_in_the_base() -> None:
    base = load()
    asked = (*person.CHILDBEARING, *person.LATELY, *person.HEALTH, *person.HABITS)
    assert all(name in base.factors or name in base.conditions for name in asked)
    assert all(base.rules[name].level == "emergency" for name in plain.FIRST_DANGERS)


def test_pregnancy_is_asked_only_where_it_can_be() -> None:
    base = load()
    assert "pregnancy" in person.groups(base, Case(age=30, sex="female"))["childbearing"]
    assert "childbearing" not in person.groups(base, Case(age=30, sex="male"))
    assert "pregnancy" not in person.groups(base, Case(age=75, sex="female")).get("childbearing", ())


def test_a_disease_denied_is_not_known_of_but_not_ruled_out() -> None:
    case = corrected(Case(), load(), "diabetes-mellitus", "no")
    assert [(entry.id, entry.status) for entry in case.absent] == [("diabetes-mellitus", "known")]


@pytest.mark.parametrize("text", ["", "abc", "a sore calf and a weak leg"])
def test_pieces_put_together_are_the_text(text: str) -> None:
    spans = [(2, 6, "x", "yes"), (4, 9, "y", "no"), (0, 1, "z", None)]
    inside = [span for span in spans if span[1] <= len(text)]
    assert "".join(piece.text for piece in pieces(text, inside)) == text


def test_another_language_is_a_file(tmp_path: Path) -> None:
    entry = 'msgid ""\nmsgstr "Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "Begin"\nmsgstr "Ẅörds"\n'
    (tmp_path / "xx.po").write_text(entry, encoding="utf-8")
    found = catalogues(tmp_path)
    assert set(found) == {"en", "xx"}
    page = Wording("xx", found["xx"])
    assert page("Begin") == "Ẅörds"
    assert page("Back") == "Back"
    assert chosen_language("xx-XX,en;q=0.5", set(found)) == "xx"
    assert chosen_language("zz, ;;q=x", set(found)) == "en"


def test_every_text_of_the_pages_goes_through_the_catalogue() -> None:
    bare = []
    for path in TEMPLATES:
        text = re.sub(
            r"\{%.*?%\}|\{\{.*?\}\}|\{#.*?#\}|<[^>]*>", "", path.read_text(encoding="utf-8"), flags=re.DOTALL
        )
        bare += [
            f"{path.name}: {word}"
            for word in re.findall(r"[A-Za-z]{2,}", text)
            if word not in ("Crural", "nbsp")
        ]
    assert not bare


def test_every_field_has_a_label() -> None:
    for path in TEMPLATES:
        text = path.read_text(encoding="utf-8")
        for tag in re.findall(r'<(?:textarea|select|input type="(?:text|search)")[^>]*>', text):
            name = re.search(r'id="([^"]+)"', tag)
            assert name, (path.name, tag)
            assert f'for="{name.group(1)}"' in text, (path.name, tag)
