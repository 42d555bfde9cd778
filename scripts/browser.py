"""What the browser tests and the letters need from the system: Chromium, and Pango. Standard library only.

    python -I scripts/browser.py

Installs what is missing where it can (as root, with apt-get); else says exactly what to install. Exit code 1: missing.
"""

from __future__ import annotations

import ctypes.util
import os
import shutil
import subprocess
import sys

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
LIBRARIES = {"pango-1.0": "libpango-1.0-0", "pangoft2-1.0": "libpangoft2-1.0-0"}
"""Library that the PDF letters load, and the Debian package that has it."""


def chromium() -> str | None:
    """Path of the browser, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


def missing() -> list[str]:
    """Debian packages that are still needed."""
    wanted = [] if chromium() else ["chromium"]
    return wanted + [package for name, package in LIBRARIES.items() if not ctypes.util.find_library(name)]


def ensure() -> str | None:
    """Install what is missing, where that can be done. What to do by hand, or None when all is there."""
    wanted = missing()
    if wanted and os.geteuid() == 0 and shutil.which("apt-get"):
        quiet = {**os.environ, "DEBIAN_FRONTEND": "noninteractive"}
        install = ["apt-get", "install", "-y", "--no-install-recommends", *wanted]
        if subprocess.run(install, env=quiet, stdout=sys.stderr).returncode:
            subprocess.run(["apt-get", "update"], env=quiet, stdout=sys.stderr)
            subprocess.run(install, env=quiet, stdout=sys.stderr)
        wanted = missing()
    if not wanted:
        return None
    return f"Missing for the browser tests and letters. Fix: sudo apt-get install {' '.join(wanted)}"


if __name__ == "__main__":
    problem = ensure()
    if problem:
        print(problem, file=sys.stderr)
    sys.exit(1 if problem else 0)
