"""Counting spans: how often, where, when, and in whose company."""

from __future__ import annotations

from quizgen import Article
from quizgen.archive.mining.counts import SpanCount, add_article, spans_of
from quizgen.text import default_tokenizer, read_text


def counted(*bodies: str, dates: tuple[str | None, ...] = ()) -> dict[str, SpanCount]:
    counts: dict[str, SpanCount] = {}
    for number, body in enumerate(bodies):
        article = Article(body, id=f"a{number}", date=dates[number] if dates else None)
        add_article(counts, *spans_of(article, read_text(body, default_tokenizer())))
    return counts


def test_occurrences_articles_and_years_are_counted() -> None:
    counts = counted(
        "東京へ行く。東京は雨だ。", "東京は晴れだ。", "東京だ。", dates=("2010-05-01", None, "2004-01-01T00:00")
    )
    tokyo = counts["東京"]
    assert (tokyo.count, tokyo.articles, tokyo.first_year, tokyo.last_year) == (4, 3, 2004, 2010)
    assert tokyo.kinds == {"proper": 4}
    assert tokyo.reading == "トウキョウ"
    assert tokyo.region == 4


def test_years_are_unknown_where_no_article_is_dated() -> None:
    assert (counted("東京だ。")["東京"].first_year, counted("東京だ。")["東京"].last_year) == (None, None)


def test_a_person_followed_by_what_suspects_are_called_is_counted_as_one() -> None:
    counts = counted(
        "山田太郎容疑者が逮捕された。山田太郎被告の裁判が始まった。山田太郎が話した。",
        "鈴木一郎選手が打った。鈴木一郎監督が話した。",
    )
    assert (counts["山田太郎"].count, counts["山田太郎"].suspect, counts["山田太郎"].role) == (3, 2, 0)
    assert (counts["鈴木一郎"].count, counts["鈴木一郎"].suspect, counts["鈴木一郎"].role) == (2, 0, 2)
    assert counts["山田太郎"].kinds == {"person": 3}


def test_a_span_of_several_tokens_is_one_surface_with_the_reading_of_all() -> None:
    station = counted("大阪放送局へ行く。")["大阪放送局"]
    assert station.count == 1
    assert station.reading == "オオサカホウソウキョク"
    assert station.region == 0


def test_a_reading_is_empty_where_a_token_has_none() -> None:
    counts = counted("ズンドコビッチ委員会が開かれた。")
    assert [seen.reading for surface, seen in counts.items() if surface.startswith("ズンドコビッチ")] == [""]
