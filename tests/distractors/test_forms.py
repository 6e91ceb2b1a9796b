"""In which of its forms a candidate stands beside the key."""

from __future__ import annotations

import pytest

from quizgen.distractors.forms import form_like, forms_differ
from quizgen.lexicon import Entry

CITY, TEAM = "place/city_japan", "team/football"
KITAKYUSHU = Entry("北九州", CITY, aliases=("北九州市",))
VERDY = Entry("東京V", TEAM, aliases=("東京ヴェルディ", "ヴェルディ"))
ISHIGAKI = Entry("石垣", CITY, aliases=("石垣市",))
VILLAGE = Entry("白川", CITY, aliases=("白川郷", "白川村"))
BARE = Entry("成田", CITY)
US = Entry("米国", "place/country", aliases=("アメリカ", "アメリカ合衆国"))
UK = Entry("英国", "place/country", aliases=("イギリス", "グレートブリテン"))
CHINA = Entry("中国", "place/country", aliases=("中華人民共和国",))
RIO = Entry("リオ五輪", "event/olympics", aliases=("リオデジャネイロオリンピック",))
ATHENS = Entry("アテネ五輪", "event/olympics", aliases=("アテネオリンピック",))
DAILY = Entry("朝の新聞社", "company/media", aliases=("朝の新聞",))
EVENING = Entry("夕べの新聞社", "company/media", aliases=("夕べの新聞", "夕刊"))
KOFU = Entry("甲府", TEAM, aliases=("ヴァンフォーレ甲府", "ヴァンフォーレ"))
MITO = Entry("水戸", TEAM, aliases=("水戸ホーリーホック", "ホーリーホック"))
MARINERS = Entry("マリナーズ", "team/baseball_mlb", aliases=("シアトル・マリナーズ",))
YANKEES = Entry("ヤンキース", "team/baseball_mlb", aliases=("ニューヨーク・ヤンキース",))
KOCHI = Entry("高知", TEAM, aliases=("高知ユナイテッドSC",))


@pytest.mark.parametrize(
    ("key", "of", "candidate", "form"),
    [
        ("北九州市", KITAKYUSHU, ISHIGAKI, "石垣市"),
        ("北九州", KITAKYUSHU, ISHIGAKI, "石垣"),
        ("北九州市", KITAKYUSHU, VILLAGE, "白川村"),
        ("北九州市", KITAKYUSHU, BARE, "成田"),
        ("東京ヴェルディ", VERDY, KOCHI, "高知ユナイテッドSC"),
        ("東京V", VERDY, KOCHI, "高知"),
        ("アメリカ", US, UK, "イギリス"),
        ("米国", US, UK, "英国"),
        ("アメリカ", US, CHINA, "中国"),
        ("リオデジャネイロオリンピック", RIO, ATHENS, "アテネオリンピック"),
        ("朝の新聞", DAILY, EVENING, "夕べの新聞"),
        ("朝の新聞社", DAILY, EVENING, "夕べの新聞社"),
        ("シアトル・マリナーズ", MARINERS, YANKEES, "ニューヨーク・ヤンキース"),
        ("ヴァンフォーレ", KOFU, MITO, "ホーリーホック"),
        ("北九州市", KITAKYUSHU, KOCHI, "高知"),  # of another class: nothing to go by
    ],
)
def test_a_candidate_is_written_as_fully_as_the_key(key: str, of: Entry, candidate: Entry, form: str) -> None:
    assert form_like(key, [of], candidate) == form


def test_other_kinds_of_word_keep_the_form_they_are_known_by() -> None:
    company = Entry("NTT", "company/telecom", aliases=("日本電信電話",))
    other = Entry("KDDI", "company/telecom", aliases=("第二電電",))
    assert form_like("日本電信電話", [company], other) == "KDDI"
    assert form_like("見知らぬ市", [], ISHIGAKI) == "石垣"


@pytest.mark.parametrize(
    ("key", "form", "category", "differ"),
    [
        ("北九州市", "成田", "place", True),
        ("北九州市", "白川村", "place", False),
        ("夕べの新聞", "朝の新聞社", "company", True),
        ("東京ヴェルディ", "高知", "team", True),
        ("東京V", "高知", "team", False),
        ("オリックス", "楽天", "team", False),
        ("阪神電気鉄道", "京阪電鉄", "company", False),
        ("都市", "農村", "term", False),
    ],
)
def test_a_choice_named_another_way_than_the_key_is_seen(key: str, form: str, category: str, differ: bool) -> None:
    assert forms_differ(key, form, category) is differ
