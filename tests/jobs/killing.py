"""Killing processes at random moments of what a newsroom does, and looking at what is left.

Used by a test, and at length by ``benchmarks/kills.py``. Every victim works on one small home until SIGKILL; then all
that it, or one before it, was told is done must be there, the current version must load and verify, and a build finish.
"""

from __future__ import annotations

import multiprocessing
import random
import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import count
from multiprocessing.connection import Connection
from pathlib import Path

from quizgen.editor_words import EditorWords
from quizgen.index.activation import activate
from quizgen.index.build import Progress, build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.loaded import SenseIndex
from quizgen.index.verify import verify_version
from quizgen.index.version import Versions
from quizgen.jobs.kinds import BUILD
from quizgen.jobs.owner import is_gone, new_owner
from quizgen.jobs.worker import Worker
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
from quizgen.store.jobs import JobRepository
from tests.jobs.small import small_model, use_small, write_archive
from tests.jobs.small_child import CHILD

ARCHIVE = "archive.jsonl"
IMPORTED = 50
"""Words of one import."""
# Children of a server that has imported everything start in no time and share nothing with the caller's process.
_CONTEXT = multiprocessing.get_context("forkserver")
_CONTEXT.set_forkserver_preload(["pytest", "alembic.command", "tests.jobs.killing"])
# A victim is killed within so many seconds after one of its first reports: of two builds' steps, or as many switches,
# imports or words. Not by the clock alone, so that a slow machine is no kinder to the later steps.
_REPORTS, _WITHIN = 20, 0.1
# A worker first renews its lease a second after it took the job; it is killed before.
_BEFORE_BEAT = 0.9
_TAKEN = "job taken"

Report = Callable[[str, Sequence[str]], None]
"""Tells what the victim is at, and the ids of words that it was just told are stored."""


def build(home: Path, name: str, report: Report) -> None:
    """Build without a pause; every second build has an article more to read."""
    archive = home / ARCHIVE
    for number in count():
        if number % 2:
            write_archive(archive, len(archive.read_text(encoding="utf-8").splitlines()) + 1)
        build_index(home, _current(home), small_model(), [archive], keep=2, progress=_once_a_step(report))
        report("built", [])


def switch(home: Path, name: str, report: Report) -> None:
    """Activate one version after the other."""
    versions = Versions(home)
    while True:
        for number in versions.numbers():
            activate(versions, number, small_model().identities)
            report("switched", [])


def import_words(home: Path, name: str, report: Report) -> None:
    """Import words, fifty at a time, each fifty under a name of their own."""
    with open_store(home) as store:
        repository = WordRepository(store, WORD_RULES, who=name)
        for file in count():
            words = [NewWord(f"{name}の{file}の{number}", "term") for number in range(IMPORTED)]
            report("imported", [word.entry_id for word in repository.import_words(words)])


def add_words(home: Path, name: str, report: Report) -> None:
    """Add words one by one, with a sentence from which a search makes a vector."""
    words = EditorWords(home, small_model())
    index = _current(home)
    with open_store(home) as store:
        repository = WordRepository(store, WORD_RULES, who=name)
        for number in count():
            surface = f"{name}の{number}"
            new = NewWord(surface, "team", word_class="team/football", contexts=(f"きょう{surface}が勝った。",))
            report("vector", [repository.add(new).entry_id])
            words.follow()
            words.senses(index)
            report("added", [])


def claim(home: Path, name: str, report: Report) -> None:
    """Work as ``quizgen worker`` does, on a job that waits; killed before it first renews the lease."""
    with open_store(home) as store:
        repository = JobRepository(store, name)
        repository.add(BUILD)
        Worker(repository, home, child=CHILD, on_job=lambda job: report(_TAKEN, [])).run()


VICTIMS = {"build": build, "switch": switch, "import": import_words, "add": add_words, "claim": claim}


