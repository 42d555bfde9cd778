"""Tables of the reference pages, made from the models and the knowledge files."""

from __future__ import annotations

import inspect
import re
import types
import typing
from collections import Counter
from collections.abc import Callable
from functools import lru_cache
from pathlib import Path

from pydantic import BaseModel

from crural.concepts import knowledge as models
from crural.concepts.assessment import Assessment
from crural.concepts.base import LEVELS
from crural.concepts.case import Case, Entry
from crural.concepts.knowledge import KnowledgeBase
from crural.inference.anchors import read_anchors
from crural.knowledge import load
from crural.knowledge.account import account, read_set_aside
from crural.knowledge.stats import COMMONEST, sourced_shares

RENAMED = {"for_": "for", "schema_": "schema", "with_": "with"}


@lru_cache(maxsize=1)
def base() -> KnowledgeBase:
    """The knowledge base, read once."""
    return load()


def grid(head: tuple[str, ...], rows: list[tuple[str, ...]]) -> str:
    """A Markdown table."""
    lines = [f"| {' | '.join(head)} |", f"|{' --- |' * len(head)}"]
    return "\n".join([*lines, *[f"| {' | '.join(row)} |" for row in rows]])


def type_name(kind: object) -> str:
    """A field's type in words."""
    origin, inner = typing.get_origin(kind), typing.get_args(kind)
    if origin is typing.Literal:
        return " or ".join(f"`{value}`" for value in inner)
    if origin is typing.Annotated:
        return type_name(inner[0])
    if origin in (typing.Union, types.UnionType):
        return ", or ".join(type_name(part) if part is not type(None) else "null" for part in inner)
    if origin is tuple:
        if len(inner) == 2 and inner[1] is Ellipsis:
            return f"list of {type_name(inner[0])}"
        return f"[{', '.join(type_name(part) for part in inner)}]"
    if origin is dict:
        return f"object of {type_name(inner[1])}"
    names = {"str": "text", "float": "number", "int": "whole number", "bool": "true or false", "date": "date"}
    return names.get(getattr(kind, "__name__", ""), getattr(kind, "__name__", str(kind)))


def meanings(model: type[BaseModel]) -> tuple[str, dict[str, str]]:
    """What a model's docstring says: of the whole, and of each field ("age: years. sex, side: ...")."""
    doc = " ".join((inspect.getdoc(model) or "").split())
    one = "|".join(re.escape(RENAMED.get(name, name)) for name in model.model_fields)
    parts = re.split(rf"(?:(?<=\. )|(?<=^))((?:{one})(?:, (?:{one}))*): ", doc)
    said: dict[str, str] = {}
    for names, text in zip(parts[1::2], parts[2::2], strict=True):
        said |= dict.fromkeys(names.split(", "), text.strip())
    return parts[0].strip(), said


def model_table(model: type[BaseModel]) -> str:
    """A model: what its docstring says, then its fields; a star marks what must be given."""
    doc, said = meanings(model)
    rows = []
    for field_name, field in model.model_fields.items():
        name = RENAMED.get(field_name, field_name)
        star = " *" if field.is_required() else ""
        meaning = said.get(name, said.get(field_name, "")).replace("|", "\\|")
        rows.append((f"`{name}`{star}", type_name(field.annotation), meaning))
    return f"**{model.__name__}.** {doc}\n\n" + grid(("field", "type", "meaning"), rows)


def models_below(model: type[BaseModel]) -> list[type[BaseModel]]:
    """The model and every model that its fields hold, in the order of first use."""
    found: list[type[BaseModel]] = []

    def visit(kind: object) -> None:
        for part in typing.get_args(kind):
            visit(part)
        if inspect.isclass(kind) and issubclass(kind, BaseModel) and kind not in found:
            found.append(kind)
            for field in kind.model_fields.values():
                visit(field.annotation)

    visit(model)
    return found


def case_tables() -> str:
    """A case and its entries."""
    return "\n\n".join(model_table(model) for model in (Case, Entry))


def assessment_tables() -> str:
    """An assessment and all that it holds."""
    return "\n\n".join(model_table(model) for model in models_below(Assessment))


def knowledge_tables() -> str:
    """Every other kind of entry of the knowledge files, with its fields."""
    kinds: tuple[tuple[str, tuple[type[BaseModel], ...]], ...] = (
        ("qualifiers.yaml", (models.Qualifier,)),
        ("factors/", (models.Factor,)),
        ("medicines/", (models.Medicine,)),
        ("measures.yaml", (models.Measure, models.Measure.Result)),
        ("rules/", (models.Rule, models.Atom)),
        ("advice/", (models.Advice, models.Unless, models.Fine)),
        ("cautions.yaml", (models.Caution,)),
        ("myths/", (models.Myth,)),
        ("answers/", (models.Answer,)),
        ("services/", (models.Service, models.Check)),
        ("claims/", (models.Claim,)),
        ("tests/", (models.Test,)),
        ("specialists.yaml", (models.Specialist,)),
        ("visits.yaml", (models.Visit,)),
        ("emergency-numbers.yaml", (models.EmergencyNumber,)),
        ("evidence/", (models.Record,)),
        ("sources/", (models.Source,)),
        ("settings.yaml", (models.Settings, models.HarmClass)),
    )
    return "\n\n".join(
        f"### `kb/{where}`\n" + "\n\n".join(model_table(model) for model in group) for where, group in kinds
    )


