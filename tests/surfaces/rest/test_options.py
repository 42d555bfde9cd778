"""The options of the interfaces become settings."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import click
import pytest
from click.testing import CliRunner

from crural.surfaces.http import Settings
from crural.surfaces.http.options import interface_options, with_interfaces


def settings_of(*arguments: str) -> Any:
    found: list[Settings] = []

    @click.command()
    @interface_options
    def serve(api: bool, **given: Any) -> None:
        found.append(with_interfaces(Settings(), given))

    result = CliRunner().invoke(serve, arguments)
    return found[0] if found else result


def test_options_become_settings(tmp_path: Path) -> None:
    keys = tmp_path / "keys"
    keys.write_text("a-first-key-that-is-long\na-second-key-that-is-long\n")
    origins = ("--cors", "https://a.example", "--cors", "https://b.example")
    settings = settings_of(
        "--key-file", str(keys), *origins, "--processes", "2", "--trusted-jku", "https://k.example"
    )
    assert settings.api_keys == ("a-first-key-that-is-long", "a-second-key-that-is-long")
    assert settings.cors == ("https://a.example", "https://b.example")
    assert (settings.processes, settings.trusted_jku) == (2, ("https://k.example",))
    assert settings_of() == Settings()


@pytest.mark.parametrize("text", ["", "short\n"])
def test_a_key_must_be_long_enough(tmp_path: Path, text: str) -> None:
    keys = tmp_path / "keys"
    keys.write_text(text)
    result = settings_of("--key-file", str(keys))
    assert result.exit_code == 2
    assert "20 characters" in result.output
