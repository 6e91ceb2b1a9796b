"""What a sentence speaks of."""

from __future__ import annotations

from collections.abc import Sequence

from quizgen.asking.quotation import Brackets
from quizgen.reading import Reading
from quizgen.text import Token

# These stand for a clause, which says by itself what it is.
_FORMAL = frozenset("こと 事 もの 物 の ため ところ 方 必要 わけ はず".split())
_BEFORE_TOPIC = frozenset("で に と から へ まで".split())
_CASES = frozenset("で に を へ から より".split())
_TIMES = frozenset("年 月 日 時 分 秒 世紀 年度 年間 日間 時間 後 前 中 間".split())
_HOW_MANY = frozenset("多く ほとんど 大半 すべて 全て 一部 みんな 全員 半分 残り".split())


def main_topic(reading: Reading, sentence: int, start: int) -> tuple[int, int] | None:
    """Return where the phrase stands that says what a sentence is about, half-open offsets in the normalised text, or
    None where none does.

    It is the first phrase before は (では, には) that is no time, else the first before が or も; a phrase reaches back
    to the comma or the topic before it, so that a clause that describes its noun belongs to it (仙台市が開いた会議は).
    ``start``: where in the text the stem begins.
    """
    found = reading.sentences[sentence]
    brackets = Brackets(reading.text.normalised.text[start : found.end])
    tokens = [token for token in found.tokens if token.start >= start]
    subject: tuple[int, int] | None = None
    begin = depth = 0
    for number, token in enumerate(tokens):
        depth += (token.surface == "(") - (token.surface == ")")
        if depth or brackets.is_quoted(token, start):
            continue
        if token.surface == "、":
            begin = number + 1
        elif _is_topic(token, tokens[begin:number]):
            phrase = tokens[_beginning(tokens, begin, number)].start, token.start
            if token.surface == "は":
                return phrase
            subject = subject or phrase
    return subject


def _beginning(tokens: Sequence[Token], begin: int, end: int) -> int:
    """Return where a phrase begins that ends before a token: behind a place or an object that no verb in it takes
    (東京で客が: the phrase is 客)."""
    last = end - 1
    while last > begin and tokens[last].pos[0] == "助詞":
        last -= 1
    for number in range(last, begin - 1, -1):
        if tokens[number].pos[0] in {"動詞", "助動詞", "形容詞"} or tokens[number].pos[1] == "形容動詞語幹":
            return begin
        if tokens[number].pos[1] == "格助詞" and tokens[number].surface in _CASES:
            return number + 1
    return begin


def _is_topic(token: Token, before: Sequence[Token]) -> bool:
    if not before or token.surface not in {"は", "が", "も"} or token.pos[1] not in {"係助詞", "格助詞"}:
        return False
    noun = before[-1]
    if noun.pos[0] == "助詞":
        if token.surface != "は" or noun.surface not in _BEFORE_TOPIC or len(before) < 2:
            return False
        noun = before[-2]
    if noun.surface in _FORMAL and noun.pos[1] in {"非自立", "一般", "代名詞"} and token.surface != "は":
        return False
    is_time = ("副詞可能" in noun.pos[:3] and noun.surface not in _HOW_MANY) or (
        noun.pos[1] == "接尾" and noun.surface in _TIMES
    )
    return not is_time and noun.pos[0] not in {"動詞", "助動詞", "形容詞", "副詞"}
