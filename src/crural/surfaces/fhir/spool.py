"""A folder of records as one patient after the other, in bounded memory.

Reads JSON files (Bundles or single resources) and NDJSON files (`Type[.n].ndjson`). What is of one patient alone is
read when it is its turn; all else lies in a temporary SQLite file, sorted by patient. Large Bundles are streamed.
"""

from __future__ import annotations

import itertools
import json
import re
import sqlite3
import tempfile
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TextIO

from crural.surfaces.fhir.plain import Resource, items, obj, word
from crural.surfaces.fhir.read import READ
from crural.surfaces.fhir.records import subject_of
from crural.surfaces.fhir.versions import NEW_NAMES, OLD_NAMES

WHOLE = 16_000_000
"""Files up to this size (bytes) are read at once."""

CHUNK = 1_000_000
LONGEST = 64_000_000
"""A single resource, or all of one patient, longer than this (characters) is not read."""

ENTRY = re.compile(r'"entry"\s*:\s*\[')
CLINICAL = {kind for kind in READ if kind not in ("Patient", "Medication")} | {*OLD_NAMES, *NEW_NAMES}
"""What stands under its patient; kinds of other versions too, since the record's row then counts them as issues."""


@dataclass(frozen=True)
class Bad:
    """A file or line that could not be read."""

    place: str
    text: str


@dataclass
class Spool:
    """The patients of a folder. `bad` and `left` (what was left out, and how often) grow while it is read."""

    folder: Path
    store: sqlite3.Connection
    alone: list[Path] = field(default_factory=list)
    bad: list[Bad] = field(default_factory=list)
    left: Counter[str] = field(default_factory=Counter)

    def add(self, resource: Any, url: str | None = None) -> None:
        """Put one resource under its patient; kinds that nobody reads, and what names no patient, are left out."""
        found = obj(resource)
        kind, name = word(found.get("resourceType")), word(found.get("id"))
        if kind == "Bundle":
            for entry in items(found.get("entry")):
                self.add(entry.get("resource"), word(entry.get("fullUrl")) or None)
            return
        text = json.dumps(found, separators=(",", ":"))
        if kind == "Patient":
            self.store.execute("insert into resources values (?, ?)", (f"Patient/{name}", text))
            if url:
                self.store.execute("insert into names values (?, ?)", (url, f"Patient/{name}"))
        elif kind == "Medication":
            for key in filter(None, (f"Medication/{name}", url)):
                self.store.execute("insert or replace into shared values (?, ?)", (key, text))
        elif kind not in CLINICAL:
            self.left[f"{kind or 'Something without a resourceType'}: this kind is not read"] += 1
        elif not subject_of(found):
            self.left[f"{kind}: it names no patient; give it a subject"] += 1
        else:
            self.store.execute("insert into resources values (?, ?)", (_short(subject_of(found)), text))

    def count(self) -> int:
        """How many patients there are."""
        row = self.store.execute(f"select count(distinct {OWNER}) from {JOINED}").fetchone()
        return len(self.alone) + int(row[0])

    def patients(self) -> Iterator[tuple[str, list[Resource]]]:
        """(where it stands, resources) of one patient after the other."""
        for path in self.alone:
            data = load_file(path, self.bad)
            if data is not None:
                yield path.name, [data]
        cursor = self.store.execute(f"select {OWNER}, body from {JOINED} order by 1, resources.rowid")
        for owner, rows in itertools.groupby(cursor, key=lambda row: str(row[0])):
            found, size = [], 0
            for _, body in rows:
                size += len(body)
                if size <= LONGEST:
                    found.append(json.loads(body))
            if size > LONGEST:
                text = f"This record is longer than {LONGEST:,} characters; leave out what is old."
                self.bad.append(Bad(owner, text))
            else:
                yield owner, [*found, *self._medications(found)]

    def _medications(self, resources: list[Resource]) -> Iterator[Resource]:
        wanted = {_short(word(obj(r.get("medicationReference")).get("reference"))) for r in resources}
        for name in sorted(filter(None, wanted)):
            for (body,) in self.store.execute("select body from shared where name = ?", (name,)):
                yield json.loads(body)


OWNER = "coalesce(names.patient, resources.owner)"
JOINED = "resources left join names on names.url = resources.owner"


