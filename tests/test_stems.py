"""Stems: blanks where the key was, and sentences that give it away or do not stand alone."""

from __future__ import annotations

import pytest

from quizgen.lexicon import Entry
from quizgen.results import BLANK
from quizgen.stems import make_stem, quality, sentence_span
from tests.small import read

LONG = "楽天は二十三日に仙台市の本拠地で西武と対戦し、先発投手の好投で三対一で勝った。"
BANK = Entry("日本銀行", "organization/central_bank", aliases=("日銀",))


def rated(sentence: str, key: str = "楽天", *entries: Entry) -> float:
    reading = read(sentence, *entries)
    return quality(reading, reading.place_of(key))


def test_every_occurrence_in_the_sentence_is_blanked_and_no_other() -> None:
    body = "前の楽天の文。楽天が勝ち、楽天の監督は笑った。"
    reading = read(body)
    stem = make_stem(reading, reading.places_of("楽天")[1])
    assert stem.text == f"{BLANK}が勝ち、{BLANK}の監督は笑った。"
    assert [stem.text[start:end] for start, end in stem.blanks] == [BLANK, BLANK]
    assert stem.sentence == "楽天が勝ち、楽天の監督は笑った。"
    assert body[slice(*stem.span)] == "楽天"
    assert stem.span == (7, 9)


def test_stem_is_cut_from_the_original_text_in_its_own_widths() -> None:
    reading = read("ＮＴＴは２０２６年に値上げする。ほかは未定。")
    stem = make_stem(reading, reading.place_of("NTT"))
    assert stem.text == f"{BLANK}は２０２６年に値上げする。"
    assert sentence_span(reading, reading.place_of("NTT")) == (0, 16)


def test_longer_listed_words_are_not_blanked() -> None:
    reading = read("楽天は楽天モバイルを伸ばした。", Entry("楽天モバイル", "company/telecom"))
    stem = make_stem(reading, reading.place_of("楽天"))
    assert stem.text == f"{BLANK}は楽天モバイルを伸ばした。"


def test_a_plain_news_sentence_serves_best() -> None:
    assert rated(LONG) == 1.0


@pytest.mark.parametrize(
    "sentence",
    [
        "楽天が勝った。",  # too short
        "楽天は、" + "一回裏に三点を取り、" * 20 + "勝った。",  # too long
        "楽天は二十三日、子会社の楽天モバイルが新しい料金の案を近く発表すると明らかにした。",  # shows the key
    ],
)
def test_sentences_that_cannot_serve_rate_nothing(sentence: str) -> None:
    assert rated(sentence, "楽天", Entry("楽天モバイル", "company/telecom")) == 0.0


def test_a_key_named_again_by_another_of_its_names_is_given_away() -> None:
    sentence = "日本銀行(日銀)は二十三日の金融政策決定会合で、政策金利を据え置くことを決めた。"
    assert rated(sentence, "日本銀行", BANK) == 0.0
    assert rated(sentence.replace("(日銀)", ""), "日本銀行", BANK) > 0.4
    assert rated("日銀は二十三日の金融政策決定会合で、政策金利を据え置くことを全員一致で決めた。", "日銀", BANK) > 0.4


@pytest.mark.parametrize("start", ["同社の", "これに対し", "彼は", "このため、", "うち、", "同社長によると、"])
def test_sentences_that_point_back_rate_lower(start: str) -> None:
    assert 0 < rated(start + LONG) <= 0.3 * rated(LONG)


@pytest.mark.parametrize("start", ["しかし、", "一方、", "また、", "【仙台】", "(共同)"])
def test_the_stem_does_without_a_dateline_and_without_what_only_adds(start: str) -> None:
    reading = read(start + LONG)
    place = reading.place_of("楽天")
    stem = make_stem(reading, place)
    assert stem.text == LONG.replace("楽天", BLANK)
    assert [stem.text[slice(*blank)] for blank in stem.blanks] == [BLANK]
    assert stem.sentence == start + LONG
    assert reading.article.body[slice(*stem.span)] == "楽天"
    assert quality(reading, place) == rated(LONG)


def test_a_key_of_the_dateline_keeps_it() -> None:
    body = "【仙台】" + LONG
    reading = read(body)
    assert make_stem(reading, reading.place_of("仙台")).text.startswith(f"【{BLANK}】")


def test_a_key_in_brackets_rates_lower() -> None:
    sentence = "引退した山田太郎(楽天)は二十三日、仙台市で開かれた催しに出て、子どもたちに打撃を教えた。"
    assert 0 < rated(sentence) < rated(sentence.replace("山田太郎(楽天)", "楽天の山田太郎"))


def test_sentences_without_an_end_rate_lower() -> None:
    assert 0 < rated(LONG.removesuffix("。")) < 0.3 * rated(LONG)
