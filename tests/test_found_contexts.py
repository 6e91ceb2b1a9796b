from __future__ import annotations

from pathlib import Path

from quizgen.found_contexts import find_contexts
from quizgen.store import ArticleRepository, NewArticle, open_store
from quizgen.text import default_tokenizer


def found(home: Path, names: tuple[str, ...], *bodies: str) -> tuple[str, ...]:
    with open_store(home) as store:
        articles = ArticleRepository(store)
        articles.import_articles(
            NewArticle(body, id=str(number), date=f"2026-11-{number + 1:02}") for number, body in enumerate(bodies)
        )
        return find_contexts(articles, names, default_tokenizer())


def test_sentences_come_from_the_newest_articles_two_from_each(tmp_path: Path) -> None:
    old = "鷺沢市で祭りがあった。鷺沢市は晴れだった。鷺沢市の人出は多かった。"
    new = "市長は鷺沢市で会見した。\n質問は無かった。"
    assert found(tmp_path, ("鷺沢市",), old, new) == (
        "市長は鷺沢市で会見した。",
        "鷺沢市で祭りがあった。",
        "鷺沢市は晴れだった。",
    )


def test_a_word_inside_another_one_is_no_context(tmp_path: Path) -> None:
    assert found(tmp_path, ("京都",), "東京都は会見した。", "京都で祭りがあった。") == ("京都で祭りがあった。",)


def test_a_word_that_mecab_cuts_is_found_and_so_are_aliases_in_any_width(tmp_path: Path) -> None:
    bodies = ("みんなちいかわが好きだ。", "ＡＢＺ社が発売した。")
    assert found(tmp_path, ("ちいかわ", "ABZ"), *bodies) == ("みんなちいかわが好きだ。", "ＡＢＺ社が発売した。")


def test_eight_sentences_are_enough(tmp_path: Path) -> None:
    assert len(found(tmp_path, ("鷺沢市",), *(f"鷺沢市の{number}日だ。" for number in range(20)))) == 8


def test_where_no_article_has_the_word_nothing_is_found(tmp_path: Path) -> None:
    assert found(tmp_path, ("どこにもない語",), "会見があった。") == ()
