"""Many articles on one key in one sense: not the same choices every day, and no worse ones for that."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import pytest

from quizgen import Article, QuizGenerator, QuizOptions
from quizgen.distractors.standing import STANDS_OUT
from quizgen.results import Quiz

ARTICLES, TRIPLES = 30, 15
# Of some articles that hardly say which of its senses the key has.
LEAST_SCORE = 0.65
# Neutral news of a club and of a firm, told again with another day and another detail.
BASEBALL = "オリックス"
GAMES = (
    "プロ野球パ・リーグの{0}は{1}日、京セラドーム大阪で試合を行い、{2}対1で勝った。先発投手が{3}回を投げ、打線も十安打と当たった。",
    "{0}は{1}日、来季のコーチの顔ぶれを発表した。投手陣を支える{2}人が新しく加わり、春のキャンプから若手を教える。リーグは{3}月に始まる。",
    "プロ野球の{0}は{1}日、本拠地の開幕戦の入場券を{2}月から売り出すと発表した。外野席は{3}千円からで、家族の客を見込む。",
)
TELECOM = "KDDI"
SERVICES = (
    "通信大手の{0}は{1}日、スマートフォンの新しい料金を{2}月に始めると発表した。通信量は月{3}ギガバイトで、若い利用者を見込む。",
    "{0}は{1}日、山あいの{2}地区に携帯電話の基地局を設けると発表した。工事は{3}か月で終え、登山者の通話も支える。",
    "携帯電話の{0}は{1}日、光回線と合わせた割引を{2}月から広げると発表した。家族{3}人までが対象で、店でも申し込める。",
)


def articles(key: str, templates: tuple[str, ...]) -> Iterator[Article]:
    """Yield as many different articles on a key as are asked for."""
    for number in range(ARTICLES):
        template = templates[number % len(templates)]
        body = template.format(key, 1 + number % 28, 2 + number % 9, 3 + number % 5)
        yield Article(body, title=f"{key}、{number}日目の知らせ", id=f"{key}-{number}", date="2026-05-08")


def offered_in_turn(
    key: str, templates: tuple[str, ...], make: Callable[[Article, QuizOptions], Quiz]
) -> list[tuple[str, ...]]:
    """Return the distractors of each article's quiz, what earlier ones offered being their history."""
    history: tuple[str, ...] = ()
    triples = []
    for article in articles(key, templates):
        words = tuple(sorted(item.surface for item in make(article, QuizOptions(history=history)).distractors))
        triples.append(words)
        history = (*words, *history)[:6]
    return triples


@pytest.mark.large
@pytest.mark.parametrize(
    ("key", "templates", "word_class"),
    [(BASEBALL, GAMES, "team/baseball"), (TELECOM, SERVICES, "company/telecom")],
)
def test_one_key_gets_many_different_choices_all_of_its_kind(
    generator: QuizGenerator, key: str, templates: tuple[str, ...], word_class: str
) -> None:
    scores: list[float] = []
    kinds: set[str] = set()

    def make(article: Article, options: QuizOptions) -> Quiz:
        quiz = generator.quiz(article, keyword=key, options=options)
        scores.extend(item.score for item in quiz.distractors)
        kinds.update(item.entry_id.rpartition("|")[2] for item in quiz.distractors)
        assert not any(STANDS_OUT in item.warnings for item in quiz.distractors)
        return quiz

    triples = offered_in_turn(key, templates, make)
    assert len(set(triples)) >= TRIPLES
    assert kinds == {word_class}
    assert min(scores) >= LEAST_SCORE
