"""Which words are worth asking about, with a small lexicon."""

from __future__ import annotations

import pytest

from quizgen.keywords import FoundKeyword, find_keywords
from quizgen.lexicon import Entry
from tests.small import read

TEAM = Entry("楽天", "team/baseball", count=100)
MOBILE = Entry("楽天モバイル", "company/telecom", count=100)
PAPER = Entry("河北新報", "company/media", count=100)
CITY = Entry("仙台", "place/city_japan", count=100)
LAW = Entry("民法", "law/law", count=100)
STORY = "楽天は二十三日に仙台で行われた西武との最終戦に三対一で勝ち、三年ぶりの優勝を決めた。"


def keywords(body: str, *entries: Entry, title: str | None = None) -> dict[str, FoundKeyword]:
    found = find_keywords(read(body, *entries, title=title))
    assert [item.keyword.score for item in found] == sorted((item.keyword.score for item in found), reverse=True)
    return {item.keyword.surface: item for item in found}


def test_listed_words_are_found_once_with_all_their_places() -> None:
    body = STORY + "本拠地の球場では楽天の選手たちが仙台の観客と長い間にわたって喜びを分かち合った。"
    found = keywords(body, TEAM, CITY)
    team = found["楽天"]
    assert (team.keyword.start, team.keyword.end, team.keyword.category) == (0, 2, "team")
    assert [body[place.start : place.end] for place in team.places] == ["楽天", "楽天"]
    assert 0 < team.keyword.score <= 1
    assert found["仙台"].keyword.category == "place"


def test_the_longest_listed_word_wins_and_its_parts_are_not_offered() -> None:
    found = keywords("楽天モバイルは二十三日、新しい料金を来年の春から始めると発表した。", TEAM, MOBILE)
    assert "楽天モバイル" in found
    assert "楽天" not in found


def test_offsets_are_those_of_the_original() -> None:
    body = "２０２６年の秋、ＮＴＴは新しい通信の規格を国内の各社に先がけて公開した。"
    found = keywords(body, Entry("NTT", "company/telecom"))
    keyword = found["ＮＴＴ"].keyword
    assert body[keyword.start : keyword.end] == "ＮＴＴ"


def test_a_word_of_the_title_and_of_the_first_sentences_ranks_higher() -> None:
    plain = keywords(STORY, TEAM)["楽天"].keyword.score
    assert keywords(STORY, TEAM, title="楽天が優勝")["楽天"].keyword.score > plain
    late = "雨が降った。" * 8 + STORY
    assert keywords(late, TEAM)["楽天"].keyword.score < plain


def test_well_known_words_are_asked_about_before_ordinary_ones() -> None:
    rare, common = Entry("楽天", "team/baseball", count=5), Entry("楽天", "team/baseball", count=5000)
    assert keywords(STORY, rare)["楽天"].keyword.score > keywords(STORY, common)["楽天"].keyword.score


def test_newspapers_named_as_sources_rank_low() -> None:
    body = "河北新報によると、楽天は来年の春にも仙台の新しい球場の建設を始めることを検討している。"
    found = keywords(body, CITY, PAPER)
    assert found["河北新報"].keyword.score < 0.5 * found["仙台"].keyword.score


def test_a_name_that_is_mostly_an_everyday_word_ranks_low() -> None:
    body = "宇多田ヒカルの時代を生きた人々は、仙台の街角で静かに音楽を聴いて過ごした。"
    found = keywords(body, CITY, Entry("時代", "work/music"))
    assert found["時代"].keyword.score < 0.6 * found["仙台"].keyword.score


def test_a_part_of_a_longer_name_ranks_low() -> None:
    part = "所沢警察署は二十三日、市内で起きた事故の原因を詳しく調べていると明らかにした。"
    city = Entry("所沢", "place/city_japan")
    whole = part.replace("所沢警察署は", "所沢の警察は")
    assert keywords(part, city)["所沢"].stem_quality < 0.2 * keywords(whole, city)["所沢"].stem_quality


