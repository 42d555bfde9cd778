"""How well and how fast texts are read: negation beside medspaCy and negspacy, findings of messages, and time.

./crural bench language [--json] [--no-peers]

The peers get an environment of their own each under .crural-cache, made at first use (about 250 MB each). What
cannot be installed, and files that are not there, are left out with a line that says so. Exit code 0 either way.
"""

from __future__ import annotations

import json
import os
import statistics
import subprocess
import sys
import time
import venv
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
DATA = Path(os.environ.get("CRURAL_DEVDATA", ROOT.parent / "shared" / "devdata"))
CACHE = ROOT / ".crural-cache" / "language-peers"
PEERS = {
    "medspacy": ["medspacy==1.3.1", "spacy>=3.7,<3.8", "numpy<2"],
    "negspacy": ["negspacy==1.1.0", "spacy>=3.8,<3.9"],
}
MESSAGE = (
    "Ever since my hip operation three weeks ago my left leg feels heavy like lead and aches when I walk more "
    "than two hundred yards. It eases when I stop. No swelling that I can see, but the calf is a bit tender and "
    "warm. I'm 67, I take amlodipine and metformin, and my mother had clots in her legs when she was young."
)


def lines_of(path: Path) -> list[Any]:
    """The rows of a file of JSON lines; none when it is not there."""
    if not path.exists():
        print(f"left out: {path.name} is not here")
        return []
    return [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines() if line.strip()]


def negation_sets() -> dict[str, list[Any]]:
    """Both public sets in one form: {"text", "concepts", "denied"}."""
    negex = [
        {
            "text": row["sentence"],
            "concepts": [row["concept"]],
            "denied": [row["negated"] in (True, "negated")],
        }
        for row in lines_of(DATA / "negation" / "negex-dev.jsonl")
    ]
    avey = [
        {"text": row["text"], "concepts": row["absent"], "denied": [True] * len(row["absent"])}
        for row in lines_of(DATA / "negation" / "avey-absent-dev.jsonl")
    ]
    return {"negex-dev": negex, "avey-absent-dev": avey}


def scores(rows: list[Any], denied: list[list[bool]]) -> dict[str, float]:
    """Precision, recall and F1 of denials."""
    pairs = [p for row, said in zip(rows, denied, strict=True) for p in zip(row["denied"], said, strict=True)]
    hits = sum(gold and said for gold, said in pairs)
    said, gold = sum(said for _, said in pairs), sum(gold for gold, _ in pairs)
    precision, recall = hits / said if said else 0.0, hits / gold if gold else 0.0
    both = precision + recall
    return {"precision": precision, "recall": recall, "f1": 2 * precision * recall / both if both else 0.0}


def crural_reads(rows: list[Any]) -> tuple[list[list[bool]], float]:
    """Crural's decisions and the seconds they took."""
    from crural.knowledge import load
    from crural.language import states_of

    base = load()
    states_of("No swelling of the leg.", ["swelling"], base)
    start = time.perf_counter()
    denied = [[state[0] == "absent" for state in states_of(r["text"], r["concepts"], base)] for r in rows]
    return denied, time.perf_counter() - start


