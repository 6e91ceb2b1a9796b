"""On what scale a number's distractors lie: which values are as round as the key, how far apart, between which bounds.

Every expression but a score becomes one position on a scale (dates count days, times minutes, 2時間5分 minutes), is
moved there, and is turned back into its parts.
"""

from __future__ import annotations

import calendar
import datetime
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import ROUND_HALF_UP, Decimal
from enum import Enum

from quizgen.distractors.number_expressions import ERAS, NumberExpression, gregorian_year, last_digit
from quizgen.distractors.number_units import Kind

Bands = dict[str, tuple[float, float]]

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
_DECADES: Bands = {"easy": (10, 20), "normal": (10, 20), "hard": (10, 10)}
_YEARS_AHEAD = 6
_ERA_ENDS = {"明治": 1912, "大正": 1926, "昭和": 1989, "平成": 2019}
_NARROW_BASES = frozenset({"マグニチュード", "温度", "圧力"})
# How many of the next smaller part one part holds.
_RADIX = {"時": 60, "時間": 60, "分": 60, "年": 12, "割": 10}


class Stride(Enum):
    """How a distance between choices is measured."""

    FACTOR = "factor"
    ODDS = "odds"  # factor of x / (high - x): 97% goes on to 98%, not to 120%
    DIFFERENCE = "difference"


@dataclass(frozen=True, slots=True)
class Rungs:
    """The values that are as round as the key.

    ``exponent``: power of ten of the key's last digit that counts; ``digits``: how many digits it has down to there;
    ``leading``: power of ten of its first. ``follows_size``: whether roundness grows with the size (1,200 and 980) or
    stays (12 and 9). ``any_digit``: whether the last digit may be zero. ``step``: plain multiples instead.
    """

    exponent: int = 0
    digits: int = 1
    leading: int = 0
    follows_size: bool = False
    any_digit: bool = False
    step: int | None = None

    def nearest(self, target: Decimal) -> Decimal:
        """The value on the grid nearest to ``target``; it may have too many zeros, which :meth:`holds` tells."""
        grid = self._grid(target.adjusted() if target else self.leading)
        return (target / grid).quantize(Decimal(1), ROUND_HALF_UP) * grid

    def next(self, value: Decimal, direction: int) -> Decimal:
        """The next rung above (1) or below (-1) a value on the grid."""
        while True:
            decade = value.adjusted() if value else self.leading
            if direction < 0 and value == Decimal(1).scaleb(decade):
                decade -= 1
            value += direction * self._grid(decade)
            if value <= 0 or self.holds(value):
                return value

    def holds(self, value: Decimal) -> bool:
        """Whether a value on the grid is exactly as round as the key."""
        if self.step is not None or self.any_digit:
            return True
        if value <= 0:
            return False
        exponent = value.normalize().as_tuple().exponent
        if self.digits == 1 and value.adjusted() == exponent:
            return True
        return Decimal(1).scaleb(int(exponent)) == self._grid(value.adjusted())

    def _grid(self, decade: int) -> Decimal:
        if self.step is not None:
            return Decimal(self.step)
        moved = decade - self.leading
        if self.digits == 1 and self.follows_size:
            moved = min(moved, 0)
        return Decimal(1).scaleb(max(self.exponent + moved, 0) if self.follows_size else self.exponent)


@dataclass(frozen=True, slots=True)
class Scale:
    """Where the key stands and what lies around it. ``low`` and ``high`` are included; no ``high``, no upper end.

    ``holds``: how many of each part make the one before it, for turning a position back into parts.
    """

    key: Decimal
    rungs: Rungs
    stride: Stride
    band: tuple[float, float]
    low: Decimal = Decimal(0)
    high: Decimal | None = None

    def contains(self, value: Decimal) -> bool:
        """Whether a value lies between the bounds."""
        return self.low <= value and (self.high is None or value <= self.high)

    def away(self, here: Decimal, direction: int, distance: float) -> Decimal:
        """The rung about ``distance`` (in the unit of the stride) from ``here``, at least one further on."""
        by = Decimal(str(distance))
        if self.stride is Stride.DIFFERENCE:
            target = here + direction * by
        elif self.stride is Stride.ODDS and self.high is not None and here < self.high:
            odds = here / (self.high - here) * (by if direction > 0 else 1 / by)
            target = self.high * odds / (1 + odds)
        else:
            target = here * by if direction > 0 else here / by
        rung = self.rungs.nearest(target)
        if (rung - here) * direction <= 0:
            return self.rungs.next(here, direction)
        return rung if self.rungs.holds(rung) else self.rungs.next(rung, direction)
