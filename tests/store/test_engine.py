from __future__ import annotations

import os
import sqlite3
import subprocess
import sys
import threading
import time
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import create_engine, inspect

from quizgen.errors import StoreError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, Store, WordRepository, engine, open_store, postgresql, sqlite
from quizgen.store.models import metadata
from quizgen.store.place import store_url
from tests.conftest import ROOT


def scripts() -> Config:
    config = Config()
    config.set_main_option("script_location", "quizgen.store:migrations")
    return config


def run(program: str, *arguments: object) -> subprocess.CompletedProcess[str]:
    line = [sys.executable, "-W", "error", "-c", program, *map(str, arguments)]
    return subprocess.run(line, cwd=ROOT, capture_output=True, encoding="utf-8", timeout=60)


def test_the_constants_name_the_migrations_in_order() -> None:
    found = ScriptDirectory.from_config(scripts()).walk_revisions()
    assert tuple(reversed([script.revision for script in found])) == engine.REVISIONS


def test_the_migrations_make_the_tables_that_the_code_expects(store: Store) -> None:
    with store.reading() as connection:
        context = MigrationContext.configure(connection, opts={"compare_type": True})
        assert compare_metadata(context, metadata) == []


def test_the_migrations_can_be_taken_back(bare_place: str) -> None:
    database = create_engine(store_url(bare_place))
    config = scripts()
    with database.begin() as connection:
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
        command.downgrade(config, "base")
        assert inspect(connection).get_table_names() == ["alembic_version"]
    database.dispose()


def test_a_store_keeps_its_words_when_opened_again(bare_place: str) -> None:
    for expected in (0, 1):
        with open_store(bare_place) as store:
            words = WordRepository(store, WORD_RULES)
            assert len(words.list()) == expected
            if not expected:
                words.add(NewWord("日銀", "organization"))


@pytest.mark.parametrize("folder", ["a/b/c", "半角 空白", "100%", "a#b?c"])
def test_the_folder_is_created_whatever_its_name(tmp_path: Path, folder: str) -> None:
    with open_store(tmp_path / folder) as store:
        assert store.generation() == 0
    assert (tmp_path / folder / "store.sqlite3").is_file()


def test_a_url_names_the_file(tmp_path: Path) -> None:
    with open_store(f"sqlite:///{tmp_path}/other.sqlite3") as store:
        assert store.name == str(tmp_path / "other.sqlite3")
    assert (tmp_path / "other.sqlite3").is_file()


@pytest.mark.parametrize("url", ["sqlite://", "sqlite:///:memory:", "mysql://user:secret@host/db", "://"])
def test_a_url_of_no_store_is_refused_without_its_password(url: str) -> None:
    with pytest.raises(StoreError, match="expected a folder, an sqlite:///path URL or a postgresql://") as caught:
        open_store(url)
    assert "secret" not in str(caught.value)


def test_connections_to_a_file_are_durable_and_keep_references(tmp_path: Path) -> None:
    with open_store(tmp_path) as store, store.reading() as connection:
        pragmas = {
            name: connection.exec_driver_sql(f"PRAGMA {name}").scalar()
            for name in ("journal_mode", "synchronous", "foreign_keys", "busy_timeout")
        }
    assert pragmas == {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000}


def test_opening_a_store_that_is_up_to_date_is_quick_and_loads_no_alembic(place: str) -> None:
    program = """
import sys, time
from quizgen.store import open_store
open_store(sys.argv[1]).close()  # the first connection of a process also prepares SQLAlchemy's dialect
times = []
for _ in range(3):  # the best of three, for a busy machine
    before = time.perf_counter()
    open_store(sys.argv[1]).close()
    times.append(time.perf_counter() - before)
print(min(times) < 0.05, "alembic" in sys.modules)
"""
    done = run(program, place)
    assert (done.stdout, done.stderr) == ("True False\n", "")


def test_creating_a_store_says_nothing(bare_place: str) -> None:
    done = run("import sys; from quizgen.store import open_store; open_store(sys.argv[1]).close()", bare_place)
    assert (done.returncode, done.stdout, done.stderr) == (0, "", "")