def peer_python(name: str) -> Path | None:
    """The Python of a peer's environment, made at first use; None when it cannot be made."""
    folder = CACHE / name
    python, done = folder / "bin" / "python", folder / "ready"
    if done.exists():
        return python
    print(f"{name}: making its environment (first use)", flush=True)
    venv.create(folder, with_pip=True, clear=True)
    command = [str(python), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", *PEERS[name]]
    if subprocess.run(command, capture_output=True).returncode:
        print(f"{name}: could not be installed, so it is left out")
        return None
    done.touch()
    return python


def peer_reads(name: str, rows: list[Any]) -> tuple[list[list[bool]], float] | None:
    """A peer's decisions and the seconds they took; None when it cannot run."""
    python = peer_python(name)
    if python is None:
        return None
    worker = Path(__file__).with_name("_negation_peer.py")
    done = subprocess.run(
        [str(python), str(worker), name], input=json.dumps(rows), capture_output=True, text=True
    )
    if done.returncode:
        print(f"{name}: did not run: {done.stderr.strip().splitlines()[-1:]}")
        return None
    answer = json.loads(done.stdout.splitlines()[-1])
    return answer["denied"], answer["seconds"]


def negation(peers: bool) -> dict[str, Any]:
    """Scores and speed of every engine on every set."""
    found: dict[str, Any] = {}
    for name, rows in negation_sets().items():
        if not rows:
            continue
        results = {"crural": crural_reads(rows)}
        for peer in PEERS if peers else ():
            answer = peer_reads(peer, rows)
            if answer is not None:
                results[peer] = answer
        print(f"\n{name}: {len(rows)} texts, {sum(len(row['concepts']) for row in rows)} findings")
        found[name] = {}
        for engine, (denied, seconds) in results.items():
            told = {**scores(rows, denied), "texts_per_second": len(rows) / seconds}
            found[name][engine] = told
            print(
                f"  {engine:<9} precision {told['precision']:.3f}  recall {told['recall']:.3f}  F1 {told['f1']:.3f}"
                f"  {told['texts_per_second']:.0f} texts a second"
            )
    return found


def understanding() -> dict[str, Any]:
    """What is read of the lay messages, with all that does not fit."""
    from crural.knowledge import load
    from crural.surfaces.evaluation.rows import read_rows
    from crural.surfaces.evaluation.understanding_scores import understanding_of

    path = DATA / "lay.jsonl"
    if not path.exists():
        print("left out: lay.jsonl is not here")
        return {}
    result = understanding_of(read_rows(path.name, path.read_text(encoding="utf-8").split("\n")), load())
    assert result is not None
    print("\n" + "\n".join(result.lines(rows=True)))
    return {name: {"hits": s.hits, "n": s.n, "value": s.value} for name, s in result.shares().items()}


def phenomena() -> dict[str, Any]:
    """What is read of the case texts, by phenomenon, with all that is missed."""
    from crural.knowledge import load
    from crural.surfaces.evaluation.phenomena import phenomena_of
    from crural.surfaces.evaluation.rows import read_rows

    path = DATA / "vignettes.jsonl"
    if not path.exists():
        print("left out: vignettes.jsonl is not here")
        return {}
    found = phenomena_of(read_rows(path.name, path.read_text(encoding="utf-8").split("\n")), load())
    print("\nwhat plainly stands in the case texts, and is read")
    for phenomenon in found:
        print(f"  {phenomenon.name:<37} {phenomenon.share}")
    for phenomenon in found:
        print(f"\nmissed, {phenomenon.name}: {len(phenomenon.misses)}")
        print("\n".join(f"  {line}" for line in phenomenon.misses))
    return {p.name: {"hits": p.share.hits, "n": p.share.n, "value": p.share.value} for p in found}


def speed(times: int = 200) -> dict[str, float]:
    """Milliseconds of processor time for a message of about 60 words."""
    from crural.knowledge import load
    from crural.language import read

    base = load()
    read(MESSAGE, base)
    found = []
    for _ in range(times):
        start = time.process_time()
        read(MESSAGE, base)
        found.append(1000 * (time.process_time() - start))
    told = {"median": statistics.median(found), "fastest": min(found)}
    words = len(MESSAGE.split())
    print(f"\na message of {words} words: {told['median']:.2f} ms (fastest {told['fastest']:.2f}), one core")
    return told


def main() -> None:
    """Run all parts; with --json the last line is one JSON object."""
    result = {
        "negation": negation("--no-peers" not in sys.argv),
        "understanding": understanding(),
        "phenomena": phenomena(),
        "milliseconds": speed(),
    }
    if "--json" in sys.argv:
        print(json.dumps(result))


if __name__ == "__main__":
    main()
