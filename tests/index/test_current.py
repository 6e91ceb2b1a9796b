"""The index in use: installed from what ships, noticed when it changes."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from quizgen import HomeError, IndexVersionError
from quizgen.index import embedded
from quizgen.index.current import CurrentIndex, ensure_version
from quizgen.index.loaded import CHANNELS_FILE, CLASSES_FILE, KINDS_FILE
from quizgen.index.settings import IndexSettings
from quizgen.index.version import CURRENT, Versions
from tests.index.invented import (
    BUILT,
    CHANNELS_OF_FOUR,
    IDENTITIES,
    class_model,
    kind_model,
    make_older,
    publish,
    sense,
    table,
    vector,
)


def ship(folder: Path, *words: str, **identities: str) -> None:
    """Make a folder what quizgen ships."""
    shutil.rmtree(folder, ignore_errors=True)
    folder.mkdir()
    table((sense(f"{word}|team/baseball"), vector("team/baseball")) for word in words).save(folder)
    CHANNELS_OF_FOUR.save(folder / CHANNELS_FILE)
    class_model().save(folder / CLASSES_FILE)
    kind_model().save(folder / KINDS_FILE)
    built = {**BUILT, "origin": "embedded", "settings": IndexSettings().to_dict(), **identities}
    (folder / embedded.BUILT).write_text(json.dumps(built), encoding="utf-8")


@pytest.fixture
def shipped(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "shipped"
    ship(folder, "楽天", "西武")
    monkeypatch.setattr(embedded, "embedded_folder", lambda: folder)
    return folder


@pytest.fixture
def home(tmp_path: Path) -> Path:
    path = tmp_path / "home"
    path.mkdir()
    return path


def words(current: CurrentIndex) -> list[str]:
    return [item.entry_id.partition("|")[0] for item in current.get().table.senses]


def test_what_ships_is_installed_once(shipped: Path, home: Path) -> None:
    assert words(CurrentIndex(home, IDENTITIES)) == ["楽天", "西武"]
    ensure_version(home)
    assert words(CurrentIndex(home, IDENTITIES)) == ["楽天", "西武"]
    assert Versions(home).numbers() == [1]
    assert sorted(path.name for path in (home / "index").iterdir()) == ["1", CURRENT]


def test_a_newer_release_takes_the_place_of_an_older_one(shipped: Path, home: Path) -> None:
    ensure_version(home)
    ship(shipped, "楽天", "阪神")
    assert words(CurrentIndex(home, IDENTITIES)) == ["楽天", "阪神"]
    ship(shipped, "楽天", "阪神", encoder="f" * 64)
    changed = {**IDENTITIES, "encoder": "f" * 64}
    assert words(CurrentIndex(home, changed)) == ["楽天", "阪神"]
    assert Versions(home).current() == 3


def test_a_release_with_other_settings_is_installed_once_too(shipped: Path, home: Path) -> None:
    ensure_version(home)
    built = json.loads((shipped / embedded.BUILT).read_text(encoding="utf-8"))
    built["settings"] = IndexSettings(retrieval={"static": 0.25}).to_dict()
    (shipped / embedded.BUILT).write_text(json.dumps(built), encoding="utf-8")
    for _ in range(2):
        current = CurrentIndex(home, IDENTITIES)
        assert current.get().settings.retrieval == {"static": 0.25}
    assert Versions(home).numbers() == [1, 2]


def test_what_an_older_release_installed_without_kinds_is_replaced(shipped: Path, home: Path) -> None:
    ensure_version(home)
    make_older(Versions(home).path(1))
    current = CurrentIndex(home, IDENTITIES)
    assert (current.get().number, words(current)) == (2, ["楽天", "西武"])
    Versions(home).activate(1)
    with pytest.raises(IndexVersionError, match=r"without kinds\.npz"):
        current.get()
    assert CurrentIndex(home, IDENTITIES).get().number == 3


def test_a_newsrooms_version_of_an_older_release_is_left_by_rolling_back_as_the_message_says(
    shipped: Path, home: Path
) -> None:
    ensure_version(home)
    publish(home, table([(sense("中日|team/baseball"), vector("team/baseball"))]))
    for number in (1, 2):
        make_older(Versions(home).path(number))
    with pytest.raises(IndexVersionError, match=r"without kinds\.npz; run quizgen index rollback, then"):
        CurrentIndex(home, IDENTITIES)
    assert Versions(home).numbers() == [1, 2], "nobody's archive is dropped unasked"
    Versions(home).activate(Versions(home).previous())
    assert words(CurrentIndex(home, IDENTITIES)) == ["楽天", "西武"]
    assert Versions(home).current() == 3


def test_a_newsrooms_own_version_is_not_replaced_by_what_ships(shipped: Path, home: Path) -> None:
    publish(home, table([(sense("中日|team/baseball"), vector("team/baseball"))]))
    assert words(CurrentIndex(home, IDENTITIES)) == ["中日"]
    assert Versions(home).numbers() == [1]


def test_a_running_process_notices_a_switch_and_a_rollback(shipped: Path, home: Path) -> None:
    current = CurrentIndex(home, IDENTITIES)
    first = current.get()
    assert current.get() is first
    publish(home, table([(sense("中日|team/baseball"), vector("team/baseball"))]))
    assert words(current) == ["中日"]
    Versions(home).activate(1)
    assert words(current) == ["楽天", "西武"]


def test_a_version_that_cannot_be_loaded_is_told_and_the_next_good_one_taken(shipped: Path, home: Path) -> None:
    current = CurrentIndex(home, IDENTITIES)
    number = publish(home, table([(sense("中日|team/baseball"), vector("team/baseball"))]))
    (Versions(home).path(number) / CHANNELS_FILE).write_bytes(b"half")
    for _ in range(2):
        with pytest.raises(IndexVersionError, match=CHANNELS_FILE):
            current.get()
    Versions(home).activate(1)
    assert words(current) == ["楽天", "西武"]


@pytest.mark.parametrize("text", ["", "{}", "[]", "null", '{"encoder": "e"}'])
def test_a_damaged_release_is_named(shipped: Path, home: Path, text: str) -> None:
    (shipped / embedded.BUILT).write_text(text, encoding="utf-8")
    with pytest.raises(IndexVersionError, match=r"built\.json: cannot be read .*install quizgen again"):
        ensure_version(home)
    assert Versions(home).current() is None


def test_a_home_where_nothing_can_be_written_is_named_with_the_remedy(shipped: Path, home: Path) -> None:
    (home / "index.lock").mkdir()
    with pytest.raises(HomeError, match=f"data home {home}: the index cannot be installed .*another QUIZGEN_HOME"):
        ensure_version(home)


@pytest.mark.parametrize("pointer", [b"\xff\n", b"", b"two\n"])
def test_a_broken_pointer_is_named_with_what_mends_it(shipped: Path, home: Path, pointer: bytes) -> None:
    ensure_version(home)
    (home / "index" / CURRENT).write_bytes(pointer)
    with pytest.raises(IndexVersionError, match=r"index pointer .*; run quizgen index activate NUMBER$"):
        CurrentIndex(home, IDENTITIES)
    Versions(home).activate(1)
    assert words(CurrentIndex(home, IDENTITIES)) == ["楽天", "西武"]
