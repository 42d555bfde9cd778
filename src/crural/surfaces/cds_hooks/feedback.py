"""What became of cards, kept as JSON lines in a file that only its owner reads."""

from __future__ import annotations

import json
import os
from datetime import UTC, datetime
from pathlib import Path

from crural.surfaces.cds_hooks.shapes import Feedback, lean


def keep(file: Path, service: str, told: Feedback) -> None:
    """Add a line for each card. Raises OSError."""
    received = datetime.now(UTC).isoformat(timespec="seconds")
    lines = [
        json.dumps(
            {"service": service, "received": received, **lean(each.model_dump(mode="json", by_alias=True))}
        )
        for each in told.feedback
    ]
    handle = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with os.fdopen(handle, "a", encoding="utf-8") as out:
        out.write("".join(line + "\n" for line in lines))
