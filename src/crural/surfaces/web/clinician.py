"""The desk of a clinician: findings entered fast by keyboard, a live ranking, what to examine next, a note to paste."""

from __future__ import annotations

import re
from dataclasses import dataclass

from rapidfuzz import fuzz, process
from starlette.responses import Response

from crural.concepts.assessment import Assessment
from crural.concepts.case import Case, Entry
from crural.concepts.explanation import Contrast
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention
from crural.language import read
from crural.surfaces.web import told
from crural.surfaces.web.door import Call
from crural.surfaces.web.outcome import finding_words
from crural.surfaces.web.scores import span
from crural.surfaces.web.tell import label_of

STATES = {"+": "yes", "-": "no", "−": "no", "?": "unsure"}
ALIKE = 70
MOST_LINES = 30
VALUE = re.compile(r"^(?P<name>.*?)\s*(?P<value>\d+(?:[.,]\d+)?)\s*(?P<unit>[^\d\s]\S*)?$")


@dataclass(frozen=True)
class Line:
    """One entry as shown: id, words, and its state ("+", "-", "?", or a value)."""

    id: str
    label: str
    state: str


def names_of(base: KnowledgeBase) -> dict[str, str]:
    """Every label that can be typed, in small letters, to its id."""
    found: dict[str, str] = {}
    for finding in base.findings.values():
        for label in (finding.label, finding.plain, finding.id.replace("-", " ")):
            found.setdefault(label.lower(), finding.id)
    for factor in base.factors.values():
        for label in (factor.label, factor.id.replace("-", " ")):
            found.setdefault(label.lower(), factor.id)
    for condition in base.conditions.values():
        if condition.kind == "condition":
            for label in (condition.name, condition.lay_name):
                found.setdefault(label.lower(), condition.id)
    for medicine in base.medicines.values():
        found.setdefault(medicine.name.lower(), medicine.id)
        for member in medicine.members:
            found.setdefault(member.replace("-", " "), member)
    for measure in base.measures.values():
        found.setdefault(measure.label.lower(), measure.id)
    return found


def matches(base: KnowledgeBase, typed: str, most: int = 8) -> list[str]:
    """Ids that fit what was typed: beginnings first, then words inside, then what is spelt alike."""
    typed = " ".join(typed.lower().split())
    if len(typed) < 2:
        return []
    names = names_of(base)
    begins = [names[n] for n in sorted(names, key=lambda n: (len(n), n)) if n.startswith(typed)]
    inside = [names[n] for n in sorted(names, key=lambda n: (len(n), n)) if f" {typed}" in n]
    close = process.extract(typed, names.keys(), scorer=fuzz.WRatio, limit=most, score_cutoff=ALIKE)
    return list(dict.fromkeys([*begins, *inside, *(names[n] for n, _, _ in close)]))[:most]


def _stated(case: Case, base: KnowledgeBase, name: str, state: str) -> Case:
    """The case with one entry; "unsure" is asked and not known."""
    if state in ("yes", "no"):
        return told.corrected(case, base, name, state)  # type: ignore[arg-type]
    gone = told.corrected(case, base, name, "no")
    absent = tuple(entry for entry in gone.absent if entry.id != name)
    return gone.model_copy(update={"absent": absent, "unknown": (*gone.unknown, Entry(id=name))})


def _measured(case: Case, base: KnowledgeBase, typed: str) -> Case | None:
    """The case with a measurement such as "abi 0.6" or "potassium 2.9 mmol/L"; None when it is none."""
    values = read(typed, base).values
    if not values:
        return None
    kept = tuple(entry for entry in case.present if entry.id not in {value.id for value in values})
    added = tuple(Entry(id=value.id, value=value.value, unit=value.unit) for value in values)
    return case.model_copy(update={"present": (*kept, *added)})


def put_in(case: Case, base: KnowledgeBase, line: str) -> Case | None:
    """The case with one typed line put in, or None when it is not understood.

    A line begins with + (present; also without a sign), - (absent) or ? (not known); then a name, a sentence of
    findings, or a measure with its value.
    """
    state = STATES.get(line[:1], "yes")
    typed = line[1:].strip() if line[:1] in STATES else line.strip()
    ids = set(names_of(base).values())
    exact = typed if typed in ids else names_of(base).get(typed.lower())
    if exact and exact not in base.measures:
        return _stated(case, base, exact, state)
    measured = _measured(case, base, typed)
    if measured is not None and state == "yes":
        return measured
    mentions = read(typed, base).mentions
    if mentions:
        for mention in mentions:
            verdict = state if state != "yes" else ("no" if mention.state == "absent" else "yes")
            case = _stated(case, base, mention.id, verdict)
            case = _with_words(case, mention)
        return case
    close = [name for name in matches(base, typed, 1) if name not in base.measures]
    return _stated(case, base, close[0], state) if close else None


def _with_words(case: Case, mention: Mention) -> Case:
    """What the line said besides: side, place, how it began, how long, how bad, and its qualities."""
    said = {
        "side": mention.side,
        "site": mention.site,
        "onset": mention.onset,
        "duration": f"{mention.days:g} days" if mention.days is not None else None,
        "severity": mention.severity,
        "qualities": mention.qualities,
        "without": mention.without,
    }
    told_now = {name: value for name, value in said.items() if value}
    present = tuple(e.model_copy(update=told_now) if e.id == mention.id else e for e in case.present)
    return case.model_copy(update={"present": present})


def begin(call: Call) -> Response:
    """Open a visit for the desk."""
    if call.row is None:
        call.keep(visited=("clinician",))
    return call.go("/clinician")


def name_of(base: KnowledgeBase, name: str) -> str:
    """The clinical name of an id."""
    if name in base.conditions:
        return base.conditions[name].name
    for pool in (base.findings, base.factors, base.measures):
        if name in pool:
            return str(pool[name].label)
    return label_of(base, name)


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
        unresolved=call.visit.unresolved,
        pair=_pair(call, answer),
        note=note(call, answer) if answer else "",
        label=lambda name: label_of(call.base, name),
        span=span,
        instruments=call.base.instruments,
    )


def enter(call: Call) -> Response:
    """Take typed lines, a changed state, or age, sex and setting in."""
    case, base, failed = call.visit.clinician, call.base, []
    picked = call.one("pick")
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
            case = _stated(case, base, name, STATES[wish])
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
            "age": age if 0 <= age <= 120 else None,
            "sex": sex if sex in ("female", "male") else None,
            "setting": setting if setting in settings else None,
        }
    )


def suggest(call: Call) -> Response:
    """A piece of page: what the letters typed so far may mean."""
    last = re.split(r"[\n;]", call.one("lines", 4000))[-1].strip()
    state = last[:1] if last[:1] in STATES else "+"
    found = matches(call.base, last.lstrip("+-−? "))
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
        "Not asked": "; ".join(label_of(call.base, name) for name in answer.urgency.not_asked),
        "Scores": "; ".join(f"{s.name} {span(s)} ({s.label})" for s in answer.scores),
        "By": f"Crural {answer.versions.crural}, knowledge {answer.versions.knowledge}. Not a diagnosis.",
    }
    return "\n".join(f"{name}: {text}" for name, text in lines.items() if text)
