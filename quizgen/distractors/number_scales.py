"""On what scale a number's distractors lie: which values are as round as the key, how far apart, between which bounds.

Every expression but a score becomes one position on a scale (dates count days, times minutes, 2時間5分 minutes), is
moved there, and is turned back into its parts.
"""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from decimal import Decimal

from quizgen.distractors.number_context import weekday_after
from quizgen.distractors.number_expressions import ERAS, NumberExpression, gregorian_year, last_digit
from quizgen.distractors.number_forms import Script
from quizgen.distractors.number_plausible import OLDEST, grows, highest_rank, usual
from quizgen.distractors.number_rungs import Bands, Rungs, Scale, Stride
from quizgen.distractors.number_units import Kind

# Smallest and largest distance between neighbouring choices: a factor, a factor of the odds, or a difference.
_WIDE: Bands = {"easy": (1.5, 2.1), "normal": (1.2, 1.5), "hard": (1.07, 1.18)}
_NARROW: Bands = {"easy": (1.15, 1.4), "normal": (1.06, 1.15), "hard": (1.02, 1.06)}
_TIMED: Bands = {"easy": (1.05, 1.15), "normal": (1.02, 1.05), "hard": (1.004, 1.015)}
_AGES: Bands = {"easy": (1.3, 1.5), "normal": (1.12, 1.3), "hard": (1.04, 1.1)}
_ODDS: Bands = {"easy": (1.8, 2.8), "normal": (1.3, 1.8), "hard": (1.1, 1.25)}
_YEARS: Bands = {"easy": (4, 9), "normal": (2, 5), "hard": (1, 2)}
_MONTHS: Bands = {"easy": (2, 4), "normal": (1, 3), "hard": (1, 1)}
_DAYS: Bands = {"easy": (6, 20), "normal": (2, 7), "hard": (1, 2)}
_HOURS: Bands = {"easy": (2, 4), "normal": (1, 3), "hard": (1, 1)}
_MINUTES: Bands = {"easy": (60, 150), "normal": (20, 60), "hard": (5, 20)}
# Of a range, in its own widths.
_RANGES: Bands = {"easy": (1.5, 2.5), "normal": (1, 1.5), "hard": (0.5, 1)}
_DECADES: Bands = {"easy": (10, 20), "normal": (10, 20), "hard": (10, 10)}
# Without the article's year: how far beyond the newest year it names, and up to which year all is past anyway.
_YEARS_AHEAD = 6
_SURELY_PAST = 2020
# Times the key, where nothing else bounds a quantity; farther, as many digits as the key's would look too exact.
_FARTHEST, _FARTHEST_OF_ONE_DIGIT = 8, 12
_NARROW_BASES = frozenset({"マグニチュード", "温度", "度", "圧力"})
# How many of the next smaller part one part holds.
_RADIX = {"時": 60, "時間": 60, "分": 60, "年": 12, "割": 10, "円": 100}


def scale_of(key: NumberExpression, *, difficulty: str, newest_year: int | None, this_year: int | None) -> Scale:
    """The scale for a key of any kind but a score.

    ``newest_year``: the latest year that the article names, ``this_year``: the year it is from, where known; years
    that are past stay past.
    """
    position = position_of(key)
    kind, unit = key.kind, key.unit_names[0]
    if kind is Kind.YEAR:
        return _year_scale(key, position, difficulty, newest_year, this_year)
    if kind is Kind.DATE and len(key.values) == 2:
        low, high = _months(key, position, newest_year, this_year)
        return _singles(position, _MONTHS[difficulty], low, high)
    if kind in (Kind.DATE, Kind.MONTH_DAY):
        low, high = _days_of_year(key)
        if key.kind is Kind.MONTH_DAY and has_weekday(key):
            low, high = _days_before_or_after_leap_day(key, low, high)
        return _singles(position, _DAYS[difficulty], low, high)
    if kind is Kind.MONTH:
        return _singles(position, _MONTHS[difficulty], Decimal(1), Decimal(12))
    if kind is Kind.DAY:
        # Which month is not said: the 29th to 31st only if the key shows that it has them.
        return _singles(position, _DAYS[difficulty], Decimal(1), max(Decimal(28), position))
    if kind is Kind.TIME:
        return _clock_scale(key, position, difficulty)
    if unit in ("代", "歳代") and kind is Kind.AGE:
        return _singles(position, _DECADES[difficulty], Decimal(10), Decimal(90), step=10)
    if kind is Kind.RANGE:
        return _range_scale(key, position, difficulty)
    return _quantity_scale(key, position, difficulty)