def test_names_that_the_lexicon_lacks_are_offered_below_listed_ones_with_persons_called_persons() -> None:
    body = "楽天の山田太郎は二十三日、仙台で開かれた海鳥観測協議会の催しに参加して話をした。"
    found = keywords(body, TEAM, CITY)
    assert found["山田太郎"].keyword.category == "person"
    assert max(found["山田太郎"].keyword.score, found["海鳥観測協議会"].keyword.score) < found["仙台"].keyword.score
    assert found["海鳥観測協議会"].keyword.category == "term"
    assert "参加" not in found


def test_a_joining_mark_is_no_part_of_a_name() -> None:
    found = keywords("きのうの催しでは仙台支局・山田太郎・海鳥観測所の三者がそれぞれの立場で話をした。")
    assert not [surface for surface in found if surface[0] in "・" or surface[-1] in "・"]
    assert "山田太郎" in found


def test_numbers_are_keywords_once_each_with_all_their_places() -> None:
    body = "新しい体育館の総工費は120億円で、当初の計画から40億円増えた。120億円の財源は未定だという。"
    found = keywords(body)
    assert {item.keyword.category for item in found.values()} == {"number"}
    assert [(item.keyword.start, len(item.places)) for surface, item in found.items() if surface == "120億円"] == [
        (body.index("120億円"), 2)
    ]


def test_the_best_place_is_the_one_whose_sentence_serves_as_stem() -> None:
    body = "楽天だ。" + STORY
    found = keywords(body, TEAM)["楽天"]
    assert found.keyword.start == 0
    assert found.best.sentence == 1
    assert found.stem_quality > 0.5


def test_text_without_words_has_no_keywords() -> None:
    assert keywords("それはそうだと思う。", TEAM) == {}


@pytest.mark.parametrize(
    ("body", "told"),
    [
        ("参加者は男性が70人、女性が50人の合わせて120人で、年齢は二十代が最も多かった。", "120人"),
        ("新しい庁舎の場所については、賛成が60%、反対が40%という結果が三日に分かった。", "60%"),
        ("計画には楽天、西武、阪神の3社が加わり、来年の春に新しい組織を仙台につくる。", "3社"),
        ("草競馬は34回を数え、34回目の今年は全国から集まった馬が河原で速さを競った。", "34回"),
    ],
)
def test_a_figure_that_the_rest_of_its_sentence_tells_is_no_keyword(body: str, told: str) -> None:
    assert told in body
    assert told not in keywords(body)


def test_a_figure_beside_others_of_its_kind_is_a_keyword() -> None:
    assert "120人" in keywords("参加者は男性が70人、女性が30人で、昨年の120人から減ったことが三日に分かった。")


def test_general_words_rank_low() -> None:
    found = keywords(STORY.replace("楽天は", "楽天の監督は"), TEAM, Entry("監督", "term/office", count=5))
    assert found["監督"].keyword.score < 0.3 * found["楽天"].keyword.score
    assert not found["監督"].is_worth_asking


def test_the_papers_own_name_is_no_keyword() -> None:
    body = "河北新報は二十三日に仙台で、創刊を記念して若い読者と記者が語り合う催しを開いた。"
    reading = read(body, CITY, PAPER)
    assert "河北新報" in {item.keyword.surface for item in find_keywords(reading)}
    assert {item.keyword.surface for item in find_keywords(reading, ["河北新報"])} >= {"仙台"}
    assert "河北新報" not in {item.keyword.surface for item in find_keywords(reading, ["河北新報"])}


def test_words_of_bylines_links_and_other_headlines_are_no_keywords() -> None:
    rest = "\n取材・文:西武太郎\n・阪神が連勝、首位を守る\n写真は仙台の球場で喜ぶ人たち\nhttps://example.com/阪神"
    others = [Entry("阪神", "team/baseball"), Entry("西武太郎", "person/athlete"), Entry("球場", "facility")]
    found = keywords(STORY + rest, TEAM, CITY, *others)
    assert {"楽天", "仙台"} <= set(found)
    assert not {"阪神", "西武太郎", "球場"} & set(found)


