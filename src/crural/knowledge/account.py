"""What became of every evidence record: it carries a number, checks the network, backs a text, or is set aside."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from crural.concepts.anchors import Anchors
from crural.concepts.knowledge import KnowledgeBase, SetAside
from crural.errors import KnowledgeError, Problem
from crural.knowledge.files import read_document
from crural.knowledge.load import KB_FOLDER
from crural.knowledge.stats import found_in, numbers_in

SET_ASIDE_FILE = KB_FOLDER / "set-aside.yaml"
Use = Literal["number", "anchor", "text", "set aside"]
USES: tuple[Use, ...] = ("number", "anchor", "text", "set aside")
"""What a record can be good for, in the order in which it is counted: the first that holds."""


def read_set_aside(path: Path = SET_ASIDE_FILE) -> SetAside:
    """The file of records set aside. Raises KnowledgeError when its form is wrong."""
    document = read_document(path, path.name)
    problems = list(document.problems)
    try:
        found = SetAside.model_validate(document.data or {})
    except ValidationError as error:
        problems += [
            Problem(path.name, document.line(tuple(item["loc"])), "KB-006", "", f"{item['msg']}.")
            for item in error.errors(include_url=False, include_context=False)
        ]
        raise KnowledgeError(problems) from error
    if problems:
        raise KnowledgeError(problems)
    return found


def uses(base: KnowledgeBase, anchors: Anchors) -> dict[str, set[Use]]:
    """For each record that something rests on: what. A record not among them is good for nothing yet."""
    found: dict[str, set[Use]] = {}
    for name in type(base).model_fields:
        if name in ("records", "sources", "lexicon", "words", "version", "active", "leaks"):
            continue
        part = getattr(base, name)
        for number in numbers_in(part):
            for record in number.records:
                found.setdefault(record, set()).add("number")
        for text in found_in(part, str):
            if text in base.records and "number" not in found.get(text, ()):
                found.setdefault(text, set()).add("text")
    for anchor in anchors.anchors:
        found.setdefault(anchor.record, set()).add("anchor")
    return found


def reasons(base: KnowledgeBase, anchors: Anchors, aside: SetAside) -> dict[str, str]:
    """Why each record that is set aside is: the short name of `set-aside.yaml`, or the reason in words.

    A record that `anchors.yaml` skips counts as set aside with the reason given there.
    """
    used = uses(base, anchors)
    found = {item.record: item.reason for item in anchors.skipped if item.record not in used}
    return found | aside.records


def account(base: KnowledgeBase, anchors: Anchors, aside: SetAside) -> dict[Use, int]:
    """How many records are good for what; each counts once, for the first use of `USES` that holds."""
    used = uses(base, anchors)
    found = Counter(next(use for use in USES if use in kinds) for kinds in used.values())
    found["set aside"] = len(reasons(base, anchors, aside).keys() - used.keys())
    return {use: found[use] for use in USES}


def unaccounted(base: KnowledgeBase, anchors: Anchors, aside: SetAside) -> list[Problem]:
    """Every record that is neither used nor set aside, or carries a number though set aside, and every unknown name.

    A record that is set aside may still back a text: it is only said to carry no number.
    """
    used, dropped = uses(base, anchors), reasons(base, anchors, aside)
    problems = [
        Problem(
            "evidence",
            0,
            "KB-016",
            name,
            "Nothing rests on this record, and no reason is given.",
            f"Use it in a number, an anchor or `sources`, or name it in {SET_ASIDE_FILE.name} with the reason.",
        )
        for name in base.records
        if name not in used and name not in dropped
    ]
    for name in aside.records:
        if name not in base.records:
            said = "There is no such record."
        elif used.get(name, set()) & {"number", "anchor"}:
            said = "It is set aside, but a number or an anchor rests on it."
        else:
            continue
        problems.append(Problem(SET_ASIDE_FILE.name, 0, "KB-017", name, said, "Take it out of the file."))
    return problems
