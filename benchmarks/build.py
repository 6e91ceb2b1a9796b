"""A large index: ``python -m benchmarks.build [--senses N] [--rounds N]``.

The senses are the shipped ones, repeated under other names with noise until there are N. Measured: how long a rebuild
takes (``build_index``: merging, graph, checksums, verification, switch) against NMSLIB's own build of the same vectors
with the same parameters and threads, in turns; and how long after its adding a word is found by another process's
generator, which had searched before.
"""

from __future__ import annotations

import argparse
import os
import platform
import statistics
import tempfile
import time
from dataclasses import replace
from pathlib import Path

import numpy as np

from quizgen import QuizGenerator
from quizgen.data import sample_articles
from quizgen.index.build import build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.embedded import embedded_folder, finish_version
from quizgen.index.graph import Graph
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE, SenseIndex
from quizgen.index.senses import Sense, SenseTable, encode_rows
from quizgen.index.version import Versions
from quizgen.lexicon import Entry
from quizgen.model import Model, load_model

_NOISE = 0.3
_WORDS = 5


def main() -> None:
    """Run the benchmark and print its table."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--senses", type=int, default=200_000)
    parser.add_argument("--rounds", type=int, default=1, help="rebuilds, each after a build by NMSLIB alone")
    arguments = parser.parse_args()
    with tempfile.TemporaryDirectory(prefix="quizgen-build-") as folder:
        home = Path(folder)
        model, index = _large(home, arguments.senses)
        vectors = index.vectors
        print(f"{os.cpu_count()} cores, {platform.machine()}, Python {platform.python_version()}")
        print(f"{len(vectors)} senses of {vectors.shape[1]} dimensions; load {os.getloadavg()[0]:.1f}")
        alone, whole, recall = [], [], 0.0
        for _ in range(arguments.rounds):
            begun = time.perf_counter()
            Graph.build(vectors, index.settings.graph)
            alone.append(time.perf_counter() - begun)
            begun = time.perf_counter()
            recall = build_index(home, index, model, keep=2).recall
            whole.append(time.perf_counter() - begun)
        print(f"NMSLIB's own build: {min(alone):.1f} s; rebuild: {min(whole):.1f} s; recall@10 {recall:.3f}")
        print(f"rebuild / NMSLIB: {min(whole) / min(alone):.2f} (at most 1.2 is wanted)")
        times = _added(home, model)
        print(f"a word is found after its adding: median {statistics.median(times):.3f} s, slowest {max(times):.3f} s")


def _large(home: Path, count: int) -> tuple[Model, SenseIndex]:
    """Publish a version with so many senses; return it, with a model whose lexicon knows them."""
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
    versions = Versions(home)
    with versions.building() as folder:
        SenseTable(tuple(senses), encode_rows(np.concatenate(blocks))).save(folder)
        for name in (CHANNELS_FILE, CLASSES_FILE, KINDS_FILE):
            (folder / name).write_bytes((embedded_folder() / name).read_bytes())
        built = {"origin": "archive", "lexicon": model.lexicon.identity, **model.identities}
        number = finish_version(versions, folder, built, progress=False, settings=index.settings)
    versions.activate(number)
    return model, CurrentIndex(home, model.identities).get()


def _added(home: Path, model: Model) -> list[float]:
    """Add words by one generator and time when another one finds each; the first of either is not counted."""
    adding, asking = QuizGenerator(model, home), QuizGenerator(model, home)
    article = sample_articles()[0]
    key = asking.keywords(article)[0]
    times = []
    for number in range(_WORDS + 1):
        surface = f"試験球団{number}号"
        asking.candidates(article, start=key.start, end=key.end)
        begun = time.perf_counter()
        adding.add_word(surface, "team/baseball", [f"{surface}は10日、本拠地で3対1で勝った。"])
        (ranked,) = asking.rank(article, pool=[surface], start=key.start, end=key.end)
        times.append(time.perf_counter() - begun)
        assert ranked.surface == surface
    return times[1:]


if __name__ == "__main__":
    main()
