"""Other people's JavaScript, installed once into a cache folder: FHIR validators and form renderers."""

from __future__ import annotations

import hashlib
import os
import shutil
import subprocess
import tarfile
from pathlib import Path

import pytest

HERE = Path(__file__).resolve().parent
LFORMS = "40.1.3"
LFORMS_SHA512 = (
    "58baee4e6f817159da7c2d2b480437fdc36a871bdc941531c811baf1ab9bfee8"
    "5ad8d68af47f1965c1174d3b8e46e1b3cc2b74c1aedfbe1ba2799b5c0c874fcd"
)


def cache() -> Path:
    """The folder for installed packages; CRURAL_PEERS overrides it."""
    base = os.environ.get("XDG_CACHE_HOME") or str(Path.home() / ".cache")
    return Path(os.environ.get("CRURAL_PEERS") or Path(base) / "crural-peers")


def run(*command: str, at: Path, text: str | None = None, seconds: int = 300) -> str:
    """What a command prints. The test is skipped, with the reason, only when a program or the registry is not there;
    a peer that breaks off fails it.
    """
    if shutil.which(command[0]) is None:
        pytest.skip(f"{command[0]} is not installed")
    done = subprocess.run(command, cwd=at, input=text, capture_output=True, text=True, timeout=seconds)
    if done.returncode and command[0] == "npm":
        pytest.skip(f"{' '.join(command[:2])} failed; is the package registry within reach?")
    assert not done.returncode, done.stderr[-2000:]
    return done.stdout


def installed(name: str) -> Path:
    """The folder of a set of packages (`NAME/package.json` and its lock file), installed."""
    source = HERE / name
    lock = (source / "package-lock.json").read_bytes()
    folder = cache() / f"{name}-{hashlib.sha256(lock).hexdigest()[:12]}"
    if not (folder / "done").exists():
        shutil.rmtree(folder, ignore_errors=True)
        shutil.copytree(source, folder)
        run("npm", "install", "--ignore-scripts", "--legacy-peer-deps", "--no-audit", "--no-fund", at=folder)
        (folder / "done").touch()
    for file in source.iterdir():
        if file.is_file():
            shutil.copy(file, folder / file.name)
    return folder


def lforms() -> Path:
    """LHC-Forms as packed; its Angular pins do not resolve, so it is not installed."""
    folder = cache() / f"lforms-{LFORMS}"
    if not (folder / "done").exists():
        folder.mkdir(parents=True, exist_ok=True)
        run("npm", "pack", f"lforms@{LFORMS}", at=folder)
        packed = folder / f"lforms-{LFORMS}.tgz"
        assert hashlib.sha512(packed.read_bytes()).hexdigest() == LFORMS_SHA512
        with tarfile.open(packed) as archive:
            archive.extractall(folder, filter="data")
        packed.unlink()
        (folder / "done").touch()
    return folder / "package" / "dist" / "lforms"
