"""Reads `kb/` into one KnowledgeBase: strictly, all problems in one run, cached by content.

Read and checked once; the compiled form (JSON) lies in the user's cache folder under the hash of every
file of `kb/` and of the code that reads it, so a later start only parses that.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable
from functools import lru_cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from crural.concepts import knowledge as models
from crural.concepts.base import Concept
from crural.concepts.knowledge import KnowledgeBase, Record
from crural.concepts.quantity import DERIVER
from crural.errors import KnowledgeError, Problem, QuantityError
from crural.knowledge.cache import digest_of, keep, kept, uncollected
from crural.knowledge.check import check
from crural.knowledge.derive import derive
from crural.knowledge.files import Document, documents
from crural.knowledge.leaks import with_leaks
from crural.knowledge.shelf import Shelf, texts_of

KB_FOLDER = Path(__file__).resolve().parent.parent / "kb"
LANGUAGE = "en"
"""The language pack that texts are read with: a folder of `kb/lexicon/`."""

SECTIONS: dict[str, type[Concept]] = {
    "sources": models.Source,
    "records": models.Record,
    "qualifiers": models.Qualifier,
    "findings": models.Finding,
    "measures": models.Measure,
    "factors": models.Factor,
    "medicines": models.Medicine,
    "conditions": models.Condition,
    "rules": models.Rule,
    "advice": models.Advice,
    "cautions": models.Caution,
    "tests": models.Test,
    "specialists": models.Specialist,
    "visits": models.Visit,
    "myths": models.Myth,
    "instruments": models.Instrument,
    "answers": models.Answer,
    "services": models.Service,
    "claims": models.Claim,
    "emergency_numbers": models.EmergencyNumber,
}
SHELVED = ("answers", "claims", "sources", "records")
"""Sections that most runs hardly touch: their items are read when somebody asks for them."""
_FOLDERS = {"records": "evidence", "emergency_numbers": "emergency-numbers"}


def content_version(folder: Path) -> str:
    """Hash (16 hex digits) of the base's files and of the code that reads them."""
    package = Path(__file__).resolve().parent.parent
    code = digest_of(package / "knowledge", package / "concepts", below=True)
    return digest_of(folder, ending=".yaml", below=True, also=code)


def _documents(folder: Path, section: str) -> list[Document]:
    name = _FOLDERS.get(section, section)
    return [*documents(folder, f"{name}.yaml"), *documents(folder, f"{name}/*.yaml")]


def _message(error: Any) -> str:
    kind = error["type"]
    if kind == "extra_forbidden":
        return f"Unknown key {error['loc'][-1]}."
    if kind == "missing":
        return f"The key {error['loc'][-1]} is missing."
    text = str(error["msg"]).removeprefix("Value error, ")
    return text[0].upper() + text[1:] + "."


def _problems_of(
    error: ValidationError, document: Document, at: tuple[str | int, ...], name: str
) -> Iterable[Problem]:
    for item in error.errors(include_url=False, include_context=False):
        path = (*at, *("with" if part == "with_" else part for part in item["loc"]))
        code = {"extra_forbidden": "KB-004", "missing": "KB-005"}.get(item["type"], "KB-006")
        subject = ".".join(str(part) for part in (name, *item["loc"]))
        yield Problem(document.name, document.line(path), code, subject, _message(item))


