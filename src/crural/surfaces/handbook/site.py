"""Writes the handbook: one file for each page, lists by letter and by area, and the words for the search."""

from __future__ import annotations

import json
import math
import re
from collections.abc import Iterator
from importlib.resources import files
from itertools import groupby
from pathlib import Path
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined
from markupsafe import Markup

from crural.concepts.knowledge import KnowledgeBase
from crural.errors import InputError
from crural.knowledge.stats import COMMONEST, Share, sourced_shares
from crural.surfaces.drawing import chain_svg
from crural.surfaces.pages import KINDS, page_of, pages_of
from crural.surfaces.pages.diagram import cause_chains, condition_chain, factor_chains, finding_chains
from crural.surfaces.pages.links import Page, title_of
from crural.surfaces.pages.search import WEIGHT, entries

WIDE, NARROW = 760, 300
"""Widths of the drawing (pixels), for a desk and for a phone."""
WIDEST = 32.0
"""Odds ratio at the right end of its bar; 1 is in the middle."""
HEAD = re.compile(r'<h2 id="([^"]+)">(.*?)</h2>')
CONTENTS, FROM = "<!-- contents -->", 4
"""Where the links to the headings of a page go, and from how many headings on."""
LIST = "handbook-files.txt"
"""Names every file of the folder, so that the next run can take away what is no longer written."""
NUMBERS = {
    "strengths": "how often a cause makes a finding",
    "factor odds": "odds ratios",
    "priors": "how common causes are",
    "edges": "how often a cause brings about another",
    "qualities": "how findings are described",
}
"""Kinds of numbers in plain words."""
LEVELS = {
    "emergency": "Emergency",
    "same-day": "The same day",
    "soon": "Within two weeks",
    "routine": "Planned",
    "self-care": "Self-care",
}
ABOUT = {
    "conditions": "What can make legs heavy, weak, sore, swollen, restless or shaky, with every number behind it.",
    "findings": "What people feel, what is seen, and what tests show: how common it is, and what can cause it.",
    "medicines": "Classes of medicines, their names and brands, and what they can have to do with the legs.",
    "rules": "Signs that should not wait, and exactly when each one counts.",
    "tests": "What each test is for, how it is done, and how good it is.",
    "instruments": "Clinical scores, stages and checks, with the people for whom they hold.",
    "specialists": "What to expect of each visit, what to bring and what to ask.",
    "answers": "What people ask about their legs, with short answers.",
    "myths": "Claims that are outdated, unproven or wrong, and what is known instead.",
    "sources": "Every publication, and what is taken from it.",
}


