"""Building a version: what is taken in, what is not done again, what stays, and what a failure leaves."""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from unittest import mock

import pytest

from quizgen import Article, IndexVersionError, InputError
from quizgen.engines import Here
from quizgen.index.activation import activate, roll_back
from quizgen.index.build import Ahead, BuildReport, build_index
from quizgen.index.current import CurrentIndex
from quizgen.index.loaded import SenseIndex
from quizgen.index.verify import Verification
from quizgen.index.version import MANIFEST, Versions
from quizgen.index.waiting import waiting_words
from quizgen.store import NewWord
from quizgen.word_store import open_words
from tests.index.invented import make_older
from tests.jobs.small import SHIPPED, article, make_home, small_model, write_archive


@pytest.fixture
def home(tmp_path: Path) -> Iterator[Path]:
    folder = make_home(tmp_path / "home")
    shipped = folder / SHIPPED
    with (
        mock.patch("quizgen.index.embedded.embedded_folder", return_value=shipped),
        mock.patch("quizgen.index.build.embedded_folder", return_value=shipped),
    ):
        yield folder


def current(home: Path) -> SenseIndex:
    return CurrentIndex(home, small_model().identities).get()


def build(home: Path, *archive: Path, keep: int = 5) -> BuildReport:
    return build_index(home, current(home), small_model(), archive, keep=keep)


def test_an_archive_gives_its_words_senses_and_sentences(home: Path, tmp_path: Path) -> None:
    report = build(home, write_archive(tmp_path / "archive.jsonl", 3))
    index = current(home)
    assert (report.number, index.number, report.articles) == (2, 2, 3)
    assert report.windows == report.encoded == 3
    assert report.contexts == 6
    exemplars = [index.sense(row).exemplar for row in index.rows_of_entry["楽天|team/baseball"]]
    sentences = [exemplar.sentence for exemplar in exemplars if exemplar is not None and exemplar.sentence]
    assert sentences
    assert all(sentence.startswith("きょう楽天が") for sentence in sentences)
    assert Verification.load(Versions(home).path(2)) is not None
    assert report.recall == 1.0


def test_a_second_build_encodes_only_the_article_that_is_new(home: Path, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "archive.jsonl", 4)
    assert build(home, archive).encoded == 4
    assert build(home, archive).encoded == 0
    with archive.open("a", encoding="utf-8") as stream:
        stream.write(json.dumps(article(99, "西武", "鹿島"), ensure_ascii=False) + "\n")
    with mock.patch.object(small_model().encoder, "encode", wraps=small_model().encoder.encode) as encode:
        report = build(home, archive)
    assert (report.windows, report.encoded) == (5, 1)
    (called,) = encode.call_args_list
    (window,) = called.args[0]
    assert "西武" in window
    assert current(home).rows_of_entry["西武|team/baseball"]


def test_an_archive_encoded_ahead_by_workers_gives_the_same_senses(home: Path, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "archive.jsonl", 3)
    ahead = Ahead(Here(), lambda: small_model().encoder)
    told: list[tuple[str, int, int]] = []
    report = build_index(
        home, current(home), small_model(), [archive], ahead=ahead, progress=lambda *step: told.append(step)
    )
    assert (report.windows, report.encoded) == (3, 3)
    assert ("windows", 3, 3) in told
    other = make_home(tmp_path / "other")
    build(other, archive)
    assert current(home).table.identity == current(other).table.identity


def test_stored_articles_are_an_archive_too(home: Path, tmp_path: Path) -> None:
    stored = [Article.from_dict(article(number)) for number in range(3)]
    report = build_index(home, current(home), small_model(), stored=stored)
    assert (report.articles, report.contexts) == (3, 6)
    both = build_index(
        home, current(home), small_model(), [write_archive(tmp_path / "archive.jsonl", 4)], stored=stored
    )
    assert (both.articles, both.encoded) == (4, 1)
    with pytest.raises(InputError, match="stored articles: expected some, found none"):
        build_index(home, current(home), small_model(), stored=())
    assert Versions(home).current() == both.number


def test_an_article_that_stands_twice_is_read_once(home: Path, tmp_path: Path) -> None:
    archive = write_archive(tmp_path / "archive.jsonl", 2)
    assert build(home, archive, archive).articles == 2


