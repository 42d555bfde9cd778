"""Questions put together as a person would ask them: who you are, one danger, more about one complaint."""

from __future__ import annotations

from crural.concepts.case import Case
from crural.concepts.interview import Ask, Choice
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.facts import Facts
from crural.interview.questions import Options, danger_screen
from crural.interview.value import Worth
from crural.interview.wording import ask_any, ask_danger, ask_worth

TOGETHER = 4
"""Questions in one turn at most."""
ENOUGH = 0.12
"""A question of less worth (nats) is not asked: no answer would change what to do."""
ALONGSIDE = 0.5
"""A question joins the best one when it is worth this share of it."""
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


def _partners(best: Worth, worths: list[Worth]) -> list[Worth]:
    """What is asked together with the best question: more about the same complaint, or other factors."""
    about = best.prospect.id.partition(".")[0]
    found = [best]
    for worth in worths:
        prospect = worth.prospect
        same = prospect.kind == best.prospect.kind
        if best.prospect.kind == "quality":
            same = same and prospect.id.startswith(f"{about}.")
        elif best.prospect.kind == "finding":
            same = False
        if same and prospect.id != best.prospect.id and worth.total >= max(ENOUGH, ALONGSIDE * best.total):
            found.append(worth)
    return found[:TOGETHER]


def danger_group(base: KnowledgeBase, options: Options) -> tuple[str, list[Ask]] | None:
    """The danger signs that matter now: findings in one list, and what the rules ask about the person."""
    screen = danger_screen(options)
    if len(screen) > 1:
        asks = [ask_any(base, screen)]
    else:
        asks = [ask_danger(base, name, rule) for name, rule in options.dangers if name in screen]
    asks += [ask_danger(base, name, rule) for name, rule in options.dangers if name not in base.findings]
    return (base.words["heading-danger"], asks[:TOGETHER]) if asks else None


def best_group(base: KnowledgeBase, options: Options) -> tuple[str, list[Ask]]:
    """The heading and questions of the next turn; a heading alone when all that is left is not worth asking."""
    words, names = base.words, options.network.index.names
    if not options.worths:
        return "", []
    best = options.worths[0]
    kind = best.prospect.kind
    label = base.findings[best.prospect.id.partition(".")[0]].plain if kind == "quality" else ""
    heading = words["heading-detail"].format(label=label) if label else words[f"heading-{kind}"]
    if best.total < ENOUGH:
        return heading, []
    return heading, [ask_worth(base, names, worth) for worth in _partners(best, options.worths)]
