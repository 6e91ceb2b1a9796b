"""How many articles a second become quizzes: by a batch, and by ``quizzes()`` in a loop in one process.

The articles have about 800 characters, two bundled samples each; those beyond the samples differ by a sentence with
their number, so that none has been read before. Both are timed warm, in turn, so that other work on the machine
falls on both.
"""

from __future__ import annotations

import statistics
import tempfile
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import date
from functools import partial
from pathlib import Path

from quizgen.article import Article
from quizgen.batch.items import Item
from quizgen.batch.proposing import load_generator
from quizgen.batch.run import run_batch
from quizgen.batch.settings import BatchSettings, Rules
from quizgen.data import sample_articles
from quizgen.engines.processes import Processes
from quizgen.errors import ArgumentError

PER_ARTICLE = 3
_DAY = "2026-01-01"


@dataclass(frozen=True, slots=True)
class BatchSpeed:
    """One way of making quizzes, timed. ``rates``: articles a second of each round; ``loading_s``: seconds until the
    first article could begin; ``quizzes``: how many the last round made; ``processes``: how many worked."""

    way: str
    processes: int
    articles: int
    quizzes: int
    rates: tuple[float, ...]
    loading_s: float

    @property
    def median(self) -> float:
        """The median of the rounds."""
        return statistics.median(self.rates)


def articles_of_800(count: int, first: int = 0) -> list[Article]:
    """Return ``count`` articles of about 800 characters, from the ``first``-th on; no two have the same text."""
    samples = sample_articles()
    pairs = len(samples) // 2
    made = []
    for number in range(first, first + count):
        one, other = samples[2 * (number % pairs)], samples[2 * (number % pairs) + 1]
        body = f"{one.body}\n{other.body}"
        if number >= pairs:
            body += f"\nこれは計測のための{number}番目の記事である。"
        made.append(Article(body, one.title, f"bench-{number}", one.date, one.section))
    return made


def measure(
    home: Path,
    *,
    articles: int = 24,
    rounds: int = 3,
    processes: Sequence[int] = (1, 2),
    progress: Callable[[str], None] = lambda what: None,
) -> list[BatchSpeed]:
    """Time ``quizzes()`` in a loop, and a batch with each number of processes, ``rounds`` times in turn.

    Raises :class:`ArgumentError` for fewer than one article or round, and what loading the generator does.
    """
    if articles < 1 or rounds < 1:
        raise ArgumentError(f"articles, rounds: expected at least 1 of each, got {articles} and {rounds}")
    loop = _Loop(home)
    ways: list[tuple[str, int, Callable[[Sequence[Article]], _Timed]]] = [("quizzes() in a loop", 1, loop.run)]
    ways += [(f"batch, processes: {count}", count, partial(_batch, home, count)) for count in processes]
    timed: dict[str, list[_Timed]] = {name: [] for name, _, _ in ways}
    for turn in range(rounds):
        # Every round has articles of its own, so that nothing of them is remembered.
        chosen = articles_of_800(articles, first=1 + turn * articles)
        for name, _, run in ways:
            progress(f"round {turn + 1} of {rounds}: {name}")
            timed[name].append(run(chosen))
    return [
        BatchSpeed(
            name,
            count,
            articles,
            timed[name][-1].quizzes,
            tuple(articles / one.seconds for one in timed[name]),
            min(one.loading_s for one in timed[name]),
        )
        for name, count, _ in ways
    ]


@dataclass(frozen=True, slots=True)
class _Timed:
    quizzes: int
    seconds: float
    loading_s: float


class _Loop:
    """A generator in this process, as a program has it that calls the library."""

    def __init__(self, home: Path) -> None:
        began = time.perf_counter()
        from quizgen import QuizGenerator

        self._generator = QuizGenerator.load(home)
        self._generator.quizzes(articles_of_800(1)[0], PER_ARTICLE)
        self._loading_s = time.perf_counter() - began

    def run(self, articles: Sequence[Article]) -> _Timed:
        began = time.perf_counter()
        made = sum(len(self._generator.quizzes(article, PER_ARTICLE)) for article in articles)
        return _Timed(made, time.perf_counter() - began, self._loading_s)


def _batch(home: Path, processes: int, articles: Sequence[Article]) -> _Timed:
    """Run a batch; what is loaded for it is not in its time, as in a batch that runs for hours it does not count."""
    items = [Item(f"article {number}", article) for number, article in enumerate(articles)]
    load = partial(load_generator, str(home))
    with tempfile.TemporaryDirectory(prefix="quizgen-bench-") as folder:
        out = Path(folder) / "quizzes.jsonl"
        settings = BatchSettings(date.fromisoformat(_DAY), Rules(per_article=PER_ARTICLE))
        summary = run_batch(Processes(processes), load, items, out, settings)
    return _Timed(summary.quizzes, summary.seconds - summary.loading, summary.loading)
