"""A process that adds words and reports each one's id once the store has acknowledged it."""

from __future__ import annotations

import multiprocessing
import time
import warnings
from collections.abc import Iterator
from multiprocessing.connection import Connection

from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store

# Children of a server that has imported everything start in no time and share nothing with the test's process.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "alembic.command", "tests.store.adder"])


class Adder:
    """Such a process: it opens the store at ``place`` and adds ``count`` words, by imports of ``batch`` if above 1."""

    def __init__(self, place: str, prefix: str, count: int, batch: int = 1) -> None:
        self._reports, reports = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_add, args=(place, prefix, count, batch, reports))
        self._process.start()
        reports.close()
        assert self._reports.recv() == "ready"

    def kill(self, after_reports: int, pause: float) -> list[str]:
        """End it with SIGKILL, ``pause`` seconds after so many reports; return the ids that it had reported."""
        reported = [entry_id for _ in range(after_reports) for entry_id in self._reports.recv()]
        time.sleep(pause)
        self._process.kill()
        return reported + self._finish()

    def wait(self) -> list[str]:
        """Wait until it has added all; return the ids that it reported."""
        reported = self._finish()
        assert self._process.exitcode == 0
        return reported

    def _finish(self) -> list[str]:
        reported = list(self._received())
        self._process.join()
        self._reports.close()
        return reported

    def _received(self) -> Iterator[str]:
        try:
            while True:
                yield from self._reports.recv()
        except (EOFError, OSError):  # it ended, or was killed within a report
            return


def _add(place: str, prefix: str, count: int, batch: int, reports: Connection) -> None:
    warnings.simplefilter("error")
    reports.send("ready")
    with open_store(place) as store:
        repository = WordRepository(store, WORD_RULES, who=prefix)
        for start in range(0, count, batch):
            surfaces = [f"{prefix}{number}" for number in range(start, start + batch)]
            new = [NewWord(surface, "term", contexts=(f"{surface}だ。",)) for surface in surfaces]
            added = (repository.add(new[0]),) if batch == 1 else repository.import_words(new)
            reports.send([word.entry_id for word in added])
