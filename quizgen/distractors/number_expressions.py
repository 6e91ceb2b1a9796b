"""A number of the text with its unit: what it states, how it is written, and whether it is worth asking about."""

from __future__ import annotations

import datetime
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from functools import cached_property

from quizgen.distractors.number_forms import Notation, Script, fold
from quizgen.distractors.number_units import CURRENCY_SIGNS, UNITS, Kind, Unit

# First and last day of each era; the present one has no last day yet.
ERAS: dict[str, tuple[datetime.date, datetime.date | None]] = {
    "明治": (datetime.date(1868, 1, 25), datetime.date(1912, 7, 29)),
    "大正": (datetime.date(1912, 7, 30), datetime.date(1926, 12, 24)),
    "昭和": (datetime.date(1926, 12, 25), datetime.date(1989, 1, 7)),
    "平成": (datetime.date(1989, 1, 8), datetime.date(2019, 4, 30)),
    "令和": (datetime.date(2019, 5, 1), None),
}
NEGATIVE = ("マイナス", "氷点下", "零下", "▲", "△", "-", "−")
CALENDAR = frozenset({Kind.DATE, Kind.YEAR, Kind.MONTH, Kind.MONTH_DAY, Kind.DAY})
_WORTH = {
    Kind.DATE: 0.3,
    Kind.MONTH_DAY: 0.25,
    Kind.SCORE: 0.9,
    Kind.DURATION: 0.7,
    Kind.PERCENT: 0.9,
    Kind.TIME: 0.2,
    Kind.RANGE: 0.6,
}
# Years and days count months and days when they state a duration; 分 is a hundredth after 割.
_IN_CONTEXT = {
    (Kind.DURATION, "年"): ("年数", Decimal(12)),
    (Kind.DURATION, "日"): ("日数", Decimal(1)),
    (Kind.PERCENT, "分"): ("%", Decimal(1)),
}


@dataclass(frozen=True, slots=True)
class Magnitude:
    """How much a number states: ``base``, what is measured; ``amount`` of it in its base unit; ``step``, the size of
    the last digit that counts; ``digits``, how many digits count."""

    base: str
    amount: Decimal
    step: Decimal
    digits: int


@dataclass(frozen=True)
class NumberExpression:
    """A number with its unit as it stands in a text.

    ``start``, ``end``: half-open code-point offsets into the text given. ``values``, ``units``, ``notations``: one per
    part; 6月5日 has the parts 6 月 and 5 日, 3対1 the parts 3 対 and 1 with no unit, 3〜5人 the parts 3 〜 and 5 人.
    Years of an era stay as written (7 in 令和7年). ``prefix`` is what belongs to it in front: 第, 午後, 令和, $, or its
    sign (the values are without it); ``suffix`` what belongs to it behind, a weekday: (火). ``askable``: False where
    the place makes it a bad key: in a list, per-head rates, told again in other words, when the text was written.
    ``before``, ``after``: the rest of its sentence (of long ones the nearest part), in ASCII where it was full-width.
    """

    surface: str
    start: int
    end: int
    kind: Kind
    values: tuple[Decimal, ...]
    units: tuple[str, ...]
    notations: tuple[Notation, ...]
    prefix: str = ""
    askable: bool = True
    suffix: str = ""
    before: str = field(default="", compare=False, repr=False)
    after: str = field(default="", compare=False, repr=False)

    @cached_property
    def unit_names(self) -> tuple[str, ...]:
        """The units without regard to width and spaces; a currency sign in front is the currency's name."""
        names = tuple(fold(unit).strip().replace("~", "〜") for unit in self.units)
        prefix = fold(self.prefix)
        if names == ("",) and prefix in CURRENCY_SIGNS:
            return (CURRENCY_SIGNS[prefix],)
        if names == ("",) and prefix in ("M", "マグニチュード"):
            return ("マグニチュード",)
        return names

    @property
    def unit(self) -> str:
        """The units in one string: 人, %, 年月日, 対."""
        return "".join(self.unit_names)

    @property
    def row(self) -> Unit | None:
        """The table's row of the first unit, of a range the row of its only one; None without one."""
        return UNITS.get(self.unit_names[-1 if self.kind is Kind.RANGE else 0])

    @property
    def negative(self) -> bool:
        """Whether it is below zero."""
        return fold(self.prefix) in NEGATIVE

    @cached_property
    def magnitude(self) -> Magnitude | None:
        """How much it states, None where a unit is not known."""
        return _magnitude(self)

    def render(self, values: Sequence[Decimal]) -> str | None:
        """Write other values the way this expression is written; None where that is impossible."""
        surface = self.prefix
        for value, notation, unit in zip(values, self.notations, self.units, strict=True):
            written = notation.render(value)
            if written is None:
                return None
            surface += written + unit
        return surface + self.suffix

    def with_values(self, values: Sequence[Decimal]) -> NumberExpression | None:
        """Return the same expression with other values, its surface written anew; None where that is impossible."""
        surface = self.render(values)
        return None if surface is None else replace(self, surface=surface, values=tuple(values))


def worth_asking(expression: NumberExpression) -> float:
    """How good a key the number is, 0 (never ask) to 1: amounts and counts high, days of the month low."""
    if not expression.askable or expression.kind is Kind.PLAIN:
        return 0.0
    row = expression.row
    if expression.notations[0].script is Script.KANJI and expression.values[0] <= 2 and len(expression.values) == 1:
        return 0.0  # 二人: the two of them
    worth = _WORTH.get(expression.kind, row.worth if row is not None else 0.5)
    if expression.kind is Kind.ORDINAL and row is not None and row.kind is not Kind.ORDINAL:
        worth = 0.5  # 第3回
    if len(expression.values) == 1 and expression.kind not in CALENDAR | {
        Kind.AMOUNT,
        Kind.PERCENT,
        Kind.TIME,
        Kind.AGE,
    }:
        value = expression.values[0]
        if value <= 1 and expression.kind not in (Kind.RANK, Kind.ORDINAL):
            return 0.0
        worth *= 0.3 if value <= 2 else 0.6 if value <= 4 else 1.0
    if expression.kind is Kind.PERCENT and expression.values[0] in (0, 100):
        worth *= 0.3
    return worth