def _singles(position: Decimal, band: tuple[float, float], low: Decimal, high: Decimal, *, step: int = 1) -> Scale:
    """A scale of days, months, years, hours or decades, where distances are differences."""
    return Scale(position, Rungs(step=step), Stride.DIFFERENCE, band, low, high, single=True)


def _quantity_scale(key: NumberExpression, position: Decimal, difficulty: str) -> Scale:
    row = key.row
    low = row.low if row is not None else Decimal(0)
    high = row.high if row is not None else None
    rungs = _rungs(key) if len(key.values) == 1 else Rungs(step=_step(key))
    farthest = max(position, Decimal(1)) * (_FARTHEST_OF_ONE_DIGIT if rungs.one_digit else _FARTHEST)
    top = farthest if high is None else max(high, position)
    one = position_of(key, (Decimal(1), *(Decimal(0) for _ in key.values[1:])))
    expected = usual(key)
    if expected is not None:
        low, top = min(expected.low * one, position), max(expected.high * one, position)
        return Scale(position, rungs, expected.stride, expected.bands[difficulty], low, top)
    if key.kind is Kind.RANK:
        top = highest_rank(key) or top
    if key.kind is Kind.AGE:
        top = max(OLDEST, min(position + 3, top))
    if key.kind in (Kind.ORDINAL, Kind.RANK, Kind.AGE):
        bands = {Kind.ORDINAL: _NARROW, Kind.RANK: _WIDE, Kind.AGE: _AGES}[key.kind]
        return Scale(position, Rungs(step=1), Stride.FACTOR, bands[difficulty], min(low, position), top, single=True)
    if len(key.values) > 1:
        stride, bands, end = (
            (Stride.ODDS, _ODDS, one * 10) if key.kind is Kind.PERCENT else (Stride.FACTOR, _TIMED, position * 2)
        )
        return Scale(position, rungs, stride, bands[difficulty], min(one, position), end)
    if key.kind is Kind.PERCENT:
        whole = Decimal(100) if high is None else high
        if position <= whole and not grows(key):
            return Scale(position, rungs, Stride.ODDS, _ODDS[difficulty], Decimal(0), whole)
    bands = _NARROW if row is not None and row.base in _NARROW_BASES else _WIDE
    notation = key.notations[0]
    if notation.head and position >= Decimal(1).scaleb(notation.head):
        low = Decimal(1).scaleb(notation.head)  # 1.5億 goes no lower than 1.0億: nobody writes 0.9億
    if notation.script is Script.KANJI:
        low = max(low, Decimal(2))  # 一人, 一回 are words rather than figures
    return Scale(position, rungs, Stride.FACTOR, bands[difficulty], min(low, position), top)


def _range_scale(key: NumberExpression, position: Decimal, difficulty: str) -> Scale:
    """Ranges as wide as the key; normal and easy ones do not overlap."""
    row, width = key.row, key.values[1] - key.values[0]
    last = min(last_digit(value, notation) for value, notation in zip(key.values, key.notations, strict=True))
    low = Decimal(1).scaleb(last) if row is None else max(row.low, Decimal(1).scaleb(last))
    high = key.values[1] * _FARTHEST if row is None or row.high is None else row.high - width
    if key.unit_names[-1] in ("%", "パーセント"):
        high = Decimal(100) - width
    least, most = (float(width) * distance for distance in _RANGES[difficulty])
    rungs = Rungs(last, any_digit=True)
    return Scale(position, rungs, Stride.DIFFERENCE, (least, most), min(low, position), max(high, position))