def test_contexts_of_articles_that_are_gone_are_not_kept(home: Path, tmp_path: Path) -> None:
    build(home, write_archive(tmp_path / "archive.jsonl", 3))
    build(home, write_archive(tmp_path / "archive.jsonl", 1))
    assert len(list((home / "encoded").glob("*/*/*"))) == 1
    build(home)
    assert len(list((home / "encoded").glob("*/*/*"))) == 1, "a build without an archive says nothing of it"


def test_editors_words_are_taken_in_whatever_the_base(home: Path, tmp_path: Path) -> None:
    store, repository = open_words(home)
    with store:
        repository.add(
            NewWord("千葉ジェッツ", "team", word_class="team/football", contexts=("千葉ジェッツが勝った。",))
        )
        assert [word.surface for word in waiting_words(Versions(home), repository)] == ["千葉ジェッツ"]
        build(home)
        assert waiting_words(Versions(home), repository) == []
        assert current(home).rows_of_entry["千葉ジェッツ|team/football"]
        build(home, write_archive(tmp_path / "archive.jsonl", 1))
        assert current(home).rows_of_entry["千葉ジェッツ|team/football"], "an archive's build starts from what ships"


def test_old_versions_go_and_the_one_used_before_stays(home: Path) -> None:
    for _ in range(3):
        build(home)
    activate(Versions(home), 2, small_model().identities)
    report = build(home, keep=1)
    assert report.number == 5
    assert set(report.removed) == {1, 3}
    assert Versions(home).numbers() == [2, 4, 5]


def test_an_archive_without_an_article_leaves_everything_as_it_was(home: Path, tmp_path: Path) -> None:
    archive = tmp_path / "archive.jsonl"
    archive.write_text("[]\n", encoding="utf-8")
    with pytest.raises(InputError, match="expected articles, one JSON object a line; found none"):
        build(home, archive)
    assert Versions(home).numbers() == [1]


@pytest.mark.parametrize("step", ["articles", "windows", "senses", "graph", "verify", "publish", "activate"])
def test_a_build_stopped_at_any_step_leaves_the_current_version_and_the_next_one_finishes(
    home: Path, tmp_path: Path, step: str
) -> None:
    archive = write_archive(tmp_path / "archive.jsonl", 2)

    def stop(at: str, done: int, total: int) -> None:
        if at == step:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        build_index(home, current(home), small_model(), [archive], progress=stop)
    versions = Versions(home)
    assert versions.current() == 1
    assert not list(versions.folder.glob(".building-*"))
    assert build(home, archive).number == (3 if step == "activate" else 2)
    assert current(home).number == versions.current()


@pytest.mark.parametrize("name", ["encoder", "input_form", "dictionary", "vectors"])
def test_a_version_made_with_something_that_is_not_there_is_not_activated(home: Path, name: str) -> None:
    build(home)
    versions = Versions(home)
    with pytest.raises(IndexVersionError, match=rf"version 1: built with {name} .*, but other is running"):
        activate(versions, 1, {**small_model().identities, name: "other"})
    assert versions.current() == 2


def test_rolling_back_passes_over_what_cannot_be_used(home: Path) -> None:
    build(home)
    build(home)
    versions = Versions(home)
    make_older(versions.path(2))
    told: list[str] = []
    assert roll_back(versions, small_model().identities, home, told.append) == 1
    assert len(told) == 1
    assert "index version 2: made by an older release" in told[0]


def test_a_home_whose_only_version_cannot_be_used_gets_what_ships_beside_it(home: Path) -> None:
    versions = Versions(home)
    manifest = json.loads((versions.path(1) / MANIFEST).read_text(encoding="utf-8"))
    changed = {**manifest, "origin": "archive", "encoder": "older"}
    (versions.path(1) / MANIFEST).write_text(json.dumps(changed), encoding="utf-8")
    with pytest.raises(IndexVersionError, match="version 1: built with encoder older"):
        current(home)
    assert roll_back(versions, small_model().identities, home) == 2
    assert current(home).number == 2
    assert versions.numbers() == [1, 2]
