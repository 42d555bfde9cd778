"""The danger rules: run first, on any adult's facts, whatever the ranking of causes says."""

from __future__ import annotations

from dataclasses import dataclass

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import KnowledgeBase, Rule
from crural.inference.facts import Facts
from crural.inference.index import index_of
from crural.inference.match import Matcher
from crural.knowledge.kinship import canonical


@dataclass(frozen=True)
class Fired:
    """A rule that fired."""

    rule: Rule

    @property
    def rank(self) -> int:
        """Position of its level, higher is more urgent."""
        return LEVELS.index(self.rule.level)


def fired_rules(base: KnowledgeBase, facts: Facts) -> list[Fired]:
    """Every rule whose condition holds, most urgent first, ties by id."""
    now, lately = Matcher(base, facts), Matcher(base, facts, transient=True)
    fired = [
        Fired(rule)
        for rule in base.rules.values()
        if (lately if rule.transient_counts else now).holds(rule.when)
    ]
    return sorted(fired, key=lambda item: (-item.rank, item.rule.id))


def _by_level(base: KnowledgeBase) -> list[Rule]:
    """The rules, the most urgent first, ties by id."""
    return sorted(base.rules.values(), key=lambda rule: (-LEVELS.index(rule.level), rule.id))


def not_asked(base: KnowledgeBase, facts: Facts, already: list[Fired]) -> list[tuple[str, Rule]]:
    """Danger signs that this picture makes relevant and that were not told: (finding or factor id, rule).

    A finding is told, too, when a special form of it was, and denied when its generic one was.
    """
    now, index = Matcher(base, facts, transient=True), index_of(base)
    fired = {item.rule.id for item in already}
    told = {*facts.unknown, *facts.factors, *facts.absent}
    for name in (*facts.told, *facts.resolved):
        told.update((name, *index.above[name]))
    for name, fact in facts.absent.items():
        if not fact.qualities:
            told.update(index.kin[name])
    found: dict[str, Rule] = {}
    for rule in index.once("rules", lambda: _by_level(base)):
        if rule.id in fired or not any(now.holds(atom) for atom in rule.relevant_if):
            continue
        for name in rule.ask:
            if canonical(base, name) not in told:
                found.setdefault(canonical(base, name), rule)
    return list(found.items())
