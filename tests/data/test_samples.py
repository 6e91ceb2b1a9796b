"""The bundled sample articles: complete, valid, varied, and with keywords that change their sense."""

from __future__ import annotations

import datetime
import json
import re
from collections import Counter

import pytest

from quizgen.article import Article
from quizgen.data import SamplePair, data_path, sample_articles, sample_pairs

ARTICLES = sample_articles()
BY_ID = {article.identity: article for article in ARTICLES}
SECTIONS = {"経済", "スポーツ", "政治", "国際", "社会", "科学", "文化", "地域", "くらし", "テクノロジー"}


def test_data_path_names_a_real_file() -> None:
    assert data_path("samples", "articles.jsonl").is_file()
    assert data_path().is_dir()


def test_there_are_enough_articles_with_unique_ids_in_order() -> None:
    ids = [article.id for article in ARTICLES]
    assert len(ids) >= 40
    assert ids == [f"sample-{number:03d}" for number in range(1, len(ids) + 1)]


def test_every_line_of_the_file_holds_exactly_the_documented_fields() -> None:
    lines = data_path("samples", "articles.jsonl").read_text(encoding="utf-8").splitlines()
    assert len(lines) == len(ARTICLES)
    assert all(set(json.loads(line)) == {"id", "title", "date", "section", "body"} for line in lines)


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_an_article_is_of_newspaper_shape(article: Article) -> None:
    paragraphs = article.body.split("\n")
    assert 350 <= len(article.body) <= 700
    assert 2 <= len(paragraphs) <= 4
    assert all(paragraph.endswith("。") for paragraph in paragraphs)
    assert article.title
    assert not re.search("[０-９Ａ-Ｚａ-ｚ]", article.title + article.body), "figures and Latin letters are half width"


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_an_article_gives_figures_to_ask_about(article: Article) -> None:
    figures = set(re.findall(r"[0-9]+(?:\.[0-9]+)?[^0-9.、。\s]", article.body))
    assert len(figures) >= 3


@pytest.mark.parametrize("article", ARTICLES, ids=lambda article: article.id)
def test_an_article_does_not_lean_on_the_sentence_before_it_more_than_it_must(article: Article) -> None:
    sentences = re.findall("[^。]+。", article.body)
    leaning = [sentence for sentence in sentences if re.match("\n?(同社|同氏|同大|同校|これ|それ)", sentence)]
    assert len(leaning) * 4 <= len(sentences)


def test_dates_are_iso_dates_of_two_years() -> None:
    dates = [datetime.date.fromisoformat(str(article.date)) for article in ARTICLES]
    assert {date.year for date in dates} == {2025, 2026}
    assert len({(date.year, date.month) for date in dates}) >= 12


def test_sections_are_varied() -> None:
    counts = Counter(article.section for article in ARTICLES)
    assert len(counts) >= 8
    assert set(counts) <= SECTIONS


def test_no_title_or_body_comes_twice() -> None:
    assert len({article.title for article in ARTICLES}) == len(ARTICLES)
    assert len({article.sha256 for article in ARTICLES}) == len(ARTICLES)


def test_there_are_enough_pairs_and_no_article_serves_two() -> None:
    pairs = sample_pairs()
    assert len({pair.keyword for pair in pairs}) == len(pairs) >= 12
    used = Counter(identity for pair in pairs for identity in (pair.first, pair.second))
    assert max(used.values()) == 1


@pytest.mark.parametrize("pair", sample_pairs(), ids=lambda pair: pair.keyword)
def test_the_keyword_of_a_pair_leads_and_returns_in_both_articles(pair: SamplePair) -> None:
    for identity in (pair.first, pair.second):
        body = BY_ID[identity].body
        assert body.count(pair.keyword) >= 2
        assert any(pair.keyword in sentence for sentence in body.split("。")[:2])


@pytest.mark.parametrize("pair", sample_pairs(), ids=lambda pair: pair.keyword)
def test_the_senses_of_a_pair_are_two_classes(pair: SamplePair) -> None:
    assert pair.first_sense != pair.second_sense
    assert all(re.fullmatch("[a-z]+/[a-z_]+", sense) for sense in (pair.first_sense, pair.second_sense))
