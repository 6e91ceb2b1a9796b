"""What the shipped rules make of articles: none missed, few flagged in vain."""

from __future__ import annotations

import random
import time
from collections import Counter
from pathlib import Path

import pytest

from quizgen.archive.corpus import read_articles
from quizgen.article import Article
from quizgen.data import sample_articles
from quizgen.stories import KINDS, StoryRules
from quizgen.stories.flags import persons_barred
from quizgen.text import default_tokenizer, read_text
from tests.stories.articles import Case, cases

FLAGGED, CLEAR, UNSEEN = cases("flagged"), cases("clear"), cases("unseen")


@pytest.fixture(scope="module")
def rules() -> StoryRules:
    return StoryRules.load()


def kinds(rules: StoryRules, article: Article) -> set[str]:
    return {flag.kind for flag in rules.judge(article)}


def test_the_articles_are_enough_and_of_every_kind() -> None:
    assert len(FLAGGED) >= 24
    assert len(CLEAR) >= 20
    assert all(120 <= len(case.article.body) <= 400 for case in [*FLAGGED, *CLEAR, *UNSEEN])
    assert min(Counter(kind for case in FLAGGED for kind in case.kinds)[kind] for kind in KINDS) >= 2
    names = [case.name for case in [*FLAGGED, *CLEAR, *UNSEEN]]
    assert len(names) == len(set(names))


def test_no_story_is_missed(rules: StoryRules) -> None:
    found = {case.name: kinds(rules, case.article) for case in FLAGGED}
    missed = {case.name: found[case.name] for case in FLAGGED if not case.is_met_by(found[case.name])}
    assert not missed, f"{len(missed)} of {len(FLAGGED)} missed: {missed}"


def test_few_articles_are_flagged_in_vain(rules: StoryRules) -> None:
    alarms = {
        case.name: [flag.describe() for flag in rules.judge(case.article)]
        for case in CLEAR
        if rules.judge(case.article)
    }
    assert len(alarms) <= len(CLEAR) // 10, f"{len(alarms)} false alarms of {len(CLEAR)}: {alarms}"


def test_articles_that_nothing_was_tuned_on(rules: StoryRules) -> None:
    def is_right(case: Case) -> bool:
        return case.is_met_by(kinds(rules, case.article))

    missed = [case.name for case in UNSEEN if case.kinds and not is_right(case)]
    alarms = [case.name for case in UNSEEN if not case.kinds and not is_right(case)]
    assert len(missed) <= 1, f"missed: {missed}"
    assert not alarms, f"false alarms: {alarms}"


def test_persons_are_barred_but_from_elections_and_obituaries(rules: StoryRules) -> None:
    wrong = [case.name for case in FLAGGED if persons_barred(rules.judge(case.article)) != case.barred]
    assert not wrong


def test_evidence_says_where_it_stands(rules: StoryRules) -> None:
    for case in FLAGGED:
        for flag in rules.judge(case.article):
            assert flag.evidence
            for evidence in flag.evidence:
                source = case.article.body if evidence.where == "body" else case.article.title or ""
                assert source[evidence.start : evidence.end] == evidence.text
                assert evidence.text
                assert evidence.sentence in source


def test_a_word_in_the_title_counts_more_than_one_in_the_body(rules: StoryRules) -> None:
    body = "10日の会合では、町の予算について意見が交わされた。横領という語も出た。"
    assert not rules.judge(Article(body))
    assert {flag.kind for flag in rules.judge(Article(body, title="横領をどう防ぐか"))} == {"crime"}


def test_full_width_and_half_width_text_is_read_alike_with_offsets_into_the_body(rules: StoryRules) -> None:
    body = "㌔表示の看板前で、無職の男（３４）を窃盗の疑いで逮捕した。ｶﾞｽ栓は無事だった。"
    flag = next(flag for flag in rules.judge(Article(body)) if flag.kind == "crime")
    assert any(evidence.text == "逮捕" for evidence in flag.evidence)
    assert all(body[evidence.start : evidence.end] == evidence.text for evidence in flag.evidence)


def test_no_bundled_sample_is_flagged(rules: StoryRules) -> None:
    flagged = {a.id: [flag.describe() for flag in rules.judge(a)] for a in sample_articles() if rules.judge(a)}
    assert not flagged


def test_judging_an_article_that_is_tokenised_takes_less_than_5_ms(rules: StoryRules) -> None:
    body = "".join(article.body for article in sample_articles())[:800]
    article = Article(body=body, title=FLAGGED[0].article.title)
    text = read_text(body, default_tokenizer())
    times = []
    for _ in range(30):
        begin = time.process_time()
        rules.judge(article, text)
        times.append(time.process_time() - begin)
    assert min(times) < 0.005


@pytest.mark.parametrize("body", ["。", "a", "𠮷" * 50, "#" * 300, "\n\n* *\n", "（" * 200, "死" * 500])
def test_odd_text_is_judged_without_an_error(rules: StoryRules, body: str) -> None:
    rules.judge(Article(body, title=body))


@pytest.mark.shared
@pytest.mark.parametrize(("name", "least", "most"), [("wikinews", 0.25, 0.55), ("livedoor", 0.01, 0.1)])
def test_share_of_news_and_of_light_reading_that_is_flagged(
    rules: StoryRules, shared: Path, name: str, least: float, most: float
) -> None:
    """Of Wikinews about two in five are such stories, of livedoor's columns and reviews few."""
    path = shared / "corpus" / f"{name}.jsonl.gz"
    articles = [article for article in read_articles(path) if isinstance(article, Article)]
    articles = random.Random(20261123).sample(articles, 150)
    share = sum(bool(rules.judge(article)) for article in articles) / len(articles)
    assert least <= share <= most, f"{name}: {share:.1%} flagged"
