"""Find the numbers of a text together with their unit: amounts, counts, dates, times, ranks, scores, ages.

Precision comes before recall: digits inside names (G7, F-35), addresses, telephone numbers and list numbers are left
alone, and kanji numerals count only where a counter follows and no other word can begin (二人三脚, 三日坊主).
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache

from quizgen.distractors.number_askable import without_bad_keys
from quizgen.distractors.number_context import (
    is_base_of_rate,
    is_list_number,
    is_one_of_several,
    is_score,
    protected_spans,
    sentence_around,
    within,
)
from quizgen.distractors.number_expressions import CALENDAR, ERAS, NEGATIVE, NumberExpression, gregorian_year
from quizgen.distractors.number_forms import Notation, Numeral, Script, fold, read_numeral
from quizgen.distractors.number_units import CURRENCY_SIGNS, UNITS, Kind

_NUMERAL = re.compile(
    r"(?<![0-9])(?<![0-9][,.・])"
    r"(?:[0-9]++(?:,[0-9]{3})*+(?:[.・][0-9]++)?+[千百]{0,2}+[万億兆京]?+)++(?![,.・]?[0-9])"
    r"|(?<![〇一二三四五六七八九十百千万億兆])[〇一二三四五六七八九十百千][〇一二三四五六七八九十百千万億兆]*+"
    r"(?:・[〇一二三四五六七八九]++)?+"
    rf"|(?<={'|'.join(ERAS)})元(?=年)"
)
_SCORE_HYPHENS = "-‐–—―−"
_WAVES = "~〜～"
_LONGEST_UNIT = max(map(len, UNITS))
_LETTER = re.compile("[A-Za-z]")
_KATAKANA = re.compile("[ァ-ヴー]")
_WORD_CHARACTER = re.compile("[一-龠々〆ァ-ヴーA-Za-z0-9]")
# Units that, side by side, make one expression.
_CHAINS: dict[tuple[str, ...], Kind] = {
    ("年", "月", "日"): Kind.DATE,
    ("年", "月"): Kind.DATE,
    ("月", "日"): Kind.MONTH_DAY,
    ("時", "分", "秒"): Kind.TIME,
    ("時", "分"): Kind.TIME,
    ("時間", "分", "秒", ""): Kind.DURATION,
    ("時間", "分", "秒"): Kind.DURATION,
    ("時間", "分"): Kind.DURATION,
    ("分", "秒", ""): Kind.DURATION,
    ("分", "秒"): Kind.DURATION,
    ("秒", ""): Kind.DURATION,
    ("円", "銭"): Kind.AMOUNT,
    ("年", "カ月"): Kind.DURATION,
    ("割", "分", "厘"): Kind.PERCENT,
    ("割", "分"): Kind.PERCENT,
    ("対", ""): Kind.SCORE,
    ("-", ""): Kind.SCORE,
}
# A range is one key where both ends have one notation and one such unit: 3〜5人, not 6月3〜5日.
_RANGED = frozenset({Kind.AMOUNT, Kind.COUNT, Kind.PERCENT, Kind.DURATION, Kind.AGE})
# A hyphen is a sign only where it joins nothing.
_PREFIX = re.compile(
    rf"(?:第|{'|'.join(ERAS)}|午前|午後|マグニチュード|(?<![A-Za-z0-9])M|[¥$€£]|マイナス|氷点下|零下|[▲△]"
    r"|(?<![A-Za-z0-9一-龠々ァ-ヴー%)])[-−])$"
)
# After these, 三年 and 五日 last; without, they name a year or a day.
_LASTS = re.compile(
    "連続|ぶり|振り|間|後|前|以内|以上|以下|未満|余|がかり|続けて|遅れ|にわた|かけて|超|弱|強|近く|分の|半|程度|延長|計画|契約"
)
# 数10人 are some tens; 予約数10件 are ten.
_VAGUE = re.compile("[何幾]$|(?<![一-龠])約?数$")
_FIRST_YEAR = Notation(Script.ASCII, first_year=True)
_MAY_PRECEDE_KANJI = "約計第各全満他"
_MAY_FOLLOW_KANJI = re.compile(
    "以上|以下|以内|以来|以降|未満|程度|前後|余|超|弱|強|近|後|前|間|連続|半|分|台|頃|午前|午後|夜|朝|夕|昼|未明|深夜|早朝|付|現在|時点|死亡|増|減|目"
)


@dataclass(frozen=True, slots=True)
class _Atom:
    """One numeral and the unit right behind it ("" where there is none)."""

    start: int
    figures_end: int
    end: int
    numeral: Numeral
    unit: str


@lru_cache(maxsize=64)  # every key of an article asks for the article's figures
def find_numbers(text: str) -> tuple[NumberExpression, ...]:
    """Return the number expressions of ``text`` in order, each as long as possible, none overlapping.

    Works on NFKC-normalised text and on text with full-width digits alike; offsets are into the text given. Numbers
    without a unit come as kind "plain": figures of the article, not keys.
    """
    folded = fold(text)
    atoms = list(_atoms(text, folded))
    found: list[NumberExpression] = []
    position = 0
    while position < len(atoms):
        kind, size = _chain_at(atoms, position)
        if kind is None and _is_range(folded, atoms, position):
            kind, size = Kind.RANGE, 2
        run = atoms[position : position + size]
        if kind is None and run[0].unit in (*_WAVES,):
            run = [replace(run[0], unit="", end=run[0].figures_end)]
        position += size
        expression = _expression(text, folded, run, kind)
        if expression is not None:
            found.append(expression)
    return tuple(without_bad_keys(folded, found))


def _atoms(text: str, folded: str) -> Iterator[_Atom]:
    protected = protected_spans(folded)
    score_end = -1
    for matched in _NUMERAL.finditer(folded):
        start, end = matched.span()
        second_of_score = start == score_end
        if within(start, protected) or (not second_of_score and _is_inside_a_word(folded, start)):
            continue
        unit, unit_end = _unit_at(folded, end)
        row = UNITS.get(unit)
        point = folded.find("・", start, end)
        if point >= 0 and not (row is not None and row.fractional):
            start = point + 1  # 1・2号機 lists two numbers, it is no decimal
        numeral = Numeral(Decimal(1), _FIRST_YEAR) if folded[start:end] == "元" else read_numeral(text[start:end])
        if numeral is not None:
            score_end = unit_end if unit == "-" else -1
            yield _Atom(start, end, unit_end, numeral, unit)


def _is_inside_a_word(folded: str, start: int) -> bool:
    """Whether figures belong to a name (G7, No.5) or say some tens (数10)."""
    if _VAGUE.search(folded[max(0, start - 3) : start]):
        return True
    before = folded[max(0, start - 2) : start]
    if before.endswith("M") and not _LETTER.match(before[:-1]):
        return False  # the magnitude of an earthquake
    return bool(_LETTER.match(before[-1:]) or (before[-1:] in (*"-._#№/",) and re.match("[A-Za-z0-9#№]", before)))


def _unit_at(folded: str, position: int) -> tuple[str, int]:
    """The longest unit at a position and where it ends; ("", position) where there is none."""
    if folded[position : position + 1] in (*_SCORE_HYPHENS,) and folded[position + 1 : position + 2].isdecimal():
        return "-", position + 1
    if folded[position : position + 1] in (*_WAVES,) and folded[position + 1 : position + 2].isdecimal():
        return folded[position], position + 1
    if folded[position : position + 1] == "対" and folded[position + 1 : position + 2].isdecimal():
        return "対", position + 1
    gap = 1 if folded[position : position + 1] == " " and _LETTER.match(folded[position + 1 : position + 2]) else 0
    for length in range(_LONGEST_UNIT, 0, -1):
        name = folded[position + gap : position + gap + length]
        row = UNITS.get(name)
        if row is None or len(name) < length:
            continue
        end = position + gap + length
        after = folded[end : end + 1]
        if after and (after in row.blocked or after == "制" or _goes_on(name, after)):
            return "", position
        return name, end
    return "", position


def _goes_on(name: str, after: str) -> bool:
    """Whether a unit in Latin letters or katakana is only the beginning of a longer word."""
    last = name[-1]
    if _LETTER.match(last) or last.isdecimal():
        return bool(re.match("[A-Za-z0-9]", after))
    return bool(_KATAKANA.match(last) and _KATAKANA.match(after))


def _chain_at(atoms: Sequence[_Atom], position: int) -> tuple[Kind | None, int]:
    """The longest chain of adjacent atoms that begins at a position, and its length; (None, 1) for a single atom."""
    names: list[str] = []
    best: tuple[Kind | None, int] = (None, 1)
    for offset, atom in enumerate(atoms[position : position + 4]):
        if offset and atoms[position + offset - 1].end != atom.start:
            break
        names.append("カ月" if re.fullmatch("[かカヵヶケ箇]月", atom.unit) else atom.unit)
        kind = _CHAINS.get(tuple(names))
        if kind is not None:
            best = kind, len(names)
    return best


def _is_range(folded: str, atoms: Sequence[_Atom], position: int) -> bool:
    """Whether two numbers are the ends of a range that can be asked as one: 3〜5人, 30〜40%, 1.5〜2倍 not."""
    if position + 1 >= len(atoms):
        return False
    low, high = atoms[position : position + 2]
    row = UNITS.get(high.unit)
    if low.unit not in (*_WAVES,) or low.end != high.start or row is None or row.kind not in _RANGED:
        return False
    one, other = low.numeral.notation, high.numeral.notation
    alike = (one.script, one.decimals, one.myriads, one.width) == (
        other.script,
        other.decimals,
        other.myriads,
        other.width,
    )
    return (
        alike and low.numeral.value < high.numeral.value and not _prefix_before(folded, [replace(low, unit=high.unit)])
    )


def _expression(text: str, folded: str, run: Sequence[_Atom], chained: Kind | None) -> NumberExpression | None:
    prefix = _prefix_before(folded, run)
    start, end = run[0].start - len(prefix), run[-1].end
    kind = chained if chained is not None else _single_kind(folded, run[0], prefix)
    if kind is None:
        return None
    before, after = sentence_around(folded, start, end)
    expression = NumberExpression(
        surface=text[start:end],
        start=start,
        end=end,
        kind=kind,
        values=tuple(atom.numeral.value for atom in run),
        units=tuple(text[atom.figures_end : atom.end] for atom in run),
        notations=tuple(atom.numeral.notation for atom in run),
        prefix=text[start : run[0].start],
        askable=not is_one_of_several(folded, start, end)
        and (kind in CALENDAR or not is_base_of_rate(folded, start, end))
        # 2年6月 is a sentence or a year cut short
        and (kind is not Kind.DATE or prefix in ERAS or run[0].numeral.value >= 100),
        before=before,
        after=after,
    )
    if chained is Kind.DURATION and run[-1].unit == "":
        # Hundredths keep their zero: 9秒05.
        hundredths = replace(expression.notations[-1], width=run[-1].figures_end - run[-1].start)
        expression = replace(expression, notations=(*expression.notations[:-1], hundredths))
    if prefix in ERAS and run[0].numeral.value != 1:
        first = replace(expression.notations[0], first_year=True)
        expression = replace(expression, notations=(first, *expression.notations[1:]))
    if not _is_possible(expression) or not _stands_alone(folded, expression, run):
        return None
    return expression


def _prefix_before(folded: str, run: Sequence[_Atom]) -> str:
    """What belongs to the number in front of it, "" where nothing does."""
    start, unit = run[0].start, run[0].unit
    matched = _PREFIX.search(folded[max(0, start - 7) : start])
    if matched is None:
        return ""
    prefix = matched.group()
    decimals = run[0].numeral.notation.decimals
    fits = {
        "第": True,
        "午前": unit in ("時", "時半"),
        "午後": unit in ("時", "時半"),
        "マグニチュード": unit == "",
        "M": unit == "" and decimals == 1,
        **dict.fromkeys(ERAS, unit in ("年", "年度")),
        **dict.fromkeys(CURRENCY_SIGNS, unit == ""),
        **dict.fromkeys(NEGATIVE, _may_be_negative(unit)),
    }
    return prefix if fits[prefix] else ""


def _may_be_negative(unit: str) -> bool:
    row = UNITS.get(unit)
    return row is not None and (row.kind in (Kind.AMOUNT, Kind.PERCENT) or unit == "度")


def _single_kind(folded: str, atom: _Atom, prefix: str) -> Kind | None:
    """The kind of a numeral with one unit, from the unit and from what follows it; None where it is no quantity."""
    row = UNITS.get(atom.unit)
    value = atom.numeral.value
    if prefix == "第":
        if row is None or row.kind in (Kind.AMOUNT, Kind.PERCENT):
            return None
        return row.kind if row.kind is Kind.RANK else Kind.ORDINAL
    if prefix in CURRENCY_SIGNS or prefix in ("M", "マグニチュード"):
        return Kind.AMOUNT
    if row is None:
        return Kind.PLAIN if atom.unit == "" and _is_plain_figure(folded, atom) else None
    lasts = bool(_LASTS.match(folded, atom.end))
    if row.kind is Kind.DAY:
        return Kind.DURATION if lasts or value > 31 else Kind.DAY
    if atom.unit == "年" and prefix not in ERAS:
        return Kind.YEAR if _names_a_year(atom.numeral, lasts=lasts) else Kind.DURATION
    if atom.unit in ("代", "歳代"):
        return Kind.AGE if value % 10 == 0 else None
    return None if atom.unit == "厘" else row.kind  # only behind 割 and 分


def _names_a_year(numeral: Numeral, *, lasts: bool) -> bool:
    """Whether a number before 年 is a year (2024, 794, 98, 05) rather than so many years."""
    value, notation = numeral.value, numeral.notation
    if notation.script is Script.KANJI:
        return 1000 <= value < 2100
    if notation.grouped or notation.myriads or notation.decimals or value > 2199:
        return False
    short = notation.width == 2 or 60 < value < 100 or 100 < value < 1000
    return value >= 1000 or (short and value % 10 != 0 and not lasts)


def _is_plain_figure(folded: str, atom: _Atom) -> bool:
    if atom.numeral.notation.script in (Script.KANJI, Script.POSITIONAL):
        return False
    before, after = folded[max(0, atom.start - 2) : atom.start], folded[atom.end : atom.end + 1]
    if _WORD_CHARACTER.match(after) or after in (*_SCORE_HYPHENS, "/", "_"):
        return False
    named = before[-1:] in (*"第-#№",) or (before[-1:] == " " and _LETTER.match(before))
    return not named and not is_list_number(folded, atom.start, atom.end)


def _is_possible(expression: NumberExpression) -> bool:
    """Whether dates, times and the like exist: no 13th month, no 25 o'clock, no 61 minutes, no 32nd of May."""
    kind, values = expression.kind, expression.values
    whole = all(notation.decimals == 0 and not notation.grouped for notation in expression.notations)
    if kind in CALENDAR | {Kind.TIME, Kind.SCORE, Kind.AGE} and not whole:
        return False
    if kind in (Kind.DATE, Kind.MONTH_DAY):
        return _date_exists(expression)
    if kind is Kind.TIME:
        return values[0] <= 24 and all(value < 60 for value in values[1:])
    if kind is Kind.DURATION and len(values) > 1:
        limits = {"カ月": 12, "分": 60, "秒": 60, "": 100}
        return all(
            value < limits.get(name, 12) for name, value in zip(expression.unit_names[1:], values[1:], strict=True)
        )
    if kind is Kind.AMOUNT and len(values) > 1:
        return values[1] < 100 and not any(notation.decimals for notation in expression.notations)  # 銭
    if kind is Kind.PERCENT and len(values) > 1:
        return all(value < 10 for value in values)
    if kind in (Kind.MONTH, Kind.DAY, Kind.AGE) and expression.row is not None:
        return values[0] >= expression.row.low and (expression.row.high is None or values[0] <= expression.row.high)
    return True


