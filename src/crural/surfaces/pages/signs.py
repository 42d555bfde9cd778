"""What the pages of findings, medicines and danger rules hold."""

from __future__ import annotations

from collections import defaultdict

from crural.concepts.knowledge import Atom, KnowledgeBase, Produces
from crural.surfaces.pages.kept import once
from crural.surfaces.pages.links import Page, anywhere, link, links, sources_of
from crural.surfaces.pages.numbers import curve_of, number_of

Made = tuple[str, Produces]


def _producers(base: KnowledgeBase) -> dict[str, list[Made]]:
    """Which conditions make each finding, strongest first."""
    found: dict[str, list[Made]] = defaultdict(list)
    for condition in base.conditions.values():
        for made in condition.produces:
            found[made.finding].append((condition.id, made))
    for items in found.values():
        items.sort(key=lambda pair: (-pair[1].strength.value, pair[0]))
    return found


def named(atom: Atom) -> set[str]:
    """Findings that an atom speaks of."""
    inner = [named(part) for part in (*atom.all, *atom.any, *atom.of)]
    return set().union({atom.finding} if atom.finding else set(), *inner)


def finding_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a complaint, sign, check or result shows."""
    item = base.findings[name]
    makers = once(base, "producers", lambda: _producers(base)).get(name, [])
    usual = item.frequency or item.false_positive
    return {
        "label": item.label,
        "question": item.question,
        "help": item.help,
        "check": item.check,
        "sort": item.kind.replace("-", " "),
        "codes": [f"HPO {item.hpo}"] * bool(item.hpo) + [f"LOINC {item.loinc}"] * bool(item.loinc),
        "usual": number_of(base, usual, "rate", item.why) if usual else None,
        "usual_of": "symptom" if item.frequency else "without",
        "causes": [
            {
                **link(base, "conditions", c),
                "share": round(100 * made.strength.value),
                "number": number_of(base, made.strength, "share", made.why),
                "urgency": base.conditions[c].usual_urgency,
            }
            for c, made in makers
        ],
        "ways": [
            {**link(base, "conditions", c), "steps": list(chain.steps)}
            for c, _ in makers
            for chain in base.conditions[c].mechanism
            if name in chain.feeling
        ],
        "rules": [link(base, "rules", rule.id) for rule in base.rules.values() if name in named(rule.when)],
        "general": links(base, "findings", [item.implies] if item.implies else []),
        "special": [link(base, "findings", f.id) for f in base.findings.values() if f.implies == name],
        "same": links(base, "findings", [item.same_as] if item.same_as else []),
        "tests": [link(base, "tests", t.id) for t in base.tests.values() if name in t.finding],
        "why": item.why,
        "sources": [],
    }


def medicine_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a class of medicines shows."""
    item = base.medicines[name]
    tied = [
        c
        for c in base.conditions.values()
        if any(x.factor == name for x in c.factors) or (c.exposure and name in c.exposure.any_of)
    ]
    odds = {(c.id): x for c in tied for x in c.factors if x.factor == name}
    return {
        "note": item.note,
        "within": links(base, "medicines", item.within),
        "holds": [link(base, "medicines", m.id) for m in base.medicines.values() if name in m.within],
        "members": {member.replace("-", " "): list(brands) for member, brands in item.members.items()},
        "causes": [
            {
                **link(base, "conditions", c.id),
                "number": number_of(base, odds[c.id].odds, "odds", odds[c.id].why) if c.id in odds else None,
                "latency": c.exposure.latency_days if c.exposure and name in c.exposure.any_of else None,
            }
            for c in tied
        ],
        "cautions": [
            {"text": a.text, "unless": u.text}
            for a in base.advice.values()
            for u in a.unless
            if name in _medicines(u.when)
        ],
        "taken": curve_of(base, item.taken),
        "sources": [],
    }


def _medicines(atom: Atom) -> set[str]:
    inner = [_medicines(part) for part in (*atom.all, *atom.any, *atom.of)]
    return set().union({atom.medicine} if atom.medicine else set(), *inner)


def atom_tree(base: KnowledgeBase, atom: Atom) -> Page:
    """A test of a case as a page shows it: a head over parts, or a link with what is asked of it."""
    groups = [("all of these", atom.all), ("any of these", atom.any)]
    groups += [(f"at least {atom.at_least} of these", atom.of)]
    asked = [anywhere(base, x) for x in (atom.finding, atom.factor, atom.medicine, atom.condition) if x]
    return {
        "asked": asked,
        "with": _details(base, atom),
        "groups": [
            {"head": head, "parts": [atom_tree(base, part) for part in parts]}
            for head, parts in groups
            if parts
        ],
    }


def _details(base: KnowledgeBase, atom: Atom) -> list[str]:
    """What must be told of the finding beside that it is there."""
    site = base.qualifiers["site"].labels if "site" in base.qualifiers else {}
    said = [f"side: {atom.side}"] if atom.side else []
    for head, values in (
        ("site", atom.site),
        ("not only at", atom.not_site),
        ("not only as", atom.not_as),
        ("onset", atom.onset),
        ("not of onset", atom.not_onset),
        ("severity", atom.severity),
        ("not", atom.not_severity),
        ("degree", atom.band),
        *atom.qualities.items(),
    ):
        if values:
            labels = base.qualifiers[head].labels if head in base.qualifiers else site
            said.append(
                f"{head.replace('-', ' ')}: {' or '.join(labels.get(v, v.replace('-', ' ')) for v in values)}"
            )
    said += [f"not longer than {atom.not_longer_than_days:g} days"] if atom.not_longer_than_days else []
    said += [f"age {atom.age_at_least:g} or more"] if atom.age_at_least else []
    said += (
        [f"status: {' or '.join(atom.status)}"] if atom.condition and atom.status != ("new", "known") else []
    )
    return said + ([atom.sex] if atom.sex else [])


def rule_page(base: KnowledgeBase, name: str) -> Page:
    """All that the page of a danger rule shows."""
    item = base.rules[name]
    return {
        "urgency": item.level,
        "message": item.message,
        "act": item.act,
        "while_waiting": list(item.while_waiting),
        "on_the_phone": item.on_the_phone,
        "tree": atom_tree(base, item.when),
        "transient": item.transient_counts,
        "asks": links(base, "findings", item.ask),
        "findings": links(base, "findings", sorted(named(item.when))),
        "suspects": links(base, "conditions", item.suspects),
        "why": item.why,
        "sources": sources_of(base, item.sources),
    }
