"""Results of a match: other results that leave the sentence about it true in everything but the figures."""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal

from quizgen.distractors.number_expressions import NumberExpression

_REACH = {"easy": 4, "normal": 3, "hard": 2}
_SHUTOUT = re.compile("完封|零封|無失点|無得点|シャットアウト|零敗|ノーヒット|完全試合|クリーンシート|ストレート")
_MARGIN = re.compile("([0-9]+)点差")
_CLOSE = re.compile("接戦|競り勝|辛勝|惜敗|僅差|サヨナラ|フルセット|1点を争")
_ROUT = re.compile("大勝|圧勝|大敗|惨敗|完敗|完勝|快勝|大差|コールド")
_COMEBACK = re.compile("逆転")
_SETS = re.compile(r"セット(?:カウント)?(?:は|で|が|、|を)?$|(?:ストレート|フルセット)")
_ONE_SET = re.compile(r"第[1-7一二三四五六七]セット[^。、0-9]{0,6}$")
_MOST_SETS = 4


def other_results(key: NumberExpression, difficulty: str) -> list[tuple[Decimal, Decimal]]:
    """Return the results near the key that could stand in its sentence, in order.

    The same side is ahead and a draw stays a draw. What the sentence says beside stays true: a shutout, the margin, a
    close match or a rout, sets won. High scores spread further.
    """
    left, right = (int(value) for value in key.values)
    reach = _REACH[difficulty] * max(1, round(max(left, right) / 25))
    return [
        (Decimal(first), Decimal(second))
        for first, second in _around(left, right, reach)
        if (first > second) == (left > right)
        and (first < second) == (left < right)
        and _fits_sentence(key, (left, right), (first, second))
    ]


def _around(left: int, right: int, reach: int) -> Iterator[tuple[int, int]]:
    for first in range(max(0, left - reach), left + reach + 1):
        for second in range(max(0, right - reach), right + reach + 1):
            yield first, second


def _fits_sentence(key: NumberExpression, own: tuple[int, int], other: tuple[int, int]) -> bool:
    sentence = key.before + key.surface + key.after
    (own_less, own_more), (less, more) = sorted(own), sorted(other)
    if _ONE_SET.search(key.before):  # who has 25 points has won it
        return more == own_more and (more - less >= 2 or own_more - own_less < 2)
    counts_sets = 2 <= own_more <= _MOST_SETS and (_SETS.search(key.before) or _SETS.search(key.after))
    if counts_sets and (abs(more - own_more) > 1 or not 2 <= more <= _MOST_SETS):
        return False
    if own_less == 0 < own_more and less and _SHUTOUT.search(sentence):
        return False
    own_margin, margin = own_more - own_less, more - less
    if any(int(told) == own_margin != margin for told in _MARGIN.findall(sentence)):
        return False
    if _CLOSE.search(sentence) and margin > max(own_margin, 1):
        return False
    if _ROUT.search(sentence) and margin < own_margin:
        return False
    return not (_COMEBACK.search(sentence) and own_less and not less)