def same_figure(claim: NumberExpression, figure: NumberExpression) -> bool:
    """Whether ``claim`` would state what ``figure`` already does, in any notation or spelling of the unit.

    A rounded value also stands for the exact ones that round to it (1万2千人 and 12,034人). A date that leaves out
    the year or the month stands for the full one, and so does an hour for its minutes. A range restates the same
    range only; of another number's claim its ends are figures.
    """
    if Kind.PLAIN in (claim.kind, figure.kind):
        return len(claim.values) == len(figure.values) == 1 and claim.values == figure.values
    if claim.kind in CALENDAR and figure.kind in CALENDAR:
        return _covers(_calendar_parts(claim), _calendar_parts(figure))
    if claim.kind is Kind.TIME and figure.kind is Kind.TIME:
        return _covers(_clock_parts(claim), _clock_parts(figure))
    if claim.kind is Kind.SCORE and figure.kind is Kind.SCORE:
        return sorted(claim.values) == sorted(figure.values)
    if claim.kind is Kind.RANGE:
        return figure.kind is Kind.RANGE and [_amount(end) for end in ends(claim)] == [
            _amount(end) for end in ends(figure)
        ]
    if figure.kind is Kind.RANGE:
        return any(_amount(claim) == _amount(end) for end in ends(figure))
    left, right = claim.magnitude, figure.magnitude
    return left is not None and right is not None and left.base == right.base and _close(left, right)


def ends(expression: NumberExpression) -> tuple[NumberExpression, NumberExpression]:
    """The two ends of a range as numbers of their own: 3人 and 5人 of 3〜5人."""
    kind = expression.row.kind if expression.row is not None else Kind.COUNT
    low, high = (
        replace(expression, kind=kind, values=(value,), units=expression.units[1:], notations=(notation,))
        for value, notation in zip(expression.values, expression.notations, strict=True)
    )
    return low, high


def gregorian_year(expression: NumberExpression) -> int | None:
    """The year of an expression that begins with one, in the common era; None for all others."""
    if expression.kind not in (Kind.DATE, Kind.YEAR):
        return None
    year = int(expression.values[0])
    if expression.prefix in ERAS:
        return ERAS[expression.prefix][0].year + year - 1
    if year < 100 and expression.unit_names[0] != "年代":
        return year + (1900 if year >= 60 else 2000)
    return year


def last_digit(value: Decimal, notation: Notation) -> int:
    """Power of ten of the last digit that counts: written decimals all do, zeros at the end of whole numbers do not."""
    exponent = value.normalize().as_tuple().exponent
    if notation.decimals or value == 0 or not isinstance(exponent, int):
        return notation.place
    return exponent


def _covers(claim: dict[str, int], figure: dict[str, int]) -> bool:
    """Whether the claim's finest part is among the figure's and all parts that both state are equal."""
    shared = claim.keys() & figure.keys()
    finest = list(claim)[-1]
    return finest in shared and all(claim[part] == figure[part] for part in shared)


def _calendar_parts(expression: NumberExpression) -> dict[str, int]:
    names = (name.replace("年度", "年") for name in expression.unit_names)
    parts = {name: int(value) for name, value in zip(names, expression.values, strict=True)}
    year = gregorian_year(expression)
    return parts if year is None else parts | {next(iter(parts)): year}


def _clock_parts(expression: NumberExpression) -> dict[str, int]:
    """Hours modulo twelve: without 午前 or 午後 nobody knows which."""
    parts = {name: int(value) for name, value in zip(expression.unit_names, expression.values, strict=True)}
    if "時半" in parts:
        return {"時": parts["時半"] % 12, "分": 30}
    return parts | {"時": parts["時"] % 12}


def _amount(expression: NumberExpression) -> tuple[str, Decimal] | None:
    """What is measured and how much of it in its base unit, None where the unit is not known."""
    magnitude = expression.magnitude
    return None if magnitude is None else (magnitude.base, magnitude.amount)


def _magnitude(expression: NumberExpression) -> Magnitude | None:
    base, total, factor = "", Decimal(0), Decimal(1)
    for index, (name, value) in enumerate(zip(expression.unit_names, expression.values, strict=True)):
        if name == "" and index:  # the hundredths of 9秒58
            total += value * factor.scaleb(-len(expression.notations[index].render(value) or ""))
            continue
        unit = UNITS.get(name)
        if unit is None:
            return None
        unit_base, factor = _IN_CONTEXT.get((expression.kind, name), (unit.base, unit.factor))
        base = base or unit_base
        total += value * factor
    if expression.kind is Kind.ORDINAL:
        base = base.removesuffix("目") + "目"
    notation = expression.notations[-1]
    exponent = last_digit(expression.values[-1], notation)
    digits = expression.values[0].adjusted() - exponent + 1 if len(expression.values) == 1 else 1
    total = -total if expression.negative else total
    return Magnitude(base, total, factor * Decimal(1).scaleb(exponent), digits)


def _close(left: Magnitude, right: Magnitude) -> bool:
    coarse = left if left.step >= right.step else right
    # One digit says too little: 10人 does not stand for 12人.
    return left.amount == right.amount or (coarse.digits >= 2 and abs(left.amount - right.amount) * 2 <= coarse.step)
