"""What drawn people tell and show: the generative model of decision record 1, played forward.

Every link of an active condition fires with its strength, and so does the leak; each one that fires draws a
description. Onset, duration and side are drawn once for each condition. Findings are drawn when asked for,
and are the same whatever the order of asking. A sign or test is what would be found if it were looked for.

The engine takes it that links fire independently. With `linked` above 0 they do not: who has one finding of a cause has
its others more often, each as often as before (a Gaussian copula with one factor for each person and cause).
"""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from crural.concepts.knowledge import Atom
from crural.inference.facts import BANDS
from crural.inference.network import ONCE
from crural.inference.pattern import Array
from crural.inference.people import Flags, People
from crural.inference.shares import leak_share, link_share
from crural.inference.uncertainty import RAREST

Rows = NDArray[np.intp]
LEAK = -1
"""The cause of what no modelled condition caused; everybody has it."""


class Telling:
    """The findings of some people, and who fits an atom (finding with qualities, factor, age ...).

    linked: correlation (0 to below 1) of the luck with which the links of one cause fire.
    """

    def __init__(self, people: People, linked: float = 0.0) -> None:
        self.linked = linked
        self.people, self.base, self.index = people, people.base, people.index
        self.special: dict[str, list[str]] = {name: [] for name in self.base.findings}
        for name, finding in self.base.findings.items():
            if finding.implies and not finding.same_as:
                self.special[finding.implies].append(name)
        self._who: dict[int, Rows] = {}
        self._fired: dict[tuple[str, int], tuple[Flags, float]] = {}
        self._luck: dict[tuple[int, str], Array] = {}
        self._fits: dict[str, Flags] = {}

    def who(self, cause: int) -> Rows:
        """Rows of the people who have a cause: a condition's number, or LEAK."""
        if cause not in self._who:
            has = np.ones(self.people.n, dtype=bool) if cause == LEAK else self.people.active[:, cause]
            self._who[cause] = np.flatnonzero(has)
        return self._who[cause]

    def causes(self, finding: str) -> list[int]:
        """What can produce a finding: the leak and the conditions linked to it."""
        return [LEAK, *self.index.links[finding]]

    def fired(self, finding: str, cause: int) -> tuple[Flags, float]:
        """Whether the cause produced the finding, for each row of `who(cause)`, and with what chance.

        A special finding implies its generic one, which fires by itself as often as its own strength still
        asks for (the level form of the decision record).
        """
        if (finding, cause) not in self._fired:
            link = self.index.links[finding].get(cause)
            own = self.base.leaks.get(finding, 0.0) if cause == LEAK else link.strength.value if link else 0.0
            hit, spared = np.zeros(len(self.who(cause)), dtype=bool), 1.0
            for special in self.special[finding]:
                also, chance = self.fired(special, cause)
                hit, spared = hit | also, spared * (1.0 - chance)
            if 1.0 - own < spared:
                luck = self._fires(finding, cause, len(hit))
                hit, spared = hit | (luck < 1.0 - (1.0 - own) / spared), 1.0 - own
            self._fired[finding, cause] = hit, 1.0 - spared
        return self._fired[finding, cause]

    def _fires(self, finding: str, cause: int, size: int) -> Array:
        """The luck (size,), uniform between 0 and 1, with which a cause fires on a finding; low fires."""
        random = self.people.random("fires", finding, cause)
        if not self.linked:
            return random.random(size)
        common = self.people.random("florid", cause).standard_normal(size)
        own = random.standard_normal(size)
        both = math.sqrt(self.linked) * common + math.sqrt(1.0 - self.linked) * own
        return np.array([0.5 * math.erfc(-x / math.sqrt(2.0)) for x in both.tolist()])

    def shares(self, finding: str, cause: int, quality: str) -> dict[str, float]:
        """Chance of each value of a quality given that the cause produced the finding."""
        item = self.base.findings[finding]
        values = item.bands if quality == "band" else tuple(self.base.qualifiers[quality].usual)
        link = self.index.links[finding].get(cause)
        told = link.shares.get(quality, {}) if link else {}
        found = {}
        for value in dict.fromkeys((*values, *told)):
            number = (
                leak_share(self.base, item, quality, value)
                if link is None
                else link_share(self.base, item, link.shares, quality, value)
            )
            found[value] = min(max(number.value, RAREST), 1.0 - RAREST) if number else 1.0 / len(values)
        return found

    def drawn(self, finding: str, cause: int, quality: str, wanted: tuple[str, ...]) -> Flags:
        """For each firing of the cause, whether its description has one of the values wanted."""
        hit, _ = self.fired(finding, cause)
        shares = self.shares(finding, cause, quality)
        if quality != "band" and not self.base.qualifiers[quality].exclusive:
            one = np.zeros(int(hit.sum()), dtype=bool)
            for value in wanted:
                luck = self.people.random("has", finding, cause, quality, value).random(len(one))
                one |= luck < shares.get(value, 0.0)
            return one
        if quality in ONCE and cause != LEAK:
            if (cause, quality) not in self._luck:
                luck = self.people.random("course", cause, quality).random(len(hit))
                self._luck[cause, quality] = luck
            luck = self._luck[cause, quality][hit]
        else:
            luck = self.people.random("is", finding, cause, quality).random(int(hit.sum()))
        ends = np.cumsum(list(shares.values()))
        place = np.minimum(np.searchsorted(ends, luck * ends[-1], side="right"), len(ends) - 1)
        return np.isin(place, [i for i, value in enumerate(shares) if value in wanted])

    def asked(self, atom: Atom) -> dict[str, tuple[str, ...]]:
        """The qualities that an atom asks of its finding."""
        asked = {quality: tuple(values) for quality, values in atom.qualities.items()}
        if atom.not_onset:
            asked["onset"] = tuple({"sudden", "days", "gradual"} - set(atom.not_onset))
        if atom.not_severity:
            asked["severity"] = tuple({"mild", "moderate", "severe"} - set(atom.not_severity))
        if atom.not_longer_than_days is not None:
            asked["duration"] = tuple(name for name, end in BANDS if end <= atom.not_longer_than_days)
        told = {
            "side": (atom.side,) if atom.side else (),
            "site": atom.site,
            "onset": atom.onset,
            "severity": atom.severity,
            "band": atom.band,
        }
        return {**asked, **{quality: tuple(values) for quality, values in told.items() if values}}

    def finding(self, atom: Atom) -> Flags:
        """Who (n,) has the finding so that some cause of it drew the whole description that is asked for."""
        name = self.base.findings[atom.finding or ""].same_as or atom.finding or ""
        asked, found = self.asked(atom), np.zeros(self.people.n, dtype=bool)
        for cause in self.causes(name):
            hit, _ = self.fired(name, cause)
            rows = self.who(cause)[hit]
            fits = np.ones(len(rows), dtype=bool)
            for quality, values in asked.items():
                fits &= self.drawn(name, cause, quality, values)
            found[rows[fits]] = True
        return found

    def spoken(self, name: str) -> Rows:
        """The cause whose description each person (n,) would tell, one at random; -2 without the finding."""
        best, said = np.zeros(self.people.n), np.full(self.people.n, -2)
        for cause in self.causes(name):
            rows = self.who(cause)[self.fired(name, cause)[0]]
            luck = self.people.random("spoken", name, cause).random(len(rows)) + 1e-12
            better = luck > best[rows]
            best[rows[better]], said[rows[better]] = luck[better], cause
        return said

    def holds(self, atom: Atom) -> Flags:
        """Who (n,) fits every key of the atom. Statuses new and known are one: the condition is active."""
        key = atom.model_dump_json(exclude_defaults=True)
        if key not in self._fits:
            self._fits[key] = self._holds(atom)
        return self._fits[key]

    def _holds(self, atom: Atom) -> Flags:
        people = self.people
        fits = np.ones(people.n, dtype=bool)
        if atom.finding is not None:
            fits &= self.finding(atom)
        for name in (atom.factor, atom.medicine, atom.condition):
            if name is not None:
                status = "past" if name == atom.condition and atom.status == ("past",) else "known"
                state = people.state(name, status)
                fits &= False if state is None else state
        if atom.age_at_least is not None:
            fits &= people.by_cell(float(age >= atom.age_at_least) for age, _ in people.cells) > 0.0
        if atom.sex is not None:
            fits &= people.by_cell(float(sex == atom.sex) for _, sex in people.cells) > 0.0
        for inner in atom.all:
            fits &= self.holds(inner)
        if atom.any:
            fits &= np.any([self.holds(inner) for inner in atom.any], axis=0)
        if atom.of:
            fits &= np.sum([self.holds(inner) for inner in atom.of], axis=0) >= (atom.at_least or 1)
        return fits
