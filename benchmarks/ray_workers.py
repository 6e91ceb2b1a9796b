"""What the second worker gives on Ray: ``python -m benchmarks.ray_workers [--articles N] [--rounds N] [--home DIR]``.

The same articles of 800 characters, with three quizzes each, by one worker and by two, of one thread each, in turn.
Timed is from the first proposal to the last, so starting Ray and loading the model do not count; the ratio is the
median of the rounds. Two workers need two free cores.
"""

from __future__ import annotations

import argparse
import os
import statistics
import time
from collections.abc import Sequence
from functools import partial

from quizgen.article import Article
from quizgen.batch.items import Item
from quizgen.batch.proposing import HELLO, load_generator, loading, packed
from quizgen.bench.batch import PER_ARTICLE, articles_of_800
from quizgen.engines.on_ray import OnRay
from quizgen.home import data_home
from quizgen.options import QuizOptions


def articles_per_second(home: str, workers: int, articles: Sequence[Article]) -> float:
    """Propose for all articles; the first of each worker, which waits for loading, is left out of the time."""
    items = [HELLO, *(packed(Item("", article).digest, article) for article in articles)]
    load = loading(partial(load_generator, home), PER_ARTICLE, QuizOptions())
    times = []
    for _ in OnRay(workers).map(load, items):
        times.append(time.perf_counter())
    warm = 1 + 4 * workers
    return (len(times) - warm) / (times[-1] - times[warm - 1])


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--articles", type=int, default=60)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--home", help="data home (default: QUIZGEN_HOME, else the platform's usual place)")
    arguments = parser.parse_args()
    home = str(data_home(arguments.home))
    print(f"{os.cpu_count()} cores, load {os.getloadavg()[0]:.1f}; {arguments.articles} articles")
    print(f"{'round':>6}{'1 worker':>12}{'2 workers':>12}{'ratio':>8}")
    ratios = []
    for turn in range(arguments.rounds):
        articles = articles_of_800(arguments.articles, first=turn * arguments.articles)
        one, two = (articles_per_second(home, workers, articles) for workers in (1, 2))
        ratios.append(two / one)
        print(f"{turn + 1:6d}{one:12.2f}{two:12.2f}{two / one:8.2f}", flush=True)
    print(f"median ratio {statistics.median(ratios):.2f}")


if __name__ == "__main__":
    main()