def _rungs(key: NumberExpression) -> Rungs:
    value, notation = key.values[0], key.notations[0]
    exponent = last_digit(value, notation)
    if notation.decimals:
        return Rungs(exponent, any_digit=value.normalize().as_tuple().exponent != exponent)
    if value == 0:
        return Rungs(any_digit=True)
    return Rungs(exponent, one_digit=value.adjusted() == exponent)


def _year_scale(
    key: NumberExpression, position: Decimal, difficulty: str, newest_year: int | None, this_year: int | None
) -> Scale:
    if key.unit_names[0] == "年代":
        low, high = (Decimal(1000), position + 30) if position >= 100 else (Decimal(10), Decimal(90))
        return _singles(position, _DECADES[difficulty], low, high, step=10)
    year = gregorian_year(key) or int(position)
    latest = _latest_year(key, year, newest_year, this_year)
    shift = int(position) - year  # from the common era to the years as written
    low = Decimal(1) if key.prefix in ERAS or position >= 100 else Decimal(0)
    high = Decimal(latest + shift)
    if key.prefix not in ERAS and position < 100:
        high = min(high, Decimal(99))
    return _singles(position, _YEARS[difficulty], low, high)


def _latest_year(key: NumberExpression, year: int, newest_year: int | None, this_year: int | None) -> int:
    """How far ahead a year may lie: what is past stays past, and an era ends."""
    latest = max(max(year, newest_year or year) + _YEARS_AHEAD, _SURELY_PAST)
    if this_year is not None and year <= this_year:
        latest = this_year
    ends = ERAS[key.prefix][1] if key.prefix in ERAS else None
    return latest if ends is None else max(year, min(latest, ends.year))


def _clock_scale(key: NumberExpression, position: Decimal, difficulty: str) -> Scale:
    hour = key.values[0]
    if key.prefix:
        first, last = 0, 11 if hour < 12 else 12
    elif hour <= 12:
        first, last = min(1, int(hour)), 12
    else:
        first, last = 13, max(23, int(hour))
    if len(key.values) == 1:
        return _singles(position, _HOURS[difficulty], Decimal(first), Decimal(last))
    low = position_of(key, (Decimal(first), *(Decimal(0) for _ in key.values[1:])))
    high = position_of(key, (Decimal(last + 1), *(Decimal(0) for _ in key.values[1:]))) - 1
    seconds = 60 if len(key.values) == 3 else 1
    least, most = _MINUTES[difficulty]
    return Scale(position, Rungs(step=_step(key)), Stride.DIFFERENCE, (least * seconds, most * seconds), low, high)


def _step(key: NumberExpression) -> int:
    """Minutes of the clock and of durations are as round as the key's: 15:30 goes with 15:00, 15:35 with 15:20."""
    last = int(key.values[-1])
    if len(key.values) != 2 or key.unit_names[-1] != "分" or key.kind is Kind.PERCENT:
        return 1
    return next(step for step in (30, 10, 5, 1) if last % step == 0)


def position_of(key: NumberExpression, values: Sequence[Decimal] | None = None) -> Decimal:
    """One number for the parts of ``key`` (or for other ``values`` of its shape): days, months, minutes, hundredths."""
    parts = key.values if values is None else tuple(values)
    if _counts_days(key):
        year, month, day = _full_date(key, parts)
        return Decimal(datetime.date(year, month, day).toordinal())
    total = parts[0]
    if key.kind is Kind.RANGE:
        return total
    for value, radix in zip(parts[1:], _radices(key), strict=True):
        total = total * radix + value - _first_month(key)
    return total


