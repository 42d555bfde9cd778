"""The first steps: own words, what was understood of them, what is felt, and where."""

from __future__ import annotations

from datetime import date

from starlette.responses import Response

from crural.assess.turns import with_answer
from crural.concepts.case import MAX_TEXT, Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.surfaces.web import body, told
from crural.surfaces.web.door import Call


def sides(call: Call) -> dict[str, str]:
    """Sides in the reader's language."""
    return {"left": call.words("left"), "right": call.words("right"), "both": call.words("both sides")}


def words(call: Call) -> Response:
    """The page for one's own words."""
    return call.page("words.html", text=call.visit.case.text or "")


def tell(call: Call) -> Response:
    """Take the words in; nothing written leads to the list of feelings."""
    text = call.one("text", MAX_TEXT + 1)
    if len(text) > MAX_TEXT:
        problem = call.words("Your text is too long. Please keep it below %(most)s letters.", most=MAX_TEXT)
        return call.page("words.html", 422, text=text[:MAX_TEXT], problem=problem)
    call.settle(case=call.visit.case.model_copy(update={"text": text or None, "as_of": date.today()}))
    return call.go("/understood" if text else "/feelings")


def understood(call: Call) -> Response:
    """What was understood, with the words marked, for correction."""
    case = call.visit.case
    if not case.text:
        return call.go("/words")
    heard, pieces, reading = told.readings(case, call.base, sides(call))
    near = {
        quote: name
        for quote, name in reading.near.items()
        if not any(item.id == name for item in heard) and told.corrected(case, call.base, name, "no") != case
    }
    labels = {name: label_of(call.base, name) for name in near.values()}
    stated = {entry.id for entry in (*case.present, *case.absent, *case.medicines)}
    return call.page(
        "understood.html",
        heard=heard,
        pieces=pieces,
        reading=reading,
        near={quote: name for quote, name in near.items() if name not in stated},
        labels=labels,
        next="/where" if told.complaints(case, call.base) else "/feelings",
    )


def label_of(base: KnowledgeBase, name: str) -> str:
    """The words for an id, as a person reads them."""
    for pool, field in ((base.findings, "plain"), (base.factors, "plain"), (base.conditions, "lay_name")):
        if name in pool:
            return str(getattr(pool[name], field))
    if name in base.medicines:
        return base.medicines[name].name
    return name.replace("-", " ")


def correct(call: Call) -> Response:
    """One reading put right."""
    name, verdict = call.one("id"), call.one("as")
    known = (call.base.findings, call.base.factors, call.base.conditions, call.base.medicines)
    drug = any(name in item.members for item in call.base.medicines.values())
    if verdict in told.VERDICTS and (drug or any(name in pool for pool in known)):
        case = told.corrected(call.visit.case, call.base, name, verdict)
        call.settle(case=case)
    return call.go("/understood")


def feelings_of(base: KnowledgeBase) -> list[str]:
    """Ids of the general leg complaints, commonest first; those with no special form told."""
    found = [
        finding
        for finding in base.findings.values()
        if finding.kind == "symptom" and finding.topic == "leg" and "duration" in finding.qualifiers
        if not finding.implies
        and not finding.same_as
        and finding.frequency
        and finding.frequency.value >= 0.02
    ]
    return [f.id for f in sorted(found, key=lambda f: -f.frequency.value if f.frequency else 0.0)]


def feelings(call: Call) -> Response:
    """What is felt, from a list."""
    return call.page(
        "feelings.html",
        choices=feelings_of(call.base),
        chosen=set(told.complaints(call.visit.case, call.base)),
    )


def feel(call: Call) -> Response:
    """Take the ticked complaints in; what the page showed ticked (`had`) and no longer is, goes."""
    offered = feelings_of(call.base)
    ticked = [name for name in call.many("feel") if name in offered]
    case = call.visit.case
    had = told.complaints(case, call.base)
    if not ticked and not had and not call.visit.told_anything():
        problem = call.words("Tick what you feel, or go back and write it in your own words.")
        return call.page("feelings.html", 422, choices=offered, chosen=set(), problem=problem)
    for name in offered:
        if name in ticked and name not in had:
            case = told.corrected(case, call.base, name, "yes")
        elif name not in ticked and name in had and name in call.many("had"):
            case = _taken_back(case, call.base, name)
    call.settle(case=case)
    return call.go("/where")


def _taken_back(case: Case, base: KnowledgeBase, name: str) -> Case:
    """The case without a complaint; denied only if the text still says it."""
    present = tuple(entry for entry in case.present if entry.id != name)
    without = case.model_copy(update={"present": present})
    return told.corrected(case, base, name, "no") if name in told.complaints(without, base) else without


def _unplaced(call: Call) -> dict[str, str]:
    """Complaints whose place was not told and can be: id to words."""
    base, case = call.base, call.visit.case
    asked = {entry.id for entry in case.unknown}
    return {
        name: base.findings[name].plain
        for name, entries in told.complaints(case, base).items()
        if {"site", "side"} & set(base.findings[name].qualifiers)
        if not any(entry.side or entry.site for entry in entries) and f"{name}.site" not in asked
    }


def where(call: Call) -> Response:
    """The body picture, for the complaints whose place is not known yet; all places known leads on."""
    open_ones = _unplaced(call)
    if not open_ones and call.path == "/where":
        return call.go("/you")
    return _where_page(call, open_ones)


def _where_page(
    call: Call, open_ones: dict[str, str], status: int = 200, problem: str | None = None
) -> Response:
    labels = call.base.qualifiers["site"].labels
    return call.page(
        "where.html",
        status,
        complaints=open_ones,
        problem=problem,
        views={"front": body.view("front"), "back": body.view("back")},
        trunk=body.TRUNK,
        size=(body.WIDTH, body.HEIGHT),
        places={
            side: [(body.box_of(side, site), labels[site]) for site in body.ORDER if site in labels]
            for side in ("left", "right")
        },
    )


def place(call: Call) -> Response:
    """Take the places in for the complaints that they are meant for."""
    open_ones = _unplaced(call)
    meant = [name for name in call.many("about") if name in open_ones] or list(open_ones)
    case = call.visit.case
    if call.one("unsure"):
        for name in meant:
            case = with_answer(case, f"{name}.site", "unsure", call.base)
    else:
        side, sites = body.places(call.many("place"))
        if side is None and open_ones:
            problem = call.words("Tick at least one place, or choose “I am not sure”.")
            return _where_page(call, open_ones, 422, problem)
        for name in meant:
            case = _placed(case, call.base, name, side, sites)
    call.settle(case=case)
    return call.go("/where")


def _placed(case: Case, base: KnowledgeBase, name: str, side: str | None, sites: tuple[str, ...]) -> Case:
    can = base.findings[name].qualifiers
    here = {"side": side if "side" in can else None, "site": sites if "site" in can else ()}
    old = next((entry for entry in case.present if entry.id == name), Entry(id=name))
    rest = tuple(entry for entry in case.present if entry.id != name)
    return case.model_copy(update={"present": (*rest, Entry.model_validate({**old.model_dump(), **here}))})
