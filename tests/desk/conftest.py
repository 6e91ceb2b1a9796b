from __future__ import annotations

import shutil
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quizgen.desk import Desk
from quizgen.store import Store, open_store
from quizgen.store.place import FILE_NAME

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)

DeskOf = Callable[..., Desk]


@pytest.fixture(scope="session")
def empty_store_file(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A store that was created and closed: copying it is quicker than migrating afresh for every test."""
    home = tmp_path_factory.mktemp("empty")
    open_store(home).close()
    return home / FILE_NAME


@pytest.fixture
def store(empty_store_file: Path, tmp_path: Path) -> Iterator[Store]:
    shutil.copy(empty_store_file, tmp_path / FILE_NAME)
    with open_store(tmp_path) as opened:
        yield opened


@pytest.fixture
def desk_of(store: Store) -> DeskOf:
    """Gives the desk as a person works at it, on a morning in November."""

    def of(who: str, **settings: object) -> Desk:
        return Desk(store, who, **{"now": lambda: NOW, **settings})  # type: ignore[arg-type]

    return of
