from __future__ import annotations

import pytest

from quizgen import ArgumentError, Article, QuizGenerator, QuizOptions
from quizgen.data import sample_articles
from quizgen.proposal import best_of

TELECOM, BASEBALL = sample_articles()[:2]


def test_proposal_holds_the_quiz_and_the_candidates_that_the_other_calls_give(generator: QuizGenerator) -> None:
    options = QuizOptions(seed=3, difficulty="hard")
    proposal = generator.propose(BASEBALL, "ソフトバンク", k=7, options=options)
    assert proposal.quiz == generator.quiz(BASEBALL, "ソフトバンク", options=options)
    assert list(proposal.candidates[:7]) == generator.candidates(BASEBALL, "ソフトバンク", k=7, options=options)
    assert proposal.chosen == tuple(item.surface for item in proposal.quiz.distractors)
    assert proposal.refused is None


def test_proposal_says_how_the_article_reads_the_key(generator: QuizGenerator) -> None:
    readings = [generator.propose(article, "ソフトバンク") for article in (TELECOM, BASEBALL)]
    assert [proposal.category for proposal in readings] == ["company", "team"]
    assert [next(iter(proposal.classes)) for proposal in readings] == ["company/telecom", "team/baseball"]
    assert sum(readings[0].weights.values()) == pytest.approx(1)


def test_weights_explain_a_score(generator: QuizGenerator) -> None:
    proposal = generator.propose(BASEBALL, "ソフトバンク")
    best = proposal.candidates[0]
    total = sum(proposal.weights[name] * value for name, value in best.channels.items())
    assert total == pytest.approx(best.score, abs=0.01)


def test_key_that_a_quiz_refuses_is_proposed_with_the_reason(generator: QuizGenerator) -> None:
    body = "山田太郎容疑者は12日、東京都内の店で現金を奪ったとして強盗の疑いで逮捕された。"
    proposal = generator.propose(body, "山田太郎")
    assert (proposal.refused, proposal.quiz) == ("PersonInStory", None)
    assert proposal.message
    assert proposal.stem.text.startswith("［　　］")


@pytest.mark.parametrize("keyword", ["ソフトバンク", "11回"])
def test_what_is_chosen_is_among_the_candidates(generator: QuizGenerator, keyword: str) -> None:
    proposal = generator.propose(BASEBALL, keyword, k=1)
    assert proposal.quiz is not None
    shown = [item.entry_id for item in proposal.candidates]
    assert {item.entry_id for item in proposal.quiz.distractors} <= set(shown)
    assert len(shown) == len(set(shown)) <= 4


def test_words_of_several_kinds_are_read_in_the_article(generator: QuizGenerator) -> None:
    read = [generator.categories(article) for article in (TELECOM, BASEBALL)]
    assert [found["ソフトバンク"] for found in read] == ["company", "team"]
    listed = {word.surface for word in generator.keywords(BASEBALL)}
    assert set(read[1]) <= listed


def test_number_is_proposed_without_classes(generator: QuizGenerator) -> None:
    proposal = generator.propose("新しい体育館は総工費120億円で建てられる。10月に開館する。", "120億円")
    assert proposal.category == "number"
    assert not proposal.classes
    assert proposal.quiz is not None


def test_keywords_come_with_their_places_and_the_best_of_them(generator: QuizGenerator) -> None:
    placed = generator.placed_keywords(BASEBALL)
    assert [item.keyword for item in placed] == generator.keywords(BASEBALL)
    for item in placed:
        assert item.best in item.places
        assert all(BASEBALL.body[start:end] == item.keyword.surface for start, end in item.places)
    assert any(len(item.places) > 1 for item in placed)
    best = best_of(placed)
    assert best.is_worth_asking


def test_quiz_is_composed_of_the_choices_that_an_editor_names(generator: QuizGenerator) -> None:
    quiz = generator.compose(BASEBALL, "ソフトバンク", ["巨人", "KDDI", "無名球団"])
    assert [item.surface for item in quiz.distractors] == ["巨人", "KDDI", "無名球団"]
    assert sorted(quiz.choices) == sorted(["ソフトバンク", "巨人", "KDDI", "無名球団"])
    warnings = {item.surface: item.warnings for item in quiz.distractors}
    assert warnings == {"巨人": ("stands_out",), "KDDI": ("typed", "category"), "無名球団": ("typed",)}


def test_composed_of_its_own_choices_it_is_the_quiz_drawn(generator: QuizGenerator) -> None:
    drawn = generator.quiz(TELECOM, "ソフトバンク", seed=2)
    names = [item.surface for item in drawn.distractors]
    assert generator.compose(TELECOM, "ソフトバンク", names, options=QuizOptions(seed=2)) == drawn


@pytest.mark.parametrize("words", [[], ["巨人", "巨人"], ["ソフトバンク"], ["ｿﾌﾄﾊﾞﾝｸ"], ["巨人", ""], "巨人"])
def test_choices_that_do_not_differ_are_refused(generator: QuizGenerator, words: list[str]) -> None:
    with pytest.raises(ArgumentError):
        generator.compose(BASEBALL, "ソフトバンク", words)


def test_number_takes_typed_numbers(generator: QuizGenerator) -> None:
    article = Article("新しい体育館は総工費120億円で建てられる。10月に開館する。")
    quiz = generator.compose(article, "120億円", ["90億円", "150億円"])
    assert len(quiz.choices) == 3
