"""Chromium for the tests that need a real browser; it asks nothing outside of this machine by itself."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from tests.docs.test_pages import script

FLAGS = [
    "--headless",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


def installed() -> str:
    """Where the browser is; without one the test is skipped with what to install, and fails where it must run."""
    found = script("browser").chromium()
    if found is None:
        text = "Chromium is missing. Fix: sudo apt-get install chromium"
        if os.environ.get("CI") == "true":
            pytest.fail(text)
        pytest.skip(text)
    return str(found)


@contextmanager
def launched() -> Iterator[Any]:
    """The browser, closed at the end of the block."""
    sync = pytest.importorskip("playwright.sync_api")
    path = installed()
    with sync.sync_playwright() as play:
        found = play.chromium.launch(executable_path=path, args=FLAGS)
        yield found
        found.close()
