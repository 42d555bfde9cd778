"""Cross-checks of the whole base: references, reasons, sums, graphs. Every problem is reported."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from graphlib import CycleError, TopologicalSorter
from typing import Any

from crural.concepts.base import Concept
from crural.concepts.knowledge import Atom, Condition, Curve, Finding, KnowledgeBase
from crural.concepts.quantity import Number
from crural.errors import Problem
from crural.knowledge.check_care import care_problems
from crural.knowledge.leaks import is_node, parents_of
from crural.knowledge.twins import twins

Path = tuple[str | int, ...]
Place = Callable[[str, str, Path], tuple[str, int]]
MAX_PARENTS = 3


def _numbers_without_ground(value: Any, path: Path, why: bool) -> Iterator[Path]:
    """Paths of numbers that have neither records nor a reason, here or in a block around them."""
    if isinstance(value, Number):
        if not (value.records or value.why or why):
            yield path
    elif isinstance(value, Concept):
        inside = why or bool(getattr(value, "why", None))
        for name in type(value).model_fields:
            yield from _numbers_without_ground(
                getattr(value, name), (*path, "with" if name == "with_" else name), inside
            )
    elif isinstance(value, dict):
        for key, item in value.items():
            yield from _numbers_without_ground(item, (*path, key), why)
    elif isinstance(value, tuple):
        for index, item in enumerate(value):
            yield from _numbers_without_ground(item, (*path, index), why)


def atoms(atom: Atom) -> Iterator[Atom]:
    """The atom and all atoms inside it."""
    yield atom
    for inner in (*atom.all, *atom.any, *atom.of):
        yield from atoms(inner)


class _Checker:
    def __init__(self, base: KnowledgeBase, place: Place) -> None:
        self.base, self.place = base, place
        self.problems: list[Problem] = []

    def say(self, section: str, name: str, path: Path, code: str, message: str, fix: str = "") -> None:
        file, line = self.place(section, name, path)
        self.problems.append(
            Problem(file, line, code, ".".join(str(part) for part in (name, *path)), message, fix)
        )

    def refer(self, section: str, name: str, path: Path, target: str | None, *kinds: str) -> None:
        if target is None or any(target in getattr(self.base, kind) for kind in kinds):
            return
        self.say(
            section,
            name,
            path,
            "KB-009",
            f"There is no {' or '.join(k.rstrip('s') for k in kinds)} {target}.",
        )

    def grounds(self) -> None:
        for section in ("qualifiers", "findings", "factors", "medicines", "conditions"):
            for name, item in getattr(self.base, section).items():
                for path in _numbers_without_ground(item, (), False):
                    self.say(
                        section,
                        name,
                        path,
                        "KB-010",
                        "A number without source or reason.",
                        "Give `from`/`by`, or `why`.",
                    )

    def qualifier_values(
        self,
        section: str,
        name: str,
        path: Path,
        values: dict[str, dict[str, Number]],
        finding: Finding | None,
    ) -> None:
        for qualifier, shares in values.items():
            known = self.base.qualifiers.get(qualifier)
            allowed = set(known.usual) if known else set()
            if finding is not None and qualifier == "band":
                allowed = set(finding.bands)
            elif known is None:
                self.say(section, name, (*path, qualifier), "KB-009", f"There is no qualifier {qualifier}.")
                continue
            elif finding is not None and qualifier not in finding.qualifiers:
                self.say(
                    section, name, (*path, qualifier), "KB-011", f"{finding.id} has no qualifier {qualifier}."
                )
            for value in set(shares) - allowed:
                self.say(
                    section, name, (*path, qualifier, value), "KB-009", f"{qualifier} has no value {value}."
                )
            total = sum(share.value for share in shares.values())
            if (qualifier == "band" or (known and known.exclusive)) and abs(total - 1.0) > 0.011:
                self.say(
                    section, name, (*path, qualifier), "KB-012", f"Exclusive values sum to {total:g}, not 1."
                )

    def findings(self) -> None:
        for name, finding in self.base.findings.items():
            for path, target in (("implies", finding.implies), ("same_as", finding.same_as)):
                self.refer("findings", name, (path,), target, "findings")
            for index, other in enumerate(finding.excludes):
                self.refer("findings", name, ("excludes", index), other, "findings")
            for index, qualifier in enumerate(finding.qualifiers):
                self.refer("findings", name, ("qualifiers", index), qualifier, "qualifiers")
            self.qualifier_values("findings", name, ("usual",), finding.usual, finding)
            if (finding.frequency is None) == (finding.false_positive is None) and finding.same_as is None:
                self.say(
                    "findings",
                    name,
                    (),
                    "KB-013",
                    "Give either frequency (symptoms) or false_positive (signs, tests).",
                )

    def curve(self, section: str, name: str, path: Path, curve: Curve | None) -> None:
        if curve is not None and not curve.ages:
            self.say(section, name, path, "KB-013", "A curve needs at least one age.")

    def condition(self, name: str, condition: Condition) -> None:
        base, say = self.base, self.say
        for index, link in enumerate(condition.produces):
            at: Path = ("produces", index)
            self.refer("conditions", name, (*at, "finding"), link.finding, "findings")
            finding = base.findings.get(link.finding)
            if finding is not None:
                self.qualifier_values("conditions", name, (*at, "with"), link.with_, finding)
            if any(other.finding == link.finding for other in condition.produces[:index]):
                say(
                    "conditions", name, at, "KB-008", f"{link.finding} stands twice.", "One link per finding."
                )
        for index, item in enumerate(condition.factors):
            self.refer(
                "conditions", name, ("factors", index), item.factor, "factors", "medicines", "conditions"
            )
        for index, edge in enumerate(condition.caused_by):
            self.refer("conditions", name, ("caused_by", index), edge.condition, "conditions")
            parent = base.conditions.get(edge.condition)
            if parent is not None and not is_node(parent):
                say(
                    "conditions",
                    name,
                    ("caused_by", index),
                    "KB-015",
                    f"{edge.condition} has no numbers and cannot be a parent.",
                )
            if any(item.factor == edge.condition and item.status == "known" for item in condition.factors):
                say(
                    "conditions",
                    name,
                    ("caused_by", index),
                    "KB-015",
                    f"{edge.condition} is an edge and an odds ratio.",
                    "One or the other.",
                )
        if len(parents_of(condition)) > MAX_PARENTS:
            say("conditions", name, ("caused_by",), "KB-015", f"More than {MAX_PARENTS} condition parents.")
        for path, targets, kind in (
            ("member_of", condition.member_of, "conditions"),
            ("conjunction_of", condition.conjunction_of, "conditions"),
            ("defined_by", condition.defined_by, "findings"),
            ("advice", condition.advice, "advice"),
        ):
            for index, target in enumerate(targets):
                self.refer("conditions", name, (path, index), target, kind)
        self.refer("conditions", name, ("stage_of",), condition.stage_of, "conditions")
        if (condition.stage_of is None) != (condition.stage_strength is None):
            say("conditions", name, ("stage_of",), "KB-013", "stage_of and stage_strength belong together.")
        self.refer("conditions", name, ("specialist",), condition.specialist, "specialists")
        for index, use in enumerate(condition.tests):
            self.refer("conditions", name, ("tests", index), use.test, "tests")
        if condition.exposure is not None:
            for index, target in enumerate(condition.exposure.any_of):
                self.refer(
                    "conditions",
                    name,
                    ("exposure", "any_of", index),
                    target,
                    "factors",
                    "medicines",
                    "conditions",
                )
        for label, shares in (("onset", condition.course.onset), ("duration", condition.course.duration)):
            total = sum(share.value for share in shares.values())
            if shares and abs(total - 1.0) > 0.011:
                say("conditions", name, ("course", label), "KB-012", f"The shares sum to {total:g}, not 1.")
        self.cited("conditions", name, ("sources",), condition.sources)
        for index, chain in enumerate(condition.mechanism):
            self.cited("conditions", name, ("mechanism", index, "sources"), chain.sources)
            for target in chain.feeling:
                self.refer("conditions", name, ("mechanism", index, "feeling"), target, "findings")
        if condition.treatment and condition.treatment.source:
            self.cited("conditions", name, ("treatment", "source"), (condition.treatment.source,))
        if is_node(condition) and not condition.produces:
            say("conditions", name, (), "KB-013", "A condition with a prior produces something.")
        self.curve("conditions", name, ("prior",), condition.prior)

    def cited(self, section: str, name: str, path: Path, sources: tuple[str, ...]) -> None:
        for source in sources:
            if source not in self.base.sources and source not in self.base.records:
                self.say(section, name, path, "KB-009", f"There is no source or record {source}.")

    def atom(self, section: str, name: str, path: Path, whole: Atom) -> None:
        for atom in atoms(whole):
            for kind in ("finding", "factor", "medicine", "condition"):
                target = getattr(atom, kind)
                plural = f"{kind}s"
                known = target is None or target in getattr(self.base, plural)
                if kind == "medicine" and not known:
                    known = any(target in medicine.members for medicine in self.base.medicines.values())
                if not known:
                    self.say(section, name, path, "KB-009", f"There is no {kind} {target}.")
            if atom.caution is not None and section != "advice":
                self.say(section, name, path, "KB-018", "A caution stands only in an exception of advice.")
            for qualifier, values in atom.qualities.items():
                usual = self.base.qualifiers[qualifier].usual if qualifier in self.base.qualifiers else {}
                for value in set(values) - set(usual):
                    self.say(section, name, path, "KB-009", f"There is no {qualifier} {value}.")
            for site in atom.site:
                if site not in self.base.qualifiers["site"].usual:
                    self.say(section, name, path, "KB-009", f"There is no site {site}.")

    def rules(self) -> None:
        for name, rule in self.base.rules.items():
            self.atom("rules", name, ("when",), rule.when)
            for atom in rule.relevant_if:
                self.atom("rules", name, ("relevant_if",), atom)
            for target in rule.ask:
                self.refer("rules", name, ("ask",), target, "findings", "factors")
            for target in rule.suspects:
                self.refer("rules", name, ("suspects",), target, "conditions")
            self.cited("rules", name, ("sources",), rule.sources)
        for name, advice in self.base.advice.items():
            for unless in advice.unless:
                self.atom("advice", name, ("unless",), unless.when)
            self.cited("advice", name, ("sources",), advice.sources)
        for name, caution in self.base.cautions.items():
            for atom in caution.also:
                self.atom("cautions", name, ("also",), atom)
        for name, myth in self.base.myths.items():
            self.atom("myths", name, ("when",), myth.when)
            self.cited("myths", name, ("sources",), myth.sources)

    def instruments(self) -> None:
        for name, item in self.base.instruments.items():
            self.atom("instruments", name, ("shown_if",), item.shown_if)
            self.cited("instruments", name, ("sources",), item.sources)
            self.refer("instruments", name, ("measure",), item.measure, "measures")
            signs = [
                (("items", i), sign) for i, each in enumerate(item.items) for sign in (each, *each.grades)
            ]
            signs += [(("stages", i), stage) for i, stage in enumerate(item.stages)]
            for path, sign in signs:
                self.refer("instruments", name, path, sign.measure, "measures")
                if sign.when is not None:
                    self.atom("instruments", name, path, sign.when)

    def sources(self) -> None:
        for name, earlier, kind in twins(self.base.sources.values()):
            message = f"It is the same publication as {earlier}: same {kind}."
            self.say("sources", name, (), "KB-019", message, "Keep one id and let the records name it.")

    def rest(self) -> None:
        for name, record in self.base.records.items():
            if record.measure != "not_found":
                self.refer("records", name, ("source",), record.source, "sources")
        for name, measure in self.base.measures.items():
            for index, result in enumerate(measure.results):
                self.refer("measures", name, ("results", index), result.finding, "findings")
                finding = self.base.findings.get(result.finding)
                if finding and result.band and result.band not in finding.bands:
                    self.say(
                        "measures",
                        name,
                        ("results", index),
                        "KB-009",
                        f"{finding.id} has no band {result.band}.",
                    )
        for name, factor in self.base.factors.items():
            self.curve("factors", name, ("prevalence",), factor.prevalence)
            for target in factor.from_past:
                self.refer("factors", name, ("from_past",), target, "conditions")
        for name, medicine in self.base.medicines.items():
            for target in medicine.within:
                self.refer("medicines", name, ("within",), target, "medicines")
        graph = {name: [p for p, _ in parents_of(c)] for name, c in self.base.conditions.items()}
        try:
            TopologicalSorter(graph).prepare()
        except CycleError as error:
            self.say(
                "conditions",
                error.args[1][0],
                (),
                "KB-015",
                f"Causes run in a circle: {' -> '.join(error.args[1])}.",
            )


def check(base: KnowledgeBase, place: Place) -> list[Problem]:
    """Every problem of an assembled base; `place` finds the file and line of a path."""
    checker = _Checker(base, place)
    checker.grounds()
    checker.findings()
    for name, condition in base.conditions.items():
        checker.condition(name, condition)
    checker.rules()
    checker.instruments()
    for section, name, path, code, message in care_problems(base):
        checker.say(section, name, path, code, message)
    checker.sources()
    checker.rest()
    return checker.problems
