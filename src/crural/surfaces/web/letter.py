"""Letters as PDF: one for the person, and one page for the clinician who takes over."""

from __future__ import annotations

from datetime import date
from functools import cache
from importlib.resources import files
from typing import Any

from starlette.responses import Response

from crural.concepts.assessment import Assessment
from crural.surfaces.web.door import Call
from crural.surfaces.web.outcome import finding_words
from crural.surfaces.web.scores import span
from crural.surfaces.web.typed import name_of

SIZES = (10.0, 9.2, 8.5, 7.8, 7.2)
"""Sizes of the letters (points), the usual one first."""


def _no_fetching(address: str, *_: Any, **__: Any) -> Any:
    raise ValueError("a letter fetches nothing")


@cache
def _style() -> str:
    return (files("crural.surfaces.web") / "templates" / "letter.css").read_text(encoding="utf-8")


def pdf(page: str, *, one_page: bool = False) -> bytes:
    """The page as PDF/UA. Raises ImportError or OSError where WeasyPrint or its libraries are missing.

    one_page: make the letters smaller, step by step, until all stands on one page (or the smallest size is reached).
    """
    from weasyprint import CSS, HTML

    html = HTML(string=page, url_fetcher=_no_fetching)
    made: Any = None
    for size in SIZES if one_page else SIZES[:1]:
        sheets = [CSS(string=_style()), CSS(string=f"html {{ font-size: {size}pt }}")]
        made = html.render(stylesheets=sheets, pdf_variant="pdf/ua-1")
        if len(made.pages) == 1:
            break
    return bytes(made.write_pdf(pdf_variant="pdf/ua-1"))


def _danger_signs(call: Call, answer: Assessment) -> dict[str, list[str]]:
    """Danger signs in words: had, denied, answered with "not sure", and not asked. Unsure is never no."""
    rules = call.base.rules.values()
    signs = {name for rule in rules for name in rule.ask}
    looked_at = signs.union(*(rule.when.names for rule in rules))
    told = {found.id: found.state for found in answer.findings}
    told |= {factor.id: factor.state for factor in answer.factors}

    def named(state: str) -> list[str]:
        return [name_of(call.base, name) for name in sorted(signs) if told.get(name) == state]

    doubtful = {entry.id for entry in call.visit.case.unknown}
    doubtful |= {name for name, state in told.items() if state == "uncertain"}
    return {
        "present": named("present"),
        "absent": named("absent"),
        "unsure": [name_of(call.base, name) for name in sorted(doubtful & looked_at)],
        "not_asked": [name_of(call.base, name) for name in answer.urgency.not_asked if name not in doubtful],
    }


def letter_values(call: Call, answer: Assessment) -> dict[str, Any]:
    """All that the letters show."""
    return {
        "a": answer,
        "span": span,
        "written": date.today(),
        "text": call.visit.case.text or "",
        "phrase": lambda found: finding_words(call, found),
        "name_of": lambda name: name_of(call.base, name),
        "clinical": lambda found: finding_words(
            call, found.model_copy(update={"label": name_of(call.base, found.id)})
        ),
        "unknown": [name_of(call.base, entry.id) for entry in call.visit.case.unknown if "." not in entry.id],
        "signs": _danger_signs(call, answer),
        "not_a_diagnosis": call.base.words["not-a-diagnosis"],
    }


def letter(call: Call) -> Response:
    """The letter of the kind that the address names ("person" or "clinician")."""
    if not call.visit.told_anything() or call.visit.child:
        return call.go("/result")
    answer = call.house.desk.answer(call.who, call.visit.case)
    kind = "clinician" if call.path_params.get("kind") == "clinician" else "person"
    page = call.words.page(f"letter_{kind}.html", call.accept, **letter_values(call, answer))
    try:
        made = pdf(page, one_page=kind == "clinician")
    except (ImportError, OSError):
        return call.page("no_pdf.html", 503)
    headers = {"content-disposition": f'inline; filename="crural-{kind}.pdf"'}
    return Response(made, media_type="application/pdf", headers=headers)
