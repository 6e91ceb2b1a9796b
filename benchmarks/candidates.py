"""Candidates per second, end to end and warm: ``python -m benchmarks.candidates [--home DIR] [--articles N]``.

Each request is a fresh article that the generator has not read before (a bundled sample with a marker sentence of its
own), so that tokenising, encoding, retrieval, filters and ranking are all in the figure. A second line asks about
articles already read, as an editor does who tries several keys.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import time
from collections.abc import Callable
from functools import partial

from quizgen import Article, QuizGenerator
from quizgen.data import sample_articles


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--home", help="data home (default: QUIZGEN_HOME, else the platform's usual place)")
    parser.add_argument("--articles", type=int, default=40, help="requests in each line")
    arguments = parser.parse_args()
    generator = QuizGenerator.load(arguments.home)
    samples = sample_articles()
    keys = {sample.id: generator.keywords(sample)[0] for sample in samples}
    fresh = [_variant(samples[number % len(samples)], number) for number in range(arguments.articles)]
    for sample in samples[:5]:
        generator.candidates(sample, start=keys[sample.id].start, end=keys[sample.id].end)

    def ask(article: Article, name: str | None) -> None:
        key = keys[name]
        generator.candidates(article, start=key.start, end=key.end)

    characters = statistics.mean(len(article.body) for article in fresh)
    print(f"{os.cpu_count()} cores, {platform.processor() or platform.machine()}, Python {platform.python_version()}")
    senses = generator.index.manifest.senses
    print(f"{arguments.articles} articles of {characters:.0f} characters on average; index of {senses} senses")
    print(f"{'':32}{'candidates/s':>14}{'requests/s':>12}{'p50 ms':>9}{'p95 ms':>9}")
    again = fresh[-1]
    original = samples[(arguments.articles - 1) % len(samples)].id
    names = [samples[number % len(samples)].id for number in range(arguments.articles)]
    _line("fresh article each time", [partial(ask, article, name) for article, name in zip(fresh, names, strict=True)])
    _line("article already read", [partial(ask, again, original)] * arguments.articles)


def _variant(sample: Article, number: int) -> Article:
    return Article(
        body=f"{sample.body}\nこれは計測用の{number}番目の記事である。", title=sample.title, date=sample.date
    )


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