def test_a_town_that_is_a_person_here_and_a_part_of_a_title_rank_low() -> None:
    body = "仙台氏は二十三日の会合で、映画『楽天 春の歌』の制作に三年をかけたと語り、拍手を受けた。"
    found = keywords(body, CITY, TEAM)
    assert not found["仙台"].is_worth_asking
    assert not found["楽天"].is_worth_asking


def test_all_who_report_together_are_sources() -> None:
    body = "河北新報(電子版)、共同通信などによると、仙台の新しい球場の建設は来年の春にも始まる見通しだ。"
    assert not keywords(body, CITY, PAPER)["河北新報"].is_worth_asking
    assert keywords(body, CITY, PAPER)["仙台"].is_worth_asking


def test_figures_and_hiragana_that_are_names_elsewhere_and_half_a_latin_name_are_not_asked_about() -> None:
    others = [Entry("86", "product/car"), Entry("とき", "product/train"), Entry("Windows", "product/software")]
    body = "第86回の大会のとき、仙台の会場ではWindows Phoneを使う人の姿が多く見られたと三日に伝えられた。"
    found = keywords(body, CITY, *others)
    assert {surface for surface, item in found.items() if item.is_worth_asking} & {"86", "とき", "Windows"} == set()
    assert found["仙台"].is_worth_asking


@pytest.mark.parametrize(
    ("better", "worse"),
    [
        ("仙台の店には320人が来たという。", "仙台の店には320GBの箱があるという。"),
        ("仙台の店には320人が来たという。", "仙台の店には320人以上が来たという。"),
    ],
)
def test_figures_of_a_specification_and_bounds_rank_low(better: str, worse: str) -> None:
    def best(body: str) -> float:
        return max(item.keyword.score for item in keywords(body, CITY).values() if item.keyword.category == "number")

    assert best(worse) < best(better)


def test_around_the_clock_is_no_figure_to_ask_about() -> None:
    found = keywords("仙台の店は24時間いつでも開いていて、年に320人の客が来ると三日に発表した。", CITY)
    assert "24時間" not in found
    assert "320人" in found


def test_a_pitcher_is_no_town_and_a_name_that_goes_on_over_a_dot_is_not_whole() -> None:
    entries = [Entry("レスター", "team/football_europe"), Entry("ブッシュ", "person/politician_world"), CITY]
    found = keywords("三日の仙台の試合では、レスター投手が四勝目を挙げたという。", *entries)
    assert not found["レスター"].is_worth_asking
    found = keywords("三日の仙台の催しでは、ブッシュ・ド・ノエルが欠かせない品だという。", *entries)
    assert not found["ブッシュ"].is_worth_asking
    found = keywords("三日の仙台の催しでは、ブッシュが欠かせない品だという。", *entries)
    assert found["ブッシュ"].is_worth_asking


def test_a_country_whose_clock_is_meant_is_not_asked_about() -> None:
    us = Entry("米国", "place/country", count=100)
    found = keywords("仙台の球団は、三日(米国時間)に新しい選手との契約を結んだと発表した。", CITY, us)
    assert not found["米国"].is_worth_asking
    found = keywords("仙台の球団は、三日に米国の新しい選手との契約を結んだと発表した。", CITY, us)
    assert found["米国"].is_worth_asking


def test_a_car_that_is_somebodys_first_name_here_is_not_asked_about() -> None:
    car = Entry("ミラ", "product/car", count=100)
    found = keywords(
        "女優のミラ・アイダさんが三日に仙台を訪れた。白い服を着たミラに、会場からは拍手がわいた。", CITY, car
    )
    assert "ミラ" not in found or not found["ミラ"].is_worth_asking
    found = keywords("新しい車が三日に公開された。東京の会社は四日、白く塗られたミラを仙台で走らせた。", CITY, car)
    assert found["ミラ"].is_worth_asking