class _Reader:
    """Collects the items of all sections and every problem on the way."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.problems: list[Problem] = []
        self.places: dict[tuple[str, str], tuple[Document, tuple[str | int, ...]]] = {}
        self.records: dict[str, Record] = {}

    def _derive(self, raw: dict[str, Any]) -> dict[str, Any]:
        try:
            return derive(raw, self.records)
        except QuantityError as error:
            raise ValueError(error.message) from error

    def item(
        self, model: type[Concept], raw: Any, document: Document, at: tuple[str | int, ...], name: str
    ) -> Any:
        before = DERIVER.set(self._derive)
        try:
            return model.model_validate(raw)
        except ValidationError as error:
            self.problems += _problems_of(error, document, at, name)
            return None
        finally:
            DERIVER.reset(before)

    def section(self, section: str) -> dict[str, Any]:
        model, found = SECTIONS[section], {}
        for document in _documents(self.folder, section):
            self.problems += document.problems
            single = isinstance(document.data, dict)
            for index, raw in enumerate([document.data] if single else document.data or []):
                at: tuple[str | int, ...] = () if single else (index,)
                name = str(raw.get("id", "?")) if isinstance(raw, dict) else "?"
                if single and section in ("conditions", "answers") and Path(document.name).stem != name:
                    self.problems.append(
                        Problem(
                            document.name,
                            1,
                            "KB-007",
                            name,
                            "The file name and the id differ.",
                            "One id, one file name.",
                        )
                    )
                if name in found:
                    self.problems.append(
                        Problem(
                            document.name,
                            document.line(at),
                            "KB-008",
                            name,
                            "The id is used twice.",
                            "Rename or remove one.",
                        )
                    )
                value = self.item(model, raw, document, at, name)
                if value is not None:
                    found[name] = value
                    self.places[section, name] = (document, at)
        return found

    def mapping(self, name: str) -> dict[str, dict[str, tuple[str, ...]]]:
        result: dict[str, dict[str, tuple[str, ...]]] = {}
        for document in documents(self.folder, f"{name}/*.yaml"):
            self.problems += document.problems
            result[Path(document.name).stem] = {
                str(key): tuple(str(word) for word in words) for key, words in (document.data or {}).items()
            }
        return result

    def single(self, name: str, model: type[Concept] | None) -> Any:
        for document in documents(self.folder, f"{name}.yaml"):
            self.problems += document.problems
            if model is None:
                return {str(key): str(value) for key, value in (document.data or {}).items()}
            self.places[name, name] = (document, ())
            return self.item(model, document.data, document, (), name)
        return {} if model is None else None


def read(folder: Path, version: str) -> tuple[KnowledgeBase | None, list[Problem]]:
    """The base below `folder` and all problems found; None where it is too broken to assemble."""
    reader = _Reader(folder)
    reader.records = reader.section("records")
    parts = {section: reader.section(section) for section in SECTIONS if section != "records"}
    settings = reader.single("settings", models.Settings)
    if settings is None:
        return None, reader.problems
    base = KnowledgeBase(
        version=version,
        settings=settings,
        records=reader.records,
        lexicon=reader.mapping(f"lexicon/{LANGUAGE}"),
        words=reader.single("words", None),
        **parts,
    )

    def place(section: str, name: str, path: tuple[str | int, ...]) -> tuple[str, int]:
        document, at = reader.places.get((section, name), (None, ()))
        return (document.name, document.line((*at, *path))) if document else (section, 0)

    reader.problems += check(base, place)
    return base, reader.problems


@lru_cache(maxsize=4)
def load(folder: Path = KB_FOLDER, *, log: Callable[[str], None] | None = None) -> KnowledgeBase:
    """The checked knowledge base; from the cache when nothing changed.

    Raises KnowledgeError with every problem when the files are not sound.
    """
    version = content_version(folder)
    content = kept("knowledge", version)
    if content is not None:
        try:
            with uncollected():
                return _unpacked(content)
        except ValueError:
            pass
    if log:
        log("Reading the knowledge base for the first time ...")
    base, problems = read(folder, version)
    if problems or base is None:
        raise KnowledgeError(problems)
    base = with_leaks(base)
    keep("knowledge", version, _packed(base))
    return base


def _packed(base: KnowledgeBase) -> str:
    """The compiled form: a line for what every run needs, and one for each item of the shelves (shelf, id, text)."""
    whole = base.model_dump_json(exclude_defaults=True, by_alias=True, exclude=set(SHELVED))
    shelved = ((name, *item) for name in SHELVED for item in texts_of(getattr(base, name)).items())
    return "\n".join((whole, *("\t".join(item) for item in shelved)))


def _unpacked(content: bytes) -> KnowledgeBase:
    """The base of a compiled form. Raises ValueError when it is none."""
    whole, _, shelves = content.partition(b"\n")
    texts: dict[str, dict[str, str]] = {name: {} for name in SHELVED}
    for line in shelves.decode().split("\n"):
        shelf, name, text = line.split("\t", 2)
        texts[shelf][name] = text
    found = {name: Shelf(SECTIONS[name], texts[name]) for name in SHELVED}
    return KnowledgeBase.model_validate_json(whole).model_copy(update=found)
