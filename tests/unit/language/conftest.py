"""Lets the tests of the language room import the fixture beside them; no test of it depends on time."""

import sys
from pathlib import Path

from hypothesis import settings

sys.path.insert(0, str(Path(__file__).resolve().parent))
settings.register_profile("no-times", deadline=None)
settings.load_profile("no-times")
