"""Kill processes at random moments and look at what is left: ``python -m benchmarks.kills [--kills N] [--seed N]``.

The victims build an index, switch between versions, import words, add words, and take a job without ever renewing its
lease; each is ended by SIGKILL at a random moment. After every kill: each word that was acknowledged to any of them is
in the store, the current version loads and verifies, the dead process's job can be taken up, a build finishes, and
nothing of the dead is left in the index's folder. The home is a small one (a dozen words, the tiny encoder), so that a
kill hits a step of the work rather than the reading of weights.
"""

from __future__ import annotations

import argparse
import random
import tempfile
import time
from itertools import cycle, islice
from pathlib import Path

from tests.jobs.killing import VICTIMS, Killings
from tests.jobs.small import make_home


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--kills", type=int, default=200)
    parser.add_argument("--seed", type=int, default=0)
    arguments = parser.parse_args()
    begun = time.monotonic()
    with tempfile.TemporaryDirectory(prefix="quizgen-kills-") as folder:
        killings = Killings(make_home(Path(folder) / "home"), random.Random(arguments.seed))
        for kind in islice(cycle(VICTIMS), arguments.kills):
            killings.kill_one(kind)
    print(f"{'killed during':20}{'kills':>8}")
    for kind, number in killings.killed.items():
        print(f"{kind:20}{number:8}")
    words = len(killings.acknowledged)
    seconds = time.monotonic() - begun
    print(f"acknowledged words: {words}, lost: 0; builds that did not finish: 0; {seconds:.0f} s")


if __name__ == "__main__":
    main()
