"""The danger rules: run first, on any adult's facts, whatever the ranking of causes says."""

from __future__ import annotations

from dataclasses import dataclass

from crural.concepts.base import LEVELS
from crural.concepts.knowledge import KnowledgeBase, Rule
from crural.inference.facts import Facts
from crural.inference.match import Matcher


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


def not_asked(base: KnowledgeBase, facts: Facts, already: list[Fired]) -> list[tuple[str, Rule]]:
    """Danger signs that this picture makes relevant and that were not told: (finding or factor id, rule)."""
    now = Matcher(base, facts, transient=True)
    fired = {item.rule.id for item in already}
    found: dict[str, Rule] = {}
    rules = sorted(base.rules.values(), key=lambda rule: (-LEVELS.index(rule.level), rule.id))
    for rule in rules:
        if rule.id in fired or not any(now.holds(atom) for atom in rule.relevant_if):
            continue
        for name in rule.ask:
            told = (
                name in facts.present
                or name in facts.absent
                or name in facts.unknown
                or name in facts.factors
            )
            if not told and name not in found:
                found[name] = rule
    return list(found.items())
