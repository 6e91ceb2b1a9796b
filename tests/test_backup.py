"""Backups: whole, consistent while others write, checked before anything is replaced."""

from __future__ import annotations

import io
import json
import subprocess
import sys
import tarfile
import threading
from collections.abc import Callable
from pathlib import Path

import pytest

from quizgen.backup import BackupError, backup, restore
from quizgen.errors import HomeError
from quizgen.exchange import exchange
from quizgen.in_use import using
from quizgen.index.version import Versions
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewWord, UserRepository, WordRepository, open_store
from tests.index.invented import publish, sense, table, vector


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    """A home with a word, a user, two index versions and a house style."""
    home = tmp_path / "home"
    home.mkdir()
    with open_store(home) as store:
        WordRepository(store, WORD_RULES, "tests").add(NewWord(surface="千葉ジェッツ", category="team"))
        UserRepository(store, "tests").add("ota", "editor")
    for lean in (0.0, 0.1):
        publish(home, table([(sense("楽天|company/telecom"), vector("company/telecom", lean=lean))]))
    (home / "style.toml").write_text("# own\n", encoding="utf-8")
    return home


def surfaces(home: Path) -> list[str]:
    with open_store(home) as store:
        return [word.surface for word in WordRepository(store, WORD_RULES).list()]


def test_a_restored_home_is_as_it_was_and_leaves_the_old_one_beside(filled: Path, tmp_path: Path) -> None:
    contents = backup(filled, tmp_path / "b.tar.gz")
    assert (contents.store, contents.index) == ("sqlite", 2)
    with open_store(filled) as store:
        WordRepository(store, WORD_RULES, "tests").add(NewWord(surface="後の言葉", category="term"))
    Versions(filled).activate(1)
    old = restore(tmp_path / "b.tar.gz", filled, force=True)
    assert surfaces(filled) == ["千葉ジェッツ"]
    assert (Versions(filled).current(), Versions(filled).numbers()) == (2, [1, 2])
    assert (filled / "style.toml").read_text(encoding="utf-8") == "# own\n"
    with open_store(filled) as store:
        assert [user.name for user in UserRepository(store).list()] == ["ota"]
    assert old is not None
    assert surfaces(old) == ["千葉ジェッツ", "後の言葉"]
    assert Versions(old).current() == 1


