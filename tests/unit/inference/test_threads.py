"""What is worked out once for a base is the same for whoever comes while it is being worked out."""

from __future__ import annotations

import sys
import threading
from concurrent.futures import ThreadPoolExecutor
from typing import Any

import numpy as np
import pytest

from crural.assess import assess
from crural.inference.facts import Facts
from crural.inference.index import index_of
from crural.inference.priors import priors_of
from crural.inference.uncertainty import Draws
from crural.knowledge import load

TEXT = "My left calf aches when I walk and stops when I stand still. I am 67 and smoke."


def test_who_comes_while_the_noise_is_drawn_gets_all_of_it(monkeypatch: pytest.MonkeyPatch) -> None:
    base = load().model_copy()
    index, facts = index_of(base), Facts(age=60.0)
    draws, seen, normal = index.draws(8), [], Draws.normal
    began = threading.local()

    def halfway(self: Draws, number: Any) -> Any:
        if not getattr(began, "inside", False):
            began.inside = True
            seen.append(priors_of(index.priors, facts, draws).chance)
        return normal(self, number)

    monkeypatch.setattr(Draws, "normal", halfway)
    after = priors_of(index.priors, facts, draws).chance
    assert len(seen) == 1
    assert np.array_equal(seen[0], after)


def test_answers_from_threads_are_those_of_one() -> None:
    wanted = assess(TEXT, base=load())
    interval = sys.getswitchinterval()
    sys.setswitchinterval(1e-5)
    try:
        with ThreadPoolExecutor(4) as pool:
            for _ in range(2):
                base = load().model_copy()
                assert list(pool.map(lambda _, b=base: assess(TEXT, base=b), range(4))) == [wanted] * 4
    finally:
        sys.setswitchinterval(interval)
