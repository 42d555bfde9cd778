"""What the page of a condition holds."""

from __future__ import annotations

from collections import defaultdict

from crural.concepts.knowledge import Condition, KnowledgeBase, Produces
from crural.surfaces.pages.care import record_row
from crural.surfaces.pages.kept import once
from crural.surfaces.pages.links import Page, anywhere, link, links, sources_of
from crural.surfaces.pages.numbers import curve_of, number_of

STAGES = {"first": "first", "next": "next", "specialist": "with a specialist"}


def _described(base: KnowledgeBase, made: Produces) -> list[Page]:
    """How the complaint is described when this condition makes it: each quality with the share of each value."""
    found = []
    for name, shares in made.with_.items():
        quality = base.qualifiers.get(name)
        values = [
            {
                "text": quality.labels.get(value, value) if quality else value.replace("-", " "),
                "number": number_of(base, share, "share", made.why),
            }
            for value, share in sorted(shares.items(), key=lambda pair: (-pair[1].value, pair[0]))
        ]
        found.append({"text": quality.label if quality else name.replace("-", " "), "values": values})
    return found


def _finding(base: KnowledgeBase, made: Produces) -> Page:
    return {
        **link(base, "findings", made.finding),
        "share": round(100 * made.strength.value),
        "sourced": made.strength.sourced,
        "number": number_of(base, made.strength, "share", made.why),
        "described": _described(base, made),
        "sort": base.findings[made.finding].kind,
    }


def _numbers(base: KnowledgeBase, item: Condition) -> Page:
    """Everything counted: how common, what raises and lowers it, what brings it about, how it begins and lasts."""
    odds = sorted(item.factors, key=lambda x: (-x.odds.value, x.factor))
    course = item.course
    return {
        "prior": curve_of(base, item.prior) if item.prior else None,
        "odds": [
            {
                **anywhere(base, x.factor),
                "status": x.status,
                "number": number_of(base, x.odds, "odds", x.why),
            }
            for x in odds
        ],
        "edges": [
            {
                **link(base, "conditions", x.condition),
                "number": number_of(base, x.strength, "share", x.why),
            }
            for x in item.caused_by
        ],
        "course": [
            {
                "text": name,
                "values": [
                    {"text": value, "number": number_of(base, share, "share", course.why)}
                    for value, share in shares.items()
                ],
            }
            for name, shares in (("onset", course.onset), ("duration", course.duration))
            if shares
        ],
        "course_why": course.why,
        "exposure": {
            "any_of": [anywhere(base, name) for name in item.exposure.any_of],
            "sex": item.exposure.sex,
            "latency_days": item.exposure.latency_days,
            "why": item.exposure.why,
        }
        if item.exposure
        else None,
    }


def _own(base: KnowledgeBase, name: str) -> list[str]:
    """Records that were collected for a condition: their ids begin with its id."""
    found: dict[str, list[str]] = once(base, "records", lambda: _by_condition(base))
    return found.get(name, [])


def _by_condition(base: KnowledgeBase) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for record in sorted(base.records):
        found[record.partition(".")[0]].append(record)
    return found


def _shares(page: Page) -> Page:
    """How many of its strengths, odds and links are sourced."""
    numbers = [x["number"] for x in (*page["findings"], *page["odds"], *page["edges"])]
    return {"sourced": sum(x["sourced"] for x in numbers), "of": len(numbers)}


def condition_page(base: KnowledgeBase, item: Condition) -> Page:
    """All that the page of a condition shows."""
    made = [x for x in item.produces if x.finding in base.findings]
    made.sort(key=lambda x: (-x.strength.value, x.finding))
    others = base.conditions.values()
    tests = [
        {**link(base, "tests", use.test), "purpose": use.purpose, "stage": STAGES[use.stage]}
        for use in item.tests
    ]
    specialist = base.specialists.get(item.specialist or "")
    advice = [base.advice[name] for name in item.advice if name in base.advice]
    treated = item.treatment.source if item.treatment else None
    page: Page = {
        "name": item.name,
        "area": item.area.replace("-", " "),
        "kind_of": item.kind,
        "urgency": item.usual_urgency,
        "code": item.icd10cm,
        "definition": item.definition,
        "self_limiting": item.self_limiting,
        "findings": [_finding(base, x) for x in made],
        "because_of": [link(base, "conditions", x.condition) for x in item.caused_by],
        "leads_to": [
            link(base, "conditions", c.id) for c in others if any(x.condition == item.id for x in c.caused_by)
        ],
        "members": [link(base, "conditions", c.id) for c in others if item.id in c.member_of],
        "member_of": links(base, "conditions", item.member_of),
        "stage_of": links(base, "conditions", [item.stage_of] if item.stage_of else []),
        "parts": links(base, "conditions", item.conjunction_of),
        "mechanism": [list(chain.steps) for chain in item.mechanism],
        "tests": tests,
        "specialist": {"id": specialist.id, "name": specialist.name, "plain": specialist.plain}
        if specialist
        else None,
        "treatment": item.treatment.text if item.treatment else None,
        "treatment_sources": sources_of(base, [treated] if treated else []),
        "advice": [
            {"text": a.text, "because": a.because, "unless": [u.text for u in a.unless]} for a in advice
        ],
        "rules": [link(base, "rules", rule.id) for rule in base.rules.values() if item.id in rule.suspects],
        "answers": [link(base, "answers", a.id) for a in base.answers.values() if item.id in a.conditions],
        "services": [
            {"title": s.name, "plain": s.plain, "place": s.place_in_care}
            for s in base.services.values()
            if item.id in s.conditions
        ],
        "prevention": list(item.prevention),
        "follow_up": item.follow_up,
        "worse_if": item.worse_if,
        "thin": item.depth == "thin",
        "gaps": item.gaps,
        "why": item.why,
        "reviewed": {"on": item.reviewed.on.isoformat(), "checked": item.reviewed.checked}
        if item.reviewed
        else None,
        "sources": sources_of(base, (*item.sources, *(n for c in item.mechanism for n in c.sources))),
        "records": [record_row(base, base.records[r]) for r in _own(base, item.id)],
        **_numbers(base, item),
    }
    page["shares"] = _shares(page)
    return page
