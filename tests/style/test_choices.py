"""Choices of a quiz in the house style, and quizzes of the real generator that keep to it."""

from __future__ import annotations

from pathlib import Path

import pytest

from quizgen import Article, Candidate, ForbiddenKeyword, QuizGenerator
from quizgen.data import sample_articles
from quizgen.lexicon import Entry, Lexicon
from quizgen.results import BLANK
from quizgen.stems import Stem
from quizgen.style import HouseStyle
from quizgen.style.choices import NO_READING, write_choices
from quizgen.style.stylefile import parse_style
from quizgen.text import default_tokenizer

STEM = Stem(f"大手の{BLANK}は黒字だ。", ((3, 7),), "大手のサンリオは黒字だ。", (3, 7))
LEXICON = Lexicon(
    [
        Entry("サンリオ", "company", aliases=("株式会社サンリオ",)),
        Entry("日立製作所", "company", "ヒタチセイサクショ", ("株式会社日立製作所",)),
        Entry("シャープ", "company"),
        Entry("シャープ株式会社", "company", origin="mined"),
    ]
)


def style(text: str) -> HouseStyle:
    return HouseStyle(parse_style(text.encode("utf-8"), Path("style.toml")))


def company(surface: str, reading: str = "") -> Candidate:
    return Candidate(surface, reading, f"{surface}|company", "company", 0.7)


def test_choices_and_their_readings_are_written_together() -> None:
    house = style('[organizations]\nlegal_form = "with"\n[ruby]\nlevel = "3"')
    wrong = [company("日立製作所", "ヒタチセイサクショ"), company("シャープ")]
    made = write_choices(house, "サンリオ", wrong, STEM, LEXICON, default_tokenizer())
    assert made.key == "株式会社サンリオ"
    assert [item.surface for item in made.distractors] == ["株式会社日立製作所", "シャープ株式会社"]
    assert made.distractors[0].entry_id == "日立製作所|company"
    assert made.ruby["株式会社日立製作所"] == "かぶしきがいしゃひたちせいさくしょ"
    assert made.style == house.identity


def test_a_choice_whose_reading_nobody_knows_is_marked() -> None:
    tokenizer = default_tokenizer()
    made = write_choices(style("[ruby]\nlevel = 1"), "サンリオ", [company("燈々庵巓")], STEM, LEXICON, tokenizer)
    assert made.ruby == {}
    assert made.distractors[0].warnings == (NO_READING,)
    default = write_choices(HouseStyle(), "サンリオ", [company("燈々庵巓")], STEM, LEXICON, tokenizer)
    assert (default.distractors[0].warnings, default.ruby, default.style) == ((), {}, "")


ARTICLES = {article.id: article for article in sample_articles()}
BASEBALL = ARTICLES["sample-002"]
NUMBERS = Article("県立体育館の入場者は昨年度、全部で1万2千人だったと県の担当者が明らかにした。")


def generator_with(generator: QuizGenerator, text: str) -> QuizGenerator:
    return QuizGenerator(generator.model, generator.home, style=style(text))


def test_a_quiz_of_the_default_style_says_nothing_of_it(generator: QuizGenerator) -> None:
    quiz = generator.quiz(NUMBERS, keyword="1万2千人")
    assert all(choice.endswith("千人") for choice in quiz.choices)
    assert not {"ruby", "style"} & set(quiz.to_dict())


def test_a_number_is_asked_in_the_house_style_and_the_explanation_stays(generator: QuizGenerator) -> None:
    styled = generator_with(generator, '[numbers]\nunits = "comma"')
    quiz = styled.quiz(NUMBERS, keyword="1万2千人", seed=3)
    assert quiz.key == "12,000人" == quiz.choices[quiz.answer]
    assert all(choice.endswith(",000人") for choice in quiz.choices)
    assert {item.surface for item in quiz.distractors} == set(quiz.choices) - {quiz.key}
    assert NUMBERS.body[slice(*quiz.span)] == "1万2千人"
    assert quiz.explanation == quiz.sentence == NUMBERS.body
    assert "1万2千人" not in quiz.stem
    assert quiz.to_dict()["style"] == styled.style.identity
    assert quiz == styled.quiz(NUMBERS, keyword="1万2千人", seed=3)
    offered = styled.distractors(NUMBERS, keyword="1万2千人", seed=3)
    assert [item.surface for item in offered] == [item.surface for item in quiz.distractors]


def test_forbidden_words_are_never_key_and_never_distractor(generator: QuizGenerator) -> None:
    plain = generator.quiz(BASEBALL, keyword="ソフトバンク")
    unwanted = plain.distractors[0].surface
    strict = generator_with(generator, f'[forbidden]\nwords = ["{unwanted}", "ソフトバンク", "１万５千人"]')
    with pytest.raises(ForbiddenKeyword, match="forbidden by the house style"):
        strict.quiz(BASEBALL, keyword="ソフトバンク")
    assert "ソフトバンク" not in {keyword.surface for keyword in strict.keywords(BASEBALL)}
    assert unwanted not in {item.surface for item in strict.candidates(BASEBALL, keyword="ソフトバンク", k=200)}
    ranked = strict.rank(BASEBALL, keyword="ソフトバンク", pool=[unwanted])
    assert ranked[0].reason == "forbidden"
    for seed in range(30):
        assert "1万5千人" not in strict.quiz(NUMBERS, keyword="1万2千人", seed=seed).choices


def test_a_style_file_in_the_home_is_used(own_generator: QuizGenerator) -> None:
    (own_generator.home / "style.toml").write_text('[ruby]\nlevel = "1"', encoding="utf-8")
    quiz = own_generator.quiz(BASEBALL, keyword="ソフトバンク")
    assert quiz.style == HouseStyle.load(own_generator.home).identity
    assert set(quiz.ruby) <= set(quiz.choices)
