"""What a clinician types, put into a case: a sign and a name, a sentence of findings, or a measure with its value."""

from __future__ import annotations

import re

from rapidfuzz import fuzz, process

from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.concepts.reading import Mention
from crural.language import read
from crural.surfaces.pages import once
from crural.surfaces.web import told
from crural.surfaces.web.tell import label_of

STATES = {"+": "yes", "-": "no", "−": "no", "?": "unsure"}
ALIKE = 70
SAME = 85
"""How alike (0 to 100) a typed name must be to a known one to be taken for it; less is asked back."""
BEGINS = 0.6
"""Part of a name that must be typed before it is taken for that name, if no other begins so."""
SEXES = {"f": "female", "w": "female", "female": "female", "woman": "female"}
SEXES |= {"m": "male", "male": "male", "man": "male"}
PERSON = re.compile(r"(\d{1,3})\s*(?:y|yo|years?)?\s*(f|m|w|female|male|woman|man)?", re.IGNORECASE)
"""An age, alone or with the sex: 67, 67 f, 67 y woman."""
OLDEST = 120


def names_of(base: KnowledgeBase) -> dict[str, str]:
    """Every label that can be typed, in small letters, to its id."""
    return once(base, "names", lambda: _names(base))


def _names(base: KnowledgeBase) -> dict[str, str]:
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


def stated(case: Case, base: KnowledgeBase, name: str, state: str) -> Case:
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


def _person(case: Case, typed: str) -> Case | None:
    """The case with an age, a sex or both; None when the line says neither or something else."""
    sex = SEXES.get(typed.lower())
    if sex is not None:
        return case.model_copy(update={"sex": sex})
    found = PERSON.fullmatch(typed)
    if found is None or int(found[1]) > OLDEST:
        return None
    said = SEXES.get((found[2] or "").lower(), case.sex)
    return case.model_copy(update={"age": float(found[1]), "sex": said})


def _guessed(base: KnowledgeBase, typed: str) -> str | None:
    """The one id that is surely meant: spelt almost so, or the only name that begins so. None: ask back."""
    typed = " ".join(typed.lower().split())
    names = {name: found for name, found in names_of(base).items() if found not in base.measures}
    begins = {found: len(name) for name, found in names.items() if name.startswith(typed)}
    if len(begins) == 1 and len(typed) >= BEGINS * min(begins.values()):
        return next(iter(begins))
    close = process.extractOne(typed, names.keys(), scorer=fuzz.ratio, score_cutoff=SAME)
    return names[close[0]] if close else None


def put_in(case: Case, base: KnowledgeBase, line: str) -> Case | None:
    """The case with one typed line put in, or None when it is not understood.

    A line begins with + (present; also without a sign), - (absent) or ? (not known); then a name, a sentence of
    findings, or a measure with its value. An age may stand alone, or with the sex: 67 f. What is only like a known
    name is not put in: "surgery" is not "back surgery".
    """
    person = _person(case, line.strip())
    if person is not None:
        return person
    state = STATES.get(line[:1], "yes")
    typed = line[1:].strip() if line[:1] in STATES else line.strip()
    ids = set(names_of(base).values())
    exact = typed if typed in ids else names_of(base).get(typed.lower())
    if exact and exact not in base.measures:
        return stated(case, base, exact, state)
    measured = _measured(case, base, typed)
    if measured is not None and state == "yes":
        return measured
    reading = read(typed, base)
    told_of = {"age": reading.age, "sex": reading.sex}
    case = case.model_copy(update={part: value for part, value in told_of.items() if value is not None})
    for mention in reading.mentions:
        verdict = state if state != "yes" else ("no" if mention.state == "absent" else "yes")
        case = stated(case, base, mention.id, verdict)
        case = _with_words(case, mention)
    if reading.mentions or any(value is not None for value in told_of.values()):
        return case
    guess = _guessed(base, typed)
    return stated(case, base, guess, state) if guess else None


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


def name_of(base: KnowledgeBase, name: str) -> str:
    """The clinical name of an id."""
    if name in base.conditions:
        return base.conditions[name].name
    for pool in (base.findings, base.factors, base.measures):
        if name in pool:
            return str(pool[name].label)
    return label_of(base, name)
