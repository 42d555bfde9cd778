"""The next best questions: open danger signs that can raise the urgency first, then by worth."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from crural.concepts.assessment import Question
from crural.concepts.base import LEVELS
from crural.concepts.interview import Ask
from crural.concepts.knowledge import Rule
from crural.inference.batch import Batch
from crural.inference.network import CaseNetwork
from crural.inference.pattern import Array
from crural.inference.posterior import Posterior
from crural.interview.alarms import Alarms
from crural.interview.factors import ask_open_factors
from crural.interview.prospects import Prospect, ask_open_findings
from crural.interview.qualities import ask_open_qualities
from crural.interview.value import Worth, by_level, weigh
from crural.interview.wording import ask_danger, ask_worth
from crural.triage import Fired

NOBODY = 1e-6
"""A factor that fewer people of this age and sex have is not asked for (pregnancy in men)."""


@dataclass(frozen=True)
class Options:
    """What could be asked next. dangers: signs with their rule, most urgent first; worths: the rest, best first.

    active, gives: (n,) chance of each condition now, and its contribution to the complaints
    told. rank: the level that the rules reach (position in LEVELS).
    """

    network: CaseNetwork
    active: Array
    gives: Array
    rank: int
    dangers: list[tuple[str, Rule]]
    worths: list[Worth]

    def asks(self, most: int) -> list[Ask]:
        """The best questions in words: the danger signs, then the others that tell something."""
        base, names = self.network.index.base, self.network.index.names
        found = [ask_danger(base, name, rule) for name, rule in self.dangers[:most]]
        asked = {ask.id for ask in found}
        told = [w for w in self.worths if w.total > 0.0 and w.prospect.id not in asked][: most - len(found)]
        return [*found, *(ask_worth(base, names, worth) for worth in told)]


def _possible(network: CaseNetwork, name: str) -> bool:
    base, facts = network.index.base, network.facts
    if name not in base.factors:
        return True
    return network.index.rates.chance(name, facts.age, facts.sex) > NOBODY


def _best_of_each(worths: list[Worth]) -> list[Worth]:
    """One worth for each question; of several values of a quality the best two count together."""
    by_id: dict[str, list[Worth]] = {}
    for worth in sorted(worths, key=lambda item: -item.total):
        by_id.setdefault(worth.prospect.id, []).append(worth)
    found = []
    for first, *more in by_id.values():
        second = more[0] if more else None
        found.append(
            Worth(
                first.prospect,
                first.urgency + (second.urgency if second else 0.0),
                first.information + (second.information if second else 0.0),
                first.ranks,
            )
        )
    return sorted(found, key=lambda item: (-item.total, item.prospect.id))


def ask_options(
    network: CaseNetwork,
    batch: Batch,
    now: Posterior,
    fired: list[Fired],
    open_signs: list[tuple[str, Rule]],
    share: float = 1.0,
) -> Callable[[Posterior], Options]:
    """What could be asked of a case. now: its exact posterior, to choose what is worth looking at.

    fired: the danger rules that hold; open_signs: (id, rule) of the relevant danger signs that were not told.
    share: of the usual number of candidates, how many are looked at, when each lane of a wide case is dear.
    """
    gives, active = now.contribution[0], now.active[0]
    rank = max((item.rank for item in fired), default=0)
    dangers = [
        (name, rule)
        for name, rule in open_signs
        if LEVELS.index(rule.level) > rank and _possible(network, name)
    ]
    alarms = Alarms(network.index, network.facts, {item.rule.id for item in fired}, rank)
    level_weight = by_level(network.index.base.settings.interview.level_weight)
    weights = {name: float(level_weight[level]) for name, level in alarms.levels().items()}
    readers = [
        ask_open_findings(network, batch, gives, active, weights, share),
        ask_open_qualities(network, batch, gives, share),
        ask_open_factors(network, batch, gives, share),
    ]

    def read(answer: Posterior) -> Options:
        prospects: list[Prospect] = [prospect for reader in readers for prospect in reader(answer)]
        worths = weigh(network.index, network.facts, prospects, answer.contribution[0], alarms)
        return Options(network, active, gives, rank, dangers, _best_of_each(worths))

    return read


def as_questions(options: Options, most: int = 5) -> list[Question]:
    """The best questions as an assessment names them; one place is kept for what is no danger sign."""
    fewer = replace(options, dangers=options.dangers[: most - 1])
    return [Question(id=a.id, text=a.text, why=a.why, help=a.help) for a in fewer.asks(most)]
