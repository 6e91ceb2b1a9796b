"""Searching while the index is built and switched: ``python -m benchmarks.serving [--builds N] [--senses N]``.

Some processes search without a pause while another builds versions and switches between them. There are two loops,
each with its own builds:

articles   ``QuizGenerator.candidates`` for a word of an article that nobody has read before: its text differs at
           every call, so that nothing is remembered of it. This is what an editor waits for.
index      ``CurrentIndex.get`` and ``SenseIndex.retrieve`` for the vector of a key made beforehand, and the exact
           scores of what was retrieved: the search of the index alone, whose files the switch replaces. Every second
           process searches the graph, the others exactly.

A round of a loop is an idle period and, right behind it, a build period, so that whatever else the machine does hits
both alike. In a build period the senses of the version before the one in use are built anew and activated, then the
older version, then the new one again: three switches, of which each process takes up every one within a call, and the
time of that call counts. Two sets of senses take turns, so that a result made of two versions cannot pass for one of
either. A call that touches a build period belongs to it. The build runs at the niceness of a worker's.

Counted: errors; half-switched results (the same question asked of the same senses must give the same answer, in
whichever process and whenever: of an article by the identity of the index, of the graph by the version's number); and
the time of a call, idle and during builds: p50, p95, p99 and the slowest. Twenty builds of all shipped senses would
take half an hour on two cores, of which the graph is nearly all; so the versions hold ``--senses`` of them.

What every process measured in a period is noted in ``--out`` as it ends; ``--report FILE`` prints the table of such a
file, of a run that was stopped as well.
"""

from __future__ import annotations

import argparse
import hashlib
import json
import multiprocessing
import os
import platform
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterable, Sequence
from dataclasses import asdict, dataclass, field, replace
from itertools import count
from multiprocessing.connection import Connection, wait
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.versions import publish_senses
from quizgen import Article, QuizGenerator
from quizgen.data import sample_articles
from quizgen.distractors.candidates import RETRIEVED
from quizgen.distractors.number_candidates import NUMBER
from quizgen.index.activation import activate
from quizgen.index.build import build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.embedded import embedded_folder, read_settings
from quizgen.index.loaded import SenseIndex
from quizgen.index.senses import SenseTable
from quizgen.index.version import Versions
from quizgen.jobs.supervisor import NICENESS
from quizgen.key import KeyReader
from quizgen.model import load_model

ARTICLES, INDEX = LOOPS = ("articles", "index")
IDLE, BUILDS = STATES = ("idle", "during builds")

_CONTEXT = multiprocessing.get_context("spawn")
_STOP = -1
# Between two switches, and after the last: long enough for every process to take a version up.
_PAUSE = 1.0
_BEST = 10
_MOST_RATIO = 3
_LEAST_CALLS = 1000

Call = Callable[[], tuple[str, str]]
"""Searches once; returns the question with what it was asked of ("" where a switch came between), and the answer."""