def _environment() -> Environment:
    made = Environment(
        loader=PackageLoader("crural.surfaces.handbook"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    made.filters["upper_first"] = lambda text: text[:1].upper() + text[1:]
    made.filters["sentence"] = lambda text: text[:1].upper() + text[1:].rstrip(".") + "."
    made.filters["on_log"] = lambda odds: min(max(50 + 50 * math.log(odds) / math.log(WIDEST), 0.0), 100.0)
    made.filters["thousands"] = lambda number: f"{number:,}"
    made.globals.update(kinds=KINDS, levels=LEVELS, about=ABOUT)
    return made


def _letter(page: Page) -> str:
    first = next((c for c in page["title"] if c.isalnum()), "")
    return str(first.upper()) if first.isalpha() else "0-9"


def _by_letter(pages: list[Page]) -> list[tuple[str, list[Page]]]:
    """Pages under their first letters, by title."""
    ordered = sorted(pages, key=lambda page: (_letter(page), page["title"].lower(), page["id"]))
    return [(letter, list(group)) for letter, group in groupby(ordered, key=_letter)]


def _areas(base: KnowledgeBase) -> list[tuple[str, list[Page]]]:
    """Conditions by area, by title."""
    pages = [
        {**page, "area": base.conditions[page["id"]].area, "name": base.conditions[page["id"]].name}
        for page in pages_of(base, "conditions")
    ]
    pages.sort(key=lambda page: (page["area"], page["title"].lower()))
    return [(area, list(group)) for area, group in groupby(pages, key=lambda page: page["area"])]


def _listed(base: KnowledgeBase, kind: str) -> list[Page]:
    """The contents of a kind, with what a list shows beside the titles."""
    pages = pages_of(base, kind)
    beside: dict[str, Page] = {}
    if kind == "conditions":
        beside = {c.id: {"name": c.name, "urgency": c.usual_urgency} for c in base.conditions.values()}
    elif kind == "rules":
        beside = {r.id: {"name": "", "urgency": r.level} for r in base.rules.values()}
    elif kind == "findings":
        beside = {f.id: {"name": f.label, "urgency": None} for f in base.findings.values()}
    return [{"name": "", "urgency": None, **page, **beside.get(page["id"], {})} for page in pages]


def _shares(base: KnowledgeBase) -> dict[str, Share]:
    """How many numbers are sourced, of how many: by kind, in the commonest causes, and by area."""
    kinds: dict[str, Share] = {}
    areas: dict[str, Share] = {}
    for name, found in sourced_shares(base).items():
        if not found.total:
            continue
        first, _, rest = name.partition(" ")
        if name in NUMBERS:
            kinds[NUMBERS[name]] = found
        elif first == "commonest" and rest in NUMBERS:
            kinds[f"{NUMBERS[rest]} ({COMMONEST} commonest causes)"] = found
        else:
            areas[name.replace("-", " ")] = found
    return {**dict(sorted(kinds.items())), **areas}


def _search_data(base: KnowledgeBase) -> str:
    """The words of every page as a script that only sets a value, since a page from a disk may load no JSON."""
    rows = [
        [
            item.kind,
            item.id,
            title_of(base, item.kind, item.id),
            sorted(item.title),
            sorted(item.more - item.title),
        ]
        for item in entries(base)
    ]
    short = [[kind, name, title, " ".join(words), " ".join(more)] for kind, name, title, words, more in rows]
    data = {"kinds": KINDS, "weight": WEIGHT, "pages": short}
    return f"window.handbook = {json.dumps(data, ensure_ascii=True, separators=(',', ':'))};\n"


def _drawings(base: KnowledgeBase, kind: str, name: str) -> list[Markup]:
    """The diagrams of a page; the text in them is escaped by their maker.

    A condition has one, for a wide and for a narrow page; the others some small ones that fit both.
    """
    if kind == "conditions":
        chain = condition_chain(base, base.conditions[name])
        wide, narrow = (chain_svg(chain, width=width) if chain else "" for width in (WIDE, NARROW))
        mark = wide.partition('id="')[2].partition("-t")[0]
        return (
            [Markup(wide), Markup(narrow.replace(f"{mark}-", f"{mark}n-"))] if chain else []
        )  # ids stay single
    if kind == "findings":
        chains = finding_chains(base, name)
    elif kind == "medicines":
        chains = factor_chains(base, name)
    elif kind == "rules":
        chains = cause_chains(base, base.rules[name].suspects)
    elif kind == "answers":
        chains = cause_chains(base, base.answers[name].conditions)
    elif kind == "tests":
        uses = (c.id for c in base.conditions.values() if any(use.test == name for use in c.tests))
        chains = cause_chains(base, uses)
    else:
        chains = []
    return [Markup(chain_svg(chain, width=NARROW)) for chain in chains]


def _with_contents(text: str) -> str:
    """A page with links to its own headings, where it has several."""
    heads = HEAD.findall(text)
    links = "".join(f'<a href="#{name}">{title}</a>' for name, title in heads)
    nav = f'<nav class="toc" aria-label="On this page">{links}</nav>' if len(heads) >= FROM else ""
    return text.replace(CONTENTS, nav)


def written(base: KnowledgeBase) -> Iterator[tuple[str, str]]:
    """Every file of the site: its path with forward slashes, and its text. The same base gives the same bytes."""
    env = _environment()
    counts = {kind: len(getattr(base, kind)) for kind in KINDS}
    common: dict[str, Any] = {"version": base.version, "counts": counts}

    def page(path: str, template: str, **data: Any) -> tuple[str, str]:
        up = "../" * path.count("/")
        return path, _with_contents(env.get_template(template).render(up=up, path=path, **common, **data))

    records = len(base.records)
    yield page("index.html", "index.html", records=records)
    shares = _shares(base)
    yield page("about.html", "about.html", records=records, shares=shares)
    yield page("areas.html", "areas.html", areas=_areas(base))
    every = [p for kind in KINDS if kind != "sources" for p in _listed(base, kind)]
    yield page("a-z.html", "a-z.html", letters=_by_letter(every))
    for kind, heading in KINDS.items():
        listed = _listed(base, kind)
        yield page(f"{kind}/index.html", "list.html", kind=kind, heading=heading, letters=_by_letter(listed))
        for name in getattr(base, kind):
            drawings, p = _drawings(base, kind, name), page_of(base, kind, name)
            yield page(
                f"{kind}/{name}.html", f"{kind}.html", kind=kind, heading=heading, p=p, drawings=drawings
            )
    for item in sorted(files("crural.surfaces.handbook").joinpath("static").iterdir(), key=lambda f: f.name):
        yield item.name, item.read_text(encoding="utf-8")
    yield "search-data.js", _search_data(base)


def write_site(base: KnowledgeBase, folder: Path) -> int:
    """Write the handbook into a folder, and take away what an earlier run wrote there and is no more.

    Gives the number of pages. Raises InputError when the folder holds something that is no handbook.
    """
    mark = folder / LIST
    if folder.exists() and (not folder.is_dir() or (any(folder.iterdir()) and not mark.is_file())):
        raise InputError(
            "The folder holds other things. Fix: name a new or an empty one, or the one of an earlier handbook.",
            code="IN-011",
        )
    before = set(mark.read_text(encoding="utf-8").split("\n")) if mark.is_file() else set()
    paths = []
    for path, text in written(base):
        file = folder / path
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text(text, encoding="utf-8", newline="\n")
        paths.append(path)
    for path in sorted(before - set(paths) - {""}):
        old = (folder / path).resolve()
        if old.is_relative_to(folder.resolve()) and old.is_file():
            old.unlink()
    mark.write_text("\n".join(sorted(paths)) + "\n", encoding="utf-8", newline="\n")
    return sum(path.endswith(".html") for path in paths)
