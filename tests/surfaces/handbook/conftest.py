"""The handbook of the whole base, written once for all tests of this folder."""

from __future__ import annotations

from pathlib import Path

import pytest

from crural.knowledge import load

pytest.importorskip("jinja2")

from crural.surfaces.handbook.site import write_site


@pytest.fixture(scope="session")
def site(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("handbook")
    write_site(load(), folder)
    return folder
