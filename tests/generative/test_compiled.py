"""The compiled executor gives what NumPy gives, on generated networks, and both what the oracle gives."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pytest
from tests.generative.networks import realistic_case, small_case

from crural.inference import InferenceInputError, Numbers, Pattern, Posterior, executors, posterior, prepare
from crural.inference.brute_force import enumerate_case
from crural.inference.pattern import Array
from crural.knowledge import load

NEAR = 1e-9
# Compiling takes half a minute on a machine that never did it; afterwards loading takes half a second.
pytestmark = pytest.mark.slow


@pytest.fixture
def compiled() -> Iterator[None]:
    pytest.importorskip("numba", reason="Numba is not installed: pip install crural[fast]")
    assert prepare()
    yield
    executors.use_numpy()


def both(pattern: Pattern, numbers: Numbers, select: Array | None = None) -> tuple[Posterior, Posterior]:
    """The answers of the compiled executor and of NumPy."""
    assert executors.compiled() is not None
    fast = posterior(pattern, numbers, select=select)
    executors.use_numpy()
    plain = posterior(pattern, numbers, select=select)
    prepare()
    return fast, plain


def some_select(seed: int, lanes: int, n: int) -> Array:
    rng = np.random.default_rng(seed)
    select = np.ones((lanes, n, 3))
    select[:, :, 2] = 0.0
    choices = [(0.0, 1.0, 0.0), (0.0, 1.0, -1.0), (1.0, 0.0, 0.0), (0.3, 0.6, 0.2)]
    for lane in range(lanes):
        select[lane, rng.integers(n)] = choices[rng.integers(len(choices))]
    return select


@pytest.mark.parametrize("block", range(4))
def test_small_networks_agree_with_numpy_and_the_oracle(compiled: None, block: int) -> None:
    for seed in range(60 * block, 60 * block + 60):
        pattern, numbers = small_case(seed, max_conditions=5, max_findings=3, lanes=3)
        select = some_select(seed, 3, pattern.n) if seed % 2 else None
        fast, plain = both(pattern, numbers, select)
        assert (fast.trusted == plain.trusted).all()
        for lane in np.flatnonzero(plain.trusted):
            chosen = None if select is None else select[lane]
            truth = enumerate_case(pattern, numbers, lane=int(lane), select=chosen)
            for found in (fast, plain):
                assert np.abs(found.active[lane] - truth.active).max() < NEAR
                assert np.abs(found.contribution[lane] - truth.contribution).max() < NEAR
                assert found.log_evidence[lane] == pytest.approx(np.log(truth.evidence), abs=NEAR)


@pytest.mark.parametrize("present", [1, 4, 9])
def test_networks_of_real_size_agree_with_numpy(compiled: None, present: int) -> None:
    for seed in range(6):
        pattern, numbers = realistic_case(seed, present=present, lanes=40)
        fast, plain = both(pattern, numbers)
        for name in ("active", "contribution", "inactive", "log_evidence"):
            assert np.abs(getattr(fast, name) - getattr(plain, name)).max() < NEAR, name


def test_an_assessment_is_the_same(compiled: None) -> None:
    from crural.assess import assess

    text = "My left calf is swollen and aches since yesterday. I am 70 and had a hip operation last week."
    fast = assess(text, base=load())
    executors.use_numpy()
    assert assess(text, base=load()) == fast


def test_numbers_out_of_range_are_refused_in_the_same_words(compiled: None) -> None:
    pattern, numbers = small_case(3)
    wrong = numbers.with_(prior=numbers.prior + 2.0)
    with pytest.raises(InferenceInputError, match="prior: a value is outside"):
        posterior(pattern, wrong)
    executors.use_numpy()
    with pytest.raises(InferenceInputError, match="prior: a value is outside"):
        posterior(pattern, wrong)
