"""Why, in depth: one cause explained, two causes against each other, and the same case with other answers."""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np

from crural.assess import assess
from crural.assess.causes import cause_of
from crural.assess.chain import chain_of
from crural.assess.contrast import contrast
from crural.assess.counterfactuals import counterfactuals_of
from crural.assess.judge import case_of
from crural.assess.told import AnyCase, Told
from crural.concepts.explanation import Explanation, Moved, Need, Swing, WhatIf
from crural.concepts.knowledge import Condition, KnowledgeBase
from crural.inference.sensitivity import Swung, swings
from crural.interview.answers import Answer, with_answers
from crural.knowledge import load

__all__ = ["contrast", "explain", "what_if"]

SMALLEST_MOVE = 0.005
NEEDS, NUMBERS, RIVALS = 5, 3, 5


def what_if(case: AnyCase, answers: Mapping[str, Answer], *, base: KnowledgeBase | None = None) -> WhatIf:
    """The assessment of a case beside that of the same case with some answers put in.

    answers: {question id: value} as in `interview.answers.with_answer`. Raises InputError.
    """
    base, case = base or load(), case_of(case)
    before = assess(case, base=base)
    after = assess(with_answers(case, answers, base), base=base)
    was, now = ({cause.id: cause for cause in a.causes} for a in (before, after))
    moved = [
        Moved(
            id=name,
            name=(now.get(name) or was[name]).lay_name,
            before=was[name].probability if name in was else 0.0,
            after=now[name].probability if name in now else 0.0,
        )
        for name in {**was, **now}
    ]
    moved = [item for item in moved if abs(item.after - item.before) >= SMALLEST_MOVE]
    moved.sort(key=lambda item: (-abs(item.after - item.before), item.id))
    return WhatIf(before=before, after=after, moved=tuple(moved))


def _needs(told: Told, condition: Condition, number: int) -> tuple[Need, ...]:
    """What would change the chance of the cause most, on average over what the answer can be."""
    names = told.open_findings([condition])
    if not names:
        return ()
    out, before = told.outcomes(names), float(told.work.answer.contribution[0][number])
    yes, no = out.gives_yes[:, number], out.gives_no[:, number]
    moved = out.chance * np.abs(yes - before) + (1.0 - out.chance) * np.abs(no - before)
    order = sorted(range(len(names)), key=lambda k: (-float(moved[k]), names[k]))[:NEEDS]
    found = []
    for k in order:
        finding = told.base.findings[names[k]]
        found.append(
            Need(
                id=finding.id,
                kind="test" if finding.kind == "test" else "question",
                text=finding.question or finding.plain,
                chance=round(float(out.chance[k]), 4),
                if_yes=round(float(yes[k]), 4),
                if_no=round(float(no[k]), 4),
            )
        )
    return tuple(found)


def _swing(base: KnowledgeBase, item: Swung) -> Swing:
    kind, name, *about = item.about
    plain = {
        **{key: finding.plain for key, finding in base.findings.items()},
        **{key: condition.lay_name for key, condition in base.conditions.items()},
        **{key: medicine.plain for key, medicine in base.medicines.items()},
        **{key: factor.plain for key, factor in base.factors.items()},
    }
    fields = {"cause": base.conditions[name].lay_name, "other": plain.get(about[0], "")}
    if kind == "share":
        quality = base.qualifiers.get(about[1])
        fields["other"] = plain.get(about[0]) or base.words["any-complaint"]
        fields["quality"] = quality.label if quality else about[1]
        fields["value"] = quality.labels.get(about[2], about[2]) if quality else about[2]
    return Swing(
        text=base.words[f"swing-{kind}"].format(**fields),
        value=round(item.value, 4),
        low=round(item.low, 4),
        high=round(item.high, 4),
        at_low=round(item.at_low, 4),
        at_high=round(item.at_high, 4),
        sourced=item.number.sourced,
    )


def explain(case: AnyCase, cause: str, *, base: KnowledgeBase | None = None) -> Explanation:
    """One cause of a case in depth. cause: its id, likely or not.

    Raises InputError for a case that cannot be used, for a child, or when nothing is called so.
    """
    base = base or load()
    told = Told(case, base)
    condition, number = told.condition(cause)
    rivals = [told.work.network.index.number[c.id] for c, _ in told.half.order[: RIVALS + 1] if c.id != cause]
    return Explanation(
        cause=cause_of(told.work, told.asked, condition),
        chain=chain_of(told.work, condition),
        counterfactuals=counterfactuals_of(base, told.known, told.half, condition, told.weights(number)),
        needs=_needs(told, condition, number),
        numbers=tuple(
            _swing(base, item)
            for item in swings(told.work.near, number, rivals[:RIVALS])[:NUMBERS]
            if item.swing >= SMALLEST_MOVE
        ),
    )
