from __future__ import annotations

import time
from dataclasses import replace
from datetime import UTC
from typing import Any

import pytest

from quizgen import Article
from quizgen.errors import InputError
from quizgen.store import Store
from quizgen.store.article import NewArticle
from quizgen.store.articles import ArticleCounts, ArticleRepository

RATES = NewArticle(
    "日銀は金利を上げた。\n市場は落ち着いている。",
    title="金利上げ",
    id="a1",
    date="2026-11-22",
    section="経済",
    url="https://example.org/a1",
)
GAME = NewArticle(
    "ＤｅＮＡが逆転勝ちした。", title="DeNA 3連勝", id="a2", date="2026-11-23T09:00", section="運動", kind="desk"
)
NOTE = NewArticle("100%果汁のびんが並ぶ。", id="a3")


@pytest.fixture
def articles(store: Store) -> ArticleRepository:
    return ArticleRepository(store)


def test_an_article_is_kept_whole(articles: ArticleRepository) -> None:
    kept = articles.add(RATES)
    assert articles.get("a1") == kept
    assert (kept.body, kept.title, kept.id, kept.date) == (RATES.body, RATES.title, "a1", RATES.date)
    assert (kept.section, kept.url, kept.kind) == (RATES.section, RATES.url, "archive")
    assert kept.sha256 == Article(RATES.body).sha256
    assert kept.created_at == kept.updated_at
    assert kept.created_at.tzinfo is UTC
    assert kept.to_dict()["created_at"].endswith("+00:00")


def test_an_article_without_id_gets_one_from_its_body(articles: ArticleRepository) -> None:
    kept = articles.add(replace(RATES, id=None))
    assert kept.id == f"sha256:{kept.sha256[:16]}"
    assert articles.add(replace(RATES, id=None, title="別の題")).id == kept.id


def test_an_article_that_comes_again_keeps_its_earlier_texts(articles: ArticleRepository) -> None:
    first = articles.add(RATES)
    assert articles.earlier_texts("a1") == ()
    same = articles.add(replace(RATES, section="総合"))
    assert (same.section, same.updated_at) == ("総合", first.updated_at)
    assert articles.earlier_texts("a1") == ()
    second = articles.add(replace(RATES, body="日銀は金利を据え置いた。"))
    third = articles.add(replace(RATES, body=second.body, title="据え置き"))
    assert third.created_at == first.created_at < second.updated_at < third.updated_at
    earlier = articles.earlier_texts("a1")
    assert [(text.title, text.body) for text in earlier] == [(RATES.title, RATES.body), (RATES.title, second.body)]
    assert [text.until for text in earlier] == [second.updated_at, third.updated_at]
    assert earlier[0].sha256 == first.sha256 != earlier[1].sha256
    assert articles.count() == 1


def test_an_import_says_what_became_of_the_articles(articles: ArticleRepository) -> None:
    assert articles.import_articles([RATES, GAME]) == ArticleCounts(new=2)
    again = [RATES, replace(GAME, body="ＤｅＮＡが逆転負けした。"), NOTE, replace(NOTE, body="びんが並ぶ。")]
    assert articles.import_articles(iter(again)) == ArticleCounts(new=1, changed=2, same=1)
    assert articles.get("a3").body == "びんが並ぶ。"
    assert [text.body for text in articles.earlier_texts("a3")] == [NOTE.body]
    assert articles.import_articles([]) == ArticleCounts()


@pytest.mark.parametrize(
    ("fields", "problem"),
    [
        ({"body": " \n"}, "body: expected text, got nothing but white space"),
        ({"body": 3}, "body: expected text, got int"),
        ({"title": "題\0"}, r"title: character U\+0000 at 1"),
        ({"body": "日\ud83d"}, r"body: character U\+D83D at 1"),
        ({"kind": "blog"}, "kind: expected archive or desk, got 'blog'"),
    ],
)
def test_an_unusable_article_is_refused_and_nothing_of_its_import_kept(
    articles: ArticleRepository, fields: dict[str, Any], problem: str
) -> None:
    bad = replace(RATES, **fields)
    with pytest.raises(InputError, match=f"^article {problem}"):
        articles.add(bad)
    with pytest.raises(InputError, match=f"row 2, {problem}.*; nothing was imported"):
        articles.import_articles([GAME, bad])
    with pytest.raises(InputError, match=f"^archive.jsonl, line 7, {problem}"):
        articles.import_articles([replace(bad, place="archive.jsonl, line 7")])
    assert articles.count() == 0


@pytest.mark.parametrize("article_id", ["", "無い", "\0", "\ud800"])
def test_an_article_that_is_not_there_is_named(articles: ArticleRepository, article_id: str) -> None:
    for ask in (articles.get, articles.earlier_texts):
        with pytest.raises(InputError, match="the store has none with this id"):
            ask(article_id)


def test_a_text_is_found_in_any_width_and_case_the_newest_first(articles: ArticleRepository) -> None:
    articles.import_articles([RATES, NOTE, GAME, replace(RATES, id="a4", date=None)])

    def found(text: str, limit: int = 10) -> list[str | None]:
        return [article.id for article in articles.containing(text, limit)]

    assert found("ＤＥＮａ") == ["a2"]
    assert found("逆転勝ち") == ["a2"]
    assert found("金利") == ["a1", "a4"]
    assert found("金利", limit=1) == ["a1"]
    assert found("金利上げ") == ["a1", "a4"]  # the title
    assert found("100%") == ["a3"]
    for nothing in ("_", "", "上げ日銀", "\0", "\ud800"):
        assert found(nothing) == []


def test_the_search_takes_words_dates_section_and_kind(articles: ArticleRepository) -> None:
    articles.import_articles([RATES, NOTE, GAME])

    def found(*arguments: Any, **filters: Any) -> list[str | None]:
        return [article.id for article in articles.search(*arguments, **filters)]

    assert found() == ["a2", "a1", "a3"]
    assert found(limit=1, offset=1) == ["a1"]
    assert found("市場　金利") == ["a1"]
    assert found("市場 逆転") == []
    assert found(kind="desk") == ["a2"]
    assert found(section="経済") == ["a1"]
    assert found(since="2026-11-23") == ["a2"]
    assert found(until="2026-11-23") == ["a2", "a1"]
    assert found(until="2026-11-22") == ["a1"]


def test_the_export_gives_every_article_as_of_its_start(articles: ArticleRepository) -> None:
    rows = [replace(RATES, id=f"b{number}") for number in range(1100)]
    articles.import_articles(rows)
    export = articles.export()
    given = [next(export).id]
    articles.add(GAME)
    given += [article.id for article in export]
    assert given == [row.id for row in rows]


def test_2000_articles_are_imported_and_searched_in_seconds(articles: ArticleRepository) -> None:
    rows = [replace(RATES, id=f"b{number}", body=f"{number}番の記事だ。" + RATES.body * 20) for number in range(2000)]
    before = time.perf_counter()
    assert articles.import_articles(rows).new == 2000
    assert time.perf_counter() - before < 8
    before = time.perf_counter()
    assert [article.id for article in articles.containing("1234番")] == ["b1234"]
    assert time.perf_counter() - before < 1
