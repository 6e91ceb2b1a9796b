"""How far a number may go for what it measures here: no body of 27 degrees, no 40th place among 32 teams."""

from __future__ import annotations

import re
from dataclasses import dataclass
from decimal import Decimal

from quizgen.distractors.number_expressions import NumberExpression
from quizgen.distractors.number_rungs import Bands, Stride

OLDEST = Decimal(112)
"""People who are older are in the news for that."""

_RANK_AMONG = re.compile(
    r"([0-9]{1,6})(?:人|名|チーム|か国|カ国|ヶ国|ヵ国|校|社|組|団体|作品|球団|都市|自治体|都道府県)中、?(?:の|で)?$"
)
_GROWTH = re.compile("の?(?:大幅)?(?:増|上昇|伸|プラス|アップ|値上が|値上げ|拡大|成長|高[とでのくい、。])")


@dataclass(frozen=True, slots=True)
class Usual:
    """The values met in the news, from ``low`` to ``high`` in the key's first unit, and how far apart choices are."""

    low: Decimal
    high: Decimal
    stride: Stride
    bands: Bands


_LAST_INNING = 9
_BASEBALL = re.compile(
    "先制|打線|打者|[先救]発|投手|投げ|本塁打|安打|適時|満塁|[一二無]死|失点|飛球|登板|甲子園|[表裏]に"
)
_INNINGS = Usual(
    Decimal(1), Decimal(_LAST_INNING), Stride.DIFFERENCE, {"easy": (2, 3), "normal": (1, 3), "hard": (1, 1)}
)
_DEGREES = "度 ℃ 度C °C"
_AIR = Usual(
    Decimal("0.1"), Decimal(48), Stride.DIFFERENCE, {"easy": (4.0, 7.0), "normal": (2.0, 4.0), "hard": (0.8, 1.5)}
)
_BODY = Usual(
    Decimal(35), Decimal(42), Stride.DIFFERENCE, {"easy": (1.0, 1.6), "normal": (0.5, 1.0), "hard": (0.2, 0.5)}
)
_WIND = Usual(Decimal(2), Decimal(90), Stride.FACTOR, {"easy": (1.3, 1.5), "normal": (1.12, 1.3), "hard": (1.04, 1.1)})
_HEIGHT = Usual(
    Decimal(100), Decimal(230), Stride.DIFFERENCE, {"easy": (8.0, 14.0), "normal": (4.0, 8.0), "hard": (2.0, 4.0)}
)
_WEIGHT = Usual(
    Decimal(2), Decimal(250), Stride.FACTOR, {"easy": (1.15, 1.3), "normal": (1.07, 1.15), "hard": (1.03, 1.07)}
)
_RATE = Usual(
    Decimal("0.1"), Decimal(1000), Stride.FACTOR, {"easy": (1.06, 1.1), "normal": (1.03, 1.06), "hard": (1.01, 1.03)}
)
_BATTING = Usual(
    Decimal("1.5"), Decimal("4.3"), Stride.FACTOR, {"easy": (1.1, 1.2), "normal": (1.05, 1.1), "hard": (1.02, 1.05)}
)
# What the words in front say is measured, in which units.
_MEASURED: tuple[tuple[str, str, Usual], ...] = (
    ("体温|熱", _DEGREES, _BODY),
    ("気温|最高|最低|水温|暑さ|寒さ|冷え込み?|猛暑|真夏日|夏日", _DEGREES, _AIR),
    ("風速|秒速|毎秒|風", "メートル m", _WIND),
    ("身長|背丈", "センチ センチメートル cm", _HEIGHT),
    ("1(?:ドル|ユーロ|ポンド|豪ドル|元|人民元)=", "円", _RATE),
    ("打率", "割", _BATTING),
    ("体重", "キロ キログラム kg", _WEIGHT),
)
_USUAL = [
    (re.compile(rf"(?:{words})[^0-9。、]{{0,8}}$"), frozenset(units.split()), usual)
    for words, units, usual in _MEASURED
]


def usual(key: NumberExpression) -> Usual | None:
    """What is usual for what the key measures, None where the words in front do not say what that is."""
    unit = key.unit_names[0]
    if _is_inning(key):
        return _INNINGS
    for words, units, expected in _USUAL:
        if unit in units and words.search(key.before):
            return expected
    return _AIR if key.negative and unit in _DEGREES.split() else None


def _is_inning(key: NumberExpression) -> bool:
    """Whether 7回 is a part of a baseball game, of which nine are played."""
    return (
        key.unit_names[0] == "回" and key.values[0] <= _LAST_INNING and bool(_BASEBALL.search(key.before + key.after))
    )


def highest_rank(key: NumberExpression) -> Decimal | None:
    """The last place there is, where the sentence says among how many: 32チーム中15位."""
    matched = _RANK_AMONG.search(key.before)
    return max(Decimal(matched.group(1)), key.values[0]) if matched else None


def grows(key: NumberExpression) -> bool:
    """Whether a percentage says by how much something grew, so that it may pass 100."""
    return bool(_GROWTH.match(key.after))
