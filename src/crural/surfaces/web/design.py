"""The tokens of the design, read from the style sheet itself, and the contrast of every pair that is used."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from crural.surfaces.web.statics import all_files

PAIRS = (
    ("ink", "paper", 4.5),
    ("ink", "card", 4.5),
    ("soft", "paper", 4.5),
    ("soft", "card", 4.5),
    ("link", "paper", 4.5),
    ("link", "card", 4.5),
    ("on-action", "action", 4.5),
    ("on-emergency", "emergency", 4.5),
    ("on-same-day", "same-day", 4.5),
    ("on-soon", "soon", 4.5),
    ("on-calm", "calm", 4.5),
    ("ink", "yes-mark", 4.5),
    ("ink", "no-mark", 4.5),
    ("ink", "tint", 4.5),
    ("edge", "card", 3.0),
    ("focus", "paper", 3.0),
    ("bar", "card", 3.0),
    ("bar-against", "card", 3.0),
    ("action", "paper", 3.0),
    ("emergency", "card", 3.0),
    ("emergency", "paper", 3.0),
)
"""What stands on what, and the least contrast (WCAG 2.2: text 4.5, what is no text 3)."""
MEDIA = {
    "light": "",
    "dark": "@media (prefers-color-scheme: dark) {",
    "more contrast": "@media (prefers-contrast: more) {",
    "dark, more contrast": "@media (prefers-contrast: more) and (prefers-color-scheme: dark) {",
}
"""Where the colours of each theme stand in the style sheet; each changes those of the ones before it."""
BELOW = {
    "dark": ("light",),
    "more contrast": ("light",),
    "dark, more contrast": ("light", "dark", "more contrast"),
}


@dataclass(frozen=True)
class Contrast:
    """One pair: names, colours, and their ratio (1 to 21)."""

    front: str
    back: str
    front_colour: str
    back_colour: str
    ratio: float
    least: float


def _luminance(colour: str) -> float:
    parts = [int(colour[i : i + 2], 16) / 255 for i in (1, 3, 5)]
    linear = [x / 12.92 if x <= 0.04045 else ((x + 0.055) / 1.055) ** 2.4 for x in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def ratio(front: str, back: str) -> float:
    """Contrast of two colours written #rrggbb (ratio, 1 to 21).

    >>> round(ratio("#000000", "#ffffff"), 1)
    21.0
    """
    light, dark = sorted((_luminance(front), _luminance(back)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


@cache
def tokens() -> dict[str, dict[str, str]]:
    """Colours of each theme by name, as the style sheet has them."""
    sheet = all_files()["app.css"].plain.decode()
    own: dict[str, dict[str, str]] = {}
    for theme, start in MEDIA.items():
        block = re.compile(re.escape(start) + r"\s*:root\s*\{(.*?)\}", re.DOTALL).search(sheet)
        own[theme] = dict(re.findall(r"--([\w-]+):\s*(#[0-9a-f]{6})\b", block.group(1) if block else ""))
    return {
        theme: {
            name: colour for other in (*BELOW.get(theme, ()), theme) for name, colour in own[other].items()
        }
        for theme in own
    }


def contrasts() -> dict[str, list[Contrast]]:
    """Every pair of every theme with its contrast."""
    return {
        theme: [
            Contrast(a, b, colours[a], colours[b], ratio(colours[a], colours[b]), least)
            for a, b, least in PAIRS
        ]
        for theme, colours in tokens().items()
    }


def scale() -> list[str]:
    """Names of the steps of the type scale, largest first."""
    return ["display", "title", "heading", "lead", "body", "small"]