def _short(reference: str) -> str:
    """A reference without the server's address and version."""
    if reference.startswith("urn:"):
        return reference
    return "/".join(reference.split("/_history/")[0].split("/")[-2:])


def load_file(path: Path, bad: list[Bad]) -> Any:
    """The JSON of a file; None, and one more in `bad`, when it cannot be read."""
    try:
        return json.loads(path.read_text(encoding="utf-8-sig"))
    except (ValueError, RecursionError):
        bad.append(Bad(path.name, "This is not readable as JSON; mend or remove the file."))
    except OSError:
        bad.append(Bad(path.name, "The file cannot be opened; check its rights."))
    return None


def _patients_in(bundle: Any) -> int:
    return sum(
        obj(entry.get("resource")).get("resourceType") == "Patient"
        for entry in items(obj(bundle).get("entry"))
    )


def stream_entries(file: TextIO) -> Iterator[Resource]:
    """The entries of a Bundle of any size, one after the other. Raises ValueError where the JSON is broken, and for
    what is no Bundle.
    """
    decoder, buffer = json.JSONDecoder(), ""
    while (start := ENTRY.search(buffer)) is None:
        chunk = file.read(CHUNK)
        if not chunk:
            raise ValueError("no entries")
        buffer = buffer[-100:] + chunk if len(buffer) > CHUNK else buffer + chunk
    buffer = buffer[start.end() :]
    while True:
        buffer = buffer.lstrip(" \t\r\n,")
        if buffer.startswith("]"):
            return
        try:
            entry, end = decoder.raw_decode(buffer)
        except json.JSONDecodeError:
            chunk = file.read(max(CHUNK, len(buffer)))
            if not chunk or len(buffer) > LONGEST:
                raise ValueError("broken") from None
            buffer += chunk
            continue
        yield obj(entry)
        buffer = buffer[end:]


def _lines(file: TextIO) -> Iterator[str]:
    """The lines of a file; one longer than LONGEST gives its beginning, which no JSON reader takes."""
    while line := file.readline(LONGEST):
        yield line
        while line and not line.endswith("\n"):
            line = file.readline(LONGEST)


def _read_ndjson(spool: Spool, path: Path) -> None:
    with path.open(encoding="utf-8-sig") as file:
        for number, line in enumerate(_lines(file), 1):
            if not line.strip():
                continue
            try:
                spool.add(json.loads(line))
            except (ValueError, RecursionError):
                spool.bad.append(Bad(f"{path.name}:{number}", "This line is not readable as JSON."))


def _read_json(spool: Spool, path: Path) -> None:
    if path.stat().st_size > WHOLE:
        with path.open(encoding="utf-8-sig") as file:
            for entry in stream_entries(file):
                spool.add(entry.get("resource"), word(entry.get("fullUrl")) or None)
        return
    data = load_file(path, spool.bad)
    if obj(data).get("resourceType") == "Bundle" and _patients_in(data) == 1:
        spool.alone.append(path)
    elif data is not None and word(obj(data).get("resourceType")):
        spool.add(data)
    elif data is not None:
        spool.bad.append(Bad(path.name, "This is no FHIR resource; it has no resourceType."))


@contextmanager
def spooled(folder: Path) -> Iterator[Spool]:
    """The patients of a folder of `.json` and `.ndjson` files."""
    with tempfile.TemporaryDirectory() as place:
        store = sqlite3.connect(Path(place) / "spool.sqlite")
        store.executescript(
            "pragma journal_mode=off; pragma synchronous=off; create table resources (owner text, body text);"
            "create table names (url text primary key, patient text) without rowid;"
            "create table shared (name text primary key, body text) without rowid;"
        )
        spool = Spool(folder, store)
        try:
            for path in sorted(p for p in folder.iterdir() if p.suffix in (".json", ".ndjson")):
                try:
                    (_read_ndjson if path.suffix == ".ndjson" else _read_json)(spool, path)
                except (ValueError, OSError, RecursionError):
                    spool.bad.append(
                        Bad(
                            path.name,
                            "This is no Bundle with entries, or no JSON from some place on; mend it.",
                        )
                    )
            store.execute("create index by_owner on resources (owner)")
            yield spool
        finally:
            store.close()
