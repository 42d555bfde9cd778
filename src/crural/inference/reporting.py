"""What a person tells is not always so: the declared rates of `settings.reporting` in the network's numbers.

Each link that fires is passed over with chance `missed`, and who is asked about a complaint that nothing made says
yes with chance `mistaken`, like one more leak. Told to be absent therefore has the chance

    (1 - mistaken) * (1 - leak (1 - missed)) * product over active causes of (1 - strength (1 - missed))

which is again a noisy-OR, as exact and as cheap as before (decision 8). With chance `misdescribed` a description says
nothing: its values are drawn as they usually are. Signs and results of tests are left alone: their strengths and
false-positive rates were measured with the errors of looking in them.
"""

from __future__ import annotations

from dataclasses import dataclass

from crural.concepts.knowledge import KnowledgeBase
from crural.inference.pattern import Array


@dataclass(frozen=True)
class Reporting:
    """Chances (0 to 1), see `concepts.knowledge.settings.Reporting`. symptoms: the findings that people tell of."""

    missed: float
    mistaken: float
    misdescribed: float
    symptoms: frozenset[str]

    @classmethod
    def of(cls, base: KnowledgeBase) -> Reporting:
        """The declared rates of a base; without them everything told is taken as so."""
        told = base.settings.reporting
        symptoms = frozenset(name for name, item in base.findings.items() if item.kind == "symptom")
        if told is None:
            return cls(0.0, 0.0, 0.0, symptoms)
        return cls(
            missed=told.missed.value,
            mistaken=told.mistaken.value,
            misdescribed=told.misdescribed.value,
            symptoms=symptoms,
        )

    def noticed(self, finding: str) -> float:
        """Chance that a link that fires is not passed over when the finding is told."""
        return 1.0 - self.missed if finding in self.symptoms else 1.0

    def leak(self, finding: str, leak: Array | float, asked: bool) -> Array | float:
        """The leak of a finding as it is told: made by nothing modelled and noticed, or a mistaken answer."""
        if finding not in self.symptoms:
            return leak
        mistaken = self.mistaken if asked else 0.0
        return 1.0 - (1.0 - mistaken) * (1.0 - leak * (1.0 - self.missed))

    def described(self, finding: str, share: Array, usual: Array | float) -> Array:
        """Share of a value as it is told, from the share given a cause and the usual one."""
        if finding not in self.symptoms:
            return share
        return (1.0 - self.misdescribed) * share + self.misdescribed * usual
