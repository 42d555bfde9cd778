"""The desk of a clinician: findings entered fast by keyboard, a live ranking, what to examine next, a note to paste."""

from __future__ import annotations

import re
from dataclasses import dataclass

from starlette.responses import RedirectResponse, Response

from crural.concepts.assessment import Assessment
from crural.concepts.case import Case
from crural.concepts.explanation import Contrast
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.web.door import Call, visit_of
from crural.surfaces.web.outcome import finding_words
from crural.surfaces.web.scores import span
from crural.surfaces.web.tell import label_of
from crural.surfaces.web.typed import OLDEST, STATES, matches, name_of, names_of, put_in, stated

MOST_LINES = 30
SIGNS = "".join(STATES) + " "


@dataclass(frozen=True)
class Line:
    """One entry as shown: id, words, and its state ("+", "-", "?", or a value)."""

    id: str
    label: str
    state: str


def begin(call: Call) -> Response:
    """Open a visit for the desk."""
    if call.row is None:
        call.keep(visited=("clinician",))
    return call.go("/clinician")


def hand_over(call: Call) -> Response:
    """Put a case that another system handed over on the desk. Its ticket is good for once."""
    ticket = call.path_params["ticket"]
    handed = visit_of(call.house.sessions.find(ticket))
    if handed is None:
        return call.go("/expired")
    call.house.sessions.forget(ticket)
    call.keep(clinician=handed.clinician, contrast=None, unresolved=(), scored={})
    return RedirectResponse("/clinician", 303)


def _lines(base: KnowledgeBase, case: Case) -> list[Line]:
    found = []
    for part, state in (("present", "+"), ("medicines", "+"), ("absent", "-"), ("unknown", "?")):
        for entry in getattr(case, part):
            shown = f"{entry.value:g} {entry.unit or ''}".strip() if entry.value is not None else state
            words = [entry.side or "", *entry.site, entry.duration or ""]
            extra = ", ".join(word for word in words if word)
            label = name_of(base, entry.id)
            found.append(Line(entry.id, f"{label} ({extra})" if extra else label, shown))
    return found


def _meant(base: KnowledgeBase, line: str) -> list[tuple[str, str]]:
    """What a line that was not understood may mean: what to put in, and its words."""
    state = line[:1] if line[:1] in STATES else "+"
    found = [name for name in matches(base, line.lstrip(SIGNS), 6) if name not in base.measures]
    return [(f"{state}{name}", f"{state} {name_of(base, name)}") for name in found]


def _told(case: Case) -> bool:
    return bool(case.present or case.absent or case.medicines)


def desk(call: Call) -> Response:
    """The whole desk."""
    if call.row is None:
        return call.page("clinician_start.html")
    case = call.visit.clinician
    answer = call.house.desk.answer(call.who, case) if _told(case) else None
    return call.page(
        "pieces/desk.html" if call.partial else "clinician.html",
        case=case,
        a=answer,
        lines=_lines(call.base, case),
        unresolved=[(line, _meant(call.base, line)) for line in call.visit.unresolved],
        pair=_pair(call, answer),
        note=note(call, answer) if answer else "",
        label=lambda name: label_of(call.base, name),
        span=span,
        instruments=call.base.instruments,
    )


def enter(call: Call) -> Response:
    """Take typed lines, a changed state, or age, sex and setting in."""
    case, base, picked = call.visit.clinician, call.base, call.one("pick")
    failed = [line for line in call.visit.unresolved if line != call.one("line")] if picked else []
    for raw in [picked] if picked else re.split(r"[\n;]", call.one("lines", 4000))[:MOST_LINES]:
        if raw.strip():
            changed = put_in(case, base, raw.strip())
            case = changed if changed is not None else case
            failed += [] if changed is not None else [raw.strip()[:60]]
    for name in (call.one("id"),):
        wish = call.one("state")
        if name and wish == "remove":
            fields = {
                part: tuple(entry for entry in getattr(case, part) if entry.id != name)
                for part in ("present", "absent", "unknown", "medicines")
            }
            case = case.model_copy(update=fields)
        elif name and wish in STATES and (name in set(names_of(base).values())):
            case = stated(case, base, name, STATES[wish])
    case = _person(call, case)
    call.keep(clinician=case, unresolved=tuple(failed))
    return call.go("/clinician")


def _person(call: Call, case: Case) -> Case:
    """Age, sex and setting, where the form has them; what is no age is left out."""
    if "age" not in call.form:
        return case
    try:
        age = float(call.one("age", 6))
    except ValueError:
        age = -1.0
    sex, setting = call.one("sex"), call.one("setting")
    settings = ("community", "primary-care", "emergency", "referral")
    return case.model_copy(
        update={
            "age": age if 0 <= age <= OLDEST else None,
            "sex": sex if sex in ("female", "male") else None,
            "setting": setting if setting in settings else None,
        }
    )


def suggest(call: Call) -> Response:
    """A piece of page: what the letters typed so far may mean."""
    last = re.split(r"[\n;]", call.one("lines", 4000))[-1].strip()
    state = last[:1] if last[:1] in STATES else "+"
    found = matches(call.base, last.lstrip(SIGNS))
    return call.page(
        "pieces/matches.html", found=[(name, name_of(call.base, name)) for name in found], state=state
    )


def _pair(call: Call, answer: Assessment | None) -> Contrast | None:
    wish = call.visit.contrast
    if answer is None or wish is None or not set(wish) <= {cause.id for cause in answer.causes}:
        return None
    return call.house.desk.contrast(call.who, call.visit.clinician, *wish)


def contrast(call: Call) -> Response:
    """Set two causes side by side."""
    chosen = call.many("cause")[:2]
    call.keep(contrast=(chosen[0], chosen[1]) if len(set(chosen)) == 2 else None)
    return call.go("/clinician#contrast")


def clear(call: Call) -> Response:
    """A new patient."""
    call.keep(clinician=Case(), contrast=None, unresolved=(), scored={})
    return call.go("/clinician")


def note(call: Call, answer: Assessment) -> str:
    """A note to paste into a record."""
    person = [f"{answer.age:g} y" if answer.age is not None else "", answer.sex or ""]
    present = [finding_words(call, found) for found in answer.findings if found.state == "present"]
    absent = [found.label for found in answer.findings if found.state == "absent"]
    factors = [factor.label for factor in answer.factors if factor.state == "present"]
    values = [f"{value.id} {value.value:g} {value.unit}" for value in answer.values]
    lines = {
        "Patient": ", ".join(part for part in person if part),
        "Positive": "; ".join(present),
        "Negative": "; ".join(absent),
        "Background": "; ".join(factors),
        "Medicines": "; ".join(medicine.name for medicine in answer.medicines),
        "Measured": "; ".join(values),
        "Urgency": f"{answer.urgency.level}: {answer.urgency.act}",
        "Consider": "; ".join(
            f"{cause.name} {cause.probability:.0%} ({cause.interval[0]:.0%}-{cause.interval[1]:.0%})"
            for cause in answer.causes[:6]
        ),
        "Tests": "; ".join(test.name for test in answer.tests[:6]),
        "Unsure": "; ".join(
            name_of(call.base, entry.id) for entry in call.visit.clinician.unknown if "." not in entry.id
        ),
        "Not asked": "; ".join(label_of(call.base, name) for name in answer.urgency.not_asked),
        "Scores": "; ".join(f"{s.name} {span(s)} ({s.label})" for s in answer.scores),
        "By": f"Crural {answer.versions.crural}, knowledge {answer.versions.knowledge}. Not a diagnosis.",
    }
    return "\n".join(f"{name}: {text}" for name, text in lines.items() if text)
