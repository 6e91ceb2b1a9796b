"""Eight processes editing the same fifty words: how many edits a second, how many conflicts, and is any edit lost.

    python -m benchmarks.word_edits
    python -m benchmarks.word_edits --store postgresql://user@host/empty_database

Each edit reads one of the words, adds a name of its own to it and saves; whoever meets a conflict repeats the edit on
the word as it stands then. At the end every name that was acknowledged must be there, and every word must have just as
many versions as edits: an edit that overwrote another one unseen would leave a version too few or a name missing.
"""

from __future__ import annotations

import argparse
import multiprocessing
import random
import tempfile
import time
import warnings
from collections.abc import Sequence
from dataclasses import dataclass, replace
from multiprocessing.connection import Connection

from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, Word, WordConflict, WordRepository, open_store

# Children of a server that has imported everything start in no time and share nothing with this process.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["benchmarks.word_edits", "alembic.command"])


@dataclass(frozen=True)
class Report:
    """What came of it: edits acknowledged, conflicts reported, names lost, and versions too few or too many."""

    edits: int
    conflicts: int
    lost: int
    unseen: int
    seconds: float


def run_edits(place: str, *, processes: int = 8, edits: int = 2000, words: int = 50) -> Report:
    """Add words to an empty store and have them edited by several processes at once."""
    with open_store(place) as store:
        repository = WordRepository(store, WORD_RULES, "benchmark")
        ids = [word.entry_id for word in repository.import_words(NewWord(f"語{n}", "term") for n in range(words))]
    running = []
    for number in range(processes):
        share = edits // processes + (number < edits % processes)
        ours, theirs = _CONTEXT.Pipe()
        process = _CONTEXT.Process(target=_edit, args=(place, ids, number, share, theirs))
        process.start()
        theirs.close()
        running.append((process, ours))
    for _, ours in running:
        assert ours.recv() == "ready"
    begun = time.perf_counter()
    for _, ours in running:
        ours.send("go")
    told = [ours.recv() for _, ours in running]
    seconds = time.perf_counter() - begun
    for process, _ in running:
        process.join()
    acknowledged = [edit for edits_done, _ in told for edit in edits_done]
    with open_store(place) as store:
        stored = {word.entry_id: word for word in WordRepository(store, WORD_RULES).export()}
    return Report(
        edits=len(acknowledged),
        conflicts=sum(conflicts for _, conflicts in told),
        lost=sum(name not in stored[entry_id].aliases for entry_id, name in acknowledged),
        unseen=abs(sum(word.version - 1 for word in stored.values()) - len(acknowledged)),
        seconds=seconds,
    )


def _edit(place: str, ids: Sequence[str], number: int, share: int, pipe: Connection) -> None:
    warnings.simplefilter("error")
    draw = random.Random(number)
    done: list[tuple[str, str]] = []
    conflicts = 0
    with open_store(place) as store:
        repository = WordRepository(store, WORD_RULES, f"編集者{number}")
        repository.generation()
        pipe.send("ready")
        pipe.recv()
        for edit in range(share):
            name = f"別名{number}の{edit}"
            word = repository.get(draw.choice(ids))
            while True:
                try:
                    repository.update(_named(word, name))
                    break
                except WordConflict as conflict:
                    conflicts += 1
                    word = conflict.theirs
            done.append((word.entry_id, name))
    pipe.send((done, conflicts))


def _named(word: Word, name: str) -> Word:
    return replace(word, aliases=(*word.aliases, name))


def main() -> None:
    """Run it as the command line says and print the report."""
    parser = argparse.ArgumentParser(description="Several processes editing the same words.")
    parser.add_argument("--store", help="A data home or URL of an empty store; else a SQLite file of its own.")
    parser.add_argument("--processes", type=int, default=8)
    parser.add_argument("--edits", type=int, default=2000)
    parser.add_argument("--words", type=int, default=50)
    given = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        place = given.store or folder
        report = run_edits(place, processes=given.processes, edits=given.edits, words=given.words)
    print(f"{report.edits} edits of {given.words} words by {given.processes} processes in {report.seconds:.1f} s")
    print(f"  {report.edits / report.seconds:.0f} edits a second, {report.conflicts} conflicts reported")
    print(f"  {report.lost} edits lost, {report.unseen} conflicts not reported")


if __name__ == "__main__":
    main()
