"""One page of the handbook for each condition, finding, medicine class, danger rule, test, source and myth."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from typing import Any

from crural.concepts.knowledge import Atom, Condition, KnowledgeBase, Source
from crural.surfaces.pages.kept import once

Page = dict[str, Any]

KINDS: dict[str, str] = {
    "conditions": "Causes",
    "findings": "Complaints and signs",
    "medicines": "Medicines",
    "rules": "Danger signs",
    "tests": "Tests",
    "myths": "What people read",
    "sources": "Sources",
}
"""Kinds of page, in the order of the contents, and their headings."""


def _link(base: KnowledgeBase, kind: str, name: str) -> Page:
    return {"kind": kind, "id": name, "title": title_of(base, kind, name)}


def title_of(base: KnowledgeBase, kind: str, name: str) -> str:
    """The title of a page."""
    item = getattr(base, kind)[name]
    if kind == "conditions":
        title = item.lay_name
    elif kind == "findings":
        title = item.plain
    elif kind == "myths":
        title = item.said
    elif kind == "sources":
        title = item.title
    else:
        title = item.name
    return str(title[:1].upper() + title[1:])


def plain_of(base: KnowledgeBase, kind: str, name: str) -> str:
    """One line under the title."""
    item = getattr(base, kind)[name]
    fields = {"findings": "label", "rules": "message", "myths": "in_fact", "sources": "journal"}
    return str(getattr(item, fields.get(kind, "plain")) or "")


def sources_of(base: KnowledgeBase, names: Iterable[str]) -> list[Page]:
    """The publications behind ids of sources and records, each once."""
    found: dict[str, Page] = {}
    for name in names:
        record = base.records.get(name)
        source = base.sources.get((record.source or "") if record else name)
        if source is not None:
            found.setdefault(source.id, {"id": source.id, "title": source.title, "line": source_line(source)})
    return list(found.values())


def source_line(source: Source) -> str:
    """Authors, journal, year and number of a publication, as far as known."""
    number = f"doi:{source.doi}" if source.doi else f"PMID {source.pmid}" if source.pmid else ""
    parts = (source.authors, source.journal, str(source.year) if source.year else "", number)
    return ". ".join(part.rstrip(".") for part in parts if part)


def _percent(value: float) -> int:
    return round(100 * value)


def _condition(base: KnowledgeBase, item: Condition) -> Page:
    links = [link for link in item.produces if link.finding in base.findings]
    links.sort(key=lambda link: (-link.strength.value, link.finding))
    leads_to = [c.id for c in base.conditions.values() if any(x.condition == item.id for x in c.caused_by)]
    tests = [{**_link(base, "tests", use.test), "purpose": use.purpose} for use in item.tests]
    specialist = base.specialists.get(item.specialist or "")
    advice = [base.advice[name] for name in item.advice if name in base.advice]
    return {
        "name": item.name,
        "area": item.area.replace("-", " "),
        "urgency": item.usual_urgency,
        "code": item.icd10cm,
        "definition": item.definition,
        "findings": [
            {
                **_link(base, "findings", link.finding),
                "share": _percent(link.strength.value),
                "sourced": bool(link.strength.records),
            }
            for link in links
        ],
        "because_of": [_link(base, "conditions", x.condition) for x in item.caused_by],
        "leads_to": [_link(base, "conditions", name) for name in leads_to],
        "members": [
            _link(base, "conditions", c.id) for c in base.conditions.values() if item.id in c.member_of
        ],
        "mechanism": [list(chain.steps) for chain in item.mechanism],
        "tests": tests,
        "specialist": {"name": specialist.name, "plain": specialist.plain} if specialist else None,
        "treatment": item.treatment.text if item.treatment else None,
        "advice": [
            {"text": a.text, "because": a.because, "unless": [u.text for u in a.unless]} for a in advice
        ],
        "prevention": list(item.prevention),
        "follow_up": item.follow_up,
        "worse_if": item.worse_if,
        "thin": item.depth == "thin",
        "sources": sources_of(base, (*item.sources, *(n for c in item.mechanism for n in c.sources))),
    }


def _finding(base: KnowledgeBase, name: str) -> Page:
    item = base.findings[name]
    makers = sorted(once(base, "producers", lambda: _producers(base)).get(name, []), reverse=True)
    rules = [rule.id for rule in base.rules.values() if name in _named(rule.when)]
    return {
        "question": item.question,
        "help": item.help,
        "check": item.check,
        "sort": item.kind.replace("-", " "),
        "causes": [{**_link(base, "conditions", c), "share": _percent(share)} for share, c in makers],
        "rules": [_link(base, "rules", rule) for rule in rules],
        "special": [_link(base, "findings", f.id) for f in base.findings.values() if f.implies == name],
        "sources": [],
    }


def _producers(base: KnowledgeBase) -> dict[str, list[tuple[float, str]]]:
    """Which conditions make each finding, with their strength."""
    found: dict[str, list[tuple[float, str]]] = defaultdict(list)
    for condition in base.conditions.values():
        for link in condition.produces:
            found[link.finding].append((link.strength.value, condition.id))
    return found


def _named(atom: Atom) -> set[str]:
    """Findings that a rule speaks of."""
    inner = [_named(part) for part in (*atom.all, *atom.any, *atom.of)]
    return set().union({atom.finding} if atom.finding else set(), *inner)


def _medicine(base: KnowledgeBase, name: str) -> Page:
    item = base.medicines[name]
    tied = [
        c.id
        for c in base.conditions.values()
        if any(x.factor == name for x in c.factors) or (c.exposure and name in c.exposure.any_of)
    ]
    return {
        "note": item.note,
        "members": {member.replace("-", " "): list(brands) for member, brands in item.members.items()},
        "causes": [_link(base, "conditions", c) for c in tied],
        "sources": [],
    }


def _rule(base: KnowledgeBase, name: str) -> Page:
    item = base.rules[name]
    return {
        "urgency": item.level,
        "message": item.message,
        "act": item.act,
        "while_waiting": list(item.while_waiting),
        "on_the_phone": item.on_the_phone,
        "findings": [_link(base, "findings", f) for f in sorted(_named(item.when)) if f in base.findings],
        "suspects": [_link(base, "conditions", c) for c in item.suspects if c in base.conditions],
        "sources": sources_of(base, item.sources),
    }


def _test(base: KnowledgeBase, name: str) -> Page:
    item = base.tests[name]
    uses = [
        {**_link(base, "conditions", c.id), "purpose": use.purpose}
        for c in base.conditions.values()
        for use in c.tests
        if use.test == name
    ]
    return {"how": item.how, "uses": uses, "sources": []}


def _source(base: KnowledgeBase, name: str) -> Page:
    item = base.sources[name]
    records = [r for r in base.records.values() if r.source == name]
    used = [c.id for c in base.conditions.values() if name in c.sources]
    return {
        "line": source_line(item),
        "url": item.url or (f"https://doi.org/{item.doi}" if item.doi else None),
        "weak": item.weak,
        "records": [
            {
                "about": (r.subject or r.about).replace("-", " "),
                "measure": r.measure.replace("_", " "),
                "value": r.value,
                "low": r.low,
                "high": r.high,
                "unit": r.unit,
                "n": r.n,
                "population": r.population,
            }
            for r in records
        ],
        "causes": [_link(base, "conditions", c) for c in used],
        "sources": [],
    }


def _myth(base: KnowledgeBase, name: str) -> Page:
    item = base.myths[name]
    return {"said": item.said, "in_fact": item.in_fact, "sources": sources_of(base, item.sources)}


def page_of(base: KnowledgeBase, kind: str, name: str) -> Page | None:
    """All that a page shows, or None when there is no such page."""
    if kind not in KINDS or name not in getattr(base, kind):
        return None
    made: Page
    if kind == "conditions":
        made = _condition(base, base.conditions[name])
    else:
        makers = {
            "findings": _finding,
            "medicines": _medicine,
            "rules": _rule,
            "tests": _test,
            "sources": _source,
            "myths": _myth,
        }
        made = makers[kind](base, name)
    return {**_link(base, kind, name), "plain": plain_of(base, kind, name), **made}


def pages_of(base: KnowledgeBase, kind: str) -> list[Page]:
    """The contents of one kind: id, title and one line of each page, by title."""
    if kind not in KINDS:
        return []
    found = [{**_link(base, kind, name), "plain": plain_of(base, kind, name)} for name in getattr(base, kind)]
    return sorted(found, key=lambda page: str(page["title"]).lower())
