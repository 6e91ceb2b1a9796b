"""A word of several classes is read rightly from a single sentence: what an article lacks speaks for no class."""

from __future__ import annotations

import pytest

from quizgen import QuizGenerator

# Written for this test; nothing in them happened.
SENTENCES = (
    ("楽天", "company", "楽天が決算を発表し、売上高が過去最高となった。"),
    ("楽天", "company", "楽天は10日、通販サイトの手数料を見直すと発表した。"),
    ("楽天", "company", "楽天は出店者向けの送料の仕組みを改める。"),
    ("楽天", "team", "楽天が本拠地で3対1で勝った。"),
    ("楽天", "team", "楽天は先発が七回まで無失点に抑え、連敗を止めた。"),
    ("ソフトバンク", "company", "ソフトバンクは5日、新しい料金プランを始める。"),
    ("ソフトバンク", "company", "ソフトバンクが決算を発表し、通信事業の利益が伸びた。"),
    ("ソフトバンク", "company", "ソフトバンクは山間部の基地局を増やす計画だ。"),
    ("ソフトバンク", "team", "ソフトバンクは5日、投手陣が崩れて敗れた。"),
    ("ソフトバンク", "team", "ソフトバンクが延長十二回、サヨナラ本塁打で勝った。"),
    ("西武", "company", "西武は運賃を来春から値上げする。"),
    ("西武", "company", "西武は新型車両を池袋線に投入する。"),
    ("西武", "team", "西武が3連勝で首位に立った。"),
    ("西武", "team", "西武の先発投手が八回まで1失点に抑えた。"),
    ("阪神", "company", "阪神が運賃を値上げする。"),
    ("阪神", "company", "阪神は駅のホームドアの設置を急ぐ。"),
    ("阪神", "team", "阪神は九回に逆転し、甲子園で今季5勝目を挙げた。"),
    ("ロッテ", "company", "ロッテが新しいチョコレートを発売した。"),
    ("ロッテ", "company", "ロッテは工場でアイスの生産を増やす。"),
    ("ロッテ", "team", "ロッテは二塁打2本で逆転勝ちした。"),
    ("オリックス", "company", "オリックスの純利益が増えた。"),
    ("オリックス", "company", "オリックスはリース事業を海外に広げる。"),
    ("オリックス", "team", "オリックスの右腕が完封した。"),
    ("ヤクルト", "company", "ヤクルトが株主総会を開いた。"),
    ("ヤクルト", "company", "ヤクルトは乳酸菌飲料の海外での販売が伸びた。"),
    ("ヤクルト", "team", "ヤクルトが神宮球場で巨人に競り勝った。"),
    ("日本ハム", "company", "日本ハムがソーセージを値上げする。"),
    ("日本ハム", "company", "日本ハムは食肉の輸入を増やす方針だ。"),
    ("日本ハム", "team", "日本ハムは開幕戦で新人を先発させた。"),
    ("広島", "team", "広島が3連勝した。"),
    ("広島", "team", "広島の新人投手が初勝利を挙げた。"),
    ("広島", "place", "広島で国際会議が開かれた。"),
    ("広島", "place", "広島の路面電車は通勤の足だ。"),
    ("千葉", "place", "千葉で落花生の収穫が始まった。"),
    ("千葉", "team", "千葉が後半の3得点で浦和に勝った。"),
    ("川崎", "place", "川崎の工場夜景を見る船が人気だ。"),
    ("川崎", "team", "川崎は前半に2点を奪い、鹿島を退けた。"),
    ("明治", "company", "明治はヨーグルトの新商品を発売する。"),
    ("明治", "term", "明治から大正にかけて建てられた洋館が残る。"),
    ("中日", "team", "中日は六回に4点を挙げて逆転した。"),
)
# Measured: 39. (Before shortness ceased to be a sign, and the key to be its own topic: 31.)
RIGHT = 38


@pytest.fixture(scope="module")
def read(generator: QuizGenerator) -> list[tuple[str, str, str]]:
    return [(word, wanted, generator.propose(text, word).category) for word, wanted, text in SENTENCES]


def test_most_words_are_read_as_what_their_sentence_makes_them(read: list[tuple[str, str, str]]) -> None:
    wrong = [(word, wanted, found) for word, wanted, found in read if wanted != found]
    assert len(read) - len(wrong) >= RIGHT, wrong
