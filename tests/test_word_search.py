"""Words are found whether they ship or were added, by surface, alias and reading."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from quizgen.lexicon import Entry, Lexicon
from quizgen.store import NewWord, WordRepository
from quizgen.word_changes import WordChanges
from quizgen.word_search import ADDED, CHANGED, SHIPPED, WordFilter, WordSearch
from quizgen.word_store import open_words

LEXICON = Lexicon(
    [
        Entry("楽天", "company/telecom", reading="ラクテン", status="active", count=50),
        Entry("楽天", "team/baseball", reading="ラクテン", aliases=("イーグルス",), status="active", count=90),
        Entry("楽天証券", "company/finance", reading="ラクテンショウケン", status="active", count=5),
        Entry("近鉄", "team/baseball", reading="キンテツ", status="former", count=9),
    ]
)


@pytest.fixture
def repository(tmp_path: Path) -> Iterator[WordRepository]:
    store, repository = open_words(tmp_path, "editor")
    with store:
        yield repository


def ids(repository: WordRepository, limit: int = 50, offset: int = 0, **wanted: object) -> list[str]:
    found = WordSearch(repository, LEXICON).find(WordFilter(**wanted), limit=limit, offset=offset)  # type: ignore[arg-type]
    return [word.entry_id for word in found.words]


@pytest.mark.parametrize("query", ["楽天", "らくてん", "ラクテン", "ﾗｸﾃﾝ"])
def test_shipped_words_are_found_by_surface_and_reading_in_either_kana(repository: WordRepository, query: str) -> None:
    assert set(ids(repository, query=query)) == {
        "楽天|team/baseball", "楽天|company/telecom", "楽天証券|company/finance"
    }  # fmt: skip


def test_the_name_itself_stands_before_longer_ones_and_the_known_before_the_unknown(
    repository: WordRepository,
) -> None:
    repository.add(NewWord("楽天モバイル", "company", word_class="company/telecom"))
    assert ids(repository, query="楽天") == [
        "楽天|team/baseball", "楽天|company/telecom", "楽天モバイル|company/telecom", "楽天証券|company/finance"
    ]  # fmt: skip
    assert ids(repository, query="楽天", limit=2, offset=1) == ["楽天|company/telecom", "楽天モバイル|company/telecom"]
    assert ids(repository, query="イーグルス") == ["楽天|team/baseball"]


def test_filters_hold_for_shipped_and_stored_words(repository: WordRepository) -> None:
    changes = WordChanges(repository, LEXICON)
    changes.block("楽天証券", "広告主")
    repository.add(NewWord("旧球団", "team", status="former", sensitive=True))
    assert ids(repository, status="former") == ["旧球団|team", "近鉄|team/baseball"]
    assert ids(repository, category="team", origin=SHIPPED) == ["楽天|team/baseball", "近鉄|team/baseball"]
    assert ids(repository, blocked=True) == ["楽天証券|company/finance"]
    assert "楽天証券|company/finance" not in ids(repository, blocked=False)
    assert ids(repository, sensitive=True) == ["旧球団|team"]
    assert ids(repository, origin=CHANGED) == ["楽天証券|company/finance"]
    assert ids(repository, origin=ADDED) == ["旧球団|team"]


def test_a_query_that_holds_nothing_to_compare_finds_no_shipped_word(repository: WordRepository) -> None:
    assert ids(repository, query="・・") == []


def test_a_stored_word_stands_for_the_shipped_one(repository: WordRepository) -> None:
    search = WordSearch(repository, LEXICON)
    before = search.get("近鉄|team/baseball")
    assert before is not None
    assert (before.origin, before.version) == (SHIPPED, 0)
    WordChanges(repository, LEXICON).edit("近鉄|team/baseball", last_seen=2004)
    after = search.get("近鉄|team/baseball")
    assert after is not None
    assert (after.origin, after.version, after.content.last_seen) == (CHANGED, 1, 2004)
    assert search.find(WordFilter("近鉄"), limit=10).total == 1
    assert search.get("なし|team") is None


def test_a_word_that_got_another_name_is_found_by_its_old_identifier(repository: WordRepository) -> None:
    changes = WordChanges(repository, LEXICON)
    repository.add(NewWord("新球団", "team"))
    changes.edit("新球団", surface="仙台新球団")
    search = WordSearch(repository, LEXICON)
    assert search.moved_to("新球団|team") == "仙台新球団|team"
    assert search.moved_to("なし|team") is None
