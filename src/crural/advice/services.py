"""A directory of services: checked against the knowledge base, and matched to an answer without favour."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

from pydantic import ValidationError

from crural.concepts.assessment import Assessment
from crural.concepts.knowledge import KnowledgeBase, Service
from crural.concepts.services import Caution, Centre, Directory, Fit, Fitting, Match, Offer
from crural.errors import InputError, shown


def _problem(item: Any) -> str:
    where = ".".join(shown(part) for part in item["loc"]) or "directory"
    if item["type"] == "extra_forbidden":
        return f"{where}: is not a field of a directory"
    if item["type"] == "missing":
        return f"{where}: is missing"
    text = str(item["msg"]).removeprefix("Value error, ")
    return f"{where}: {text[0].lower()}{text[1:]}"


def _praise(centre: Centre, words: tuple[str, ...]) -> Iterator[str]:
    texts = {"name": centre.name, "note": centre.note or ""}
    texts |= {f"offers.{offer.service}": " ".join(offer.also_checked) for offer in centre.offers}
    for where, text in texts.items():
        for word in words:
            if re.search(rf"\b{re.escape(word)}\b", text, re.IGNORECASE):
                yield f"{centre.id}.{where}: '{word}' is praise; say only what is offered"


def _problems(directory: Directory, base: KnowledgeBase) -> Iterator[str]:
    seen: set[str] = set()
    for centre in directory.centres:
        if centre.id in seen:
            yield f"{centre.id}: the id is used twice"
        seen.add(centre.id)
        if not any((centre.contact.phone, centre.contact.email, centre.contact.website)):
            yield f"{centre.id}.contact: give a phone, an email or a website"
        if not (centre.offers or centre.specialists or centre.tests):
            yield f"{centre.id}: says nothing of what it offers; give offers, specialists or tests"
        for field, names, known in (
            ("offers", tuple(offer.service for offer in centre.offers), base.services),
            ("specialists", centre.specialists, base.specialists),
            ("tests", centre.tests, base.tests),
        ):
            for name in names:
                if name not in known:
                    yield f"{centre.id}.{field}: there is no {name}; `crural kb show {name}` knows the ids"
        yield from _praise(centre, base.lexicon.get("praise", {}).get("words", ()))


def read_directory(data: Any, base: KnowledgeBase) -> Directory:
    """A checked directory from plain data. Raises InputError with every problem in one message."""
    if not isinstance(data, dict):
        raise InputError("A directory is an object with title, kept_by and centres", code="IN-002")
    try:
        directory = Directory.model_validate(data)
    except ValidationError as error:
        found = error.errors(include_url=False, include_context=False, include_input=False)
        raise InputError("; ".join(_problem(item) for item in found), code="IN-003") from None
    problems = list(_problems(directory, base))
    if problems:
        raise InputError("; ".join(problems), code="IN-003")
    return directory


def _planned(assessment: Assessment, base: KnowledgeBase) -> tuple[str, ...]:
    """The causes that are planned for, as the advice does it."""
    plan_from, least = base.settings.plan_from.value, base.settings.except_from.value
    return tuple(
        cause.id
        for rank, cause in enumerate(assessment.causes)
        if cause.probability >= plan_from or (rank < 2 and cause.probability >= least)
    )


def _true_of(assessment: Assessment, base: KnowledgeBase) -> frozenset[str]:
    """What was told of the person, or is likely enough to be heeded: findings, factors, medicines, conditions."""
    told = {found.id for found in assessment.findings if found.state == "present"}
    told |= {found.id for found in assessment.factors if found.state == "present"}
    taken = {medicine.id for medicine in assessment.medicines if medicine.status == "current"}
    taken |= {name for name, group in base.medicines.items() if taken & set(group.members)}
    taken |= {above for name in taken if name in base.medicines for above in base.medicines[name].within}
    least = base.settings.except_from.value
    likely = {cause.id for cause in assessment.causes if cause.known or cause.probability >= least}
    return frozenset(told | taken | likely)


def cautions_of(service: Service, assessment: Assessment, base: KnowledgeBase) -> tuple[Caution, ...]:
    """What has to be settled before a service for this person; the reasons against it now come first."""
    true = _true_of(assessment, base)
    found = [
        Caution(text=check.text, then=check.then, because=tuple(x for x in check.applies_to if x in true))
        for check in service.checks
        if true & set(check.applies_to)
    ]
    return tuple(sorted(found, key=lambda caution: caution.then != "not-now"))


def _offered(
    offer: Offer, causes: tuple[str, ...], assessment: Assessment, base: KnowledgeBase
) -> Match | None:
    service = base.services[offer.service]
    fitting_causes = tuple(cause for cause in causes if cause in service.conditions)
    if not fitting_causes:
        return None
    return Match(
        kind="service",
        id=service.id,
        name=service.name,
        causes=fitting_causes,
        place_in_care=service.place_in_care,
        needs_first=tuple(base.tests[name].name for name in service.needs_first),
        cautions=cautions_of(service, assessment, base),
        also_checked=offer.also_checked,
    )


def _rank(match: Match, causes: tuple[str, ...]) -> int:
    """Place of the leading cause that something is for."""
    return min((causes.index(name) for name in match.causes if name in causes), default=len(causes))


def _matches(centre: Centre, assessment: Assessment, base: KnowledgeBase) -> tuple[Match, ...]:
    causes = _planned(assessment, base)
    found = [match for offer in centre.offers if (match := _offered(offer, causes, assessment, base))]
    found += [
        Match(kind="specialist", id=who.id, name=who.name, causes=who.causes)
        for who in assessment.specialists
        if who.id in centre.specialists
    ]
    found += [
        Match(kind="test", id=test.id, name=test.name, causes=test.causes)
        for test in assessment.tests
        if test.id in centre.tests
    ]
    return tuple(sorted(found, key=lambda match: (not match.open_now, _rank(match, causes))))


def fitting(directory: Directory, assessment: Assessment, base: KnowledgeBase) -> Fitting:
    """Which centres of a directory fit an answer, and what has to be settled first.

    An emergency lists nothing: the ambulance comes first. The same day lists only centres that take people
    the same day. The order is by the leading cause that something fits, then by name; never by anything else.
    """
    level = assessment.urgency.level
    note = base.words.get(f"services-{level}", base.words["services"])
    if level == "emergency":
        return Fitting(level=level, note=note, sample=directory.sample)
    causes = _planned(assessment, base)
    fits = [
        Fit(centre=centre, matches=matches)
        for centre in directory.centres
        if (centre.urgent or level != "same-day") and (matches := _matches(centre, assessment, base))
    ]
    fits.sort(
        key=lambda fit: (
            not any(match.open_now for match in fit.matches),
            min(_rank(match, causes) for match in fit.matches),
            fit.centre.name,
        )
    )
    return Fitting(level=level, note=note, sample=directory.sample, fits=tuple(fits))
