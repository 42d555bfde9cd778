"""Malformed patterns and numbers are refused with a message that says what and where."""

from __future__ import annotations

import numpy as np
import pytest

from crural.inference import InferenceInputError, Numbers, Pattern, posterior


@pytest.mark.parametrize(
    ("arguments", "message"),
    [
        ({"n": 2, "edges": ((0, 2),)}, "outside 0..1"),
        ({"n": 2, "edges": ((0, 1), (0, 1))}, "given twice"),
        ({"n": 3, "edges": ((0, 1), (1, 2), (2, 0))}, "cycle"),
        ({"n": 5, "edges": tuple((p, 4) for p in range(4))}, "more than 3 parents"),
        ({"n": 2, "findings": ((0, 0),)}, "linked twice"),
        ({"n": 2, "findings": ((0, 7),)}, r"findings\[0\]"),
        ({"n": 2, "findings": ((0,),), "complaints": (1,)}, "complaints"),
        ({"n": 2, "known": ((1, True), (0, True))}, "known"),
        ({"n": -1}, "negative"),
    ],
)
def test_malformed_pattern(arguments: dict[str, object], message: str) -> None:
    with pytest.raises(InferenceInputError, match=message):
        Pattern(**arguments)  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"prior": [0.1]}, "prior: shape"),
        ({"prior": [0.1, 1.2]}, "prior: a value is outside"),
        ({"prior": [0.1, float("nan")]}, "prior: a value is outside"),
        ({"scale": [1.0, -0.1]}, "scale"),
        ({"reach": [[0.1]]}, r"reach\[0\]: shape"),
        ({"above": [[0.9, 0.0]]}, r"above\[0\]: larger than reach"),
        ({"reach_leak": [0.1, 0.1]}, "reach_leak: shape"),
        ({"above_leak": [0.5]}, "above_leak: larger"),
        ({"edge": None}, "edge: missing"),
        ({"reach": []}, "one array for each"),
    ],
)
def test_malformed_numbers(changes: dict[str, object], message: str) -> None:
    pattern = Pattern(2, ((0, 1),), ((0, 1),), (0,))
    good: dict[str, object] = {
        "prior": [0.1, 0.2],
        "edge": [0.5],
        "reach": [[0.3, 0.4]],
        "reach_leak": [0.01],
    }
    Numbers.of(pattern, **good)  # type: ignore[arg-type]
    with pytest.raises(InferenceInputError, match=message):
        Numbers.of(pattern, **{**good, **changes})  # type: ignore[arg-type]


def test_equal_patterns_are_one_key() -> None:
    a = Pattern(2, ((0, 1),), ((0, 1),), (0,))
    b = Pattern(2, ((0, 1),), ((0, 1),), (0,))
    assert a == b
    assert len({a, b}) == 1
    assert a != Pattern(2, ((0, 1),), ((0, 1),), ())


def test_select_of_wrong_shape() -> None:
    pattern = Pattern(1)
    numbers = Numbers.of(pattern, prior=[0.1], reach=[], reach_leak=np.zeros((1, 0)))
    with pytest.raises(InferenceInputError, match="select"):
        posterior(pattern, numbers, select=np.ones((1, 2, 3)))
