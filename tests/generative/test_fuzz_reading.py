"""A short run of the coverage-guided fuzzer on the reader; longer ones by hand (see fuzz_reading.py)."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import pytest

HARNESS = Path(__file__).with_name("fuzz_reading.py")
RUNS = 3_000


@pytest.mark.peers
def test_no_text_breaks_the_reader(tmp_path: Path) -> None:
    pytest.importorskip("atheris")
    command = [sys.executable, str(HARNESS), f"-runs={RUNS}", "-seed=1", "-max_len=300", str(tmp_path)]
    done = subprocess.run(command, capture_output=True, text=True, cwd=tmp_path)
    assert done.returncode == 0, done.stderr[-2000:]
