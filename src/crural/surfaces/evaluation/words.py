"""Words of a text for the naive baseline: lower case, four letters or more."""

from __future__ import annotations

import re


def plain_words(text: str) -> frozenset[str]:
    """Distinct words of four letters or more.

    >>> sorted(plain_words("My left calf is sore"))
    ['calf', 'left', 'sore']
    """
    return frozenset(re.findall(r"[a-z]{4,}", text.lower()))
