"""Drawing distractors: seeded, different from each other, good enough, not the same every day."""

from __future__ import annotations

from quizgen.distractors.selection import BANDS, FLOOR, differs, draw, shuffled
from quizgen.lexicon import Entry, Lexicon
from quizgen.options import QuizOptions
from quizgen.results import Candidate

LEXICON = Lexicon([Entry("巨人", "team/baseball", aliases=("読売ジャイアンツ",))])
NAMES = ("阪神", "中日", "広島", "西武", "楽天", "巨人", "日本ハム", "オリックス", "ロッテ", "ヤクルト")


def candidates(*scores: float) -> list[Candidate]:
    return [
        Candidate(name, "", f"{name}|team/baseball", "team", score) for name, score in zip(NAMES, scores, strict=False)
    ]


CLOSE = candidates(*(0.8 - 0.005 * number for number in range(10)))


def surfaces(found: list[Candidate]) -> list[str]:
    return [candidate.surface for candidate in found]


def test_same_seed_and_salt_draw_the_same_and_others_vary() -> None:
    first = draw(CLOSE, 3, QuizOptions(seed=4), LEXICON, salt="a")
    assert draw(CLOSE, 3, QuizOptions(seed=4), LEXICON, salt="a") == first
    drawn = {tuple(surfaces(draw(CLOSE, 3, QuizOptions(seed=seed), LEXICON, salt="a"))) for seed in range(30)}
    assert len(drawn) >= 15
    assert len({tuple(surfaces(draw(CLOSE, 3, QuizOptions(), LEXICON, salt=str(i)))) for i in range(10)}) > 3


def test_candidates_below_the_floor_are_never_drawn() -> None:
    found = candidates(0.8, 0.79, FLOOR - 0.01, FLOOR - 0.02)
    for seed in range(10):
        assert surfaces(draw(found, 3, QuizOptions(seed=seed), LEXICON, salt="a")) == ["阪神", "中日"]
    assert draw([], 3, QuizOptions(), LEXICON, salt="a") == []


def test_words_offered_lately_are_drawn_less_but_not_excluded() -> None:
    def share(history: tuple[str, ...]) -> float:
        times = [
            "阪神" in surfaces(draw(CLOSE, 3, QuizOptions(seed=seed, history=history), LEXICON, salt="a"))
            for seed in range(200)
        ]
        return sum(times) / len(times)

    assert share(("阪神",)) < 0.5 * share(())
    assert surfaces(draw(CLOSE[:3], 3, QuizOptions(history=NAMES[:3]), LEXICON, salt="a")) == list(NAMES[:3])


def test_only_the_best_of_many_that_score_alike_are_drawn() -> None:
    alike = [Candidate(f"球団{n}", "", f"球団{n}|team/baseball", "team", 0.8) for n in range(40)]
    drawn = {item.surface for seed in range(60) for item in draw(alike, 3, QuizOptions(seed=seed), LEXICON, salt="a")}
    assert drawn == {item.surface for item in alike[: BANDS["normal"].most]}


def test_difficulty_moves_the_draw_along_the_ranking() -> None:
    spread = candidates(*(0.8 - 0.03 * number for number in range(10)))

    def mean(difficulty: str) -> float:
        scores = [
            candidate.score
            for seed in range(50)
            for candidate in draw(spread, 3, QuizOptions(seed=seed, difficulty=difficulty), LEXICON, salt="a")
        ]
        return sum(scores) / len(scores)

    assert mean("easy") < mean("normal") <= mean("hard")


def test_choices_never_name_or_contain_each_other() -> None:
    assert not differs("読売ジャイアンツ", "巨人", LEXICON)
    assert not differs("東京", "東京都", LEXICON)
    assert differs("阪神", "巨人", LEXICON)


def test_order_of_choices_follows_the_seed_and_not_the_order_given() -> None:
    choices = ["い", "ろ", "は", "に"]
    assert shuffled(choices, 1, "a") == shuffled(choices[::-1], 1, "a")
    assert {tuple(shuffled(choices, seed, "a")).index("い") for seed in range(40)} == {0, 1, 2, 3}
