"""A large index: ``python -m benchmarks.build [--senses N] [--rounds N]``.

The senses are the shipped ones, repeated under other names with noise until there are N. Measured: how long after its
adding a word is found by another process's generator, which had searched before; and how long a rebuild takes
(``build_index``: merging, graph, checksums, verification, switch) against NMSLIB's own build of the same vectors with
the same parameters and threads, in turns, by the clock and by the processor's time. A second generator of this process
stands for the other process: it shares nothing with the first but the model and the data home.

Each figure is printed as it is measured, the steps of a rebuild too, and noted in ``--out``.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.versions import publish_senses
from quizgen import QuizGenerator
from quizgen.data import sample_articles
from quizgen.distractors.number_candidates import NUMBER
from quizgen.index.build import build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.graph import Graph
from quizgen.index.loaded import SenseIndex
from quizgen.index.senses import Sense, SenseTable, encode_rows
from quizgen.index.version import Versions
from quizgen.lexicon import Entry
from quizgen.model import Model, load_model

_NOISE = 0.3
_WORDS = 5


class Notes:
    """Says each figure and notes it in a file, so that a run that was stopped leaves what it had."""

    def __init__(self, out: Path) -> None:
        self._out = out
        self._begun = time.perf_counter()
        out.parent.mkdir(parents=True, exist_ok=True)
        out.write_text("", encoding="utf-8")

    def add(self, line: str) -> None:
        """Say and note a line."""
        print(line, flush=True)
        with self._out.open("a", encoding="utf-8") as stream:
            stream.write(line + "\n")

    def step(self, what: str) -> None:
        """Say what begins, on standard error."""
        print(f"{time.perf_counter() - self._begun:7.0f} s  {what}", file=sys.stderr, flush=True)


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--senses", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=1, help="rebuilds, each after a build by NMSLIB alone")
    parser.add_argument("--out", type=Path, default=Path("work/build.txt"), help="where the figures are noted")
    arguments = parser.parse_args()
    notes = Notes(arguments.out)
    with tempfile.TemporaryDirectory(prefix="quizgen-build-") as folder:
        home = Path(folder)
        model, index = _large(home, arguments.senses, notes)
        notes.add(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
        notes.add(f"{len(index.vectors)} senses of {index.vectors.shape[1]} dimensions; load {os.getloadavg()[0]:.1f}")
        _measure_adding(home, model, notes)
        _measure_rebuilding(home, model, index, arguments.rounds, notes)


def _measure_rebuilding(home: Path, model: Model, index: SenseIndex, rounds: int, notes: Notes) -> None:
    alone: list[tuple[float, float]] = []
    whole: list[tuple[float, float]] = []
    for number in range(rounds):
        notes.step(f"round {number + 1} of {rounds}: NMSLIB's own build")
        with _timed(alone):
            Graph.build(index.vectors, index.settings.graph)
        notes.step(f"round {number + 1} of {rounds}: rebuild")
        steps: list[str] = []

        def tell(step: str, done: int, total: int, steps: list[str] = steps) -> None:
            if step not in steps:
                steps.append(step)
                notes.step(f"  {step}")

        with _timed(whole):
            recall = build_index(home, index, model, keep=2, progress=tell).recall
        notes.add(
            f"round {number + 1}: NMSLIB alone {alone[-1][0]:.1f} s ({alone[-1][1]:.1f} s of the processor), rebuild "
            f"{whole[-1][0]:.1f} s ({whole[-1][1]:.1f} s of the processor), recall@10 {recall:.3f}"
        )
    for place, what in enumerate(("the clock", "the processor's time")):
        ratio = min(times[place] for times in whole) / min(times[place] for times in alone)
        notes.add(f"rebuild / NMSLIB by {what}: {ratio:.2f} (at most 1.2 is wanted)")


@contextmanager
def _timed(times: list[tuple[float, float]]) -> Iterator[None]:
    """Add the seconds of the block, and those that the processor worked for this process in it."""
    clock, processor = time.perf_counter(), time.process_time()
    yield
    times.append((time.perf_counter() - clock, time.process_time() - processor))


def _large(home: Path, count: int, notes: Notes) -> tuple[Model, SenseIndex]:
    """Publish a version with so many senses; return it, with a model whose lexicon knows them."""
    notes.step("the shipped index is installed")
    shipped = load_model()
    index = CurrentIndex(home, shipped.identities).get()
    random = np.random.default_rng(0)
    senses: list[Sense] = []
    blocks = []
    for turn in range(-(-count // len(index.vectors))):
        rows = min(len(index.vectors), count - len(senses))
        noise = random.standard_normal((rows, index.vectors.shape[1])).astype(np.float32)
        noise *= (_NOISE if turn else 0) / np.sqrt(noise.shape[1])
        blocks.append(index.vectors[:rows] + noise * np.linalg.norm(index.vectors[:rows], axis=1, keepdims=True))
        for sense in index.table.senses[:rows]:
            surface, _, word_class = sense.entry_id.rpartition("|")
            name = f"{surface}{turn}" if turn else surface
            senses.append(replace(sense, entry_id=f"{name}|{word_class}"))
    known = {entry.entry_id for entry in shipped.lexicon.entries}
    new = dict.fromkeys(sense.entry_id for sense in senses if sense.entry_id not in known)
    parts = [entry_id.rpartition("|") for entry_id in new]
    model = replace(shipped, lexicon=shipped.lexicon.extended(Entry(surface, kind) for surface, _, kind in parts))
    notes.step(f"a version of {len(senses)} senses is made")
    table = SenseTable(tuple(senses), encode_rows(np.concatenate(blocks)))
    publish_senses(Versions(home), table, model, index.settings)
    return model, CurrentIndex(home, model.identities).get()


def _measure_adding(home: Path, model: Model, notes: Notes) -> None:
    """Add words by one generator and time when another one finds each; the first of either is not counted."""
    notes.step("words are added")
    adding, asking = QuizGenerator(model, home), QuizGenerator(model, home)
    article = sample_articles()[0]
    key = next(found for found in asking.keywords(article) if found.category != NUMBER)
    times: list[tuple[float, float]] = []
    for number in range(_WORDS + 1):
        surface = f"試験球団{number}号"
        asking.candidates(article, start=key.start, end=key.end)
        with _timed(times):
            adding.add_word(surface, "team/baseball", [f"{surface}は10日、本拠地で3対1で勝った。"])
            (ranked,) = asking.rank(article, pool=[surface], start=key.start, end=key.end)
        assert ranked.entry_id == f"{surface}|team/baseball"
        notes.step(f"  word {number + 1} of {_WORDS + 1}: {times[-1][0]:.3f} s")
    for place, what in enumerate(("the clock", "the processor's time")):
        taken = [time[place] for time in times[1:]]
        notes.add(
            f"from adding a word to finding it, by {what}: median {statistics.median(taken):.3f} s, slowest "
            f"{max(taken):.3f} s (under 1 is wanted)"
        )


if __name__ == "__main__":
    main()