def _date_exists(expression: NumberExpression) -> bool:
    numbers = [int(value) for value in expression.values]
    year = gregorian_year(expression)
    if year is not None:
        numbers[0] = year
    else:
        numbers.insert(0, 2024)
    try:
        datetime.date(*numbers, *([1] * (3 - len(numbers))))
    except (ValueError, OverflowError):
        return False
    return True


def _stands_alone(folded: str, expression: NumberExpression, run: Sequence[_Atom]) -> bool:
    """Whether kanji numerals are a number here and not the beginning, middle or end of a word."""
    if expression.kind is Kind.SCORE:
        return folded[expression.end : expression.end + 1] not in (*_SCORE_HYPHENS, "対") and (
            is_score(folded, expression.start, expression.end)
            or (run[0].unit == "対" and expression.values[0] != expression.values[1])
        )
    if not any(atom.numeral.notation.script in (Script.KANJI, Script.POSITIONAL) for atom in run):
        return True
    before, after = folded[max(0, expression.start - 1) : expression.start], folded[expression.end : expression.end + 1]
    if before not in (*_MAY_PRECEDE_KANJI, "") and _WORD_CHARACTER.match(before) and not expression.prefix:
        return False
    counted = expression.prefix == "第" and run[0].unit == "回"  # 第百五回大会
    if _WORD_CHARACTER.match(after) and not counted and not _MAY_FOLLOW_KANJI.match(folded, expression.end):
        return False
    return all(_is_kanji_number(folded, atom, chained=len(run) > 1, prefix=expression.prefix) for atom in run)


def _is_kanji_number(folded: str, atom: _Atom, *, chained: bool, prefix: str) -> bool:
    written = folded[atom.start : atom.figures_end]
    row = UNITS.get(atom.unit)
    if row is None or not row.kanji:
        return False
    if atom.numeral.notation.script is Script.POSITIONAL:
        return True
    if chained and written == "一":
        return atom.unit in ("月", "日")  # not 一分一秒
    if len(written) > 1 or chained or prefix:
        return written + atom.unit != "十二分"
    if written in "百千":
        return atom.unit in ("円", "人")
    return written != "一" and atom.unit not in ("分", "分間", "度", "秒", "倍", "つ", "段", "番", "節")
