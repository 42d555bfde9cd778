"""How long one answer takes: a cold command, and a warm assessment with intervals and next questions.

./crural bench assess [--json]
"""

import json
import statistics
import subprocess
import sys
import time

TEXT = (
    "For about three weeks my right calf aches and feels like lead after one block, it goes off when I stand "
    "still. I'm 67, I smoke, and I take amlodipine and metformin."
)


def cold(times: int = 5) -> list[float]:
    """Seconds of the whole command, after one run that fills the cache."""
    command = [sys.executable, "-m", "crural", "assess", TEXT]
    subprocess.run(command, check=True, capture_output=True)
    found = []
    for _ in range(times):
        start = time.perf_counter()
        subprocess.run(command, check=True, capture_output=True)
        found.append(time.perf_counter() - start)
    return found


def warm(times: int = 50) -> list[float]:
    """Seconds of an assessment in a running process."""
    from crural.assess import assess
    from crural.knowledge import load

    base = load()
    assess(TEXT, base=base)
    found = []
    for _ in range(times):
        start = time.perf_counter()
        assess(TEXT, base=base)
        found.append(time.perf_counter() - start)
    return found


def main() -> None:
    cold_runs, warm_runs = cold(), warm()
    result = {
        "cold_seconds": {"median": statistics.median(cold_runs), "slowest": max(cold_runs)},
        "warm_milliseconds": {
            "median": 1000 * statistics.median(warm_runs),
            "slowest": 1000 * max(warm_runs),
        },
    }
    print(
        f"cold command      {result['cold_seconds']['median']:.2f} s (slowest {result['cold_seconds']['slowest']:.2f})"
    )
    times = result["warm_milliseconds"]
    print(f"warm assessment   {times['median']:.1f} ms (slowest {times['slowest']:.1f})")
    if "--json" in sys.argv:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
