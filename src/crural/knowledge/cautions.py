"""Every advice has a verdict on every hazard, and every condition and medicine class was looked at for hazards."""

from __future__ import annotations

from collections.abc import Iterator

from crural.concepts.knowledge import Advice, Atom, Caution, KnowledgeBase

NONE = "none"
"""The caution that lists what carries no hazard."""
CARRIERS = ("conditions", "medicines")
"""What must be assigned, every one."""
Found = tuple[str, str, tuple[str | int, ...], str, str]
"""Section, id, path in it, code, message."""


def cautions_in(atom: Atom) -> set[str]:
    """The hazards that an exception asks for."""
    inner = (cautions_in(part) for part in (*atom.all, *atom.any, *atom.of))
    return set().union({atom.caution} if atom.caution else set(), *inner)


def verdicts(advice: Advice) -> dict[str, str]:
    """What was found for each hazard: `exception`, or the reason why the advice stays as it is."""
    fine = {name: item.why for item in advice.fine for name in item.cautions}
    return {**fine, **{name: "exception" for item in advice.unless for name in cautions_in(item.when)}}


def carriers(caution: Caution, kind: str) -> set[str]:
    """The conditions or medicines (kind) that carry a hazard."""
    told = {getattr(atom, kind.removesuffix("s")) for atom in caution.also}
    return {*getattr(caution, kind), *told} - {None}


def hazards_of(base: KnowledgeBase, kind: str, name: str) -> list[str]:
    """The hazards that a condition or a medicine class (kind) carries; `none` for what was found to carry none."""
    return [item.id for item in base.cautions.values() if name in carriers(item, kind)]


def _blanks(base: KnowledgeBase) -> Iterator[Found]:
    wanted = set(base.cautions) - {NONE}
    for name, advice in base.advice.items():
        excepted = {caution for item in advice.unless for caution in cautions_in(item.when)}
        fine = [caution for item in advice.fine for caution in item.cautions]
        for caution in sorted(wanted - excepted - set(fine)):
            yield "advice", name, ("fine",), "KB-018", f"There is no verdict on the caution {caution}."
        for caution in sorted({c for c in fine if fine.count(c) > 1} | (excepted & set(fine))):
            yield "advice", name, ("fine",), "KB-018", f"There are two verdicts on the caution {caution}."
        for caution in sorted((excepted | set(fine)) - wanted):
            yield "advice", name, ("fine",), "KB-009", f"There is no caution {caution}."


def _unassigned(base: KnowledgeBase) -> Iterator[Found]:
    for kind in CARRIERS:
        for name in getattr(base, kind):
            hazards = hazards_of(base, kind, name)
            if not hazards:
                yield kind, name, (), "KB-018", "No caution names it, not even `none`."
            elif NONE in hazards and len(hazards) > 1:
                yield kind, name, (), "KB-018", f"It stands in `none` and in {hazards[0]}."


def caution_problems(base: KnowledgeBase) -> Iterator[Found]:
    """Blanks and contradictions of the advice matrix, and names that are not there; nothing for a base without."""
    if not base.cautions:
        return
    for caution in base.cautions.values():
        for kind in (*CARRIERS, "factors", "findings"):
            for index, name in enumerate(getattr(caution, kind)):
                if name not in getattr(base, kind):
                    yield "cautions", caution.id, (kind, index), "KB-009", f"There is no {kind[:-1]} {name}."
    yield from _blanks(base)
    yield from _unassigned(base)