def test_a_backup_goes_into_a_fresh_home(filled: Path, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.tar.gz")
    assert restore(tmp_path / "b.tar.gz", tmp_path / "elsewhere" / "home") is None
    assert surfaces(tmp_path / "elsewhere" / "home") == ["千葉ジェッツ"]
    assert [path.name for path in (tmp_path / "elsewhere").iterdir()] == ["home"]


def test_nothing_is_overwritten_without_being_told(filled: Path, tmp_path: Path) -> None:
    file = tmp_path / "b.tar.gz"
    backup(filled, file)
    with pytest.raises(BackupError, match="--force"):
        backup(filled, file)
    with pytest.raises(BackupError, match="--force"):
        restore(file, filled)
    backup(filled, file, force=True)
    assert file.stat().st_mode & 0o077 == 0


def test_a_home_in_use_is_not_replaced(filled: Path, tmp_path: Path) -> None:
    backup(filled, tmp_path / "b.tar.gz")
    with using(filled), pytest.raises(HomeError, match="is running on it"):
        restore(tmp_path / "b.tar.gz", filled, force=True)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.gz", "home"]


def test_a_backup_taken_while_others_write_is_one_moment(filled: Path, tmp_path: Path) -> None:
    stop, written = threading.Event(), list[int]()

    def write() -> None:
        with open_store(filled) as store:
            repository = WordRepository(store, WORD_RULES, "tests")
            while not stop.is_set():
                pair = [NewWord(surface=f"語{len(written)}{half}", category="term") for half in ("甲", "乙")]
                repository.import_words(pair)
                written.append(1)

    writer = threading.Thread(target=write)
    writer.start()
    while len(written) < 3:
        threading.Event().wait(0.01)
    backup(filled, tmp_path / "b.tar.gz")
    stop.set()
    writer.join()
    restore(tmp_path / "b.tar.gz", tmp_path / "copy")
    found = surfaces(tmp_path / "copy")
    assert len(found) >= 7
    assert len(found) % 2 == 1, "both words of a pair or neither"
    assert [name[:-1] for name in found[1::2]] == [name[:-1] for name in found[2::2]]


def rewritten(file: Path, change: Callable[[dict[str, bytes]], None]) -> None:
    with tarfile.open(file, "r:gz") as archive:
        members = {entry.name: archive.extractfile(entry).read() for entry in archive}  # type: ignore[union-attr]
    change(members)
    with tarfile.open(file, "w:gz") as archive:
        for name, data in members.items():
            entry = tarfile.TarInfo(name)
            entry.size = len(data)
            archive.addfile(entry, io.BytesIO(data))


def broken_byte(members: dict[str, bytes]) -> None:
    members["store.sqlite3"] = members["store.sqlite3"][:-1] + b"?"


def lacking(members: dict[str, bytes]) -> None:
    del members["store.sqlite3"]


def escaping(members: dict[str, bytes]) -> None:
    manifest = json.loads(members["manifest.json"])
    manifest["files"]["../escaped"] = {"bytes": 1, "sha256": "0" * 64}
    members["manifest.json"] = json.dumps(manifest).encode()
    members["../escaped"] = b"x"


def smuggling(members: dict[str, bytes]) -> None:
    members["smuggled"] = b"x"


def newer(members: dict[str, bytes]) -> None:
    members["manifest.json"] = json.dumps(json.loads(members["manifest.json"]) | {"format": 2}).encode()


def unnamed(members: dict[str, bytes]) -> None:
    del members["manifest.json"]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (broken_byte, "damaged"),
        (lacking, "lacks store.sqlite3"),
        (escaping, "names files that no backup has"),
        (smuggling, "which its manifest does not name"),
        (newer, "a newer quizgen wrote it"),
        (unnamed, "expected a backup of quizgen"),
    ],
)
def test_a_bad_backup_changes_nothing(
    filled: Path, tmp_path: Path, change: Callable[[dict[str, bytes]], None], said: str
) -> None:
    file = tmp_path / "b.tar.gz"
    backup(filled, file)
    rewritten(file, change)
    with pytest.raises(BackupError) as refused:
        restore(file, filled, force=True)
    assert said in str(refused.value)
    assert "\n" not in str(refused.value)
    assert surfaces(filled) == ["千葉ジェッツ"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["b.tar.gz", "home"]


@pytest.mark.parametrize("cut", [0, 10, 2000])
def test_a_backup_that_was_cut_short_is_told(filled: Path, tmp_path: Path, cut: int) -> None:
    file = tmp_path / "b.tar.gz"
    backup(filled, file)
    file.write_bytes(file.read_bytes()[:cut])
    with pytest.raises(BackupError):
        restore(file, filled, force=True)
    assert surfaces(filled) == ["千葉ジェッツ"]


def test_a_backup_that_fails_leaves_no_file(filled: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*arguments: object, **named: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("tarfile.TarFile.add", full)
    with pytest.raises(OSError, match="No space"):
        backup(filled, tmp_path / "b.tar.gz")
    assert [path.name for path in tmp_path.iterdir()] == ["home"]


@pytest.mark.parametrize("at_once", [True, False])
def test_two_folders_are_exchanged(tmp_path: Path, at_once: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    if not at_once:
        monkeypatch.setattr("quizgen.exchange._renameat2", lambda one, other: 38)
    for name in ("one", "other"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "x").write_text(name, encoding="ascii")
    exchange(tmp_path / "one", tmp_path / "other")
    assert [(tmp_path / name / "x").read_text(encoding="ascii") for name in ("one", "other")] == ["other", "one"]
    assert len(list(tmp_path.iterdir())) == 2


def test_the_commands_back_up_and_restore(filled: Path, tmp_path: Path) -> None:
    def run(*words: str) -> subprocess.CompletedProcess[str]:
        command = [sys.executable, "-c", "from quizgen.cli.main import run; run()", *words]
        return subprocess.run(command, capture_output=True, text=True, check=False, cwd=tmp_path)

    assert run("backup", "b.tar.gz", "--home", str(filled)).returncode == 0
    refused = run("restore", "b.tar.gz", "--home", str(filled))
    assert (refused.returncode, "--force" in refused.stderr) == (3, True)
    assert run("restore", "b.tar.gz", "--home", str(tmp_path / "new")).returncode == 0
    assert surfaces(tmp_path / "new") == ["千葉ジェッツ"]
