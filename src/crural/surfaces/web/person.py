"""A few questions about the person: age and sex, health and habits, medicines."""

from __future__ import annotations

import math

import numpy as np
from rapidfuzz import fuzz, process
from starlette.responses import Response

from crural.concepts.case import Case
from crural.concepts.knowledge import KnowledgeBase
from crural.knowledge.curves import by_age_and_sex
from crural.language import read
from crural.surfaces.pages import once
from crural.surfaces.web import told
from crural.surfaces.web.door import Call

CHILDBEARING = ("pregnancy", "postpartum", "oestrogen-use")
LATELY = ("recent-surgery", "recent-immobilisation", "long-journey", "recent-trauma", "recent-infection")
HEALTH = (
    "diabetes-mellitus",
    "hypertension",
    "heart-failure",
    "coronary-disease",
    "atrial-fibrillation",
    "previous-stroke",
    "previous-venous-thrombosis",
    "cancer",
    "chronic-kidney-disease",
    "hypothyroidism",
)
HABITS = ("smoking", "alcohol-heavy", "physical-inactivity")
"""Asked first of everybody, in this order; the questions that follow ask the rest as far as it matters."""

RARE = 4e-4
"""Chance below which what belongs to childbearing is not asked."""
ALIKE = 80
"""How alike a medicine's name must be to be offered (0 to 100)."""
MOST_MEDICINES = 40


def you(call: Call) -> Response:
    """Age and sex."""
    case = told.whole(call.visit.case, call.base)
    return call.page("you.html", age=f"{case.age:g}" if case.age is not None else "", sex=case.sex or "")


def about_you(call: Call) -> Response:
    """Take age and sex in; both may be left open."""
    raw, sex = call.one("age", 20), call.one("sex")
    age: float | None = None
    if raw:
        try:
            age = float(raw.replace(",", "."))
        except ValueError:
            age = math.nan
        if not 0 <= age <= 120:
            problem = call.words("Enter your age in years as a number from 0 to 120, for example 67.")
            return call.page("you.html", 422, age=raw, sex=sex, problem=problem)
    case = call.visit.case.model_copy(update={"age": age, "sex": sex if sex in ("female", "male") else None})
    call.settle(case=case)
    return call.go("/more")


def groups(base: KnowledgeBase, case: Case) -> dict[str, tuple[str, ...]]:
    """What to ask, in groups; what belongs to childbearing only where the base thinks it possible."""
    age = np.array([case.age if case.age is not None else 40.0])
    possible = tuple(
        name
        for name in CHILDBEARING
        if case.sex != "male" and by_age_and_sex(base.factors[name].prevalence, age)[0, 0] >= RARE
    )
    found = {"childbearing": possible, "lately": LATELY, "health": HEALTH, "habits": HABITS}
    return {name: ids for name, ids in found.items() if ids}


def more(call: Call) -> Response:
    """Health and habits."""
    case = told.whole(call.visit.case, call.base)
    present = {entry.id for entry in case.present if entry.status not in ("denied", "family", "past")}
    nothing = {
        name
        for name, ids in groups(call.base, case).items()
        if set(ids) <= {entry.id for entry in case.absent}
    }
    return call.page("more.html", groups=groups(call.base, case), present=present, nothing=nothing)


def about_health(call: Call) -> Response:
    """Take the ticks in. Not ticked stays unknown, unless "none of these" was chosen for the group.

    What the page showed ticked (`had`) and no longer is, was taken back by the person, and is denied.
    """
    case, base = call.visit.case, call.base
    said = {entry.id for entry in told.whole(case, base).present}
    for group, ids in groups(base, told.whole(case, base)).items():
        ticked = [name for name in ids if name in call.many(group)]
        nothing = "none" in call.many(group) and not ticked
        for name in ids:
            if name in ticked and name not in said:
                case = told.corrected(case, base, name, "yes")
            elif nothing or (name in call.many("had") and name not in ticked):
                case = told.corrected(case, base, name, "no")
            elif name not in ticked:
                absent = tuple(entry for entry in case.absent if entry.id != name)
                case = case.model_copy(update={"absent": absent})
    call.settle(case=case)
    return call.go("/medicines")


