"""Killing processes at random moments of what a newsroom does, and looking at what is left.

Used by a test, and at length by ``benchmarks/kills.py``. Every victim works on one small home until SIGKILL; then all
that it, or one before it, was told is done must be there, the current version must load and verify, and a build finish.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from quizgen.editor_words import EditorWords
from quizgen.index.activation import activate
from quizgen.index.build import build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.loaded import SenseIndex
from quizgen.index.verify import verify_version
from quizgen.index.version import Versions
from quizgen.jobs.kinds import BUILD
from quizgen.jobs.owner import is_gone, new_owner
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
from quizgen.store.jobs import JobRepository
from tests.jobs.small import small_model, use_small, write_archive

ARCHIVE = "archive.jsonl"
# Children of a server that has imported everything start in no time and share nothing with the caller's process.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "alembic.command", "tests.jobs.killing"])
# A victim is killed at most so long after it has begun: longer than any of its rounds takes.
_LONGEST = 1.5

Report = Callable[[list[str]], None]


def build(home: Path, name: str, report: Report) -> None:
    """Build without a pause; every second build has an article more to read."""
    archive = home / ARCHIVE
    for number in count():
        if number % 2:
            write_archive(archive, len(archive.read_text(encoding="utf-8").splitlines()) + 1)
        build_index(home, _current(home), small_model(), [archive], keep=2)
        report([])


def switch(home: Path, name: str, report: Report) -> None:
    """Activate one version after the other."""
    versions = Versions(home)
    while True:
        for number in versions.numbers():
            activate(versions, number, small_model().identities)
            report([])


def import_words(home: Path, name: str, report: Report) -> None:
    """Import words, fifty at a time."""
    with open_store(home) as store:
        repository = WordRepository(store, WORD_RULES, who=name)
        for start in count(0, 50):
            words = [NewWord(f"{name}の{number}", "term") for number in range(start, start + 50)]
            report([word.entry_id for word in repository.import_words(words)])


def add_words(home: Path, name: str, report: Report) -> None:
    """Add words one by one, with a sentence from which a search makes a vector."""
    words = EditorWords(home, small_model())
    index = _current(home)
    with open_store(home) as store:
        repository = WordRepository(store, WORD_RULES, who=name)
        for number in count():
            surface = f"{name}の{number}"
            new = NewWord(surface, "team", word_class="team/football", contexts=(f"きょう{surface}が勝った。",))
            report([repository.add(new).entry_id])
            words.follow()
            words.senses(index)


def claim(home: Path, name: str, report: Report) -> None:
    """Take a job, and do not come to renew the lease."""
    with open_store(home) as store:
        repository = JobRepository(store, name)
        job = repository.add(BUILD)
        report([])
        repository.claim(new_owner(), [BUILD], job_id=job.id)
        time.sleep(60)


VICTIMS = {"build": build, "switch": switch, "import": import_words, "add": add_words, "claim": claim}


@dataclass
class Killings:
    """A home in which processes are killed; ``killed`` counts them by what they did."""

    home: Path
    random: random.Random
    acknowledged: list[str] = field(default_factory=list)
    killed: Counter[str] = field(default_factory=Counter)

    def __post_init__(self) -> None:
        use_small(self.home)
        write_archive(self.home / ARCHIVE, 3)

    def kill_one(self, kind: str) -> None:
        """Kill a process that does ``kind``, at a random moment, and look at what is left."""
        number = sum(self.killed.values())
        victim = _Victim(self.home, kind, f"語{number}")
        self.acknowledged += victim.kill(self.random.uniform(0, _LONGEST) ** 2 / _LONGEST)
        self.killed[kind] += 1
        self._look()

    def _look(self) -> None:
        with open_store(self.home) as store:
            there = {word.entry_id for word in WordRepository(store, WORD_RULES).export()}
            missing = set(self.acknowledged) - there
            assert not missing, f"{len(missing)} acknowledged words are gone, such as {min(missing)}"
            self._check_current()
            self._finish_jobs(JobRepository(store))
        report = build_index(self.home, _current(self.home), small_model(), [self.home / ARCHIVE], keep=2)
        assert Versions(self.home).current() == report.number
        assert not list(Versions(self.home).folder.glob(".*")), "leavings of the dead"
        self._check_current()

    def _check_current(self) -> None:
        versions = Versions(self.home)
        number = versions.current()
        assert number is not None
        SenseIndex.load(versions.path(number), number, small_model().identities)
        assert verify_version(versions.path(number), 10) > 0.9

    def _finish_jobs(self, repository: JobRepository) -> None:
        repository.sweep(is_gone)
        while (job := repository.claim(new_owner(), [BUILD])) is not None:
            report = build_index(self.home, _current(self.home), small_model(), keep=2)
            assert repository.finish(job, {"number": report.number}) is not None
        assert not repository.find(states=["queued", "running"]), "a job that nobody can take up"


class _Victim:
    def __init__(self, home: Path, kind: str, name: str) -> None:
        self._reports, reports = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_work, args=(home, kind, name, reports))
        self._process.start()
        reports.close()
        assert self._reports.recv() == "begun"

    def kill(self, pause: float) -> list[str]:
        """Kill it after so many seconds; return the ids of words that it was told are stored."""
        time.sleep(pause)
        assert self._process.is_alive(), "it broke down by itself"
        self._process.kill()
        acknowledged = list(self._received())
        self._process.join()
        self._reports.close()
        return acknowledged

    def _received(self) -> Iterator[str]:
        try:
            while True:
                yield from self._reports.recv()
        except (EOFError, OSError):  # killed, perhaps within a report
            return


def _work(home: Path, kind: str, name: str, reports: Connection) -> None:
    use_small(home)
    small_model()
    reports.send("begun")
    VICTIMS[kind](home, name, reports.send)


def _current(home: Path) -> SenseIndex:
    return CurrentIndex(home, small_model().identities).get()
