"""What only a server can do: be away, refuse, and drop connections."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from sqlalchemy import create_engine, make_url

from quizgen.errors import StoreError
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, WordRepository, open_store
from tests.postgresql import Server

pytestmark = pytest.mark.needs_real


def refused(url: str, *parts: str) -> None:
    with pytest.raises(StoreError) as caught:
        open_store(url)
    message = str(caught.value)
    assert all(part in message for part in parts), message
    assert "\n" not in message
    assert "secret" not in message


def test_a_data_home_may_keep_its_words_on_the_server(server: Server, tmp_path: Path) -> None:
    with server.store() as url:
        (tmp_path / "settings.toml").write_text(f'[store]\nurl = "{url}"\n')
        with open_store(tmp_path) as store:
            WordRepository(store, WORD_RULES).add(NewWord("日銀", "organization"))
        with open_store(url) as store:
            assert [word.surface for word in WordRepository(store, WORD_RULES).list()] == ["日銀"]
    assert not (tmp_path / "store.sqlite3").exists()


def test_a_server_that_is_not_there_is_named(tmp_path: Path) -> None:
    refused(f"postgresql://editor:secret@/words?host={tmp_path}", "store postgresql://editor:***@", "cannot be reached")


def test_a_database_or_user_that_is_not_there_is_named(server: Server) -> None:
    refused(server.url("missing"), "cannot be reached", 'database "missing" does not exist')
    url = make_url(server.url("postgres")).set(username="nobody", password="secret")
    refused(url.render_as_string(hide_password=False), 'role "nobody" does not exist')


def test_a_user_who_may_not_create_tables_is_told(server: Server) -> None:
    with server.empty() as url:
        database = create_engine(make_url(url).set(drivername="postgresql+psycopg"), isolation_level="AUTOCOMMIT")
        with database.connect() as connection:
            connection.exec_driver_sql("CREATE ROLE reader LOGIN")
        refused(make_url(url).set(username="reader").render_as_string(), "make it the owner of the database")
        with database.connect() as connection:
            connection.exec_driver_sql("DROP ROLE reader")
        database.dispose()


def test_a_connection_that_the_server_ended_is_replaced_unseen(server: Server) -> None:
    with server.store() as url, open_store(url) as store:
        words = WordRepository(store, WORD_RULES)
        words.add(NewWord("日銀", "organization"))
        with open_store(url) as other, other.reading() as connection:
            connection.exec_driver_sql(
                "SELECT pg_terminate_backend(pid) FROM pg_stat_activity "
                "WHERE datname = current_database() AND pid <> pg_backend_pid()"
            )
        assert [word.surface for word in words.list()] == ["日銀"]


def test_without_the_driver_the_extra_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "psycopg", None)
    refused("postgresql://db/words", "pip install 'quizgen[postgres]'")
