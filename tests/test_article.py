"""Articles: what is accepted, what is refused, and how one is named."""

from __future__ import annotations

import hashlib
import json
from typing import Any

import pytest

from quizgen import Article, InputError, QuizgenError
from quizgen.article import as_article


def test_the_json_form_round_trips_and_unknown_fields_are_ignored() -> None:
    data = {
        "id": "a1",
        "title": "題",
        "body": "本文。",
        "date": "2026-11-23",
        "section": "経済",
        "url": "https://example.com",
    }
    article = Article.from_dict({**data, "tags": ["x"]})
    assert json.loads(json.dumps(article.to_dict())) == data
    assert Article.from_dict({"body": "本文。"}).to_dict() == {
        "body": "本文。", "title": None, "id": None, "date": None, "section": None, "url": None,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("data", "words"),
    [
        ({}, "no field"),
        ({"text": "本文"}, "text"),
        ({"body": None}, "body: expected text, got NoneType"),
        ({"body": ["本文"]}, "body: expected text, got list"),
        ({"body": ""}, "nothing but white space"),
        ({"body": " \n\u3000\t"}, "nothing but white space"),
        ({"body": "本文", "title": 3}, "title: expected text, got int"),
        ({"body": "本文", "id": True}, "id: expected text, got bool"),
        ({"body": "本文", "id": 1.5}, "id: expected text, got float"),
        ({"body": "東\ud83c京"}, r"body: lone surrogate U\+D83C at character 1"),
        ({"body": "本文", "title": "\udfff"}, r"title: lone surrogate U\+DFFF at character 0"),
        (["本文"], "JSON object"),
        ("本文", "JSON object"),
    ],
)
def test_what_is_no_article_is_refused_with_the_field_named(data: Any, words: str) -> None:
    with pytest.raises(InputError, match=words) as caught:
        Article.from_dict(data)
    assert isinstance(caught.value, QuizgenError)
    assert isinstance(caught.value, ValueError)
    assert "\n" not in str(caught.value)


def test_a_number_as_id_is_taken_as_its_digits() -> None:
    assert Article.from_dict({"body": "本文", "id": 42}).id == "42"


def test_an_article_without_id_is_named_by_its_body() -> None:
    digest = hashlib.sha256("本文😀".encode()).hexdigest()
    assert Article("本文😀").sha256 == digest
    assert Article("本文😀").identity == f"sha256:{digest[:16]}"
    assert Article("本文😀", id="").identity == ""
    assert Article("本文😀", id="a1").identity == "a1"


@pytest.mark.parametrize(
    ("date", "year"),
    [
        ("2026-11-23", 2026),
        ("2026-11-23T05:00:00+09:00", 2026),
        (None, None),
        ("", None),
        ("去年", None),
        ("²⁰²⁶", None),
    ],
)
def test_year_is_read_from_an_iso_date(date: str | None, year: int | None) -> None:
    assert Article("本文", date=date).year == year


def test_a_string_is_a_body_and_an_article_stays_itself() -> None:
    article = Article("本文")
    assert as_article("本文") == article
    assert as_article(article) is article
    with pytest.raises(InputError, match="got bytes"):
        as_article(b"body")  # type: ignore[arg-type]
