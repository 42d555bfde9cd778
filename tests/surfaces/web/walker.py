"""A person on the way through the pages, without a browser: follows forms as a browser without script would."""

from __future__ import annotations

import re
from html import unescape
from pathlib import Path
from typing import Any

from starlette.testclient import TestClient

from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.web.app import app_for

STROKE = "My face droops on one side and my left leg is weak since this morning."
CALM = "Both my legs have felt heavy in the evening for three months. I am 52 and a woman."
CALF = "My left calf is swollen and sore since two days. I am 67. No fever."


class Walker:
    """One visit. page: the last answer; every page that is shown is kept in `seen`."""

    def __init__(self, sessions: Path | None = None, **settings: Any) -> None:
        self.app = app_for(load(), Settings(sessions=sessions, **settings))
        self.web = TestClient(self.app, raise_server_exceptions=False)
        self.page: Any = None
        self.token = ""

    def get(self, path: str, **headers: str) -> Any:
        self.page = self.web.get(path, headers=headers)
        return self.page

    def post(self, path: str, **fields: Any) -> Any:
        self.page = self.web.post(path, data={"token": self.token, **fields})
        found = re.search(r'name="token" value="([^"]+)"', self.page.text)
        self.token = found.group(1) if found else self.token
        return self.page

    def begin(self, country: str = "gb") -> Walker:
        self.post("/begin", country=country)
        assert self.path == "/words"
        return self

    def tell(self, text: str) -> Walker:
        self.post("/words", text=text)
        return self

    @property
    def path(self) -> str:
        return str(self.page.url.path)

    @property
    def text(self) -> str:
        """What the page says, without its marks."""
        body = re.sub(r"<(script|style|svg|head)\b.*?</\1>", " ", self.page.text, flags=re.DOTALL)
        return " ".join(unescape(re.sub(r"<[^>]+>", " ", body)).split())

    def asked(self) -> list[str]:
        return [unescape(name) for name in re.findall(r'name="ask" value="([^"]+)"', self.page.text)]

    def say(self, value: str) -> None:
        """Answer all questions of the page with yes or no; where that is no choice, with "not sure"."""
        fields: dict[str, Any] = {"ask": self.asked()}
        for name in self.asked():
            fits = f'name="answer-{name}" value="{value}"' in self.page.text
            fields[f"answer-{name}"] = value if fits else "unsure"
        self.post("/questions", **fields)

    def to_questions(self, **you: str) -> Walker:
        self.post("/you", **you)
        self.post("/more")
        self.post("/medicines/done", complete="none")
        return self
