"""Several processes on one store, and processes killed at any moment."""

from __future__ import annotations

import random
import sqlite3
import subprocess
import sys
import time
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

from quizgen.errors import WordError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
from quizgen.store.place import FILE_NAME
from tests.conftest import ROOT
from tests.store.adder import Adder


def stored(place: str) -> list[str]:
    with open_store(place) as store:
        return [word.entry_id for word in WordRepository(store, WORD_RULES).export()]


def test_processes_that_create_a_store_and_add_words_at_once_all_succeed(bare_place: str) -> None:
    adders = [Adder(bare_place, f"語{number}の", 20) for number in range(4)]
    reported = [entry_id for adder in adders for entry_id in adder.wait()]
    assert len(reported) == 80
    assert sorted(stored(bare_place)) == sorted(reported)
    with open_store(bare_place) as store:
        assert store.generation() == 80


def test_threads_that_add_the_same_word_get_it_once_and_the_others_are_told(words: WordRepository) -> None:
    def add() -> str:
        try:
            return words.add(NewWord("語", "term")).entry_id
        except WordError as error:
            return str(error)

    with ThreadPoolExecutor(8) as pool:
        outcomes = [future.result() for future in [pool.submit(add) for _ in range(8)]]
    assert outcomes.count("語|term") == 1
    assert sum("語 (term) is already in the store" in outcome for outcome in outcomes) == 7


def test_words_acknowledged_before_a_kill_are_there(place: str) -> None:
    draw = random.Random(7)
    acknowledged: list[str] = []
    for round_number in range(5):
        adder = Adder(place, f"語{round_number}の", 100_000)
        acknowledged += adder.kill(draw.randrange(10), draw.uniform(0, 0.1))
        # One more may be there that was committed but not yet reported.
        assert set(acknowledged) <= set(stored(place))
    assert acknowledged
    if "://" in place:
        return
    with sqlite3.connect(Path(place) / FILE_NAME) as connection:
        assert connection.execute("PRAGMA integrity_check").fetchall() == [("ok",)]
        assert connection.execute("PRAGMA foreign_key_check").fetchall() == []
    connection.close()


def test_a_kill_during_an_import_leaves_all_of_it_or_nothing(place: str) -> None:
    draw = random.Random(11)
    for round_number in range(3):
        adder = Adder(place, f"語{round_number}の", 500 * 1000, batch=500)
        acknowledged = adder.kill(draw.randrange(2), draw.uniform(0, 0.4))
        there = stored(place)
        assert set(acknowledged) <= set(there)
        assert len(there) % 500 == 0


def test_another_process_sees_an_added_word_at_once(place: str) -> None:
    with open_store(place) as store:
        repository = WordRepository(store, WORD_RULES)
        seen = store.generation()
        Adder(place, "語", 1).wait()
        assert store.generation() > seen
        assert [word.surface for word in repository.changes_since(seen).changed] == ["語0"]


def test_a_forked_process_uses_connections_of_its_own(place: str) -> None:
    program = """
import os, sys
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
store = open_store(sys.argv[1])
words = WordRepository(store, WORD_RULES)
words.add(NewWord("語親", "term"))
with store.reading() as connection:
    inherited = connection.connection.dbapi_connection
child = os.fork()
if child == 0:
    with store.reading() as connection:
        if connection.connection.dbapi_connection is inherited:
            os._exit(1)
for number in range(20):
    words.add(NewWord(f"語{child == 0}{number}", "term"))
if child == 0:
    os._exit(0)
assert os.waitpid(child, 0)[1] == 0
print(len(words.list()))
"""
    # Python warns of any fork beside threads; the numerical libraries have some of their own.
    command = [sys.executable, "-W", "ignore", "-c", program, place]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)
    assert (done.stdout, done.stderr) == ("41\n", "")


def test_an_import_of_5000_words_takes_seconds(place: str) -> None:
    rows = [
        NewWord(f"語{number}", "term", aliases=(f"言葉{number}",), contexts=(f"語{number}だ。",))
        for number in range(5000)
    ]
    with open_store(place) as store:
        before = time.perf_counter()
        added = WordRepository(store, WORD_RULES).import_words(rows)
        assert time.perf_counter() - before < 8
    assert [word.surface for word in added] == [row.surface for row in rows]
