"""Where sentences begin and end."""

from __future__ import annotations

import time
import unicodedata

import pytest
from hypothesis import example, given

from quizgen.text.sentences import LONGEST_QUOTE, sentence_spans
from tests.text.strategies import any_text, mixed_text


def cut(text: str) -> list[str]:
    normalised = unicodedata.normalize("NFKC", text)
    return [normalised[start:end] for start, end in sentence_spans(normalised)]


@pytest.mark.parametrize(
    "pieces",
    [
        ["駅前に店が開いた。", "客が列を作った。"],
        ["本当か!", "なぜ?", "誰も知らない。"],
        ["まさか!?", "信じられない!!!", "それでも進む。"],
        ["終わりのない文"],
        ["知事は「準備は整った。明日始める。」と述べた。", "記者は黙った。"],
        ["題名は『星。そして海!』という。", "三月に出る。"],
        ["参加者(昨年は百人。今年は二百人。)が集まった。", "雨だった。"],
        ["【速報。】電車が止まった。", "復旧は未定だ。"],
        ['新聞は"雨が降る。傘がいる。"と書いた。', '"。"は句点だ。', "以上。"],
        ['5"の画面だ。', '"大きい。', '"という声もある。'],
        ["(出典はhttps://example.jp/a?b。)を見る。", "「https://example.jp/ を見た。本当だ。」と言う。", "次。"],
        # quotes in quotes: the outer one stays whole
        ["母は「父が『行くな。』と言った。だから残った。」と話す。", "窓を閉めた。"],
        ["「兄が「待て。」と叫んだ。止まった。」と弟は言う。", "夜だった。"],
        # a bracket that is never closed, or never opened
        ["「まだ着かない。", "電話も来ない。", "朝になった。"],
        ["彼は「行く。", "次の日「着いた。」と書いた。", "以上。"],
        ["もう遅い。」", "そう言って去った。"],
        ["会場(市民館。", "駅から五分。", "入場無料。"],
        ["「甲(乙。」は閉じた。", "丙)は余り。", "丁。"],
        # figures, names, addresses
        ["株価は3.14%上がり12.5円高。", "売りが減った。"],
        ["版は2.0.1に上がった。", "遅い。"],
        ["詳細はhttps://example.jp/a?b=1&c=!2.html を見る。", "以上だ。"],
        ["example.co.jpの社長は語る。", "U.S.の会社だ。"],
        ["Yahoo!ニュースが伝えた。", "Yahoo! JAPANの発表。"],
        ["モーニング娘。の新曲が出た。", "モーニング娘。", "歌う。"],
        # the full stop of scientific writing
        ["値は大きい.", "次に比を求める.", "図2.1に示す."],
        ["ジャパン.コムは閉じた。", "残念だ。"],
        ["それから...誰も来ない。", "静かだ。"],
        ["いいね!、と押した。", "次へ。"],
    ],
)
def test_sentences_of_a_line(pieces: list[str]) -> None:
    assert cut("".join(pieces)) == pieces


@pytest.mark.parametrize(
    ("text", "pieces"),
    [
        ("一行目\n二行目", ["一行目", "二行目"]),
        ("一行目\r\n\r\n二行目\r\n", ["一行目", "二行目"]),
        ("「開いたまま。\n閉じる。」\n次。", ["「開いたまま。", "閉じる。」", "次。"]),
        ("  見出し　\n　本文。　次の文！　終わり ", ["見出し", "本文。", "次の文!", "終わり"]),
        ("えっ？！うそ‼ほんと⁉うん。", ["えっ?!", "うそ!!", "ほんと!?", "うん。"]),
        ("半角｡｢引用｡｣も同じ｡", ["半角。", "「引用。」も同じ。"]),
        ("値は大きい．図２．１に示す．", ["値は大きい.", "図2.1に示す."]),
        ("そうか……。雨だ", ["そうか......。", "雨だ"]),
        ("記号∯。∯のある文。次。", ["記号∮∮。", "∮∮のある文。", "次。"]),
        ("。", ["。"]),
        ("！？", ["!?"]),
        ("", []),
        (" \n　\t\u2028 ", []),
    ],
)
def test_sentences_of_lines_and_of_text_before_nfkc(text: str, pieces: list[str]) -> None:
    assert cut(text) == pieces


def test_an_exclamation_mark_in_a_latin_name_ends_nothing() -> None:
    # The price: "Perfect!" is taken for a name too where Japanese follows at once.
    assert cut("Perfect!と彼は言う。") == ["Perfect!と彼は言う。"]
    assert cut("Perfect! と彼は言う。") == ["Perfect!", "と彼は言う。"]


def test_a_forgotten_bracket_does_not_swallow_the_article() -> None:
    body = "朝から雨が降った。" * 300
    assert len(cut("「" + body)) == 300
    assert len(cut("「" + body + "終わり」と書いた。")) == 301
    assert len(cut("(" + "「" * 50 + body + ")" * 3)) > 295


def test_a_quote_of_many_sentences_stays_whole_up_to_a_length() -> None:
    inside = "雨。" * ((LONGEST_QUOTE - 2) // 2)
    assert len(cut(f"「{inside}」と言う。")) == 1
    assert len(cut(f"「{inside}雨。」と言う。")) > 900


def test_a_long_line_without_an_end_is_one_sentence() -> None:
    assert sentence_spans("あ" * 50_000) == [(0, 50_000)]


def test_unbalanced_brackets_take_no_more_than_linear_time() -> None:
    start = time.process_time()
    sentence_spans("「" * 50_000 + "。)" * 50_000 + "(」" * 50_000 + "。")
    assert time.process_time() - start < 5


@example("「。\n」。")
@example("あ∯。∯い。∯")
@given(mixed_text | any_text)
def test_sentences_are_trimmed_in_order_and_hold_everything_but_space(original: str) -> None:
    text = unicodedata.normalize("NFKC", original)
    spans = sentence_spans(text)
    position = 0
    for start, end in spans:
        assert position <= start < end
        assert text[start:end] == text[start:end].strip()
        assert not text[position:start].strip()
        assert len(text[start:end].splitlines()) == 1
        position = end
    assert not text[position:].strip()
