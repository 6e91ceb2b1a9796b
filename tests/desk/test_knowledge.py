from __future__ import annotations

from pathlib import Path

import pytest

from quizgen.desk.knowledge import Knowledge
from quizgen.lexicon import Entry, Lexicon
from quizgen.lexicon.word_rules import WORD_RULES
from quizgen.store import NewArticle, NewWord, Store, WordRepository
from quizgen.store.articles import ArticleRepository
from tests.desk.conftest import DeskOf
from tests.desk.quizzes import BODY, quiz


@pytest.fixture
def knowledge(store: Store, tmp_path: Path) -> Knowledge:
    return Knowledge(tmp_path, store, lexicon=Lexicon([Entry("海風電鉄", "company", aliases=("海電",))]))


def messages(knowledge: Knowledge, desk_of: DeskOf, quiz_id: str = "q1") -> set[str]:
    return {finding.message for finding in knowledge.check(desk_of("").get(quiz_id))}


def test_the_checks_follow_words_style_and_articles_of_the_data_home(
    knowledge: Knowledge, desk_of: DeskOf, store: Store, tmp_path: Path
) -> None:
    made = desk_of("佐藤").create(quiz())
    assert messages(knowledge, desk_of) == set()
    words = WordRepository(store, WORD_RULES, "佐藤")
    words.block(words.add(NewWord("川辺鉄道", "company")).entry_id, "合併した")
    assert messages(knowledge, desk_of) == {"blocked_word"}
    (tmp_path / "style.toml").write_text('[forbidden]\nwords = ["丘上電車"]\n', encoding="utf-8")
    assert messages(knowledge, desk_of) == {"blocked_word", "style_forbids"}
    ArticleRepository(store).add(NewArticle(BODY + "山里電鉄も式に出た。", id="a1"))
    assert "also_correct_in_article" in messages(knowledge, desk_of)
    edited = {"choices": ["海電", "海風電鉄", "湖畔鉄道", "港鉄道"]}
    assert "also_correct_same_thing" in {finding.message for finding in knowledge.check_edited(made, edited)}


def test_a_story_that_is_no_game_is_known_from_the_article_itself(
    knowledge: Knowledge, desk_of: DeskOf, store: Store
) -> None:
    desk_of("佐藤").create(quiz())
    body = "10日午後、港町の県道で乗用車とトラックが衝突し、乗用車の2人が死亡した。警察が原因を調べている。"
    ArticleRepository(store).add(NewArticle(body, id="a1"))
    assert "story" in messages(knowledge, desk_of)


def test_other_quizzes_of_the_day_are_looked_at_and_similar_ones_found(knowledge: Knowledge, desk_of: DeskOf) -> None:
    desk_of("佐藤").create(quiz())
    other = quiz("q2", stem="港町で海風電鉄が［　　］を開く。", choices=["新駅", "博物館", "工場", "学校"], answer=0)
    desk_of("佐藤").create(other)
    assert "given_away_by_quiz" in messages(knowledge, desk_of)
    desk_of("田中").reject("q2", 1, "重複")
    assert "given_away_by_quiz" not in messages(knowledge, desk_of)
    found = knowledge.similar(quiz("q3", article_id="a9", key="海電", choices=["海電", "乙", "丙", "丁"], answer=0),
                              "2026-11-25")  # fmt: skip
    assert [(item.quiz.quiz_id, item.why) for item in found] == [("q1", "same_quiz")]