def parts_at(key: NumberExpression, position: Decimal) -> tuple[Decimal, ...]:
    """The parts that an expression of the key's shape has at a position: the inverse of :func:`position_of`."""
    if _counts_days(key):
        date = datetime.date.fromordinal(int(position))
        month_and_day = (Decimal(date.month), Decimal(date.day))
        return month_and_day if key.kind is Kind.MONTH_DAY else (key.values[0], *month_and_day)
    if key.kind is Kind.RANGE:
        return position, position + key.values[1] - key.values[0]
    parts: list[Decimal] = []
    for radix in reversed(_radices(key)):
        position, part = divmod(position, radix)
        parts.insert(0, part + _first_month(key))
    return (position, *parts)


def _radices(key: NumberExpression) -> tuple[int, ...]:
    """How many of each further part make one of the part before."""
    names = key.unit_names
    radices: list[int] = []
    for index, name in enumerate(names[1:], start=1):
        if name == "" and key.kind is Kind.DURATION:
            radices.append(10 ** len(key.notations[index].render(key.values[index]) or ""))
        else:
            radices.append(10 if key.kind is Kind.PERCENT else _RADIX[names[index - 1]])
    return tuple(radices)


def _first_month(key: NumberExpression) -> int:
    return 1 if key.kind is Kind.DATE else 0


def _counts_days(key: NumberExpression) -> bool:
    return key.kind is Kind.MONTH_DAY or (key.kind is Kind.DATE and len(key.values) == 3)


def _full_date(key: NumberExpression, parts: Sequence[Decimal]) -> tuple[int, int, int]:
    """Without a year, one that is not a leap year unless the key is the 29th of February."""
    month, day = int(parts[-2]), int(parts[-1])
    year = gregorian_year(key)
    if year is None:
        year = 2024 if (2, 29) in ((month, day), tuple(map(int, key.values[-2:]))) else 2023
    return year, month, day


def _days_of_year(key: NumberExpression) -> tuple[Decimal, Decimal]:
    """The first and last day on the scale: those of the key's year, as far as its era goes."""
    year, month, day = _full_date(key, key.values)
    first, last = datetime.date(year, 1, 1), datetime.date(year, 12, 31)
    begins, ends = ERAS.get(key.prefix, (None, None))
    here = datetime.date(year, month, day)
    first = min(max(first, begins or first), here)
    last = max(min(last, ends or last), here)
    return Decimal(first.toordinal()), Decimal(last.toordinal())


def has_weekday(key: NumberExpression) -> bool:
    """Whether the article says on which weekday the day falls, as part of the key or behind it."""
    return key.kind in (Kind.DATE, Kind.MONTH_DAY, Kind.DAY) and bool(key.suffix or weekday_after(key.after))


def _days_before_or_after_leap_day(key: NumberExpression, low: Decimal, high: Decimal) -> tuple[Decimal, Decimal]:
    """Days whose weekday follows from the key's whatever the year: none beyond the end of February."""
    year, month, day = _full_date(key, key.values)
    leap_day = Decimal(datetime.date(year, 3, 1).toordinal())
    if (month, day) == (2, 29):
        return low, leap_day - 1
    return (low, min(high, leap_day - 1)) if month <= 2 else (leap_day, high)


def _months(
    key: NumberExpression, position: Decimal, newest_year: int | None, this_year: int | None
) -> tuple[Decimal, Decimal]:
    """The first and last month on the scale, counted like the key's position."""
    year = gregorian_year(key) or 0
    shift = int(key.values[0]) - year
    low = Decimal(12)
    high = Decimal((_latest_year(key, year, newest_year, this_year) + shift) * 12 + 11)
    if key.prefix in ERAS:
        begins, ends = ERAS[key.prefix]
        low = Decimal((begins.year + shift) * 12 + begins.month - 1)
        high = min(high, Decimal((ends.year + shift) * 12 + ends.month - 1)) if ends is not None else high
    return min(low, position), max(high, position)
