"""Questions put together as a person would ask them: who you are, one danger, more about one complaint."""

from __future__ import annotations

from dataclasses import dataclass

from crural.concepts.case import Case
from crural.concepts.interview import Ask, Choice
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.facts import Facts
from crural.interview.factors import COMPLETE
from crural.interview.questions import Options
from crural.interview.value import Worth
from crural.interview.wording import ask_any, ask_worth, reasons_for

TOGETHER = 4
"""Questions in one turn at most."""
ENOUGH = 0.12
"""A question of less worth (nats) is not asked: no answer would change what to do."""
ALONGSIDE = 0.5
"""A question joins the best one when it is worth this share of it."""
LISTED, MOST_LISTED = 0.01, 7
"""A factor or medicine joins a list from this worth on, and so many at most."""
MOST_COMPLAINTS = 12


def main_complaints(base: KnowledgeBase) -> list[str]:
    """The common complaints of the leg from which a person chooses first, commonest first."""
    generic = [
        (-finding.frequency.value, name)
        for name, finding in base.findings.items()
        if finding.kind == "symptom"
        and finding.topic == "leg"
        and finding.frequency is not None
        and "duration" in finding.qualifiers
        and not finding.implies
        and not finding.same_as
    ]
    return [name for _, name in sorted(generic)[:MOST_COMPLAINTS]]


def _main(base: KnowledgeBase) -> Ask:
    choices = tuple(Choice(value=name, label=base.findings[name].plain) for name in main_complaints(base))
    none = Choice(value="none", label=base.words["none-of-these"])
    return Ask(
        id="main",
        text=base.words["ask-main"],
        form="many-of",
        choices=(*choices, none),
        why=base.words["why-main"],
        could_change=base.words["could-urgency"],
    )


def first_questions(base: KnowledgeBase, facts: Facts, case: Case) -> tuple[str, list[Ask]] | None:
    """What must be known before all else: a complaint, age and sex; None when it is, or was asked in vain."""
    words, asks = base.words, []
    if not facts.evidence and "main" not in {*facts.unknown, *case.asked}:
        asks.append(_main(base))
    if facts.age is None and "age" not in facts.unknown:
        asks.append(
            Ask(id="age", text=words["ask-age"], form="number", unit="years", least=18, most=120,
                why=words["why-age"], could_change=words["could-leading"])
        )  # fmt: skip
    if facts.sex is None and "sex" not in facts.unknown:
        choices = tuple(Choice(value=sex, label=words[f"sex-{sex}"]) for sex in ("female", "male"))
        asks.append(
            Ask(id="sex", text=words["ask-sex"], form="one-of", choices=choices, why=words["why-sex"],
                could_change=words["could-leading"])
        )  # fmt: skip
    if not asks:
        return None
    return words["heading-main" if asks[0].id == "main" else "heading-person"], asks


@dataclass(frozen=True)
class _Bundle:
    """What could be asked in one turn. value: its worth, that decides. listed: as one list, not one by one."""

    value: float
    worths: list[Worth]
    listed: bool = False


def _details(worths: list[Worth]) -> _Bundle | None:
    """The best question about a complaint's qualities, with others about the same complaint."""
    qualities = [worth for worth in worths if worth.prospect.kind == "quality"]
    if not qualities:
        return None
    best, about = qualities[0], qualities[0].prospect.id.partition(".")[0]
    least = max(ENOUGH, ALONGSIDE * best.total)
    more = [w for w in qualities[1:] if w.prospect.id.startswith(f"{about}.") and w.total >= least]
    return _Bundle(best.total, [best, *more][:TOGETHER])


def _list(worths: list[Worth]) -> _Bundle | None:
    """Factors or medicines in one list: together they are worth their sum."""
    worth_it = [worth for worth in worths if worth.total >= LISTED][:MOST_LISTED]
    if not worth_it:
        return None
    return _Bundle(sum(worth.total for worth in worth_it), worth_it, listed=len(worth_it) > 1)


def _bundles(base: KnowledgeBase, worths: list[Worth]) -> list[_Bundle]:
    factors = [worth for worth in worths if worth.prospect.kind == "factor" and worth.prospect.id != COMPLETE]
    found = [
        _details(worths),
        _list([worth for worth in factors if worth.prospect.id in base.medicines]),
        _list([worth for worth in factors if worth.prospect.id not in base.medicines]),
        *(_Bundle(w.total, [w]) for w in worths if w.prospect.kind == "finding" or w.prospect.id == COMPLETE),
    ]
    return sorted((bundle for bundle in found if bundle), key=lambda b: (-b.value, b.worths[0].prospect.id))


def best_group(base: KnowledgeBase, options: Options) -> tuple[str, list[Ask]]:
    """The heading and questions of the next turn; a heading alone when all that is left is not worth asking."""
    words, names = base.words, options.network.index.names
    bundles = _bundles(base, options.worths)
    if not bundles:
        return "", []
    best = bundles[0]
    prospect = best.worths[0].prospect
    about = base.findings[prospect.id.partition(".")[0]].plain if prospect.kind == "quality" else ""
    heading = words["heading-detail"].format(label=about) if about else words[f"heading-{prospect.kind}"]
    if best.value < ENOUGH:
        return heading, []
    if best.listed:
        listed = [worth.prospect.id for worth in best.worths]
        text = words["ask-medicines" if prospect.id in base.medicines else "ask-factors"]
        return heading, [ask_any(base, listed, text, *reasons_for(base, names, best.worths[0]))]
    return heading, [ask_worth(base, names, worth) for worth in best.worths]
