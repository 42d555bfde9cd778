"""The network against published numbers about people who present (`kb/anchors.yaml`).

Adults are drawn from the base; those who fit an anchor's entry are split by whether they have the condition,
and the ratio or share among them is printed beside the published one. More than twofold apart is listed. It is
mended by adding what is missing (mostly a mimic), never by bending a leak to one paper (DESIGN section 3).
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from pydantic import ValidationError

from crural.concepts.anchors import Anchor, Anchors
from crural.concepts.knowledge import Atom, KnowledgeBase
from crural.errors import KnowledgeError, Problem
from crural.inference.people import Flags, People
from crural.inference.telling import Telling
from crural.knowledge.files import read_document
from crural.knowledge.leaks import is_node
from crural.knowledge.load import KB_FOLDER

ANCHORS_FILE = KB_FOLDER / "anchors.yaml"
ADULTS, SICK, SEED = 100_000, 10_000, 20260301
"""People drawn for each setting, people drawn with each condition, and the seed."""
ENOUGH = 20
"""A share or ratio that hangs on fewer people than this is not judged."""
LEAST_RATE = 0.02
"""Rates below this count as this when false positives are compared: printed specificities of 1 are of few people."""
MEASURES = {
    "confirmed_share": {
        "prevalence",
        "post_test_probability",
        "frequency_in_population",
        "frequency_in_cases",
    },
    "lr_positive": {"lr_positive"},
    "lr_negative": {"lr_negative"},
    "specificity": {"specificity"},
    "sensitivity": {"sensitivity"},
}


@dataclass(frozen=True)
class Outcome:
    """An anchor with what the network makes of it.

    network: the network's number, None where too few people carry it. printed: the published one. ratio: how
    many times the network's is the printed one (for specificities of the false-positive rates).
    error: standard error of the logarithm of the ratio from drawing. people: the fewest that it hangs on.
    """

    anchor: Anchor
    network: float | None
    printed: float
    ratio: float | None
    error: float
    people: int

    @property
    def verdict(self) -> str:
        """`agrees`, `too low`, `too high`, or `too few people`."""
        if self.ratio is None:
            return "too few people"
        if 1.0 / self.anchor.tolerance <= self.ratio <= self.anchor.tolerance:
            return "agrees"
        return "too low" if self.ratio < 1.0 else "too high"


def read_anchors(base: KnowledgeBase, path: Path = ANCHORS_FILE) -> Anchors:
    """The anchors of the file. Raises KnowledgeError with every problem: a form, a record or an id unknown."""
    document = read_document(path, path.name)
    problems = list(document.problems)
    try:
        found = Anchors.model_validate(document.data or {})
    except ValidationError as error:
        for item in error.errors(include_url=False, include_context=False):
            place = document.line(tuple(item["loc"]))
            problems.append(Problem(path.name, place, "KB-006", str(item["loc"][-1]), f"{item['msg']}."))
        raise KnowledgeError(problems) from error
    seen: set[str] = set()
    for index, anchor in enumerate(found.anchors):
        line = document.line(("anchors", index))
        if anchor.id in seen:
            problems.append(Problem(path.name, line, "KB-008", anchor.id, "The id is used twice."))
        seen.add(anchor.id)
        for message in faults(base, anchor):
            problems.append(Problem(path.name, line, "KB-009", anchor.id, message))
    for index, skipped in enumerate(found.skipped):
        if skipped.record not in base.records:
            line = document.line(("skipped", index))
            problems.append(Problem(path.name, line, "KB-009", skipped.record, "There is no such record."))
    if problems:
        raise KnowledgeError(problems)
    return found


def faults(base: KnowledgeBase, anchor: Anchor) -> Iterator[str]:
    """What is wrong with an anchor against the base: records, ids, qualities that do not exist."""
    record = base.records.get(anchor.record)
    if record is None:
        yield f"There is no record {anchor.record}."
    elif record.value is None or record.disputed or record.quality == "machine-written":
        yield f"The record {anchor.record} carries no number (no value, disputed, or machine-written)."
    elif record.measure not in MEASURES[anchor.measure]:
        yield f"The record {anchor.record} prints {record.measure}, not {anchor.measure}."
    if anchor.condition not in base.conditions:
        yield f"There is no condition {anchor.condition}."
    elif not is_node(base.conditions[anchor.condition]):
        yield f"The condition {anchor.condition} has no numbers."
    for atom in atoms(anchor):
        for kind in ("finding", "factor", "medicine", "condition"):
            name = getattr(atom, kind)
            if name is not None and name not in getattr(base, f"{kind}s"):
                yield f"There is no {kind} {name}."
        told = [*atom.qualities.items(), ("site", atom.site)]
        for quality, values in told:
            known = base.qualifiers[quality].usual if quality in base.qualifiers else {}
            for value in values:
                if value not in known:
                    yield f"There is no value {value} of {quality}."


def atoms(anchor: Anchor) -> Iterator[Atom]:
    """Every atom of an anchor, inner ones included."""
    todo = [anchor.entry, *([anchor.shows] if anchor.shows else [])]
    while todo:
        atom = todo.pop()
        yield atom
        todo += [*atom.all, *atom.any, *atom.of]


class _Study:
    """Draws people once for each setting and condition, and measures anchors among them."""

    def __init__(self, base: KnowledgeBase, seed: int, n: int) -> None:
        self.base, self.seed, self.n = base, seed, n
        self.all: dict[str, tuple[People, Telling]] = {}
        self.sick: dict[tuple[str, str], Telling] = {}

    def telling(self, anchor: Anchor) -> tuple[Telling, Telling]:
        """Everybody of the anchor's setting, and people who have its condition."""
        setting, name = anchor.setting, anchor.condition
        if setting not in self.all:
            people = People(self.base, self.n, self.seed, setting)
            self.all[setting] = people, Telling(people)
        if (setting, name) not in self.sick:
            number = max(self.n * SICK // ADULTS, 1)
            self.sick[setting, name] = Telling(self.all[setting][0].given(name, number))
        return self.all[setting][1], self.sick[setting, name]

    def measure(self, anchor: Anchor) -> Outcome:
        """The network's number for one anchor, beside the printed one."""
        everybody, sick = self.telling(anchor)
        well = ~everybody.people.active[:, everybody.index.number[anchor.condition]]
        among_sick, among_well = sick.holds(anchor.entry), everybody.holds(anchor.entry) & well
        printed = self.base.records[anchor.record].value or 0.0
        printed = 1.0 - printed if anchor.complement else printed
        if anchor.shows is None:
            have = sick.people.weight * float(among_sick.mean())
            lack = float(among_well.mean())
            value = have / (have + lack) if have + lack else None
            error = (1.0 - (value or 0.0)) * math.hypot(_rough(among_sick), _rough(among_well))
            return _outcome(anchor, value, printed, error, [among_sick, among_well])
        with_it, without = sick.holds(anchor.shows), everybody.holds(anchor.shows)
        if anchor.measure in ("lr_negative", "specificity"):
            with_it, without = ~with_it, ~without
        groups = {
            "sensitivity": [(among_sick, with_it)],
            "specificity": [(among_well, without)],
        }.get(anchor.measure, [(among_sick, with_it), (among_well, without)])
        rates = [float(shows[entry].mean()) if entry.any() else 0.0 for entry, shows in groups]
        hang = [entry & shows for entry, shows in groups]
        error = math.hypot(*(_rough(item) for item in hang))
        if anchor.measure == "specificity":
            return _specificity(anchor, groups[0][0], hang[0], printed)
        value = rates[0] if len(rates) == 1 else rates[0] / rates[1] if rates[1] else None
        return _outcome(anchor, value, printed, error, hang)


def _specificity(anchor: Anchor, group: Flags, negative: Flags, printed: float) -> Outcome:
    """Compared by the false-positive rates: specificities themselves can hardly lie twofold apart."""
    people = int(np.count_nonzero(group))
    if people < ENOUGH:
        return Outcome(anchor, None, printed, None, math.inf, people)
    false = group & ~negative
    value = 1.0 - float(false.sum()) / people
    ratio = max(1.0 - value, LEAST_RATE) / max(1.0 - printed, LEAST_RATE)
    return Outcome(anchor, value, printed, ratio, _rough(false), people)


def _rough(group: Flags) -> float:
    """Relative standard error of a count."""
    return 1.0 / math.sqrt(max(int(np.count_nonzero(group)), 1))


def _outcome(anchor: Anchor, value: float | None, printed: float, error: float, hang: list[Flags]) -> Outcome:
    people = min(int(np.count_nonzero(group)) for group in hang)
    if value is None or people < ENOUGH or printed <= 0.0:
        return Outcome(anchor, None, printed, None, error, people)
    return Outcome(anchor, value, printed, value / printed, error, people)


def check_anchors(base: KnowledgeBase, seed: int = SEED, n: int = ADULTS) -> list[Outcome]:
    """Every anchor of the file with what the network makes of it, in the order of the file."""
    study = _Study(base, seed, n)
    return [study.measure(anchor) for anchor in read_anchors(base).anchors]


def anchors_text(base: KnowledgeBase, seed: int = SEED, n: int = ADULTS) -> str:
    """A count and a line for each anchor, for `kb stats`; what is furthest out of range first."""
    outcomes = check_anchors(base, seed, n)
    agree = sum(o.verdict == "agrees" for o in outcomes)
    judged = sum(o.ratio is not None for o in outcomes)
    lines = [f"Anchors: {agree} of {judged} within range, {len(outcomes) - judged} not judged"]
    for o in ranked(outcomes):
        name, measure, network, printed, ratio = row(o)
        lines.append(
            f"  {o.verdict:<14} {name:<70} {measure:<15} network {network:>8} printed {printed:>7} x {ratio}"
        )
    return "\n".join(lines)


def anchors_table(base: KnowledgeBase, seed: int = SEED, n: int = ADULTS) -> str:
    """Every anchor as a table in Markdown, for `docs/anchors.md`; what is out of range is marked."""
    lines = [
        "| anchor | condition | measure | setting | network | printed | ratio | |",
        "| --- | --- | --- | --- | ---: | ---: | ---: | --- |",
    ]
    for o in ranked(check_anchors(base, seed, n)):
        name, measure, network, printed, ratio = row(o)
        mark = "" if o.verdict == "agrees" else f"**{o.verdict}**"
        lines.append(
            f"| {name} | {o.anchor.condition} | {measure} | {o.anchor.setting} "
            f"| {network} | {printed} | {ratio} | {mark} |"
        )
    return "\n".join(lines)


def ranked(outcomes: list[Outcome]) -> list[Outcome]:
    """Outcomes in the order of how far they are out; those not judged before those that agree."""
    place = {"too high": 0, "too low": 0, "too few people": 1, "agrees": 2}
    return sorted(outcomes, key=lambda o: (place[o.verdict], -abs(math.log(o.ratio or 1.0)), o.anchor.id))


def row(outcome: Outcome) -> tuple[str, str, str, str, str]:
    """Id, measure, the network's number, the printed one and their ratio, as text; a dash where not judged."""
    network = "-" if outcome.network is None else f"{outcome.network:.3g}"
    ratio = "-" if outcome.ratio is None else f"{outcome.ratio:.2f}"
    return outcome.anchor.id, outcome.anchor.measure, network, f"{outcome.printed:.3g}", ratio
