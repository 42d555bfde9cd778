"""What would be said if one answer were another: the answers on which the urgency and the leading cause hang."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from crural.assess.judge import Judged, Understood, judged
from crural.concepts.base import LEVELS
from crural.concepts.case import Case
from crural.concepts.explanation import Counterfactual
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.inference.facts import Fact, Facts
from crural.inference.gather import facts_of
from crural.interview.answers import NONE, with_answer
from crural.triage import fired_rules

MOST_TRIED = 12
"""Answers that are worked through in full; chosen by their effect on the rules, then by their weight."""
SMALLEST_MOVE = 0.02
"""A smaller change of the cause's chance is not worth a word."""


@dataclass(frozen=True)
class _Other:
    """Another answer: its id and value as `with_answer` takes them, its words, and what would be known then."""

    id: str
    value: str
    text: str
    known: Understood


def _other_qualities(base: KnowledgeBase, fact: Fact) -> Iterator[tuple[str, str, str]]:
    """As `_others`, for the qualities of one finding: the other value, or that none of the told ones holds."""
    finding, words = base.findings[fact.id], base.words
    for quality, told in fact.qualities.items():
        if quality in ("band", "site"):
            continue
        kind, key, value = base.qualifiers[quality], "counterfactual-quality-not", NONE
        said = ", ".join(kind.labels[v] for v in told)
        if kind.exclusive:
            usual = {**kind.usual, **finding.usual.get(quality, {})}
            left = [v for v in usual if v not in told]
            if not left:
                continue
            key, value = "counterfactual-quality", max(left, key=lambda v: usual[v].value)
            said = kind.labels[value]
        yield (
            f"{fact.id}.{quality}",
            value,
            words[key].format(label=finding.plain, quality=kind.label, value=said),
        )


def _others(base: KnowledgeBase, facts: Facts) -> Iterator[tuple[str, str, str]]:
    """(id, value, words) of every told answer turned round, and of every single quality told otherwise."""
    words = base.words
    for name, fact in facts.evidence.items():
        finding = base.findings[name]
        if len(facts.evidence) > 1:
            yield name, "no", words["counterfactual-without"].format(label=finding.plain)
        yield from _other_qualities(base, fact)
    for name in facts.absent:
        yield name, "yes", words["counterfactual-with"].format(label=base.findings[name].plain)
    for name, holds in facts.factors.items():
        key = "counterfactual-not-so" if holds else "counterfactual-so"
        yield name, "no" if holds else "yes", words[key].format(label=base.factors[name].plain)
    for name, status in facts.conditions.items():
        if name not in base.factors and status in ("known", "new"):
            yield name, "no", words["counterfactual-without"].format(label=base.conditions[name].lay_name)
    for name, taken in facts.medicines.items():
        if taken.status == "current" and taken.by == name:
            label = base.medicines[name].plain if name in base.medicines else name
            yield name, "no", words["counterfactual-without"].format(label=label)


def _with_synonyms(base: KnowledgeBase, case: Case, name: str) -> Case:
    """The case without other names of the finding and without what implies it, so that "no" is heard."""
    same = {n for n, f in base.findings.items() if f.same_as == name}
    return case.model_copy(update={"present": tuple(e for e in case.present if e.id not in same)})


def _tried(base: KnowledgeBase, known: Understood, now: Judged, weights: dict[str, float]) -> list[_Other]:
    """The other answers worth working through: those that change what the rules say, then the heaviest."""

    def top(facts: Facts) -> int:
        return max((item.rank for item in fired_rules(base, facts)), default=0)

    before, found = max((item.rank for item in now.fired), default=0), []
    for name, value, text in _others(base, known.facts):
        case = with_answer(_with_synonyms(base, known.case, name), name, value, base)
        facts = facts_of(case, base)
        weight = abs(weights.get(name.partition(".")[0], 0.0))
        other = _Other(name, value, text, replace(known, case=case, facts=facts))
        found.append((-abs(top(facts) - before), -weight, name, value, other))
    return [item[-1] for item in sorted(found, key=lambda item: item[:-1])[:MOST_TRIED]]


def _percent(chance: float) -> str:
    return "less than 1 %" if chance < 0.01 else f"{chance:.0%}".replace("%", " %")


def counterfactuals_of(
    base: KnowledgeBase,
    known: Understood,
    now: Judged,
    condition: Condition,
    weights: dict[str, float],
    *,
    most: int = 3,
) -> tuple[Counterfactual, ...]:
    """The single answers whose change would move the urgency, the leading cause, or this cause's chance most.

    weights: of each piece of evidence for the cause, to choose what is worked through. An answer told in words is
    changed as one told by itself; dangerous words that were not understood count as before.
    """
    lead, number = now.order[0][0].id if now.order else None, now.work.network.index.number[condition.id]
    before = round(float(now.work.answer.contribution[0][number]), 4)
    found = []
    for other in _tried(base, known, now, weights):
        then = judged(base, other.known)
        after = round(float(then.work.answer.contribution[0][number]), 4)
        leading, chance = then.order[0] if then.order else (None, 0.0)
        steps = LEVELS.index(then.urgency.level) - LEVELS.index(now.urgency.level)
        moved = leading is not None and leading.id != lead
        if not steps and not moved and abs(after - before) < SMALLEST_MOVE:
            continue
        said = [base.words["counterfactual-chance"].format(
            cause=condition.lay_name, before=_percent(before), after=_percent(after)
        )]  # fmt: skip
        if moved and leading is not None:
            said.append(
                base.words["counterfactual-leading"].format(
                    cause=leading.lay_name[0].upper() + leading.lay_name[1:], chance=_percent(chance)
                )
            )
        if steps:
            key = "counterfactual-sooner" if steps > 0 else "counterfactual-later"
            said.append(base.words[key].format(act=base.words[f"act-{then.urgency.level}"]))
        item = Counterfactual(
            id=other.id,
            value=other.value,
            text=" ".join([other.text, *said]),
            level=then.urgency.level,
            leading=leading.id if leading else None,
            probability=chance,
            before=before,
            after=after,
        )
        found.append(((-abs(steps), not moved, -abs(after - before), other.id, other.value), item))
    return tuple(item for _, item in sorted(found, key=lambda pair: pair[0])[:most])