def harm_table() -> str:
    """The thresholds on contributions."""
    settings = base().settings
    levels = [level for level in reversed(LEVELS) if level != "self-care"]
    rows = [
        (
            f"`{harm.id}`: {harm.plain}",
            *(f"{harm.reaches[level].value:g}" if level in harm.reaches else "" for level in levels),
        )
        for harm in settings.harm
    ]
    rows.append(
        (
            "all of class `hours` added up",
            *(
                f"{settings.summed_emergencies[level].value:g}"
                if level in settings.summed_emergencies
                else ""
                for level in levels
            ),
        )
    )
    return grid(("harm class", *levels), rows)


def settings_table() -> str:
    """Odds multipliers by setting and usual urgency."""
    settings = base().settings.settings
    levels = list(reversed(LEVELS))
    rows = [
        (f"`{name}`", *(f"{odds[level].value:g}" if level in odds else "1" for level in levels))
        for name, odds in settings.items()
    ]
    return grid(("setting", *levels), rows)


def shares_table() -> str:
    """How many numbers are sourced, by kind."""
    shares = sourced_shares(base())
    kinds = {name: pair for name, pair in shares.items() if not name.startswith(("area ", "commonest "))}
    rows = [
        (name, str(sourced), str(corrected), str(total), f"{sourced / total:.0%}" if total else "")
        for name, (sourced, corrected, total) in sorted(kinds.items())
    ]
    sourced, corrected, total = (sum(share[i] for share in kinds.values()) for i in (0, 1, 2))
    rows.append(("**all**", str(sourced), str(corrected), str(total), f"{sourced / total:.0%}"))
    return grid(("kind of number", "sourced", "of these corrected", "all", "share"), rows)


def commonest_table() -> str:
    """How many numbers of the commonest conditions are sourced, by kind."""
    shares = sourced_shares(base())
    rows = [
        (name.removeprefix("commonest "), str(sourced), str(corrected), str(total), f"{sourced / total:.0%}")
        for name, (sourced, corrected, total) in shares.items()
        if name.startswith("commonest ")
    ]
    return grid(
        (f"of the {COMMONEST} commonest conditions", "sourced", "of these corrected", "all", "share"), rows
    )


def evidence_table() -> str:
    """What became of the evidence records."""
    held = base()
    said = {
        "number": "carries a number of the network",
        "anchor": "checks the network ([anchors](../anchors.md))",
        "text": "backs a text: a rule, an advice, a mechanism, a treatment",
        "set aside": "nothing rests on it; the reason is in `kb/set-aside.yaml` or `kb/anchors.yaml`",
    }
    became = account(held, read_anchors(held), read_set_aside())
    rows = [(said[use], str(number)) for use, number in became.items()]
    return grid(("a record that", "how many"), [*rows, ("**all**", str(len(held.records)))])


def set_aside_table() -> str:
    """The reasons for which records are set aside, and how many for each."""
    aside = read_set_aside()
    numbers = Counter(aside.records.values())
    rows = [(f"`{name}`", text, str(numbers[name])) for name, text in aside.reasons.items()]
    own = sum(number for reason, number in numbers.items() if reason not in aside.reasons)
    rows.append(
        ("conflict", "Another record of the same thing was taken; the reason is written out.", str(own))
    )
    return grid(("reason", "what it means", "records"), rows)


def reviewed_table() -> str:
    """The conditions that were gone through number by number."""
    rows = [
        (condition.name, str(condition.reviewed.on), condition.reviewed.checked)
        for condition in sorted(base().conditions.values(), key=lambda item: item.name)
        if condition.reviewed
    ]
    return grid(("condition", "on", "what was checked"), rows)


def counts_table() -> str:
    """What the knowledge base holds."""
    held = base()
    full = sum(condition.depth == "full" for condition in held.conditions.values())
    dangers = sum(rule.level in ("emergency", "same-day") for rule in held.rules.values())
    rows = [
        ("conditions", str(len(held.conditions)), f"{full} of them in full depth"),
        ("findings", str(len(held.findings)), "complaints, signs, home checks, test results"),
        ("factors", str(len(held.factors)), "what makes conditions more or less likely"),
        (
            "medicine classes",
            str(len(held.medicines)),
            f"{sum(len(m.members) for m in held.medicines.values())} medicines",
        ),
        ("danger rules", str(len(held.rules)), f"{dangers} of them same-day or emergency"),
        ("evidence records", str(len(held.records)), f"from {len(held.sources)} publications and pages"),
    ]
    return grid(("what", "how many", ""), rows)


def rules_table() -> str:
    """Every danger rule with its level."""
    rules = sorted(base().rules.values(), key=lambda rule: (-LEVELS.index(rule.level), rule.id))
    rows = [(f"`{rule.id}`", rule.level, re.sub(r"\s+", " ", rule.name)) for rule in rules]
    return grid(("rule", "level", "danger"), rows)


def example_case() -> str:
    """The case that the pages use."""
    text = (Path(__file__).resolve().parent.parent / "examples" / "swollen-calf.yaml").read_text(
        encoding="utf-8"
    )
    return f"```yaml\n{text.rstrip()}\n```"


TABLES: dict[str, Callable[[], str]] = {
    "example-case": example_case,
    "case": case_tables,
    "assessment": assessment_tables,
    "knowledge": knowledge_tables,
    "harm": harm_table,
    "settings": settings_table,
    "sourced": shares_table,
    "commonest": commonest_table,
    "evidence": evidence_table,
    "set-aside": set_aside_table,
    "reviewed": reviewed_table,
    "counts": counts_table,
    "rules": rules_table,
}
