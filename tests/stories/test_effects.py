"""What follows for a story that is no game: no person is key or choice, and the quiz says what it is."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from quizgen import Article, PersonInStory, QuizGenerator, StoryRulesError
from quizgen.data import data_path

# An invented theft, at which persons whom every reader knows are quoted.
CRIME = (
    "汐見署は10日、東京都内の会社から現金を盗んだとして、無職の三崎大介容疑者（34）を窃盗の疑いで逮捕した。"
    "安倍晋三元首相は東京で「残念だ」と述べた。"
    "トヨタ自動車の豊田章男会長は10日、名古屋市で開かれた会合で、防犯カメラの設置を急ぐ考えを示した。"
    "警視庁によると、千葉県や埼玉県でも被害が相次いでいる。"
)
PLAIN = "安倍晋三首相は10日、東京都内で開かれた会合で演説し、トヨタ自動車の新しい工場を視察した感想を述べた。"


def test_stories_are_public_and_a_plain_article_has_none(generator: QuizGenerator) -> None:
    flags = generator.stories(CRIME)
    assert [flag.kind for flag in flags] == ["crime"]
    assert flags[0].persons_barred
    assert flags[0].to_dict()["evidence"][0]["where"] == "body"
    assert generator.stories(PLAIN) == ()


def test_no_keyword_and_no_quiz_is_about_a_person(generator: QuizGenerator) -> None:
    lexicon = generator.model.lexicon
    surfaces = {keyword.surface for keyword in generator.keywords(CRIME)}
    assert "トヨタ自動車" in surfaces
    assert not surfaces & {"安倍晋三", "豊田章男", "三崎大介", "三崎", "大介"}
    assert "安倍晋三" in {keyword.surface for keyword in generator.keywords(PLAIN)}
    quizzes = generator.quizzes(CRIME, 10)
    assert quizzes
    for quiz in quizzes:
        assert quiz.stories == ("crime",)
        assert list(quiz.to_dict()["stories"]) == ["crime"]
        assert not any(entry.category == "person" for word in quiz.choices for entry in lexicon.named(word))


@pytest.mark.parametrize("keyword", ["安倍晋三", "豊田章男", "三崎大介", "三崎", "大介"])
def test_a_person_named_as_the_key_is_refused_with_reason_and_remedy(generator: QuizGenerator, keyword: str) -> None:
    for make in (generator.quiz, generator.distractors):
        with pytest.raises(PersonInStory, match=r"a person, in a story of the kind crime.*take a key") as caught:
            make(CRIME, keyword)
        assert caught.value.kinds == ("crime",)
        assert "\n" not in str(caught.value)
    start = CRIME.index(keyword)
    with pytest.raises(PersonInStory):
        generator.quiz(CRIME, start=start, end=start + len(keyword))


def test_candidates_and_rank_still_answer_with_the_reason(generator: QuizGenerator) -> None:
    candidates = generator.candidates(CRIME, "安倍晋三", 200)
    assert all(item.category != "person" for item in candidates)
    assert all("key_person_in_story" in item.warnings for item in candidates)
    ranked = generator.rank(CRIME, "トヨタ自動車", ["麻生太郎", "山田一郎", "ホンダ"])
    assert {item.surface: item.reason for item in ranked} == {
        "麻生太郎": "person_in_story",
        "山田一郎": "person_in_story",
        "ホンダ": None,
    }
    plain = {item.surface: item.reason for item in generator.rank(PLAIN, "安倍晋三", ["麻生太郎"])}
    assert plain == {"麻生太郎": None}


def test_an_election_bars_nobody(generator: QuizGenerator) -> None:
    body = "参院選が4日公示され、安倍晋三首相は東京で第一声を上げ、候補者への支持を訴えた。"
    assert [flag.kind for flag in generator.stories(body)] == ["election_campaign"]
    assert "安倍晋三" in {keyword.surface for keyword in generator.keywords(body)}


def test_the_newsrooms_file_in_the_data_home_replaces_the_rules_while_running(
    own_generator: QuizGenerator, own_home: Path
) -> None:
    shipped = own_generator.story_rules_identity
    path = own_home / "stories.toml"
    text = data_path("stories.toml").read_text(encoding="utf-8")
    path.write_text(text.replace("flag_at = 2", "flag_at = 1000"), encoding="utf-8")
    assert own_generator.stories(CRIME) == ()
    assert own_generator.story_rules_identity != shipped
    broken = own_home / "broken"
    broken.write_text("format = 1\nflag_at = = 2\n", encoding="utf-8")
    os.replace(broken, path)
    for _ in range(2):
        with pytest.raises(StoryRulesError, match=r"stories\.toml: no TOML: .*line 2"):
            own_generator.keywords(CRIME)
    with pytest.raises(StoryRulesError):
        QuizGenerator(own_generator.model, own_home)
    path.unlink()
    assert own_generator.story_rules_identity == shipped
    assert [flag.kind for flag in own_generator.stories(CRIME)] == ["crime"]


def test_the_title_is_read_too(generator: QuizGenerator) -> None:
    body = "10日の会合で、トヨタ自動車が町の予算について意見を述べた。"
    assert generator.stories(body) == ()
    assert [flag.kind for flag in generator.stories(Article(body, title="元社員を書類送検"))] == ["crime"]
