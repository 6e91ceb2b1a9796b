from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import Store, WordRepository, open_store
from quizgen.store.place import FILE_NAME, VARIABLE
from tests import postgresql
from tests.real import require_real

BOTH = ("sqlite", pytest.param("postgresql", marks=pytest.mark.needs_real))


@pytest.fixture(autouse=True)
def no_store_in_the_environment(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(VARIABLE, raising=False)


@pytest.fixture(scope="session")
def server() -> Iterator[postgresql.Server]:
    """A real PostgreSQL server, started by the first test that asks."""
    programs = postgresql.installed()
    require_real(programs, "Debian's package postgresql")
    assert programs is not None
    with postgresql.running(programs) as started:
        yield started


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was created and closed: copying it is quicker than migrating afresh for every test."""
    home = tmp_path_factory.mktemp("empty")
    open_store(home).close()
    return home / FILE_NAME


@pytest.fixture(params=BOTH)
def place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where an up-to-date store without content is: a data home with its file, and a database of a real server."""
    if request.param == "sqlite":
        shutil.copy(request.getfixturevalue("empty_store_file"), tmp_path / FILE_NAME)
        yield str(tmp_path)
    else:
        with request.getfixturevalue("server").store() as url:
            yield url


@pytest.fixture(params=BOTH)
def bare_place(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where there is no store yet."""
    if request.param == "sqlite":
        yield str(tmp_path)
    else:
        with request.getfixturevalue("server").empty() as url:
            yield url


@pytest.fixture
def store(place: str) -> Iterator[Store]:
    with open_store(place) as opened:
        yield opened


@pytest.fixture
def words(store: Store) -> WordRepository:
    return WordRepository(store, WORD_RULES, who="佐藤")
