"""Plain data from JSON or YAML text, as people write cases: `on` is a key, and only true and false are truths."""

from __future__ import annotations

import re
from typing import Any

import yaml

TRUTH = "tag:yaml.org,2002:bool"


class _Loader(yaml.SafeLoader):
    """YAML 1.1 reads the key `on` as true; this loader does not."""

    yaml_implicit_resolvers = {  # noqa: RUF012
        first: [item for item in found if item[0] != TRUTH]
        for first, found in yaml.SafeLoader.yaml_implicit_resolvers.items()
    }


_Loader.add_implicit_resolver(TRUTH, re.compile(r"(?:true|false)$", re.IGNORECASE), list("tTfF"))


class NotPlain(ValueError):
    """The text is neither JSON nor YAML. line: where, if known."""

    def __init__(self, line: int | None) -> None:
        super().__init__("not readable as JSON or YAML")
        self.line = line


def plain_data(text: str) -> Any:
    """The data of a JSON or YAML text. Raises NotPlain.

    >>> plain_data("{id: recent-surgery, on: 2026-02-19}")["on"].year
    2026
    >>> plain_data("{medicines_complete: true, text: True cramps}")
    {'medicines_complete': True, 'text': 'True cramps'}
    """
    try:
        return yaml.load(text, Loader=_Loader)  # a SafeLoader
    except yaml.MarkedYAMLError as error:
        raise NotPlain(error.problem_mark.line + 1 if error.problem_mark else None) from None
    except (yaml.YAMLError, ValueError, RecursionError):
        raise NotPlain(None) from None
