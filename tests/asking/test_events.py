"""Sentences that tell of something that happened or will happen."""

from __future__ import annotations

import pytest

from quizgen.asking.events import reports_event
from quizgen.text import default_tokenizer, normalise


def reports(sentence: str) -> bool:
    return reports_event(default_tokenizer().tokenize(normalise(sentence).text))


@pytest.mark.parametrize(
    "sentence",
    [
        "仙台市は川の岸に遊歩道をつくる計画を発表した。",
        "仙台市の職員は子どもたちの手紙を読んだ。",
        "仙台市の遊歩道はもう完成していたという。",
        "仙台市は来月、川の岸に遊歩道をつくる。",
        "仙台市は2028年に遊歩道を広げる。",
        "仙台市は四年ぶりに催しを開く。",
        "仙台市は遊歩道を広げる方針だ。",
    ],
)
def test_the_past_a_date_and_what_is_planned_are_events(sentence: str) -> None:
    assert reports(sentence)


@pytest.mark.parametrize(
    "sentence",
    [
        "仙台市の遊歩道は、雨の日も歩きやすい。",
        "旅人は森で道に迷い、動けなくなってしまう。",
        "画面は五つのボタンを備え、無線でつながる。",
        "遊歩道を一周するのに三日間かかる。",
        "子どもたちの手紙を読むことが目標だ。",
        "遊歩道の長さ(2020年の調べ)は五キロである。",
    ],
)
def test_what_always_is_so_and_a_plot_are_none(sentence: str) -> None:
    assert not reports(sentence)
