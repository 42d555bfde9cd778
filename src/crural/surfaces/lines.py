"""Many cases, one a line: JSON in, JSON out, in the same order; a bad line never stops the rest."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Iterator

from crural.assess import assess, read_case
from crural.concepts.assessment import Assessment
from crural.concepts.knowledge import KnowledgeBase
from crural.errors import CruralError


def to_json(assessment: Assessment) -> str:
    """The assessment as one line of JSON with the keys of the contract."""
    return json.dumps(assessment.model_dump(mode="json", by_alias=True), ensure_ascii=False)


def _error(name: str | None, code: str, message: str) -> str:
    return json.dumps({"id": name, "error": {"code": code, "message": message}}, ensure_ascii=False)


def assess_line(line: str, base: KnowledgeBase) -> str:
    """One assessment, or one error, for one line."""
    name: str | None = None
    try:
        data = json.loads(line)
        given = data.get("id") if isinstance(data, dict) else None
        name = given.encode("utf-8", "replace").decode() if isinstance(given, str) else None
        return to_json(assess(read_case(data), base=base))
    except json.JSONDecodeError as error:
        return _error(None, "IN-007", f"Not readable as JSON at character {error.pos + 1}")
    except CruralError as error:
        return _error(name, error.code, error.message)
    except Exception as error:  # a bad line never stops the rest
        return _error(
            name, "CR-000", f"This case could not be assessed ({type(error).__name__}); please report it"
        )


def assess_lines(
    lines: Iterable[str], base: KnowledgeBase, progress: Callable[[int], None] | None = None
) -> Iterator[str]:
    """Assessments of all lines that are not blank, in order."""
    done = 0
    for line in lines:
        if line.strip():
            yield assess_line(line, base)
            done += 1
            if progress:
                progress(done)
