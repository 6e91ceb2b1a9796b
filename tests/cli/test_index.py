"""The commands about the index, on real versions and on those of an older release."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from quizgen.distractors.ranking import FEATURES
from quizgen.index.loaded import PARTS
from quizgen.index.version import MANIFEST, Manifest, Versions
from tests.cli.command import quizgen
from tests.index.invented import make_older

ARTICLE = {
    "id": "own-1",
    "title": "題",
    "date": "2026-11-23",
    "body": "プロ野球の楽天は10日、仙台で西武に3対1で勝った。",
}


@pytest.fixture
def at_home(own_home: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.setenv("QUIZGEN_HOME", str(own_home))
    return own_home


def test_status_tells_the_weights_of_names_and_of_words(at_home: Path) -> None:
    data = json.loads(quizgen("index", "status", "--json").out)
    assert data["current"] == 1
    ranking = data["versions"]["1"]["ranking"]
    assert {name: set(weights) for name, weights in ranking.items()} == {"names": set(FEATURES), "words": set(FEATURES)}
    done = quizgen("index", "status")
    assert done.code == 0
    assert "ranking: {'names': {" in done.out


def test_a_damaged_version_is_named_and_hides_no_other(at_home: Path) -> None:
    (Versions(at_home).folder / "9").mkdir()
    (Versions(at_home).folder / "9" / MANIFEST).write_text("{}", encoding="utf-8")
    done = quizgen("index", "status")
    assert done.code == 1
    assert "9: expected manifest format 1" in done.err
    assert "ranking: {'names': {" in done.out


def test_a_built_version_has_every_part_takes_the_settings_over_and_can_be_left(at_home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text(json.dumps(ARTICLE, ensure_ascii=False) + "\n", encoding="utf-8")
    done = quizgen("index", "build", "--articles", archive)
    assert done.code == 0, done.err
    assert "index version 2" in done.out
    versions = Versions(at_home)
    first, second = (Manifest.load(versions.path(number)) for number in (1, 2))
    assert set(PARTS) <= set(second.files)
    assert second.files["kinds.npz"] == first.files["kinds.npz"]
    assert second.settings == first.settings
    assert quizgen("index", "verify", "--sample", "20").code == 0
    assert quizgen("index", "rollback").out == "index version 1 is in use\n"


def test_a_newsrooms_version_of_an_older_release_is_named_in_one_line_and_the_remedy_works(at_home: Path) -> None:
    versions = Versions(at_home)
    make_older(versions.path(1))
    shutil.copytree(versions.path(1), versions.folder / "2")
    manifest = json.loads((versions.path(2) / MANIFEST).read_text(encoding="utf-8"))
    (versions.path(2) / MANIFEST).write_text(json.dumps({**manifest, "origin": "archive"}), encoding="utf-8")
    versions.activate(2)
    done = quizgen("index", "build")
    assert done.code == 3
    assert done.err.count("\n") == 1
    assert "index version 2: made by an older release, without kinds.npz; run quizgen index rollback, then" in done.err
    assert quizgen("index", "status").code == 0
    assert quizgen("index", "rollback").code == 0
    done = quizgen("index", "build")
    assert done.code == 0, done.err
    assert versions.numbers() == [1, 2, 3, 4]
    assert versions.current() == 4
    assert Manifest.load(versions.path(3)).origin == "embedded"
