"""What the pages of tests, scores, specialists, answers, corrections and sources hold."""

from __future__ import annotations

from crural.concepts.knowledge import Item, KnowledgeBase, Record, Source
from crural.surfaces.pages.links import Page, link, links, source_line, sources_of


def test_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a test shows, with its accuracy as printed."""
    item = base.tests[name]
    visit = base.visits.get(item.visit or "")
    about = {name, *item.finding}
    uses = [
        {**link(base, "conditions", c.id), "purpose": use.purpose}
        for c in base.conditions.values()
        for use in c.tests
        if use.test == name
    ]
    return {
        "how": item.how,
        "loinc": item.loinc,
        "visit": visit.model_dump(include={"name", "expect", "bring", "ask"}) if visit else None,
        "finds": links(base, "findings", item.finding),
        "uses": uses,
        "answers": [link(base, "answers", a.id) for a in base.answers.values() if name in a.tests],
        "records": [
            record_row(base, r) for r in base.records.values() if r.subject in about or r.of in about
        ],
        "sources": [],
    }


def _points(item: Item) -> list[str]:
    if item.grades:
        return [f"{grade.points:g}: {grade.text}" for grade in item.grades]
    return [f"{item.points:g}"]


def instrument_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a score, staging or check shows."""
    item = base.instruments[name]
    measure = base.measures.get(item.measure or "")
    return {
        "for_whom": item.for_whom,
        "limits": item.limits,
        "licence": item.licence,
        "sort": item.kind,
        "measure": {"label": measure.label, "unit": next(iter(measure.units), "")} if measure else None,
        "items": [
            {"text": part.text, "points": _points(part), "graded": bool(part.grades)} for part in item.items
        ],
        "bands": [{"from": f"{b.at_least:g}", "label": b.label, "text": b.text} for b in item.bands],
        "stages": [{"label": s.label, "text": s.text} for s in item.stages],
        "norms": [
            {"sex": sex, "ages": [{"age": age, "value": f"{v:g}"} for age, v in sorted(ages.items())]}
            for sex, ages in item.norms.items()
        ],
        "sources": sources_of(base, item.sources),
    }


def specialist_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a specialist shows."""
    item = base.specialists[name]
    return {
        "expect": item.expect,
        "bring": list(item.bring),
        "ask": list(item.ask),
        "causes": [link(base, "conditions", c.id) for c in base.conditions.values() if c.specialist == name],
        "sources": [],
    }


def answer_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a question and its answer shows."""
    item = base.answers[name]
    return {
        "topic": item.topic,
        "text": list(item.text),
        "unless": list(item.unless),
        "seek_care": item.seek_care,
        "causes": links(base, "conditions", item.conditions),
        "tests": links(base, "tests", item.tests),
        "advice": [base.advice[a].text for a in item.advice if a in base.advice],
        "why": item.why,
        "sources": sources_of(base, item.sources),
    }


def myth_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a correction shows."""
    item = base.myths[name]
    return {
        "said": item.said,
        "in_fact": item.in_fact,
        "harmful": item.harmful,
        "why": item.why,
        "sources": sources_of(base, item.sources),
    }


MEASURES = {
    "lr_positive": "likelihood ratio when present",
    "lr_negative": "likelihood ratio when absent",
    "post_test_probability": "probability after the test",
}
"""Measures whose short names do not speak for themselves."""


def _called(base: KnowledgeBase, name: str) -> str:
    """What a record is about in words: the name of the entry that it names, else its own words."""
    for section in ("tests", "conditions", "instruments", "findings", "factors"):
        item = getattr(base, section).get(name)
        if item is not None:
            return str(getattr(item, "name", None) or item.label)
    return name.replace("-", " ")


def record_row(base: KnowledgeBase, record: Record) -> Page:
    """One printed number or statement with its place."""
    about = _called(base, record.subject or record.about)
    details = [_called(base, name) for name in (record.variant, record.of) if name]
    source = sources_of(base, [record.id])
    return {
        "id": record.id,
        "about": about,
        "detail": ", ".join(x for x in dict.fromkeys(details) if x.lower() != about.lower()),
        "measure": MEASURES.get(record.measure, record.measure.replace("_", " ")),
        "value": record.value,
        "low": record.low,
        "high": record.high,
        "unit": record.unit,
        "n": record.n,
        "population": record.population,
        "note": record.note,
        "quality": record.quality,
        "disputed": record.disputed,
        "source": source[0] if source else None,
    }


def addresses(source: Source) -> list[Page]:
    """Where a publication can be read, by the numbers that the base has of it."""
    found = [
        ("DOI", source.doi, f"https://doi.org/{source.doi}"),
        ("PMID", source.pmid, f"https://pubmed.ncbi.nlm.nih.gov/{source.pmid}/"),
        ("PMC", source.pmcid, f"https://pmc.ncbi.nlm.nih.gov/articles/{source.pmcid}/"),
    ]
    rows = [{"name": name, "text": text, "url": url} for name, text, url in found if text]
    known = {row["url"] for row in rows}
    if source.url and source.url not in known and source.url.startswith(("https://", "http://")):
        rows.append({"name": "Page", "text": source.url, "url": source.url})
    return rows


def source_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a publication shows: where to read it, what is taken from it, what rests on it."""
    item = base.sources[name]
    return {
        "line": source_line(item),
        "url": item.url or (f"https://doi.org/{item.doi}" if item.doi else None),
        "addresses": addresses(item),
        "weak": item.weak,
        "records": [record_row(base, r) for r in base.records.values() if r.source == name],
        "causes": [link(base, "conditions", c.id) for c in base.conditions.values() if name in c.sources],
        "sources": [],
    }
