"""Reads `kb/codes/`: what the codes of other systems mean in our ids. Strictly, all problems in one run.

Kept apart from the knowledge base: only records need it, and a command starts faster without.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path

from pydantic import ValidationError

from crural.concepts.codes import Codes, CodeSettings, CodeSystem, Meaning
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import KnowledgeError, Problem
from crural.knowledge.files import documents
from crural.knowledge.load import KB_FOLDER

LOINC = "http://loinc.org"
HPO = "http://purl.obolibrary.org/obo/hp.owl"


def is_loinc(code: str) -> bool:
    """Whether a code has the form of LOINC and the right check digit (mod 10, every second digit doubled).

    >>> is_loinc("2823-3"), is_loinc("2823-4")
    (True, False)
    """
    body, _, check = code.partition("-")
    if not (body.isascii() and body.isdigit() and check.isascii() and check.isdigit() and len(check) == 1):
        return False
    doubled = int("".join(reversed(body))[::2]) * 2
    other = "".join(reversed(body))[1::2]
    total = sum(int(digit) for digit in f"{other}{doubled}")
    return (10 - total % 10) % 10 == int(check)


def _known(base: KnowledgeBase) -> set[str]:
    generics = {member for medicine in base.medicines.values() for member in medicine.members}
    pools = (base.findings, base.measures, base.factors, base.conditions, base.medicines, generics)
    return {name for pool in pools for name in pool}


def _problems(codes: Codes, base: KnowledgeBase) -> list[Problem]:
    """References that lead nowhere, units that no measure has, codes that cannot be."""
    known, units = _known(base), {unit for measure in base.measures.values() for unit in measure.units}
    found: list[tuple[str, str, str]] = []
    for system in codes.systems.values():
        for code, meaning in system.codes.items():
            place = f"codes/{system.id}.yaml"
            found += [(place, code, f"There is no {name}.") for name in meaning.ids if name not in known]
            if system.system == LOINC and not is_loinc(code):
                found.append((place, code, "The check digit is wrong."))
            if meaning.unit:
                units.add(meaning.unit)
    settings, place = codes.settings, "codes/settings.yaml"
    found += [(place, name, f"There is no {name}.") for name in settings.fades if name not in known]
    found += [
        (place, unit, f"No measure has {unit}.") for unit in settings.units.values() if unit not in units
    ]
    for name, window in settings.windows.items():
        found += [(place, name, f"There is no {m}.") for m in window.measures if m not in known]
    if "usual" not in settings.windows:
        found.append((place, "windows", "The window `usual` is missing."))
    return [Problem(place, 0, "KB-009", subject, message) for place, subject, message in found]


def _own_hpo(base: KnowledgeBase) -> dict[str, Meaning]:
    """HPO terms that the findings carry; a term that two findings carry is neither's."""
    terms: dict[str, list[str]] = {}
    for finding in base.findings.values():
        if finding.hpo:
            terms.setdefault(finding.hpo, []).append(finding.id)
    return {term: Meaning(id=names[0]) for term, names in terms.items() if len(names) == 1}


@lru_cache(maxsize=4)
def _read(folder: Path) -> tuple[tuple[CodeSystem, ...], CodeSettings]:
    problems: list[Problem] = []
    systems: list[CodeSystem] = []
    settings: CodeSettings | None = None
    for document in documents(folder, "codes/*.yaml"):
        problems += document.problems
        try:
            if Path(document.name).stem == "settings":
                settings = CodeSettings.model_validate(document.data)
            else:
                systems.append(CodeSystem.model_validate(document.data))
        except ValidationError as error:
            for item in error.errors(include_url=False, include_context=False, include_input=False):
                path = tuple(item["loc"])
                subject = ".".join(str(part) for part in path)
                line = document.line(path)
                problems.append(Problem(document.name, line, "KB-006", subject, str(item["msg"])))
    if problems or settings is None:
        raise KnowledgeError(problems or [Problem("codes/settings.yaml", 0, "KB-005", "", "It is missing.")])
    return tuple(systems), settings


def load_codes(base: KnowledgeBase, folder: Path = KB_FOLDER) -> Codes:
    """The code maps, checked against the base. Raises KnowledgeError with every problem."""
    return _checked(base.version, folder, base)


_DONE: dict[tuple[str, Path], Codes] = {}


def _checked(version: str, folder: Path, base: KnowledgeBase) -> Codes:
    if (version, folder) not in _DONE:
        systems, settings = _read(folder)
        named = {item.system: item for item in systems}
        if HPO in named:
            named[HPO] = named[HPO].model_copy(update={"codes": {**_own_hpo(base), **named[HPO].codes}})
        codes = Codes(systems=named, settings=settings)
        problems = _problems(codes, base)
        if problems:
            raise KnowledgeError(problems)
        _DONE[version, folder] = codes
    return _DONE[version, folder]
