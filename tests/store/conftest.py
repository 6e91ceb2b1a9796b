from __future__ import annotations

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest

from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import Store, WordRepository, open_store
from quizgen.store.engine import FILE_NAME


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
def words(store: Store) -> WordRepository:
    return WordRepository(store, WORD_RULES, who="佐藤")
