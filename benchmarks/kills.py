"""Kill processes at random moments and look at what is left: ``python -m benchmarks.kills [--kills N] [--seed N]``.

The victims build an index, switch between versions, import words, add words, and work as ``quizgen worker`` does,
killed between taking a job and the first heartbeat; each is ended by SIGKILL at a random moment. After every kill: each
word that was acknowledged to any of them is in the store, no import is there by half, the current version loads and
verifies, the dead process's job can be taken up, a build finishes, and nothing of the dead is left in the index's
folder. The home is a small one (a dozen words, the tiny encoder), so that a kill hits a step of the work rather than
the reading of weights.

Every kill is printed and noted in ``--out`` as it is done; begun again with the same file, a run that was stopped goes
on behind the last one, in a fresh home. A kill after which something is amiss ends the run; its home is kept and named.
"""

from __future__ import annotations

import argparse
import json
import random
import shutil
import sys
import tempfile
import time
from collections import Counter
from dataclasses import asdict
from pathlib import Path

from tests.jobs.killing import VICTIMS, Killings
from tests.jobs.small import make_home

_IN_ONE_HOME = 50
"""Kills in one home: what it holds grows with every import, and so does every check."""


def main() -> None:
    """Run the benchmark, printing as it goes, and its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    parser.add_argument("--out", type=Path, default=Path("kills.jsonl"), help="where every kill is noted")
    arguments = parser.parse_args()
    done = _noted(arguments.out, arguments.seed)
    if done:
        print(f"{len(done)} kills of seed {arguments.seed} are in {arguments.out} already", flush=True)
    while len(done) < arguments.kills:
        _kill_in_one_home(done, min(arguments.kills, len(done) + _IN_ONE_HOME), arguments.seed, arguments.out)
    _print_table(done)


def _noted(out: Path, seed: int) -> list[dict[str, object]]:
    if not out.exists():
        return []
    lines = [json.loads(line) for line in out.read_text(encoding="utf-8").splitlines()]
    return [line for line in lines if line["seed"] == seed]


def _kill_in_one_home(done: list[dict[str, object]], until: int, seed: int, out: Path) -> None:
    folder = Path(tempfile.mkdtemp(prefix="quizgen-kills-"))
    killings = Killings(make_home(folder / "home"))
    kinds = tuple(VICTIMS)
    while len(done) < until:
        number = len(done) + 1
        kind = kinds[(number - 1) % len(kinds)]
        begun = time.monotonic()
        try:
            kill = killings.kill_one(kind, random.Random(f"{seed} {number}"))
        except BaseException:
            print(f"kill {number}, {kind}: not as it must be; the home is kept in {folder}", file=sys.stderr)
            raise
        seconds = round(time.monotonic() - begun, 2)
        done.append({"seed": seed, "number": number, **asdict(kill), "seconds": seconds})
        with out.open("a", encoding="utf-8") as stream:
            stream.write(json.dumps(done[-1], ensure_ascii=False) + "\n")
        print(
            f"kill {number:3} {kind:7} at {kill.moment:10} {kill.acknowledged:4} words acknowledged, "
            f"{len(killings.acknowledged)} in this home, all there of {kill.stored}; loads, verifies, builds; "
            f"{seconds:.1f} s",
            flush=True,
        )
    shutil.rmtree(folder)


def _print_table(done: list[dict[str, object]]) -> None:
    print(f"{'killed during':14}{'kills':>6}  what it was at")
    for kind in VICTIMS:
        moments = Counter(str(kill["moment"]) for kill in done if kill["kind"] == kind)
        told = ", ".join(f"{moment} {number}" for moment, number in moments.most_common())
        print(f"{kind:14}{moments.total():6}  {told}")
    words = sum(int(str(kill["acknowledged"])) for kill in done)
    seconds = sum(float(str(kill["seconds"])) for kill in done)
    print(f"{len(done)} kills; acknowledged words: {words}, lost: 0; builds that did not finish: 0; {seconds:.0f} s")


if __name__ == "__main__":
    main()
