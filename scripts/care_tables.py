"""Tables of the pages on medicines and on the advice matrix."""

from __future__ import annotations

from collections.abc import Callable

from crural.concepts.knowledge import Advice
from crural.knowledge.cautions import NONE, carriers, hazards_of, verdicts
from crural.knowledge.codes import load_codes
from doc_tables import base, grid

ATC = "http://www.whocc.no/atc"
KEEP_ON = "not-to-stop"
"""The caution of medicines that must never be stopped suddenly."""


def hazards() -> list[str]:
    """The cautions in the order of the file."""
    return [name for name in base().cautions if name != NONE]


def matrix() -> str:
    """One letter for each advice and hazard: x exception, . fine with a reason, ? blank."""
    names = hazards()
    width = max(map(len, base().advice))
    lines = [" " * width + "  " + "".join(str((i + 1) // 10 or " ") for i in range(len(names)))]
    lines.append(" " * width + "  " + "".join(str((i + 1) % 10) for i in range(len(names))))
    for advice in base().advice.values():
        found = verdicts(advice)
        cells = ["x" if found.get(name) == "exception" else "." if name in found else "?" for name in names]
        lines.append(f"{advice.id:<{width}}  {''.join(cells)}")
    return "```text\n" + "\n".join(lines) + "\n```"


def hazard_table() -> str:
    """Each hazard with its number and who carries it."""
    rows = []
    for number, name in enumerate(hazards(), 1):
        item = base().cautions[name]
        who = (sorted(carriers(item, "conditions")), sorted(carriers(item, "medicines")))
        other = (*item.factors, *item.findings)
        rows.append((str(number), item.label, *(", ".join(ids) for ids in (*who, other))))
    return grid(("no.", "hazard", "conditions", "medicine classes", "factors and findings"), rows)


def _reasons(advice: Advice) -> str:
    numbers = {name: str(number) for number, name in enumerate(hazards(), 1)}
    return "<br>".join(
        f"{item.why} ({', '.join(numbers[name] for name in item.cautions)})" for item in advice.fine
    )


def reasons_table() -> str:
    """For each advice what strikes it, and why the other hazards (by number) do not."""
    rows = [
        (item.id, "<br>".join(each.text for each in item.unless), _reasons(item))
        for item in base().advice.values()
    ]
    return grid(("advice", "struck out", "stays as it is, and why (hazards)"), rows)


def clear_table() -> str:
    """Conditions and medicine classes that were looked at and carry no hazard."""
    none = base().cautions[NONE]
    rows = [(kind, ", ".join(sorted(carriers(none, kind)))) for kind in ("conditions", "medicines")]
    return grid(("kind", "looked at, no hazard"), rows)


def medicines_table() -> str:
    """Each class: what it does to legs, how many names are read, ATC codes, and what must not stop suddenly."""
    codes = load_codes(base()).systems[ATC].codes
    rows = []
    for item in base().medicines.values():
        named = sum(len(names) for names in item.members.values())
        own = [code for code, means in codes.items() if item.id in means.ids]
        slow = "never stop suddenly" if KEEP_ON in hazards_of(base(), "medicines", item.id) else ""
        rows.append((item.name, item.note or "", f"{len(item.members)} / {named}", " ".join(own), slow))
    return grid(("class", "what it does to legs", "generics / other names", "ATC", "care"), rows)


def medicine_counts() -> str:
    """How many classes, generics and names there are, and how many classes have no ATC code."""
    classes, codes = base().medicines, load_codes(base()).systems[ATC].codes
    coded = {name for means in codes.values() for name in means.ids}
    rows = [
        ("classes", str(len(classes))),
        ("generics", str(len({member for item in classes.values() for member in item.members}))),
        (
            "other names (brands, spellings)",
            str(len({n for m in classes.values() for g in m.members.values() for n in g})),
        ),
        ("classes with ATC codes", str(len(coded & set(classes)))),
        ("classes without", ", ".join(sorted(set(classes) - coded))),
        ("classes that must never be stopped suddenly", str(len(base().cautions[KEEP_ON].medicines))),
    ]
    return grid(("what", "how many"), rows)


TABLES: dict[str, Callable[[], str]] = {
    "advice-matrix": matrix,
    "advice-hazards": hazard_table,
    "advice-reasons": reasons_table,
    "advice-clear": clear_table,
    "medicines": medicines_table,
    "medicine-counts": medicine_counts,
}
