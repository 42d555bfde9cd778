"""What protects the person: headers, forms from elsewhere, limits, sessions; no health word where it could leak."""

from __future__ import annotations

import re
from pathlib import Path

import pytest
from tests.surfaces.web.walker import CALF, Walker

from crural.surfaces.web.app import OPEN, VISIT
from crural.surfaces.web.guard import Bucket
from crural.surfaces.web.sessions import Sessions
from crural.surfaces.web.statics import all_files

WEB = Path(__file__).resolve().parents[3] / "src" / "crural" / "surfaces" / "web"


def test_every_page_has_the_headers_that_keep_others_out() -> None:
    page = Walker().get("/")
    policy = page.headers["content-security-policy"]
    assert "default-src 'none'" in policy
    assert "unsafe" not in policy
    assert page.headers["cache-control"] == "no-store"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] == "same-origin"


def test_the_cookie_is_for_the_server_only() -> None:
    walker = Walker(public_url="https://legs.example")
    sent = walker.web.post("/begin", follow_redirects=False).headers["set-cookie"].lower()
    assert "httponly" in sent
    assert "samesite=lax" in sent
    assert "secure" in sent


POSTS = [path for path, pages in VISIT.items() if "POST" in pages]


@pytest.mark.parametrize("path", [path.replace("{kind}", "ceap") for path in POSTS])
def test_a_form_without_the_token_changes_nothing(path: str) -> None:
    walker = Walker().begin().tell(CALF)
    before = walker.get("/result/data").text
    for token in ("", "wrong", "é"):
        answer = walker.web.post(path, data={"token": token, "text": "x", "id": "leg-pain", "as": "no"})
        assert answer.status_code == 403
    assert walker.get("/result/data").text == before


@pytest.mark.parametrize("headers", [{"origin": "https://evil.example"}, {"sec-fetch-site": "cross-site"}])
def test_a_form_from_another_site_is_refused(headers: dict[str, str]) -> None:
    walker = Walker().begin()
    answer = walker.web.post("/words", data={"token": walker.token, "text": CALF}, headers=headers)
    assert answer.status_code == 403


def test_too_large_and_of_the_wrong_kind() -> None:
    walker = Walker(max_bytes=5000).begin()
    assert walker.post("/words", text="x" * 6000).status_code == 413
    assert walker.web.post("/words", json={"text": "x"}).status_code == 415
    many = "&".join(f"a{i}=1" for i in range(1000))
    kind = {"content-type": "application/x-www-form-urlencoded"}
    assert walker.web.post("/words", content=many, headers=kind).status_code == 413


def test_a_text_too_long_is_said_so_and_not_echoed_whole() -> None:
    walker = Walker().begin()
    assert walker.post("/words", text="a " * 60_000).status_code == 422
    assert "too long" in walker.text


def test_an_address_that_asks_too_often_is_told_to_wait() -> None:
    walker = Walker(per_minute=3)
    codes = [walker.get("/").status_code for _ in range(5)]
    assert codes == [200, 200, 200, 429, 429]
    assert "call an ambulance" in walker.page.text


def test_the_bucket_refills() -> None:
    now = [0.0]
    bucket = Bucket(60, clock=lambda: now[0])
    assert all(bucket.take("a") for _ in range(60))
    assert not bucket.take("a")
    assert bucket.take("b")
    now[0] = 2.0
    assert bucket.take("a")


def test_hostile_words_are_shown_as_words() -> None:
    walker = (
        Walker()
        .begin()
        .tell('<script>alert(1)</script> "><img src=x onerror=alert(1)> my calf hurts {{ 7*7 }}')
    )
    assert "<script>alert" not in walker.page.text
    assert "<img src=x" not in walker.page.text
    assert "{{ 7*7 }}" in walker.text


@pytest.mark.parametrize(
    "path", ["/nothing", "/handbook/conditions/nothing", "/handbook/nothing", "/static/../app.py"]
)
def test_what_is_not_there_is_said_so(path: str) -> None:
    walker = Walker()
    assert walker.get(path).status_code == 404


