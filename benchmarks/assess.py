"""How long one answer takes: a cold command, and a warm assessment with intervals and next questions.

./crural bench assess [--json]
"""

import json
import os
import statistics
import subprocess
import sys
import time

os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")  # as the command and the service do

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


def warm(times: int = 50, *, first_met: bool = False) -> tuple[list[float], list[float]]:
    """Seconds of an assessment in a running process, and processor seconds (other work disturbs these less).

    first_met: as for a case whose pattern the process has not met before.
    """
    from crural.assess import assess
    from crural.inference import forget_plans
    from crural.knowledge import load

    base = load()
    assess(TEXT, base=base)
    found, busy = [], []
    for _ in range(times):
        if first_met:
            forget_plans()
        start, processor = time.perf_counter(), time.process_time()
        assess(TEXT, base=base)
        found.append(time.perf_counter() - start)
        busy.append(time.process_time() - processor)
    return found, busy


def loading(times: int = 5) -> dict[str, float]:
    """Milliseconds to load the compiled base in a fresh process, and the most memory it held (MB)."""
    code = (
        "import resource, time\n"
        "from crural.knowledge import load\n"
        "start = time.perf_counter(); load(); took = time.perf_counter() - start\n"
        "print(1e3 * took, resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024)"
    )
    runs = [
        subprocess.run(
            [sys.executable, "-c", code], check=True, capture_output=True, text=True
        ).stdout.split()
        for _ in range(times)
    ]
    took = [float(ms) for ms, _ in runs]
    return {
        "median": statistics.median(took),
        "fastest": min(took),
        "memory_mb": max(float(mb) for _, mb in runs),
    }


def figures(runs: tuple[list[float], list[float]]) -> dict[str, float]:
    """Milliseconds."""
    found, busy = runs
    return {
        "median": 1000 * statistics.median(found),
        "slowest": 1000 * max(found),
        "processor": 1000 * statistics.median(busy),
        "least_processor": 1000 * min(busy),
    }


def main() -> None:
    from crural.inference import prepare

    cold_runs, load_times = cold(), loading()
    plain, plain_first = figures(warm()), figures(warm(20, first_met=True))
    there = prepare()
    compiled = figures(warm()) if there else None
    compiled_first = figures(warm(20, first_met=True)) if there else None
    result = {
        "cold_seconds": {"median": statistics.median(cold_runs), "slowest": max(cold_runs)},
        "load_milliseconds": load_times,
        "warm_milliseconds": plain,
        "warm_compiled_milliseconds": compiled,
        "first_met_milliseconds": plain_first,
        "first_met_compiled_milliseconds": compiled_first,
        "load_of_the_machine": os.getloadavg()[0],
    }
    slowest = max(cold_runs)
    print(f"cold command      {statistics.median(cold_runs):.2f} s (slowest {slowest:.2f})")
    print(f"loading the base  {load_times['median']:.0f} ms, {load_times['memory_mb']:.0f} MB")
    for name, times in (
        ("NumPy", plain),
        ("compiled", compiled),
        ("NumPy, pattern not met before", plain_first),
        ("compiled, pattern not met before", compiled_first),
    ):
        if times is not None:
            print(
                f"warm assessment   {times['median']:.1f} ms (slowest {times['slowest']:.1f}; "
                f"of the processor {times['processor']:.1f}, at least {times['least_processor']:.1f}), {name}"
            )
    print(f"load of the machine {os.getloadavg()[0]:.1f}")
    if "--json" in sys.argv:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
