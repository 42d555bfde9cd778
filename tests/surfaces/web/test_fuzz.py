"""Forms filled with anything: never an error of ours, never a way round the token, never a page that is not closed."""

from __future__ import annotations

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.surfaces.web.walker import CALF, Walker

from crural.knowledge import load
from crural.surfaces.web.app import OPEN, VISIT

NAMES = (
    "text",
    "id",
    "as",
    "age",
    "sex",
    "feel",
    "about",
    "place",
    "unsure",
    "name",
    "add",
    "remove",
    "stopped",
)
MORE = (
    "complete",
    "ask",
    "answer-leg-pain",
    "answer-fever",
    "value",
    "country",
    "lines",
    "state",
    "cause",
    "pick",
    "words",
)
GROUPS = ("childbearing", "lately", "health", "habits", "setting")
IDS = st.sampled_from(
    ["leg-pain", "fever", "diabetes-mellitus", "furosemide", "potassium", "pregnancy", "smoking"]
)
VALUES = st.one_of(
    IDS,
    st.sampled_from(
        ["yes", "no", "unsure", "none", "before", "other", "left-calf", "-1", "1e400", "nan", "67", "remove"]
    ),
    st.text(max_size=60),
)
FORMS = st.dictionaries(
    st.sampled_from((*NAMES, *MORE, *GROUPS)), st.lists(VALUES, min_size=1, max_size=3), max_size=6
)
PATHS = [
    path.replace("{kind}", "wells-dvt")
    for path, pages in {**OPEN, **VISIT}.items()
    if "POST" in pages and path != "/forget"
]


@pytest.fixture(scope="module")
def walker() -> Walker:
    return Walker().begin().tell(CALF)


@settings(max_examples=150, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(path=st.sampled_from(PATHS), form=FORMS)
def test_no_form_breaks_a_page(walker: Walker, path: str, form: dict[str, Any]) -> None:
    answer = walker.post(path, **form)
    assert answer.status_code in (200, 422, 404), path
    if answer.headers["content-type"].startswith("text/html") and "<html" in answer.text:
        assert answer.text.rstrip().endswith("</html>")


@settings(max_examples=40, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True)
@given(body=st.binary(max_size=400))
def test_no_bytes_break_a_page(walker: Walker, body: bytes) -> None:
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert walker.web.post("/words", content=body, headers=kind).status_code in (200, 403, 413)
    assert load().version
