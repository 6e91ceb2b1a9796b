"""Sentences that stand alone, and what is wrong with those that do not."""

from __future__ import annotations

import pytest

from quizgen.asking.standalone import Fault, Judgement, judge
from quizgen.text import default_tokenizer, normalise

PLAIN = "仙台市は十日、市の中心部を流れる川の岸に新しい遊歩道をつくる計画を発表した。"


def judged(sentence: str) -> Judgement:
    text = normalise(sentence).text
    return judge(text, default_tokenizer().tokenize(text))


def test_a_plain_sentence_has_no_fault() -> None:
    assert judged(PLAIN) == Judgement(1.0, (), 0)


@pytest.mark.parametrize(
    ("sentence", "fault"),
    [
        ("同社は十日、市の中心部を流れる川の岸に新しい遊歩道をつくる計画を発表した。", Fault.POINTS_BACK),
        ("同懇談会の座長は十日、市の中心部に新しい遊歩道をつくる計画を発表した。", Fault.POINTS_BACK),
        ("仙台市は十日、市の中心部を流れる川の岸で、その案に反対する人たちの話を聞いた。", Fault.LEANS),
        ("このうち三十人は市の中心部を流れる川の岸で、遊歩道に反対する人たちだった。", Fault.POINTS_BACK),
        ("というのが仙台市の説明だが、川の岸の遊歩道に反対する人は少なくない。", Fault.FRAGMENT),
        ("仙台市の中心部を流れる川の岸の新しい遊歩道と、それに反対する人たち", Fault.UNFINISHED),
        ("仙台市は「川の岸に新しい遊歩道をつくる計画を発表したばかりだと説明した。", Fault.OPEN_BRACKET),
        ("仙台市はなぜ川の岸に新しい遊歩道をつくることを急いだのだろうか。", Fault.ASKS),
        ("みなさんも仙台市の川の岸の新しい遊歩道をぜひ歩いてみてください。", Fault.CHATTY),
        ("「仙台市の川の岸の新しい遊歩道を毎朝歩いています。とても気持ちがいい」", Fault.NO_SPEAKER),
        ("「仙台市の新しい遊歩道を歩きたい。風も心地いい」と市の催しで語った。", Fault.NO_SPEAKER),
        ("市の中心部に新しい遊歩道をつくり、二年続けて県の賞を受けていた。", Fault.NO_TOPIC),
        ("仙台市は遊歩道をつくった。", Fault.SHORT),
        ("仙台市は" + "川の岸に新しい遊歩道をつくり、" * 10 + "賞を受けた。", Fault.LONG),
        ("・仙台市が川の岸に新しい遊歩道をつくる計画を十日に発表した。", Fault.REMNANT),
        ("深田:仙台市の川の岸の新しい遊歩道を、私はよく歩いていたんです。", Fault.REMNANT),
        ("遊歩道は、仙台市、石巻市、塩釜市、名取市、白石市、角田市、岩沼市、登米市が造る。", Fault.LIST),
    ],
)
def test_each_fault_is_named_and_costs(sentence: str, fault: Fault) -> None:
    found = judged(sentence)
    assert fault in found.faults
    assert found.value < 0.8


@pytest.mark.parametrize(
    "sentence",
    [
        "仙台市は十日に計画を発表し、同市の中心部を流れる川の岸に新しい遊歩道をつくる。",
        "ホンダは十日に新しい工場の計画を発表し、同社の社長が地元の人たちに説明した。",
        "鈴木氏は十日に新しい遊歩道の計画を発表し、同氏の後援会が川の岸で催しを開いた。",
        "計画は十日に発表され、同日夜には市の中心部で反対する人たちの集まりが開かれた。",
        "仙台市はこれまで、市の中心部を流れる川の岸に遊歩道をつくる計画を認めずにきた。",
        "仙台市はこの十年で、市の中心部を流れる川の岸に三つの遊歩道を新しくつくった。",
        "仙台市長は十日、「これは市民のためだ」と述べて、新しい遊歩道の計画を発表した。",
        "仙台市では同じころ、市の中心部を流れる川の岸に新しい遊歩道ができあがりました。",
        "仙台市の新しい遊歩道について、十日は百件を超す問い合わせが市の窓口に寄せられた。",
    ],
)
def test_what_is_said_in_the_sentence_itself_may_be_pointed_at(sentence: str) -> None:
    assert judged(sentence).faults == ()


def test_the_beginning_lies_behind_a_dateline_and_a_connective() -> None:
    assert judged("【仙台共同】" + PLAIN).start == 6
    assert judged("一方、" + PLAIN).start == 3
    assert judged("【関連記事】" + PLAIN).value == 0
