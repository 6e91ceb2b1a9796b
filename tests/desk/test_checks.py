from __future__ import annotations

import time
from datetime import UTC, datetime
from typing import Any

import pytest

from quizgen.desk.checks import check
from quizgen.desk.context import CheckContext, DayQuiz
from quizgen.desk.findings import KINDS, Finding
from quizgen.desk.messages import MESSAGES, describe
from quizgen.lexicon import Entry, Lexicon
from quizgen.store.quiz import ArticleChange
from quizgen.stories.flags import Evidence, StoryFlag
from quizgen.text import default_tokenizer, normalise
from tests.desk.quizzes import BODY, quiz, with_choices


def read(surface: str) -> str:
    return "".join(token.reading or token.surface for token in default_tokenizer().tokenize(normalise(surface).text))


def found(content: dict[str, Any], context: CheckContext | None = None) -> set[tuple[str, str]]:
    """Return message and place of every finding."""
    return {(finding.message, finding.place) for finding in check(content, context)}


def named(content: dict[str, Any], message: str, context: CheckContext | None = None) -> Finding:
    return next(finding for finding in check(content, context) if finding.message == message)


def story(*, barred: bool) -> StoryFlag:
    return StoryFlag("accident", "事故", (Evidence("body", 0, 2, "衝突", "衝突した。", "crash"),), barred)


CHANGE = ArticleChange("q1", "a1", "0", "1", (), True, datetime(2026, 11, 23, tzinfo=UTC))


def test_a_sound_quiz_has_no_fault() -> None:
    assert check(quiz(), CheckContext(body=BODY, reading_of=read)) == ()


@pytest.mark.parametrize(
    ("one", "other", "message"),
    [
        ("ＮＨＫ", "nhk", "alike_form"),
        ("ジョー・バイデン", "ジョーバイデン", "alike_form"),
        ("齋藤", "斎藤", "alike_spelling"),
        ("佐々木", "佐佐木", "alike_spelling"),
        ("コンピューター", "コンピュータ", "alike_spelling"),
        ("ヴァイオリン", "バイオリン", "alike_spelling"),
        ("関ヶ原", "関が原", "alike_spelling"),
        ("引越し", "引っ越し", "alike_spelling"),
        ("りんご", "リンゴ", "alike_spelling"),
        ("寿司", "すし", "alike_kana"),
        ("12,000人", "1万2千人", "alike_number"),
        ("3割", "30%", "alike_number"),
        ("市立", "私立", "alike_sound"),
    ],
)
def test_choices_that_are_one_word_are_found_however_they_are_written(one: str, other: str, message: str) -> None:
    finding = named(with_choices("甲乙", one, "丙丁", other), message, CheckContext(reading_of=read))
    assert (finding.place, finding.values["other_place"]) == ("choices/3", "choices/1")
    assert finding.is_blocking == (message != "alike_sound")


@pytest.mark.parametrize(
    ("one", "other"), [("東京", "京都"), ("食べる", "食べられる"), ("12人", "120人"), ("7月5日", "7月15日")]
)
def test_choices_that_are_two_words_are_not_called_alike(one: str, other: str) -> None:
    findings = check(with_choices("甲乙", one, "丙丁", other), CheckContext(reading_of=read))
    assert "alike" not in {finding.kind for finding in findings}


LEXICON = Lexicon(
    [
        Entry("日本銀行", "organization", aliases=("日銀",)),
        Entry("旧名社", "company", successor="新名社"),
        Entry("東都", "place"),
        Entry("西都", "place"),
        Entry("南都", "place"),
        Entry("北野選手", "person"),
    ]
)


@pytest.mark.parametrize(
    ("key", "choice", "message", "blocking"),
    [
        ("日本銀行", "日銀", "also_correct_same_thing", True),
        ("日銀", "日本銀行", "also_correct_same_thing", True),
        ("新名社", "旧名社", "also_correct_renamed", True),
        ("海風電鉄", "海電", "also_correct_tied", True),
        ("丸角商事", "丸商", "also_correct_tied", True),
        ("東京大学", "東大", "also_correct_abbreviation", False),
        ("東京", "東京都", "also_correct_contained", False),
        ("海風電鉄", "港町", "also_correct_in_article", False),
        ("5000人", "4200人", "also_correct_in_article", False),
    ],
)
def test_a_choice_that_may_be_right_too_is_found(key: str, choice: str, message: str, blocking: bool) -> None:
    body = BODY + "海風電鉄（通称・海電）と丸角商事こと丸商が協力する。"
    content = with_choices(key, "甲乙丙", choice, "丁戊己")
    finding = named(content, message, CheckContext(lexicon=LEXICON, body=body))
    assert (finding.place, finding.is_blocking) == ("choices/2", blocking)


@pytest.mark.parametrize(
    ("choices", "message"),
    [
        (("港", "川", "山の上の国立博物館", "丘"), "stands_out_length"),
        (("海の上の国立水族館", "川", "山", "丘"), "stands_out_length_answer"),
        (("東", "ソニー", "西", "南"), "stands_out_script"),
        (("ソニー", "東", "西", "南"), "stands_out_script_answer"),
        (("東都", "西都", "北野選手", "南都"), "stands_out_kind"),
    ],
)
def test_a_choice_that_stands_out_is_a_warning(choices: tuple[str, ...], message: str) -> None:
    finding = named(with_choices(*choices), message, CheckContext(lexicon=LEXICON))
    assert not finding.is_blocking


def test_choices_of_mixed_scripts_and_lengths_do_not_stand_out() -> None:
    content = with_choices("巨人", "ソフトバンク", "阪神", "ロッテ")
    assert "stands_out" not in {finding.kind for finding in check(content)}


