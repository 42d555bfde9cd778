"""Other people's fuzzer on the OpenAPI document: no wrong status, content type or shape."""

from __future__ import annotations

import os
import subprocess
from pathlib import Path
from sys import executable

import pytest
from tests.surfaces.serving import served

from crural.knowledge import load
from crural.surfaces.http import Settings
from crural.surfaces.http.problem import of_status
from crural.surfaces.rest.app import app_for

ROOT = Path(__file__).resolve().parents[3]
TOOL = Path(executable).parent / "schemathesis"


@pytest.mark.peers
@pytest.mark.skipif(
    not TOOL.exists(), reason="schemathesis is not installed (./crural test --peers installs it)"
)
def test_schemathesis_finds_nothing(tmp_path: Path) -> None:
    from starlette.applications import Starlette
    from starlette.exceptions import HTTPException
    from starlette.routing import Mount

    routes = [Mount("/v1", app=app_for(load(), Settings()))]
    with served(Starlette(routes=routes, exception_handlers={HTTPException: of_status})) as url:
        config = ["--config-file", str(ROOT / "tests/surfaces/rest/schemathesis.toml")]
        options = ["--max-examples", "25", "--seed", "1", "--continue-on-failure", "--no-color"]
        run = subprocess.run(
            [str(TOOL), *config, "run", f"{url}/v1/openapi.json", *options],
            cwd=tmp_path,  # where it keeps its own notes
            capture_output=True,
            text=True,
            env={
                **os.environ,
                "SCHEMATHESIS_HOOKS": "tests.surfaces.rest.schemathesis_hooks",
                "PYTHONPATH": f"{ROOT / 'src'}:{ROOT}",
            },
        )
    assert run.returncode == 0, run.stdout[-5000:] + run.stderr[-1000:]
