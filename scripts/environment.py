"""Make or renew the checkout's own environment, .venv. Standard library only; run by the launcher.

    python -I scripts/environment.py core|surfaces|dev|peers

The lists in requirements/ nest (core in surfaces in dev in peers), so one environment serves all. For each list
that was installed the environment keeps a copy, written last: an environment without one is unfinished and
is made again. All that is said goes to stderr, so that the answer on stdout stays clean.
"""

from __future__ import annotations

import contextlib
import fcntl
import importlib.util
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
ENV = ROOT / ".venv"
MARK = ENV / "crural-environment.txt"
PYTHON = ENV / "bin" / "python"
LISTS = ("core", "surfaces", "dev", "peers")
PURPOSE = {
    "core": "what Crural needs to run",
    "surfaces": "what the web app, FHIR and MCP need",
    "dev": "what the tests need",
    "peers": "the other engines that Crural is compared with",
}


class SetupError(Exception):
    """The environment cannot be made: what is wrong, and how to mend it."""


def say(text: str) -> None:
    """Tell the person at the terminal what goes on."""
    print(f"Crural: {text}", file=sys.stderr, flush=True)


def wanted(name: str) -> Path:
    """The list that is to be installed."""
    return ROOT / "requirements" / f"{name}.txt"


def stamp(name: str) -> Path:
    """The copy of the list that was installed."""
    return ENV / f"crural-{name}.txt"


def is_installed(name: str) -> bool:
    """Whether the environment was made from the list as it is now."""
    return PYTHON.exists() and stamp(name).exists() and stamp(name).read_bytes() == wanted(name).read_bytes()


@contextlib.contextmanager
def one_at_a_time() -> Iterator[None]:
    """Let other first runs wait. The system drops the lock when its holder ends, however it ends."""
    folder = ROOT / ".crural-cache"
    folder.mkdir(exist_ok=True)
    with (folder / "environment.lock").open("w") as lock:
        try:
            fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            say("another run is setting up; waiting for it.")
            fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def run(command: list[str], problem: str, fix: str) -> None:
    """Run a step quietly; when it fails, show the end of what it said."""
    done = subprocess.run(
        command,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
        errors="replace",
    )
    if done.returncode:
        lines = [line for line in done.stdout.splitlines() if line.strip() and not line.startswith("WARNING")]
        raise SetupError("\n".join([problem, *(f"    {line}" for line in lines[-8:]), f"Fix: {fix}"]))


def make() -> None:
    """Make an empty environment that sees src/, so that edits there count at once."""
    if ENV.exists() and not MARK.exists():
        raise SetupError(
            f"{ENV} exists, and Crural did not make it, so it was left alone.\n"
            "Fix: rename or delete it, then run the same command again."
        )
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise SetupError(
                f"{sys.executable} has no {module}, so it cannot make an environment.\n"
                "Fix: install it (on Debian and Ubuntu: the package python3-venv), "
                "or set CRURAL_PYTHON to the path of another Python."
            )
    say(f"first use: making an environment in {ENV}")
    shutil.rmtree(ENV, ignore_errors=True)
    ENV.mkdir()
    MARK.write_text("Made by ./crural. It may be deleted: the next run makes it again.\n", encoding="utf-8")
    run(
        [sys.executable, "-I", "-m", "venv", str(ENV)],
        "could not make the environment .venv.",
        "see that the disk has room, and that this Python has venv and pip "
        "(on Debian and Ubuntu: the package python3-venv).",
    )
    for packages in ENV.glob("lib/python*/site-packages"):
        to_src = os.path.relpath(ROOT / "src", packages)  # relative: the checkout may move
        (packages / "crural-checkout.pth").write_text(to_src + "\n", encoding="utf-8")


def install(name: str) -> None:
    """Install exactly what the list says."""
    command = [
        str(PYTHON),
        "-I",
        "-m",
        "pip",
        "install",
        "--quiet",
        "--no-input",
        "--no-user",
        "--retries",
        "2",
    ]
    command += ["--disable-pip-version-check", "--require-hashes", "--requirement", str(wanted(name))]
    run(
        command,
        f"could not download or install {PURPOSE[name]}.",
        "see that this computer is online (only the first use needs that), then run the same command again.",
    )
    for inner in LISTS[: LISTS.index(name) + 1]:
        shutil.copyfile(wanted(inner), stamp(inner))


def set_up(name: str) -> None:
    """Bring the environment to the list, making it first when there is none or it was left unfinished."""
    new = not (PYTHON.exists() and any(stamp(each).exists() for each in LISTS))
    try:
        if new:
            make()
        say(f"downloading {PURPOSE[name]}; this may take a minute, and happens only when the list changes.")
        install(name)
    except BaseException:
        if new and MARK.exists():
            shutil.rmtree(ENV, ignore_errors=True)
        raise
    say("ready.")


def main(name: str) -> int:
    """Set up under the lock. Exit code 3: it could not be done."""
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(143))
    try:
        with one_at_a_time():
            if not is_installed(name):
                set_up(name)
    except SetupError as error:
        say(str(error))
        return 3
    except OSError as error:
        say(f"could not write in {ROOT}: {error.strerror}.\nFix: see that the folder can be written to.")
        return 3
    except KeyboardInterrupt:
        say("stopped before the environment was ready; run the same command again.")
        return 130
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
