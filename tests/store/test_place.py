from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.errors import StoreError
from quizgen.store.place import store_name, store_url


def test_a_home_has_a_file_of_its_own(tmp_path: Path) -> None:
    assert store_name(store_url(tmp_path)) == str(tmp_path / "store.sqlite3")


def test_the_settings_of_a_home_name_its_store(tmp_path: Path) -> None:
    (tmp_path / "settings.toml").write_text('[store]\nurl = "postgresql://editor:secret@db/words"\n[other]\nx = 1\n')
    assert store_url(tmp_path).database == "words"
    assert store_name(store_url(tmp_path)) == "postgresql://editor:***@db/words"
    (tmp_path / "settings.toml").write_text("[other]\nx = 1\n")
    assert store_url(tmp_path).database == str(tmp_path / "store.sqlite3")


def test_the_environment_wins_over_the_settings_and_a_url_over_both(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "settings.toml").write_text('[store]\nurl = "postgresql://db/one"\n')
    monkeypatch.setenv("QUIZGEN_STORE", "postgres://db/two")
    assert store_url(tmp_path).database == "two"
    assert store_url(tmp_path).get_backend_name() == "postgresql"
    assert store_url("sqlite:////some/where.sqlite3").database == "/some/where.sqlite3"


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        ("[store\n", "not readable as TOML"),
        ("store = 3\n", r'expected url = "postgresql://…" and nothing else under \[store\]'),
        ("[store]\nurl = 3\n", "expected url = "),
        ('[store]\nuri = "postgresql://db/x"\n', "expected url = "),
        (
            '[store]\nurl = "mysql://u:secret@db/x"\n',
            r"url under \[store\]: expected a folder, .*, got mysql://u:\*\*\*@db/x",
        ),
        ('[store]\nurl = "sqlite://"\n', r"url under \[store\]: expected a folder, "),
    ],
)
def test_unusable_settings_are_named_with_their_file(tmp_path: Path, settings: str, message: str) -> None:
    path = tmp_path / "settings.toml"
    path.write_text(settings)
    with pytest.raises(StoreError, match=message) as caught:
        store_url(tmp_path)
    assert str(path) in str(caught.value)
    assert "secret" not in str(caught.value)
    assert "\n" not in str(caught.value)


def test_an_unusable_environment_is_named(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("QUIZGEN_STORE", "store.db")
    with pytest.raises(StoreError, match="the environment variable QUIZGEN_STORE: expected a folder, "):
        store_url(tmp_path)