@dataclass
class Calls:
    """What one process measured in one period: milliseconds, errors, and distinct questions with their answers."""

    period: int
    ms: list[float] = field(default_factory=list)
    errors: list[str] = field(default_factory=list)
    answers: list[tuple[str, str]] = field(default_factory=list)

    @property
    def loop(self) -> str:
        """The loop of the period: they take turns, each with an idle and a build period."""
        return LOOPS[self.period // 2 % 2]

    @property
    def state(self) -> str:
        """What the period is."""
        return STATES[self.period % 2]


def main() -> None:
    """Run the benchmark, saying how far it is, and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--processes", type=int, default=4)
    parser.add_argument("--builds", type=int, default=20, help="of each loop")
    parser.add_argument("--senses", type=int, default=4000, help="in a version")
    parser.add_argument("--idle", type=float, default=6.0, help="seconds of an idle period")
    parser.add_argument("--out", type=Path, default=Path("work/serving.jsonl"), help="where periods are noted")
    parser.add_argument(
        "--report", type=Path, metavar="FILE", help="measure nothing: print the table of what was noted"
    )
    arguments = parser.parse_args()
    if arguments.report is None:
        arguments.out.parent.mkdir(parents=True, exist_ok=True)
        arguments.out.write_text("", encoding="utf-8")
        with tempfile.TemporaryDirectory(prefix="quizgen-serving-") as folder:
            _measure(
                Path(folder), arguments.processes, arguments.builds, arguments.senses, arguments.idle, arguments.out
            )
    print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
    _print_table(_noted(arguments.report or arguments.out))


def _measure(home: Path, processes: int, builds: int, senses: int, idle: float, out: Path) -> None:
    _publish_both(home, senses)
    period = _CONTEXT.Value("i", 0)
    pipes = [_CONTEXT.Pipe(duplex=False) for _ in range(processes)]
    searchers = [
        _CONTEXT.Process(target=_search, args=(home, number, period, end)) for number, (_, end) in enumerate(pipes)
    ]
    orders, theirs = _CONTEXT.Pipe()
    builder = _CONTEXT.Process(target=_build, args=(home, theirs))
    for process in (*searchers, builder):
        process.start()
    for _, end in pipes:
        end.close()
    theirs.close()
    reports = [own for own, _ in pipes]
    for own in (*reports, orders):
        assert own.recv() == "ready"
    print(f"{processes} processes are searching", file=sys.stderr)
    begun = time.monotonic()
    with out.open("a", encoding="utf-8") as stream:
        for turn in range(2 * builds):
            period.value = 2 * turn
            _note(reports, stream.write, time.monotonic() + idle)
            period.value = 2 * turn + 1
            orders.send("build")
            built = time.monotonic()
            while not orders.poll():
                _note(reports, stream.write, time.monotonic() + 0.2)
            seconds, switched = orders.recv()
            stream.flush()
            print(
                f"{LOOPS[turn % 2]:8} build {turn // 2 + 1} of {builds}: {seconds:.1f} s, switched "
                f"{switched} times in {time.monotonic() - built:.1f} s; {time.monotonic() - begun:.0f} s so far",
                file=sys.stderr,
            )
        orders.send("end")
        period.value = _STOP
        _note(reports, stream.write, None)
    for process in (*searchers, builder):
        process.join()
        assert process.exitcode == 0, "a process broke down"


def _publish_both(home: Path, senses: int) -> None:
    """Publish two versions of different senses, drawn from the shipped ones."""
    model, versions = load_model(), Versions(home)
    shipped = SenseTable.load(embedded_folder())
    for seed in range(2):
        draw = np.random.default_rng(seed)
        rows = np.sort(draw.choice(len(shipped), size=min(senses, len(shipped)), replace=False))
        table = SenseTable(tuple(shipped.senses[row] for row in rows.tolist()), shipped.codes[rows])
        publish_senses(versions, table, model, read_settings(embedded_folder()))


def _note(reports: Iterable[Connection], write: Callable[[str], object], until: float | None) -> None:
    """Write down what the processes tell until a time (monotonic), or, for None, until all have ended."""
    left = list(reports)
    while left and (until is None or time.monotonic() < until):
        for ready in wait(left, None if until is None else max(0.0, until - time.monotonic())):
            assert isinstance(ready, Connection)
            try:
                write(json.dumps(asdict(ready.recv()), ensure_ascii=False) + "\n")
            except EOFError:
                assert until is None, "a searching process broke down"
                left.remove(ready)


def _build(home: Path, orders: Connection) -> None:
    """Build and switch whenever told to; reports the seconds of the build, and how many switches there were."""
    os.nice(NICENESS)
    model, versions = load_model(), Versions(home)
    orders.send("ready")
    while orders.recv() == "build":
        current = versions.current()
        assert current is not None
        before = versions.previous()
        begun = time.monotonic()
        report = build_index(home, SenseIndex.load(versions.path(before), before, model.identities), model, keep=2)
        seconds = time.monotonic() - begun
        for number in (current, report.number):
            time.sleep(_PAUSE)
            activate(versions, number, model.identities)
        time.sleep(_PAUSE)
        orders.send((seconds, 3))


def _search(home: Path, process: int, period: Any, reports: Connection) -> None:
    """Search until told to stop; tells what was measured as each period ends."""
    loops = {ARTICLES: _article_calls(home), INDEX: _index_calls(home, graph=process % 2 == 1)}
    for call in loops.values():
        call()
    reports.send("ready")
    measured: dict[int, Calls] = {}
    answered: set[tuple[str, str]] = set()
    while (begun_in := period.value) != _STOP:
        for number in [number for number in measured if number < begun_in - 1]:
            reports.send(measured.pop(number))
        clock = time.perf_counter()
        error, answer = "", ("", "")
        try:
            answer = loops[Calls(begun_in).loop]()
        except Exception as raised:
            error = f"{type(raised).__name__}: {raised}"
        milliseconds = (time.perf_counter() - clock) * 1000
        ended_in = period.value
        belongs = ended_in if begun_in % 2 == 0 and ended_in == begun_in + 1 else begun_in
        calls = measured.setdefault(belongs, Calls(belongs))
        calls.ms.append(round(milliseconds, 3))
        if error:
            calls.errors.append(error)
        elif answer[0] and answer not in answered:
            answered.add(answer)
            calls.answers.append(answer)
    for left in measured.values():
        reports.send(left)


def _article_calls(home: Path) -> Call:
    generator = QuizGenerator(load_model(), home, reading_memory=0)
    asked = [(article, start, end) for article in sample_articles() for start, end in _words(generator, article)[:1]]
    numbers = count()

    def call() -> tuple[str, str]:
        number = next(numbers)
        article, start, end = asked[number % len(asked)]
        beginning = f"第{number + 1}報。"
        fresh = replace(article, body=beginning + article.body)
        before = generator.index.identity
        found = generator.candidates(fresh, start=start + len(beginning), end=end + len(beginning), k=_BEST)
        same = generator.index.identity == before
        return f"article {number} of {before}" if same else "", _short([candidate.to_dict() for candidate in found])

    return call


def _index_calls(home: Path, *, graph: bool) -> Call:
    model = load_model()
    current = CurrentIndex(home, model.identities, exact=not graph)
    generator = QuizGenerator(model, home)
    keys = KeyReader(model.reader, model.vectors, current.get())
    vectors = []
    for article in sample_articles():
        reading = model.reader.read(article, model.lexicon)
        for start, end in _words(generator, article):
            vectors.append(keys.read(reading, reading.place_at(start, end), model.lexicon).vector)
    numbers = count()

    def call() -> tuple[str, str]:
        number = next(numbers) % len(vectors)
        index = current.get()
        rows = index.retrieve(vectors[number], RETRIEVED)
        scores = index.vectors[rows] @ index.weighted(vectors[number])
        best = np.argsort(-scores, kind="stable")[:_BEST]
        found = [(index.sense(int(rows[place])).sense_id, round(float(scores[place]), 4)) for place in best]
        return f"key {number} of {f'graph {index.number}' if graph else index.identity}", _short(found)

    return call


def _words(generator: QuizGenerator, article: Article) -> list[tuple[int, int]]:
    return [item.best for item in generator.placed_keywords(article) if item.keyword.category != NUMBER]


def _short(found: object) -> str:
    return hashlib.sha256(json.dumps(found, ensure_ascii=False).encode()).hexdigest()[:12]


def _noted(file: Path) -> list[Calls]:
    return [Calls(**json.loads(line)) for line in file.read_text(encoding="utf-8").splitlines()]


def _print_table(noted: Sequence[Calls]) -> None:
    print(f"{'loop':10}{'state':15}{'calls':>8}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}{'slowest':>9}")
    for loop in LOOPS:
        p99 = {}
        for state in STATES:
            times = np.array([ms for calls in noted if (calls.loop, calls.state) == (loop, state) for ms in calls.ms])
            if not len(times):
                continue
            p50, p95, p99[state] = np.percentile(times, [50, 95, 99])
            few = f"  fewer than {_LEAST_CALLS}: a p99 says little" if len(times) < _LEAST_CALLS else ""
            print(f"{loop:10}{state:15}{len(times):8}{p50:9.1f}{p95:9.1f}{p99[state]:9.1f}{times.max():9.1f}{few}")
        if len(p99) == len(STATES):
            print(f"{loop}: p99 during builds / idle {p99[BUILDS] / p99[IDLE]:.2f} (at most {_MOST_RATIO} is wanted)")
    answers: dict[str, set[str]] = defaultdict(set)
    asked = 0
    for calls in noted:
        for question, answer in calls.answers:
            answers[question].add(answer)
            asked += 1
    errors = [error for calls in noted for error in calls.errors]
    half = [question for question, given in answers.items() if len(given) > 1]
    repeated = asked - sum(map(len, answers.values()))
    senses = {question.rpartition(" of ")[2] for question in answers}
    print(
        f"errors: {len(errors)}; half-switched: {len(half)} of {len(answers)} questions, {repeated} of which were "
        f"answered alike by other processes; versions or sets of senses met: {len(senses)}"
    )
    for line in (*sorted(set(errors))[:5], *half[:5]):
        print(line)


if __name__ == "__main__":
    main()