def test_an_unknown_session_is_an_expired_one() -> None:
    walker = Walker()
    walker.web.cookies.set("crural", "nobody")
    assert walker.get("/result").url.path == "/expired"
    assert "deleted" in walker.text


def test_sessions_expire(tmp_path: Path) -> None:
    now = [1000.0]
    store = Sessions(tmp_path / "s.sqlite", 10, clock=lambda: now[0])
    key, _ = store.open("{}")
    now[0] += 599
    assert store.find(key)
    now[0] += 599
    assert store.find(key), "looking at it keeps it alive"
    now[0] += 601
    assert store.find(key) is None
    store.open("{}")
    left = store.base.execute("SELECT count(*) FROM session").fetchone()[0]
    assert left == 1


def test_the_file_does_not_hold_the_key_that_opens_a_session(tmp_path: Path) -> None:
    store = Sessions(tmp_path / "s.sqlite", 10)
    key, _ = store.open("{}")
    store.close()
    assert key.encode() not in b"".join(path.read_bytes() for path in tmp_path.iterdir())


def test_a_save_after_another_save_is_refused() -> None:
    store = Sessions(None, 10)
    key, row = store.open("{}")
    assert store.save(row, '{"country": "gb"}')
    assert not store.save(row, '{"country": "us"}')
    found = store.find(key)
    assert found
    assert "gb" in found.data


def test_a_restart_loses_no_session(tmp_path: Path) -> None:
    walker = Walker(tmp_path / "s.sqlite").begin().tell(CALF)
    again = Walker(tmp_path / "s.sqlite")
    again.web.cookies = walker.web.cookies
    again.get("/understood")
    assert "calf is swollen" in again.text


def test_a_session_of_another_form_counts_as_expired(tmp_path: Path) -> None:
    walker = Walker(tmp_path / "s.sqlite").begin()
    store = Sessions(tmp_path / "s.sqlite", 10)
    store.base.execute("UPDATE session SET data = ?", ('{"case": {"nonsense": 1}}',))
    assert walker.get("/words").url.path == "/expired"


def test_no_address_takes_an_answer() -> None:
    """Answers travel in forms; an address names at most a page of the handbook, a place in a list, a kind, or a random
    ticket.
    """
    parts = {part for path in {**OPEN, **VISIT} for part in re.findall(r"\{(\w+)\}", path)}
    assert parts == {"kind", "name", "place", "ticket"}
    assert not any("{" in path and "{kind}" not in path and "{place}" not in path for path in VISIT)
    gets = [p.read_text(encoding="utf-8") for p in (WEB / "templates").rglob("*.html")]
    assert not any(re.search(r'method="get"|<form(?![^>]*method="post")', text) for text in gets)


def test_nothing_is_fetched_from_elsewhere_and_nothing_runs_inline() -> None:
    for path in (WEB / "templates").rglob("*.html"):
        text = path.read_text(encoding="utf-8")
        assert not re.search(r"""(?:src|href|action)=["']https?:""", text), path.name
        assert not re.search(r"""<script(?![^>]*\bsrc=)|\son\w+=|\sstyle=|<style""", text), path.name


def test_the_first_load_is_small() -> None:
    page = Walker().get("/")
    names = re.findall(r'"/static/([^"?]+)', page.text)
    assert "app.css" in names
    sent = len(page.content) + sum(len(all_files()[name].packed) for name in set(names))
    assert sent <= 100_000
    with_script = sent + len(all_files()["htmx.min.js"].packed)
    assert with_script <= 100_000


def test_fixed_files_are_packed_and_kept() -> None:
    walker = Walker()
    page = walker.get("/").text
    address = re.search(r'"(/static/app\.css\?[^"]+)"', page)
    assert address
    answer = walker.get(address.group(1))
    assert answer.headers["content-encoding"] == "gzip"
    assert "immutable" in answer.headers["cache-control"]
    assert walker.get("/worker.js").headers["content-type"].startswith("text/javascript")
