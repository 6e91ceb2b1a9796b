"""Searching while the index is built and switched: ``python -m benchmarks.serving [--processes N] [--builds N]``.

Some processes make quizzes of bundled articles without a pause, first alone (idle), then while another builds a version
and switches, again and again, between the built one and one with other weights, which ranks differently. Counted:
errors; results of a half-switched version (an article, its seed and the index that a quiz names must give one quiz,
whichever process made it and when); and the time of a quiz, p50 and p99, idle and during builds.
"""

from __future__ import annotations

import argparse
import json
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace
from multiprocessing.connection import Connection
from multiprocessing.synchronize import Event
from pathlib import Path

from quizgen import Article, QuizGenerator, TooFewDistractors
from quizgen.data import sample_articles
from quizgen.index.activation import activate
from quizgen.index.build import build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.reweigh import publish_settings
from quizgen.index.settings import RankingWeights
from quizgen.index.version import Versions
from quizgen.jobs.supervisor import NICENESS
from quizgen.model import load_model

_CONTEXT = multiprocessing.get_context("spawn")
_ARTICLES = 6

Found = list[tuple[float, float, str, str, str]]
"""When a quiz was begun, how long it took, the article, the index, and the quiz (an error is a quiz that says so)."""


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--builds", type=int, default=20)
    parser.add_argument("--idle", type=float, default=30.0, help="seconds of searching before the first build")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizgen-serving-") as folder:
        home = Path(folder)
        CurrentIndex(home, load_model().identities)
        stop = _CONTEXT.Event()
        pipes = [_CONTEXT.Pipe(duplex=False) for _ in range(arguments.processes)]
        searchers = [_CONTEXT.Process(target=_search, args=(home, stop, end)) for _, end in pipes]
        for searcher in searchers:
            searcher.start()
        for own, _ in pipes:
            own.recv()
        time.sleep(arguments.idle)
        first = time.time()
        builder = _CONTEXT.Process(target=_build, args=(home, arguments.builds))
        builder.start()
        builder.join()
        last = time.time()
        stop.set()
        found = [item for own, _ in pipes for item in own.recv()]
        for searcher in searchers:
            searcher.join()
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    print(f"{arguments.processes} searching processes; {arguments.builds} builds and switches in {last - first:.0f} s")
    assert builder.exitcode == 0, "a build failed"
    _print(found, first, last)


def _search(home: Path, stop: Event, reports: Connection) -> None:
    generator = QuizGenerator(load_model(), home, reading_memory=0)  # every quiz reads its article afresh
    articles = [article for article in sample_articles() if generator.quizzes(article, 1)][:_ARTICLES]
    keys = [generator.keywords(article)[0] for article in articles]
    reports.send("ready")
    found: Found = []
    while not stop.is_set():
        for article, key in zip(articles, keys, strict=True):
            found.append(_asked(generator, article, key.start, key.end, len(found)))
    reports.send(found)


def _asked(
    generator: QuizGenerator, article: Article, start: int, end: int, number: int
) -> tuple[float, float, str, str, str]:
    begun, clock = time.time(), time.perf_counter()
    fresh = replace(article, title=f"{article.title} {number % 7}")
    index = quiz = ""
    try:
        made = generator.quiz(fresh, start=start, end=end, seed=1)
        index, quiz = made.index, json.dumps(made.to_dict()["choices"], ensure_ascii=False)
    except TooFewDistractors:
        quiz = "too few"
    except Exception as error:
        quiz = f"error {type(error).__name__}: {error}"
    return begun, time.perf_counter() - clock, f"{article.id} {number % 7}", index, quiz


def _build(home: Path, builds: int) -> None:
    os.nice(NICENESS)
    model = load_model()
    current = CurrentIndex(home, model.identities)
    versions = Versions(home)
    words = RankingWeights(names={"topic": 1.0}, words={"characters": 1.0})
    for number in range(builds):
        begun = time.monotonic()
        index = current.get()
        settings = index.settings
        report = build_index(home, index, model, keep=3)
        publish_settings(versions, current.get(), replace(settings, ranking=words))
        time.sleep(0.5)
        activate(versions, report.number, model.identities)
        print(f"build {number + 1} of {builds}: {time.monotonic() - begun:.0f} s", file=sys.stderr)


def _print(found: Found, first: float, last: float) -> None:
    errors = [quiz for *_, quiz in found if quiz.startswith("error")]
    quizzes: dict[tuple[str, str], set[str]] = defaultdict(set)
    for _, _, article, index, quiz in found:
        if index:
            quizzes[article, index].add(quiz)
    mixed = sum(len(variants) > 1 for variants in quizzes.values())
    idle = [seconds for begun, seconds, *_ in found if begun < first]
    during = [seconds for begun, seconds, *_ in found if first <= begun < last]
    print(f"{'':14}{'quizzes':>9}{'p50 ms':>9}{'p99 ms':>9}")
    for name, times in (("idle", idle), ("during builds", during)):
        print(f"{name:14}{len(times):9}{_percentile(times, 0.5):9.0f}{_percentile(times, 0.99):9.0f}")
    ratio = _percentile(during, 0.99) / _percentile(idle, 0.99)
    print(f"p99 during builds / idle: {ratio:.2f} (at most 3 is wanted)")
    print(f"versions met: {len({index for _, index in quizzes})}; errors: {len(errors)}; half-switched: {mixed}")
    for error in sorted(set(errors))[:5]:
        print(error)


def _percentile(times: Sequence[float], share: float) -> float:
    """Return a percentile in milliseconds."""
    return sorted(times)[int(share * (len(times) - 1))] * 1000


if __name__ == "__main__":
    main()