def names_of(base: KnowledgeBase) -> dict[str, str]:
    """Every name that a medicine goes by, in small letters, to the id of the medicine or its class."""
    return once(base, "medicine names", lambda: _names(base))


def _names(base: KnowledgeBase) -> dict[str, str]:
    found: dict[str, str] = {}
    for medicine in base.medicines.values():
        found.setdefault(medicine.name.lower(), medicine.id)
        for member, brands in medicine.members.items():
            found.setdefault(member.replace("-", " "), member)
            for brand in brands:
                found.setdefault(brand.lower(), member)
    return found


def medicine_label(base: KnowledgeBase, name: str) -> str:
    """A medicine as a person reads it, with its class."""
    if name in base.medicines:
        return base.medicines[name].name
    group = next((item.name for item in base.medicines.values() if name in item.members), "")
    plain = name.replace("-", " ")
    group = group[:1].lower() + group[1:] if group[1:2].islower() else group  # but: ACE inhibitors, SSRI
    return f"{plain} ({group})" if group and group.lower() != plain else plain


def suggestions(base: KnowledgeBase, typed: str, most: int = 8) -> list[str]:
    """Ids of the medicines whose name begins like what was typed, or is close to it; best first."""
    typed = " ".join(typed.lower().split())
    if len(typed) < 2:
        return []
    names = names_of(base)
    begins = [names[name] for name in sorted(names) if name.startswith(typed)]
    close = process.extract(typed, names.keys(), scorer=fuzz.ratio, limit=most, score_cutoff=ALIKE)
    return list(dict.fromkeys([*begins, *(names[name] for name, _, _ in close)]))[:most]


def medicines(call: Call) -> Response:
    """The list of medicines so far, and a box to add one."""
    return _medicines_page(call)


def _medicines_page(call: Call, status: int = 200, **values: object) -> Response:
    case = told.whole(call.visit.case, call.base)
    taken = [(e.id, medicine_label(call.base, e.id), e.status == "stopped") for e in case.medicines]
    shown = {"offered": [], "typed": "", "complete": case.medicines_complete, **values}
    return call.page("medicines.html", status, taken=list(dict.fromkeys(taken)), **shown)


def suggest(call: Call) -> Response:
    """A piece of page: medicines that the letters typed so far may mean."""
    offered = suggestions(call.base, call.one("name"))
    return call.page("pieces/offered.html", offered=[(x, medicine_label(call.base, x)) for x in offered])


def add_medicine(call: Call) -> Response:
    """Add, stop or remove one medicine; a name that is not clear is asked back."""
    case, base = call.visit.case, call.base
    known = set(names_of(base).values())
    for field, verdict in (("add", "yes"), ("stopped", "before"), ("remove", "no")):
        name = call.one(field)
        if name in known and len(case.medicines) < MOST_MEDICINES:
            call.settle(case=told.corrected(case, base, name, verdict))  # type: ignore[arg-type]
            return call.go("/medicines")
    typed = call.one("name", 80)
    if not typed:
        return _medicines_page(
            call, 422, problem=call.words("Type the name of the medicine, then press Add.")
        )
    exact = names_of(base).get(" ".join(typed.lower().split()))
    heard = [m.id for m in read(f"I take {typed}.", base).mentions if m.kind == "medicine"]
    found = [exact] if exact else heard
    if len(set(found)) == 1 and len(case.medicines) < MOST_MEDICINES:
        call.settle(case=told.corrected(case, base, found[0], "yes"))
        return call.go("/medicines")
    offered = [(name, medicine_label(base, name)) for name in suggestions(base, typed)]
    problem = (
        call.words("Did you mean one of these?")
        if offered
        else call.words(
            "We do not know that medicine. Check the spelling, or leave it out and tell your doctor."
        )
    )
    typed = "" if call.one("complete") else typed
    return _medicines_page(call, 422, offered=offered, typed=typed, problem=problem)


def all_medicines(call: Call) -> Response:
    """Whether the list is complete; then on to the questions. A name that was typed and not added comes first."""
    if call.one("name", 80):
        return add_medicine(call)
    said = call.one("complete")
    call.settle(
        asking=True, case=call.visit.case.model_copy(update={"medicines_complete": said in ("all", "none")})
    )
    return call.go("/questions")