@dataclass(frozen=True, slots=True)
class Kill:
    """A kill after which all was as it must be: during what kind of work, and what the victim was at.

    ``acknowledged``: the words that it had been told are stored; ``stored``: those that the store has in all.
    """

    kind: str
    moment: str
    acknowledged: int
    stored: int


@dataclass
class Killings:
    """A home in which processes are killed."""

    home: Path
    acknowledged: list[str] = field(default_factory=list)
    kills: list[Kill] = field(default_factory=list)

    def __post_init__(self) -> None:
        use_small(self.home)
        write_archive(self.home / ARCHIVE, 3)

    def kill_one(self, kind: str, draw: random.Random) -> Kill:
        """Kill a process that does ``kind``, at a moment that is drawn, and look at what is left.

        Raises :class:`AssertionError` naming what is not as it must be.
        """
        victim = _Victim(self.home, kind, f"語{len(self.kills)}")
        if kind == "claim":
            victim.watch_until(_TAKEN)
            victim.kill(draw.uniform(0, _BEFORE_BEAT))
        else:
            victim.watch(draw.randrange(_REPORTS))
            victim.kill(draw.uniform(0, _WITHIN))
        self.acknowledged += victim.acknowledged
        stored = self._look()
        self.kills.append(Kill(kind, victim.at, len(victim.acknowledged), stored))
        return self.kills[-1]

    def _look(self) -> int:
        """Check everything; returns the number of words."""
        with open_store(self.home) as store:
            words = [word.entry_id for word in WordRepository(store, WORD_RULES).export()]
            missing = set(self.acknowledged) - set(words)
            assert not missing, f"{len(missing)} acknowledged words are gone, such as {min(missing)}"
            files = Counter(word.rpartition("の")[0] for word in words if word.count("の") == 2)
            assert set(files.values()) <= {IMPORTED}, f"half imported: {files}"
            self._check_current()
            self._finish_jobs(JobRepository(store))
        report = build_index(self.home, _current(self.home), small_model(), [self.home / ARCHIVE], keep=2)
        assert Versions(self.home).current() == report.number
        assert not list(Versions(self.home).folder.glob(".*")), "leavings of the dead"
        self._check_current()
        return len(words)

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
    """``at``: what it was at when it last told; ``acknowledged``: the ids of words that it was told are stored."""

    def __init__(self, home: Path, kind: str, name: str) -> None:
        self.at = "begun"
        self.acknowledged: list[str] = []
        self._reports, reports = _CONTEXT.Pipe(duplex=False)
        self._process = _CONTEXT.Process(target=_work, args=(home, kind, name, reports))
        self._process.start()
        reports.close()
        self.watch_until("begun")

    def watch_until(self, moment: str) -> None:
        """Hear what it tells until it is at ``moment``."""
        while self._hear() != moment:
            pass

    def watch(self, reports: int) -> None:
        """Hear so many of its reports."""
        for _ in range(reports):
            self._hear()

    def kill(self, pause: float) -> None:
        """Kill it after so many seconds, in which it is heard, and hear the rest."""
        end = time.monotonic() + pause
        # Read meanwhile, so that it never waits for a full pipe.
        while (left := end - time.monotonic()) > 0 and self._reports.poll(left):
            self._hear()
        assert self._process.is_alive(), "it broke down by itself"
        self._process.kill()
        with suppress(EOFError, OSError):  # killed, perhaps within a report
            while True:
                self._hear()
        self._process.join()
        self._reports.close()

    def _hear(self) -> str:
        self.at, words = self._reports.recv()
        self.acknowledged += words
        return self.at


def _once_a_step(report: Report) -> Progress:
    steps: set[str] = set()

    def tell(step: str, done: int, total: int) -> None:
        if step not in steps:
            steps.add(step)
            report(step, [])

    return tell


def _work(home: Path, kind: str, name: str, reports: Connection) -> None:
    use_small(home)
    small_model()
    reports.send(("begun", []))
    VICTIMS[kind](home, name, lambda at, words: reports.send((at, list(words))))


def _current(home: Path) -> SenseIndex:
    return CurrentIndex(home, small_model().identities).get()