def test_threads_may_open_a_fresh_store_at_once(bare_place: str) -> None:
    failures: list[BaseException] = []

    def use() -> None:
        try:
            with open_store(bare_place) as store, store.writing():
                pass
        except BaseException as error:
            failures.append(error)

    threads = [threading.Thread(target=use) for _ in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert failures == []
    with open_store(bare_place) as store:
        assert store.generation() == 6


def test_opening_waits_for_a_writer_that_is_there_before_the_write_ahead_log(tmp_path: Path) -> None:
    writer = sqlite3.connect(tmp_path / "store.sqlite3", isolation_level=None, check_same_thread=False)
    writer.execute("BEGIN IMMEDIATE")
    release = threading.Timer(0.2, lambda: writer.execute("COMMIT"))
    release.start()
    open_store(tmp_path).close()
    release.join()
    writer.close()


def test_a_reader_sees_one_moment_and_does_not_wait_for_a_writer(store: Store) -> None:
    with store.reading() as reader:
        before = engine.current_generation(reader)
        with store.writing() as write:
            assert write.generation == before + 1
            assert store.generation() == before
        assert engine.current_generation(reader) == before
    assert store.generation() == before + 1


def test_an_error_inside_a_write_undoes_all_of_it(store: Store, words: WordRepository) -> None:
    def change_and_fail() -> None:
        with store.writing() as write:
            write.connection.exec_driver_sql("UPDATE store_state SET generation = 99")
            raise RuntimeError

    with pytest.raises(RuntimeError):
        change_and_fail()
    assert store.generation() == 0
    words.add(NewWord("日銀", "organization"))


def test_a_store_kept_locked_is_reported(place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    for backend in (sqlite, postgresql):
        monkeypatch.setattr(backend, "BUSY_SECONDS", 0.05)
    with (
        open_store(place) as store,
        open_store(place) as other,
        other.writing(),
        pytest.raises(StoreError, match="kept it locked") as caught,
        store.writing(),
    ):
        pass
    assert_one_line(caught.value, store.name)


def test_a_store_of_a_newer_version_is_refused_with_both_revisions(place: str) -> None:
    with open_store(place) as store, store.writing() as write:
        write.connection.exec_driver_sql("UPDATE alembic_version SET version_num = '0999'")
    with pytest.raises(StoreError, match=rf"expected revision {engine.HEAD} or older, got 0999") as caught:
        open_store(place)
    assert_one_line(caught.value, store.name)


def test_another_programs_database_is_refused_and_keeps_its_tables(bare_place: str) -> None:
    database = create_engine(store_url(bare_place))
    with database.begin() as connection:
        connection.exec_driver_sql("CREATE TABLE bookmarks (url TEXT)")
    with pytest.raises(StoreError, match="expected a quizgen store, got a database with the tables bookmarks"):
        open_store(bare_place)
    assert inspect(database).get_table_names() == ["bookmarks"]
    database.dispose()


def test_a_file_that_is_no_database_is_refused_and_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "store.sqlite3"
    path.write_bytes(b"no database" * 1000)
    with pytest.raises(StoreError, match="damaged or no quizgen store") as caught:
        open_store(tmp_path)
    assert_one_line(caught.value, tmp_path)
    assert path.read_bytes() == b"no database" * 1000


def test_a_damaged_page_is_reported_where_it_is_met(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        WordRepository(store, WORD_RULES).import_words(NewWord(f"語{number}", "term") for number in range(500))
    path = tmp_path / "store.sqlite3"
    data = bytearray(path.read_bytes())
    data[20 * 4096 :] = b"\xff" * (len(data) - 20 * 4096)
    path.write_bytes(data)
    with pytest.raises(StoreError, match="damaged") as caught, open_store(tmp_path) as store:
        WordRepository(store, WORD_RULES).list()
    assert_one_line(caught.value, tmp_path)


def test_a_folder_that_cannot_be_created_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(StoreError, match="its folder cannot be created: Not a directory") as caught:
        open_store(tmp_path / "file" / "home")
    assert_one_line(caught.value, tmp_path)


def test_a_store_that_is_no_file_is_refused(tmp_path: Path) -> None:
    (tmp_path / "store.sqlite3").mkdir()
    with pytest.raises(StoreError, match="cannot be opened for writing") as caught:
        open_store(tmp_path)
    assert_one_line(caught.value, tmp_path)


@pytest.mark.skipif(os.geteuid() == 0, reason="root may write everywhere")
def test_a_folder_that_may_not_be_written_is_refused(tmp_path: Path) -> None:
    tmp_path.chmod(0o500)
    with pytest.raises(StoreError, match="cannot be opened for writing"):
        open_store(tmp_path)
    tmp_path.chmod(0o700)


def test_a_full_disk_is_reported_and_loses_nothing(tmp_path: Path) -> None:
    with open_store(tmp_path) as store:
        WordRepository(store, WORD_RULES).add(NewWord("日銀", "organization"))
    # A limit on the size of files stands in for the disk's end.
    program = """
import resource, sys
from quizgen.errors import StoreError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
store = open_store(sys.argv[1])
resource.setrlimit(resource.RLIMIT_FSIZE, (300_000, 300_000))
try:
    WordRepository(store, WORD_RULES).import_words(NewWord(f"語{number}", "term") for number in range(5000))
except StoreError as error:
    print(error)
"""
    done = run(program, tmp_path)
    assert done.stderr == ""
    assert done.stdout.count("\n") == 1
    assert "disk" in done.stdout
    with open_store(tmp_path) as store:
        assert [word.surface for word in WordRepository(store, WORD_RULES).list()] == ["日銀"]


def test_a_migration_that_fails_leaves_the_store_as_it_was(bare_place: str, monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*arguments: object) -> None:
        raise RuntimeError("in the middle")

    with monkeypatch.context() as patched:
        patched.setattr("alembic.op.create_index", fail)
        with pytest.raises(RuntimeError, match="in the middle"):
            open_store(bare_place)
    database = create_engine(store_url(bare_place))
    assert inspect(database).get_table_names() == []
    database.dispose()
    open_store(bare_place).close()


def test_asking_for_the_generation_is_cheap(store: Store) -> None:
    store.generation()
    before = time.perf_counter()
    for _ in range(50):
        store.generation()
    assert (time.perf_counter() - before) / 50 < 0.005


def assert_one_line(error: StoreError, folder: Path | str) -> None:
    assert "\n" not in str(error)
    assert str(folder) in str(error)
