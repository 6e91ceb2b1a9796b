"""Candidates per second, end to end and warm: ``python -m benchmarks.candidates [--home DIR] [--articles N]``.

Each request is a fresh article of some 800 characters that the generator has not read before (bundled samples, one
after the other, with a marker sentence of its own), so that tokenising, encoding, retrieval, filters and ranking are
all in the figure. A second line asks about articles already read, as an editor does who tries several keys. A last one
starts a process of its own: the time from its start to its first candidate, and the memory it took.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from quizgen import Article, Keyword, QuizGenerator
from quizgen.data import sample_articles

_CHARACTERS = 800
_FIRST = """
import resource, sys
from quizgen import QuizGenerator
from quizgen.data import sample_articles
generator = QuizGenerator.load(sys.argv[1])
article = sample_articles()[0]
generator.candidates(article, generator.keywords(article)[0].surface)
print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
"""


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", help="data home (default: QUIZGEN_HOME, else the platform's usual place)")
    parser.add_argument("--articles", type=int, default=40, help="requests in each line")
    arguments = parser.parse_args()
    generator = QuizGenerator.load(arguments.home)
    samples = sample_articles()
    fresh = [_article(samples, number) for number in range(arguments.articles)]
    keys = [generator.keywords(article)[0] for article in fresh]
    fresh = [replace(article, body=article.body + "。") for article in fresh]
    for sample in samples[:5]:
        generator.candidates(sample, generator.keywords(sample)[0].surface)

    def ask(article: Article, key: Keyword) -> None:
        generator.candidates(article, start=key.start, end=key.end)

    characters = statistics.mean(len(article.body) for article in fresh)
    print(f"{os.cpu_count()} cores, {platform.processor() or platform.machine()}, Python {platform.python_version()}")
    senses = generator.index.manifest.senses
    print(f"{arguments.articles} articles of {characters:.0f} characters on average; index of {senses} senses")
    print(f"{'':32}{'candidates/s':>14}{'requests/s':>12}{'p50 ms':>9}{'p95 ms':>9}")
    _line("fresh article each time", [partial(ask, article, key) for article, key in zip(fresh, keys, strict=True)])
    _line("article already read", [partial(ask, fresh[-1], keys[-1])] * arguments.articles)
    seconds, memory = _cold(generator.home)
    print(f"from a cold start to the first candidate: {seconds:.1f} s, {memory:.0f} MB at most")


def _article(samples: list[Article], number: int) -> Article:
    """Join samples to an article of about :data:`_CHARACTERS` characters."""
    body = ""
    for sample in (samples * 2)[number % len(samples) :]:
        body += sample.body + "\n"
        if len(body) >= _CHARACTERS:
            break
    first = samples[number % len(samples)]
    body = body[:_CHARACTERS].rpartition("。")[0]
    return Article(body=f"{body}。\nこれは計測用の{number}番目の記事である。", title=first.title, date=first.date)


def _cold(home: Path) -> tuple[float, float]:
    """Return the seconds and the megabytes that a new process takes for its first candidate."""
    begun = time.perf_counter()
    done = subprocess.run([sys.executable, "-c", _FIRST, str(home)], check=True, capture_output=True, text=True)
    return time.perf_counter() - begun, int(done.stdout) / 1024


def _line(name: str, requests: list[Callable[[], None]]) -> None:
    times = []
    for request in requests:
        begun = time.perf_counter()
        request()
        times.append(time.perf_counter() - begun)
    times.sort()
    total = sum(times)
    p50, p95 = (times[int(share * (len(times) - 1))] * 1000 for share in (0.5, 0.95))
    rate = len(times) / total
    print(f"{name:32}{10 * rate:14.0f}{rate:12.1f}{p50:9.1f}{p95:9.1f}")


if __name__ == "__main__":
    main()