def test_an_answer_in_the_stem_is_found_under_every_name() -> None:
    context = CheckContext(lexicon=LEXICON)
    shown = with_choices("日本銀行", "甲", "乙", "丙", stem="［　　］は日本銀行総裁が語ると発表した。")
    assert ("given_away_stem", "stem") in found(shown, context)
    named_otherwise = with_choices("日本銀行", "甲", "乙", "丙", stem="［　　］（日銀）は発表した。")
    assert ("given_away_name", "stem") in found(named_otherwise, context)
    assert ("choice_in_stem", "choices/1") in found(
        with_choices("東都", "西都", "甲乙", "丙丁", stem="［　　］は西都とともに発表した。")
    )


def test_an_answer_in_another_quiz_of_the_day_stands_against_approval_only_in_the_same_article() -> None:
    stem = "港町で海風電鉄の駅が［　　］に開く。"
    same = CheckContext(others=(DayQuiz("q2", "a1", "来年春", stem),))
    elsewhere = CheckContext(others=(DayQuiz("q2", "a9", "来年春", stem),))
    assert {("given_away_by_quiz", "quiz"), ("gives_quiz_away", "stem")} == found(quiz(), same)
    assert all(finding.is_blocking for finding in check(quiz(), same))
    assert not any(finding.is_blocking for finding in check(quiz(), elsewhere))
    itself = CheckContext(others=(DayQuiz("q1", "a1", "来年春", stem),))
    assert check(quiz(), itself) == ()


@pytest.mark.parametrize(
    ("changes", "expected"),
    [
        ({"stem": "空欄のない文。"}, ("no_blank", "stem")),
        ({"stem": "［　　］　"}, ("empty_stem", "stem")),
        ({"choices": ["山里電鉄", "海風電鉄", " ", "丘上電車"]}, ("empty_choice", "choices/2")),
        ({"explanation": "\n"}, ("empty_explanation", "explanation")),
    ],
)
def test_an_empty_part_is_found(changes: dict[str, Any], expected: tuple[str, str]) -> None:
    assert expected in found(quiz(**changes))


def test_blocked_forbidden_and_sensitive_words_are_found() -> None:
    context = CheckContext(
        blocked=frozenset({"川辺鉄道"}),
        sensitive=frozenset({"山里電鉄", "新しい駅"}),
        forbids=lambda word: word == "丘上電車",
        forbidden=("丘上電車", "来年春"),
    )
    assert found(quiz(), context) == {
        ("blocked_word", "choices/2"),
        ("sensitive_word", "choices/0"),
        ("style_forbids", "choices/3"),
        ("sensitive_word", "stem"),
        ("sensitive_word", "explanation"),
        ("style_forbids", "stem"),
        ("style_forbids", "explanation"),
    }


def test_a_story_that_is_no_game_is_named_and_lets_no_person_be_a_choice() -> None:
    content = with_choices("東都", "西都", "北野選手", "南都")
    barred = CheckContext(lexicon=LEXICON, stories=(story(barred=True),))
    assert named(content, "person_in_story", barred).place == "choices/2"
    assert named(content, "person_in_story", barred).is_blocking
    allowed = CheckContext(lexicon=LEXICON, stories=(story(barred=False),))
    assert "person_in_story" not in {finding.message for finding in check(content, allowed)}
    assert named(content, "story", allowed).values["label"] == "事故"
    assert named(quiz(stories=["crime"]), "story").values["story"] == "crime"


def test_a_person_that_the_lexicon_lacks_is_asked_about() -> None:
    context = CheckContext(stories=(story(barred=True),), is_person=lambda word: word == "川辺鉄道")
    assert named(quiz(), "person_in_story", context).place == "choices/2"


def test_a_changed_article_stands_against_approval_until_the_stem_says_what_it_says() -> None:
    changed = BODY.replace("来年春", "再来年春")
    old = CheckContext(body=changed, changes=(CHANGE,))
    assert named(quiz(), "article_changed_stem", old).is_blocking
    mended = quiz(stem="［　　］は10日、新しい駅を再来年春に開くと発表した。")
    assert not named(mended, "article_changed", old).is_blocking


def test_blocking_findings_come_first_and_the_same_call_gives_the_same() -> None:
    content = with_choices("東", "ソニー", "西", "西", explanation="")
    first = check(content)
    assert [finding.is_blocking for finding in first] == sorted((f.is_blocking for f in first), reverse=True)
    assert check(content) == first
    assert {finding.kind for finding in first} <= set(KINDS)


def test_every_message_is_one_line_in_both_languages() -> None:
    context = CheckContext(others=(DayQuiz("q2", "a1", "来年春", "二行の\n文に海風電鉄と［　　］。"),))
    for finding in check(with_choices("海風電鉄", "海風電鉄", " ", "甲"), context):
        for language in ("ja", "en"):
            line = describe(finding, language)
            assert "\n" not in line
            assert "{" not in line
    assert all(japanese != english for japanese, english in MESSAGES.values())


def test_checking_is_quick_enough_for_every_keystroke() -> None:
    context = CheckContext(
        body=BODY * 20,
        lexicon=LEXICON,
        reading_of=read,
        others=tuple(DayQuiz(f"q{n}", f"a{n}", f"語{n}", f"［　　］は{n}日に発表した。") for n in range(60)),
        sensitive=frozenset(f"注意語{n}" for n in range(300)),
    )
    check(quiz(), context)
    times = []
    for number in range(20):
        content = quiz(stem=f"［　　］は10日、新しい駅を来年春に開くと発表した。{number}")
        before = time.perf_counter()
        check(content, context)
        times.append(time.perf_counter() - before)
    assert min(times) < 0.02
